// How long this machine has been on, which setting the date does not change.
import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import type { MachineTime } from '../core/identity/desk.ts';

/** Linux names each start of the machine; elsewhere all are one, which only makes somebody wait longer. */
function nameOfStart(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return 'unnamed';
  }
}

export function machineTime(): MachineTime {
  return { run: nameOfStart(), ms: Math.round(uptime() * 1000) };
}
