// A process that makes hashes for another one and does nothing else: it takes the processor's time that nobody else wants, and ends with whoever started it.
import { argon2 } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import type { HashAnswer, HashWish } from './hash-aside.ts';

/** Steps of priority behind everybody else. */
const behind = Number(process.argv[2]);

/** Before the first hash: its threads inherit what stands here. */
function giveWay(): void {
  try {
    setPriority(behind);
    // Linux shares the processor between sessions first, where it was built that way; this process is a session of its own.
    writeFileSync('/proc/self/autogroup', String(behind));
  } catch {
    // Another system, or a kernel without either: then it is one hash at a time, and no more than that.
  }
}

giveWay();
process.on('message', ({ id, job }: HashWish) => {
  argon2('argon2id', job, (error, hash) => {
    const answer: HashAnswer = error === null ? { id, hash } : { id, hash: null };
    if (process.connected) process.send!(answer);
  });
});
process.once('disconnect', () => process.exit());
