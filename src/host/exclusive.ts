// Lets one process at a time do a piece of work on this machine, by a lock file that a dead process cannot hold.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** Waits its turn. The file's folder must exist. */
export async function exclusively<T>(file: string, work: () => Promise<T>): Promise<T> {
  const me = holder(process.pid);
  while (!tryTake(file, me)) {
    giveUpDead(file);
    await pause(25);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** The number and the start of a process: a number alone is given again to others. Empty for one that is not there. */
function holder(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' || state === 'X' ? '' : `${pid} ${fields[18]}`;
  } catch {
    return ''; // no such process
  }
}

/** Written aside and linked, so that the file is never seen without its holder. */
function tryTake(file: string, me: string): boolean {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, me, { mode: 0o600 });
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

/** Moves the lock of a dead holder away; if somebody alive took it in the same moment, it is put back. */
function giveUpDead(file: string): void {
  const seen = read(file);
  if (seen === undefined || (seen !== '' && holder(Number(seen.split(' ')[0])) === seen)) return;
  const aside = `${file}.dead.${process.pid}`;
  try {
    renameSync(file, aside);
    if (read(aside) !== seen) linkSync(aside, file);
  } catch (error) {
    // Somebody else was faster at the same.
    if (!['ENOENT', 'EEXIST'].includes(String((error as NodeJS.ErrnoException).code))) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
