// Hashes of strangers are made by another process: the same hashes, behind everybody else, and by this one when that process is gone.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { getPriority } from 'node:os';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { deriveHere } from '../core/identity/hashing.ts';
import type { Argon2Job } from '../core/identity/settings.ts';
import { type AsideBounds, HashAside, aloneAside, crowdAside } from './hash-aside.ts';

const job = (word: string): Argon2Job => ({
  message: Buffer.from(word),
  nonce: Buffer.alloc(16, 7),
  parallelism: 1,
  tagLength: 32,
  memory: 1024,
  passes: 1,
});

const open: HashAside[] = [];
function make(bounds: Partial<AsideBounds> = {}): HashAside {
  const aside = new HashAside({ ...aloneAside, patienceMs: 60_000, ...bounds });
  open.push(aside);
  return aside;
}
after(() => Promise.all(open.map((aside) => aside.close())));

const isGone = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    // A process that nobody has heard of ending is still listed.
    return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return true;
  }
};

test('the other process makes the same hashes, many at once, and starts with the first', async () => {
  const aside = make();
  assert.equal(aside.pid, null);
  const words = Array.from({ length: 20 }, (_, n) => `word ${n}`);
  const made = await Promise.all(words.map((word) => aside.hash(job(word))));
  assert.notEqual(aside.pid, null);
  assert.notEqual(aside.pid, process.pid);
  for (const [n, word] of words.entries()) assert.deepEqual(made[n], await deriveHere(job(word)));
});

for (const [whom, { behind }] of Object.entries({ 'a stranger alone': aloneAside, 'a crowd': crowdAside }))
  test(`of ${whom} it gives way to everything else: every thread that hashes does`, () => givesWay(behind));

async function givesWay(behind: number): Promise<void> {
  const aside = make({ behind });
  await Promise.all([1, 2, 3, 4].map((n) => aside.hash(job(`${n}`))));
  const pid = aside.pid!;
  assert.equal(getPriority(pid), behind);
  if (process.platform !== 'linux') return;
  // Those of V8 were there before the process gave way, and make no hashes.
  const nices = readdirSync(`/proc/${pid}/task`).map((id) =>
    Number(
      readFileSync(`/proc/${pid}/task/${id}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')[16],
    ),
  );
  assert.ok(nices.filter((nice) => nice === behind).length >= 2, nices.join(' '));
}

test('a crowd stands behind a stranger who comes alone, and is not hurried into this process while he is made wait for', () => {
  assert.ok(crowdAside.behind > aloneAside.behind);
  assert.ok(crowdAside.patienceMs > 5 * aloneAside.patienceMs);
});

test('with nothing to do it ends where it is told to, and starts anew with the next hash', async () => {
  const aside = make({ idleMs: 1 });
  await aside.hash(job('x'));
  const first = aside.pid;
  while (aside.pid !== null) await pause(5);
  if (first !== null) while (!isGone(first)) await pause(20);
  assert.deepEqual(await aside.hash(job('y')), await deriveHere(job('y')));
});

test('when it is killed, what it was making is made here, and nobody is kept out', async () => {
  const aside = make();
  await aside.hash(job('first'));
  const pid = aside.pid!;
  process.kill(pid, 'SIGSTOP');
  const held = [aside.hash(job('a')), aside.hash(job('b'))];
  process.kill(pid, 'SIGKILL');
  assert.deepEqual(await Promise.all(held), [await deriveHere(job('a')), await deriveHere(job('b'))]);
  assert.deepEqual(await aside.hash(job('c')), await deriveHere(job('c')));
});

test('when it takes too long because others want all of the machine, the hash is made here, and so are those behind it', async () => {
  const aside = make({ patienceMs: 1 });
  const [a, b] = [await deriveHere(job('a')), await deriveHere(job('b'))];
  await aside.hash(job('first'));
  const pid = aside.pid!;
  process.kill(pid, 'SIGSTOP');
  assert.deepEqual(await aside.hash(job('a')), a);
  assert.deepEqual(await aside.hash(job('b')), b);
  process.kill(pid, 'SIGCONT');
  assert.deepEqual(await aside.hash(job('b')), b);
});

test('what cannot be made is an error, as it is here', async () => {
  const aside = make();
  await assert.rejects(aside.hash({ ...job('x'), memory: 1 }));
});

test('it ends with whoever started it', async () => {
  const aside = make();
  await aside.hash(job('x'));
  const pid = aside.pid!;
  await aside.close();
  while (!isGone(pid)) await pause(20);
  assert.deepEqual(await aside.hash(job('y')), await deriveHere(job('y')));
});
