// Argon2id as published, off the main thread, in a line that is short, fair and refuses when it is full.
import assert from 'node:assert/strict';
import { argon2Sync } from 'node:crypto';
import { after, test } from 'node:test';
import { Problem } from '../../contract/problem.ts';
import { HashQueue } from './hash-queue.ts';
import { deriveHere, enterHashLine, hashLoad, hashPassword, verifyPassword } from './hashing.ts';
import { identitySettings, setIdentity, usualIdentity } from './settings.ts';

after(() => setIdentity(usualIdentity));

const cheap = { memoryKiB: 1024, passes: 1, lanes: 1 };

test('the usual costs are Argon2id with 64 MiB, 3 passes, 1 lane, and stand in the stored text', async () => {
  const phc = await hashPassword('t', 'known', 'correct horse battery staple');
  assert.match(phc, /^\$argon2id\$v=19\$m=65536,t=3,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  assert.deepEqual(await verifyPassword(enterHashLine('t', 'known'), 'correct horse battery staple', phc), {
    good: true,
    stale: false,
  });
  assert.equal((await verifyPassword(enterHashLine('t', 'known'), 'correct horse battery stapl', phc)).good, false);
});

test('the hash is the one RFC 9106 describes: the published vector of argon2id comes out', () => {
  const hash = argon2Sync('argon2id', {
    message: Buffer.alloc(32, 1),
    nonce: Buffer.alloc(16, 2),
    secret: Buffer.alloc(8, 3),
    associatedData: Buffer.alloc(12, 4),
    parallelism: 4,
    memory: 32,
    passes: 3,
    tagLength: 32,
  });
  assert.equal(hash.toString('hex'), '0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659');
});

test('two hashes of one password differ, and the same password in another Unicode form is the same', async () => {
  setIdentity({ argon2: cheap });
  const one = await hashPassword('t', 'known', 'käärme on pitkä kuin kirves');
  const two = await hashPassword('t', 'known', 'käärme on pitkä kuin kirves');
  assert.notEqual(one, two);
  const decomposed = 'käärme on pitkä kuin kirves'.normalize('NFD');
  assert.equal((await verifyPassword(enterHashLine('t', 'known'), decomposed, one)).good, true);
});

test('passwords that differ only in their last byte of a thousand are different (nothing is cut)', async () => {
  setIdentity({ argon2: cheap });
  const base = 'correct horse battery staple '.repeat(40).slice(0, 999);
  const phc = await hashPassword('t', 'known', `${base}a`);
  assert.equal((await verifyPassword(enterHashLine('t', 'known'), `${base}a`, phc)).good, true);
  assert.equal((await verifyPassword(enterHashLine('t', 'known'), `${base}b`, phc)).good, false);
});

test('a hash made with other costs still verifies and is called stale', async () => {
  setIdentity({ argon2: cheap });
  const phc = await hashPassword('t', 'known', 'correct horse battery staple');
  setIdentity({ argon2: { ...cheap, passes: 2 } });
  assert.deepEqual(await verifyPassword(enterHashLine('t', 'known'), 'correct horse battery staple', phc), {
    good: true,
    stale: true,
  });
});

test('without a stored hash the answer is no, whatever is sent; a broken text is no too', async () => {
  setIdentity({ argon2: cheap });
  assert.equal((await verifyPassword(enterHashLine('t', 'stranger'), 'anything at all', undefined)).good, false);
  const phc = await hashPassword('t', 'known', 'correct horse battery \ufffd');
  assert.equal((await verifyPassword(enterHashLine('t', 'stranger'), 'correct horse battery \ud800', phc)).good, false);
});

test('a stored text of another form is an error, never a pass', async () => {
  for (const phc of ['', '$2b$10$abc', '$argon2id$v=16$m=1024,t=1,p=1$AAAA$AAAA', 'plain']) {
    await assert.rejects(verifyPassword(enterHashLine('t', 'stranger'), 'x', phc), /not known here/);
  }
});

test('the main thread stays free while hashes run', async () => {
  setIdentity(usualIdentity);
  let ticks = 0;
  const timer = setInterval(() => (ticks += 1), 5);
  await Promise.all([1, 2, 3, 4].map((n) => hashPassword('t', 'known', `correct horse battery ${n}`)));
  clearInterval(timer);
  assert.ok(ticks >= 10, `${ticks} turns of the event loop`);
});

test('a flood of sign-ins is refused at the bound, before hashing, and memory stays within its cap', async () => {
  setIdentity({
    ...usualIdentity,
    argon2: { ...cheap, memoryKiB: 16 * 1024 },
    hashesAtOnce: 2,
    hashesWaitingPerTenant: 8,
  });
  const before = process.memoryUsage().rss;
  let most = 0;
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss - before)), 1);
  const answers = await Promise.allSettled(
    Array.from({ length: 200 }, async (_, i) =>
      verifyPassword(enterHashLine('t', 'stranger'), `guess ${i}`, undefined),
    ),
  );
  clearInterval(timer);
  const refused = answers.filter((a) => a.status === 'rejected');
  assert.equal(refused.length, 200 - 2 - 8);
  for (const { reason } of refused) {
    assert.ok(reason instanceof Problem);
    assert.equal(reason.code, 'unavailable');
    assert.ok((reason.extras.retryAfter ?? 0) > 0);
  }
  assert.ok(most < 128 * 1024 * 1024, `${Math.round(most / 1e6)} MB more`);
  assert.deepEqual(hashLoad(), { running: 0, waiting: 0 });
  assert.equal(identitySettings().hashesAtOnce, 2);
});

