// What processes have used so far, read from /proc: CPU time in milliseconds and memory in MB.
import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks of user space are hundredths of a second on every Linux we run on. */
const msPerTick = 10;

interface Stat {
  readonly parent: number;
  readonly cpuMs: number;
}

function statOf(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name stands in parentheses and may hold anything.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { parent: Number(fields[1]), cpuMs: (Number(fields[11]) + Number(fields[12])) * msPerTick };
  } catch {
    return undefined; // it has ended meanwhile
  }
}

export function cpuOf(pid: number): number {
  return statOf(pid)?.cpuMs ?? 0;
}

/** Memory a process holds in RAM. */
export function residentMB(pid: number): number {
  return memory(pid, 'VmRSS');
}

/** The most it ever held. */
export function peakMB(pid: number): number {
  return memory(pid, 'VmHWM');
}

function memory(pid: number, name: string): number {
  const found = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(found?.[1] ?? 0) / 1024;
}

/** Memory of a process and everything it started that no other process shares with it, plus its part of what they share. */
export function proportionalMB(pids: readonly number[]): number {
  let kB = 0;
  for (const pid of pids) {
    try {
      kB += Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
    } catch {
      continue; // it has ended meanwhile
    }
  }
  return kB / 1024;
}

export function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((other) => statOf(other)?.parent === pid);
}

/** The processes it started whose command line holds these words. */
export function childrenWith(pid: number, words: string): number[] {
  return childrenOf(pid).filter((child) => titleOf(child).includes(words));
}

/** CPU of the server processes of PostgreSQL: those that serve connections, and all others (writers, vacuum, checkpoints). */
export interface ServerCpu {
  readonly backends: ReadonlyMap<number, number>;
  readonly others: ReadonlyMap<number, number>;
}

export function serverCpu(postmaster: number): ServerCpu {
  const backends = new Map<number, number>();
  const others = new Map<number, number>();
  for (const pid of childrenOf(postmaster)) {
    const isBackend = / \[local\]/.test(titleOf(pid));
    (isBackend ? backends : others).set(pid, cpuOf(pid));
  }
  return { backends, others };
}

/** "postgres: strongroom: role database [local] idle" */
function titleOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/** Milliseconds used between two readings; a process that was not there before began at nothing. */
export function used(before: ReadonlyMap<number, number>, after: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (const [pid, cpu] of after) sum += cpu - (before.get(pid) ?? 0);
  return sum;
}
