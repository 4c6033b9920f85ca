// Nobody learns from time or text whether a name has an account (G9). `STRONGROOM_SAMPLES` sets how many tries of each kind; the aim is 2,000.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import {
  type Person,
  act,
  cheapIdentity,
  firstOwner,
  member,
  porchOf,
  roleIds,
  visitor,
} from '../../../test/harness/people.ts';
import type { Problem } from '../../contract/problem.ts';
import type { Vault } from '../vault.ts';
import { setIdentity, usualIdentity } from './settings.ts';

const samples = Number(process.env['STRONGROOM_SAMPLES'] ?? 200);
/** The aim is 0.55 with 2,000 of each; with fewer, chance alone reaches further (three standard deviations). */
const bound = 0.55 + (samples >= 2000 ? 0 : 3 / Math.sqrt(6 * samples) - 0.02);

let acme: Vault;
let owner: Person;

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
async function compare(known: readonly string[], unknown: (i: number) => string): Promise<number> {
  const db = await superuserIn(acme);
  const times = { known: [] as number[], unknown: [] as number[] };
  for (let i = 0; i < samples; i++) {
    const kinds = Math.random() < 0.5 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const);
    for (const kind of kinds) times[kind].push(await timeOf(kind === 'known' ? known[i % known.length]! : unknown(i)));
    if (i % 2 === 1) await db.query('delete from core.attempt');
  }
  return areaUnderCurve(times.known, times.unknown);
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
  t.diagnostic(`AUC ${area.toFixed(3)}, bound ${bound.toFixed(3)}`);
  assert.ok(area <= bound, `AUC ${area.toFixed(3)} > ${bound.toFixed(3)}`);
});

test(`signing in: time does not tell an account that is closed or only invited from none at all (${samples} of each)`, async (t) => {
  const closed = await member(acme, owner, 'Suljettu', [roleIds.sales]);
  await act(acme, owner.actor, (tx) => tx.identity.deactivate(closed.id));
  await act(acme, owner.actor, (tx) =>
    tx.identity.invite({ name: 'Kutsuttu', email: 'kutsuttu@acme.example', roles: [roleIds.sales], teams: [] }),
  );
  const area = await compare([closed.email, 'kutsuttu@acme.example'], (i) => `ei.ketaan.${i}@acme.example`);
  t.diagnostic(`AUC ${area.toFixed(3)}, bound ${bound.toFixed(3)}`);
  assert.ok(area <= bound, `AUC ${area.toFixed(3)} > ${bound.toFixed(3)}`);
});
