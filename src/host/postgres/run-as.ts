// Decides as which user PostgreSQL's programs run (they refuse root) and whether that user can reach a path.
import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { HostRefusal } from '../refusal.ts';

export interface OsUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Undefined: run as ourselves. Otherwise we are root and this user, which has a name as `initdb` demands, takes over. */
export function databaseUser(): OsUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name, , uid, gid]) => ({ name: name ?? '', uid: Number(uid), gid: Number(gid) }));
  for (const name of ['strongroom', 'postgres', 'nobody']) {
    const user = users.find((known) => known.name === name && known.uid > 0);
    if (user !== undefined) return user;
  }
  throw new HostRefusal(
    'PostgreSQL does not run as root, and this machine has no user `strongroom`, `postgres` or `nobody` to run it as. ' +
      'Make one (`useradd --system strongroom`) or start as an ordinary user.',
  );
}

/** True when the user may enter every folder down to `path`, and read and run it if it is a file. The path may not exist yet. */
export function canReach(user: OsUser | undefined, path: string): boolean {
  if (user === undefined) return true;
  const parent = dirname(path);
  if (parent !== path && !canReach(user, parent)) return false;
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return true;
  const needed = stat.isDirectory() ? 0o1 : 0o5;
  const shift = stat.uid === user.uid ? 6 : stat.gid === user.gid ? 3 : 0;
  return ((stat.mode >> shift) & needed) === needed;
}
