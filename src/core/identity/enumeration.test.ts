// Nobody learns from time or text whether a name has an account (G9). `STRONGROOM_SAMPLES` sets how many tries of each kind; the aim is 2,000.
import assert from 'node:assert/strict';
import { type TestContext, after, before, test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import {
  type Person,
  act,
  cheapIdentity,
  firstOwner,
  member,
  porchOf,
  roleIds,
  stranger,
  visitor,
} from '../../../test/harness/people.ts';
import { isProof } from '../../../test/samples/counts.ts';
import type { Problem } from '../../contract/problem.ts';
import type { Vault } from '../vault.ts';
import { newToken } from '../ids.ts';
import { setIdentity, usualIdentity } from './settings.ts';
import { tokenHash } from './tokens.ts';

const samples = Number(process.env['STRONGROOM_SAMPLES'] ?? (isProof ? 2000 : 200));
/** The aim is 0.55 with 2,000 of each; with fewer, chance alone reaches further (three standard deviations). */
const bound = 0.55 + (samples >= 2000 ? 0 : 3 / Math.sqrt(6 * samples) - 0.02);

let acme: Vault;
let owner: Person;

/** Into the report of the test, and into that of a proof. */
function tell(t: TestContext, area: number): void {
  const said = `AUC ${area.toFixed(3)}, bound ${bound.toFixed(3)}`;
  t.diagnostic(said);
  if (isProof) process.stdout.write(`${t.name}: ${said}\n`);
}

before(async () => {
  cheapIdentity();
  acme = await newTenant('acme');
  owner = await firstOwner(acme);
  // Costly enough to be the greater part of the time, as in life; the rest would show all the better with less.
  setIdentity({ argon2: { memoryKiB: 1024, passes: 1, lanes: 1 } });
});

after(() => setIdentity(usualIdentity));

/** How well a threshold on time tells one kind from the other: 0.5 is not at all, 1 is always. */
function areaUnderCurve(a: readonly number[], b: readonly number[]): number {
  const all = [...a.map((t) => ({ t, a: true })), ...b.map((t) => ({ t, a: false }))].sort((x, y) => x.t - y.t);
  let rankSum = 0;
  all.forEach((s, i) => {
    if (s.a) rankSum += i + 1;
  });
  const u = rankSum - (a.length * (a.length + 1)) / 2;
  const area = u / (a.length * b.length);
  return Math.max(area, 1 - area);
}

async function timeOf(email: string): Promise<number> {
  const porch = porchOf(acme);
  const who = visitor();
  const started = process.hrtime.bigint();
  const error = await porch.provePassword(email, 'surely not the right one', who).catch((e: unknown) => e);
  const took = Number(process.hrtime.bigint() - started) / 1e6;
  assert.equal((error as Problem).code, 'sign-in-failed');
  return took;
}

/** Alternating, in an order of chance, so that whatever else the machine does falls on both alike. */
async function alternate(
  one: (i: number) => Promise<number>,
  other: (i: number) => Promise<number>,
  between: (i: number) => Promise<unknown>,
): Promise<number> {
  const times: [number[], number[]] = [[], []];
  for (let i = 0; i < samples; i++) {
    const order = Math.random() < 0.5 ? [0, 1] : [1, 0];
    for (const kind of order) times[kind]!.push(await (kind === 0 ? one(i) : other(i)));
    await between(i);
  }
  return areaUnderCurve(...times);
}

async function compare(known: readonly string[], unknown: (i: number) => string): Promise<number> {
  const db = await superuserIn(acme);
  return alternate(
    (i) => timeOf(known[i % known.length]!),
    (i) => timeOf(unknown(i)),
    async (i) => (i % 2 === 1 ? await db.query('delete from core.attempt') : undefined),
  );
}

/** Reading a link and choosing a password by it: what somebody can ask who has found or made up a token. */
async function timeOfLink(token: string): Promise<number> {
  const porch = porchOf(acme);
  const who = visitor();
  const started = process.hrtime.bigint();
  const read = await act(acme, stranger, (tx) => tx.identity.readLink(token), true).catch((e: unknown) => e);
  const used = await porch.proveLink({ token, password: 'seven purple elephants dance' }, who).catch((e: unknown) => e);
  const took = Number(process.hrtime.bigint() - started) / 1e6;
  for (const error of [read, used]) assert.equal((error as Problem).code, 'link-invalid');
  return took;
}

/** Tokens that were links of somebody once and work no more. */
async function deadTokens(purpose: 'invite' | 'reset', how: 'used_at' | 'expires_at'): Promise<string[]> {
  const db = await superuserIn(acme);
  const person = await member(acme, owner, `Linkki ${purpose} ${how}`, [roleIds.sales]);
  if (purpose === 'invite') await db.query(`update data."user" set status = 'invited' where id = $1`, [person.id]);
  const tokens = Array.from({ length: 50 }, () => newToken());
  for (const token of tokens)
    await db.query(
      `insert into core.link (token_hash, purpose, user_id, made_by, made_at, expires_at, used_at)
       values ($1, $2, $3, $3, now(), now() + $4::interval, $5)`,
      [
        tokenHash(token),
        purpose,
        person.id,
        how === 'used_at' ? '1 day' : '-1 day',
        how === 'used_at' ? new Date() : null,
      ],
    );
  return tokens;
}

test('the measure tells what it should: a difference of a twentieth of the spread is seen, none is not', () => {
  const noise = (): number => Math.random() + Math.random() + Math.random();
  const a = Array.from({ length: 4000 }, noise);
  assert.ok(areaUnderCurve(a, Array.from({ length: 4000 }, noise)) < 0.53);
  assert.ok(
    areaUnderCurve(
      a,
      Array.from({ length: 4000 }, () => noise() + 0.2),
    ) > 0.58,
  );
  assert.equal(areaUnderCurve([1, 2], [3, 4]), 1);
});

test(`signing in: time does not tell a name that has an account from one that has none (${samples} of each)`, async (t) => {
  const people = await Promise.all(
    Array.from({ length: 8 }, (_, i) => member(acme, owner, `Henkilo ${i}`, [roleIds.sales])),
  );
  const area = await compare(
    people.map((p) => p.email),
    (i) => `henkilo.${i}.x@acme.example`,
  );
  tell(t, area);
  assert.ok(area <= bound, `AUC ${area.toFixed(3)} > ${bound.toFixed(3)}`);
});

test(`signing in: time does not tell an account that is closed or only invited from none at all (${samples} of each)`, async (t) => {
  const closed = await member(acme, owner, 'Suljettu', [roleIds.sales]);
  await act(acme, owner.actor, (tx) => tx.identity.deactivate(closed.id));
  await act(acme, owner.actor, (tx) =>
    tx.identity.invite({ name: 'Kutsuttu', email: 'kutsuttu@acme.example', roles: [roleIds.sales], teams: [] }),
  );
  const area = await compare([closed.email, 'kutsuttu@acme.example'], (i) => `ei.ketaan.${i}@acme.example`);
  tell(t, area);
  assert.ok(area <= bound, `AUC ${area.toFixed(3)} > ${bound.toFixed(3)}`);
});

for (const purpose of ['invite', 'reset'] as const)
  for (const how of ['used_at', 'expires_at'] as const)
    test(`a link (${purpose}): time does not tell a token that was somebody’s, ${how === 'used_at' ? 'and was used' : 'and is over'}, from one that never was (${samples} of each)`, async (t) => {
      const tokens = await deadTokens(purpose, how);
      const area = await alternate(
        (i) => timeOfLink(tokens[i % tokens.length]!),
        () => timeOfLink(newToken()),
        async () => undefined,
      );
      tell(t, area);
      assert.ok(area <= bound, `AUC ${area.toFixed(3)} > ${bound.toFixed(3)}`);
    });