function gate(): { open: () => void; wait: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { open: resolve, wait: promise };
}

test('who is known does not wait for strangers, and tenants take turns', async () => {
  const queue = new HashQueue(() => ({ atOnce: 1, spare: 0, waiting: 100, waitingPerTenant: 100 }));
  const first = gate();
  const order: string[] = [];
  const run = (tenant: string, lane: 'known' | 'stranger', name: string, until?: Promise<void>) =>
    queue.enter(tenant, lane).run(async () => {
      order.push(name);
      await until;
    });
  const all = [
    run('a', 'stranger', 'running', first.wait),
    run('a', 'stranger', 'a1'),
    run('a', 'stranger', 'a2'),
    run('a', 'stranger', 'a3'),
    run('b', 'stranger', 'b1'),
    run('b', 'known', 'person of b'),
    run('a', 'known', 'person of a'),
  ];
  await Promise.all(all.slice(-2));
  assert.deepEqual(order, ['running', 'person of b', 'person of a'], 'while a stranger still runs');
  first.open();
  await Promise.all(all);
  assert.deepEqual(order, ['running', 'person of b', 'person of a', 'b1', 'a1', 'a2', 'a3']);
});

test('whoever comes to a company nobody attacks waits for no hash of the attack, which then waits for his', async () => {
  const queue = new HashQueue(() => ({ atOnce: 1, spare: 1, waiting: 100, waitingPerTenant: 100 }));
  const [attack, visitor] = [gate(), gate()];
  const order: string[] = [];
  const run = (tenant: string, name: string, until?: Promise<void>) =>
    queue.enter(tenant, 'stranger').run(async () => {
      order.push(name);
      await until;
    });
  const attacked = ['a1', 'a2', 'a3'].map((name) => run('a', name, name === 'a1' ? attack.wait : undefined));
  assert.deepEqual(order, ['a1'], 'the attacked one has the one place alone');
  const b = [run('b', 'b1', visitor.wait), run('b', 'b2')];
  const c = run('c', 'c1');
  assert.deepEqual([order, queue.running], [['a1', 'b1'], 2]);
  attack.open();
  await attacked[0];
  assert.deepEqual(
    [order, queue.running],
    [['a1', 'b1', 'c1'], 2],
    'another one alone comes before the attack goes on',
  );
  await c;
  visitor.open();
  await Promise.all([...b, ...attacked]);
  assert.deepEqual(order.slice(0, 3), ['a1', 'b1', 'c1']);
  assert.deepEqual([order.length, queue.running, queue.waiting], [6, 0, 0]);
});

test('of a crowd at one company hashes are made where they take nothing from a stranger who comes to another', async () => {
  const made: string[] = [];
  setIdentity({ ...usualIdentity, argon2: cheap, hashesAtOnce: 1, hashesSpare: 1 });
  setIdentity({
    aside: async (asked, from) => {
      made.push(from);
      return deriveHere(asked);
    },
  });
  const guess = (tenant: string) => verifyPassword(enterHashLine(tenant, 'stranger'), 'a guess', undefined);
  const others = [enterHashLine('a', 'stranger'), enterHashLine('c', 'known')];
  for (const tenant of ['a', 'b', 'c']) await guess(tenant);
  assert.deepEqual(made, ['crowd', 'alone', 'alone']);
  for (const other of others) other.leave();
  await guess('a');
  assert.deepEqual(made.at(-1), 'alone');
  setIdentity(usualIdentity);
});

test('a place that is held and does not run yet keeps nobody waiting', async () => {
  const queue = new HashQueue(() => ({ atOnce: 1, spare: 0, waiting: 10, waitingPerTenant: 10 }));
  const slow = queue.enter('a', 'stranger');
  assert.equal(await queue.enter('a', 'stranger').run(async () => 'before it'), 'before it');
  assert.deepEqual([queue.running, queue.waiting], [0, 1]);
  assert.equal(await slow.run(async () => 'then it'), 'then it');
  assert.deepEqual([queue.running, queue.waiting], [0, 0]);
});

test('a full line of one tenant leaves room for the others, and who fails or leaves gives the place back', async () => {
  const queue = new HashQueue(() => ({ atOnce: 1, spare: 0, waiting: 10, waitingPerTenant: 2 }));
  const first = gate();
  const held = queue.enter('a', 'stranger').run(() => first.wait);
  const waiting = [queue.enter('a', 'stranger').run(async () => {}), queue.enter('a', 'stranger').run(async () => {})];
  assert.throws(() => queue.enter('a', 'stranger'), { code: 'unavailable' });
  const left = queue.enter('c', 'stranger');
  const other = queue.enter('b', 'stranger').run(async () => 'b got in');
  const failing = queue.enter('b', 'stranger').run(() => Promise.reject(new Error('broken')));
  left.leave();
  first.open();
  await Promise.all([held, ...waiting]);
  assert.equal(await other, 'b got in');
  await assert.rejects(failing, /broken/);
  assert.deepEqual([queue.running, queue.waiting], [0, 0]);
});
