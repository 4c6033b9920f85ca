// Presets: the difference before, all of it as one operation, undone as a whole, and through a second administrator where any part of it asks for one.
import assert from 'node:assert/strict';
import { afterEach, before, beforeEach, describe, test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { type Person, cheapIdentity, firstOwner, member, roleIds, signIn } from '../../../test/harness/people.ts';
import { type Done, perform } from '../../../test/samples/engine.ts';
import { usualGuessing } from '../../contract/guessing-policy.ts';
import { usualSessions } from '../../contract/session-policy.ts';
import { moveClock, resetClock } from '../../core/clock.ts';
import type { PgConnection } from '../../core/pg.ts';
import type { Actor } from '../../core/principal.ts';
import type { Vault } from '../../core/vault.ts';
import type { PresetPreview } from './contract.ts';

let vault: Vault;
let db: PgConnection;
let owner: Person;

before(cheapIdentity);
beforeEach(async () => {
  vault = await newTenant(`acme${Math.floor(Math.random() * 1e9)}`);
  db = await superuserIn(vault);
  owner = await firstOwner(vault);
});
afterEach(resetClock);

type Who = { readonly actor: Actor };
const call = (who: Who, action: string, input: object = {}): Promise<Done> => perform(vault, who.actor, action, input);

async function must<T>(who: Who, action: string, input: object = {}): Promise<T & { readonly operation?: string }> {
  const done = await call(who, action, input);
  assert.equal(done.outcome, 'done', `${action}: ${JSON.stringify(done.problem)}`);
  return {
    ...(done.output as T),
    ...(done.answer.operation === undefined ? {} : { operation: done.answer.operation }),
  };
}

const preview = (preset: string): Promise<PresetPreview> => must<PresetPreview>(owner, 'preset.preview', { preset });

async function apply(preset: string): Promise<{ changed: number; operation?: string }> {
  const { basis } = await preview(preset);
  return must(owner, 'preset.apply', { preset, basis });
}

async function stored(): Promise<string> {
  const { rows } = await db.query(
    `select (select to_jsonb(p) - 'version' from core.sign_in_policy p) as signin, (select to_jsonb(f) - 'set_at' from core.factor_policy f) as factors,
       (select to_jsonb(e) from core.export_rules e) as exports, (select to_jsonb(a) from core.approval_policy a) as approvals`,
  );
  return JSON.stringify(rows[0]);
}

describe('a preset', () => {
  test('of a new vault is the usual one, whole', async () => {
    const { rows, needs } = await preview('usual');
    assert.deepEqual(
      rows.filter((row) => !row.same),
      [],
    );
    assert.ok(rows.length > 25, `${rows.length} settings`);
    assert.equal(needs, null);
  });

  test('shows every difference and what people would notice, and changes nothing by that', async () => {
    const before = await stored();
    await member(vault, owner, 'Rosa Rep', [roleIds.sales]);
    const { rows, facts } = await preview('bank');
    const differing = Object.fromEntries(
      rows.filter((row) => !row.same).map((r) => [`${r.area}.${r.setting}`, [r.now, r.next]]),
    );
    assert.deepEqual(differing['factors.required'], ['administrators', 'everybody']);
    assert.deepEqual(differing['sessions.normal.idle'], [30, 10]);
    assert.deepEqual(differing['guessing.release'], [false, true]);
    assert.deepEqual(differing['exports.dayRows'], [null, 1000]);
    assert.deepEqual((differing['approvals.classes']![1] as string[]).includes('network'), true);
    assert.deepEqual(
      { ...facts, several: 0, outdated: 0 },
      {
        people: 2,
        enrolled: 0,
        openSessions: 2,
        outdated: 0,
        several: 0,
        approvers: 0,
        networkRules: false,
        policy: false,
      },
    );
    assert.equal(await stored(), before);
  });

  test('sets all of it at once, as one operation, and is undone as a whole once somebody agrees; what no preset decides stays', async () => {
    const guessing = { ...usualGuessing, address: { ...usualGuessing.address, allowed: ['192.0.2.0/24'] } };
    await must(owner, 'guessing.set', guessing);
    await must(owner, 'session.setPolicy', { ...usualSessions, least: { ...usualSessions.least, chrome: 100 } });
    const at = await stored();
    const { changed, operation } = await apply('bank');
    assert.ok(changed > 12);
    const { rows } = await preview('bank');
    assert.deepEqual(
      rows.filter((row) => !row.same),
      [],
    );
    const kept = JSON.parse(await stored()) as {
      signin: { sessions: { least: { chrome: number } }; guessing: { address: { allowed: string[] } } };
    };
    assert.deepEqual(
      [kept.signin.sessions.least.chrome, kept.signin.guessing.address.allowed],
      [100, ['192.0.2.0/24']],
    );
    const { rows: entries } = await db.query<{ verb: string }>(
      'select verb from core.ledger where operation = $1 order by id',
      [operation],
    );
    assert.deepEqual(
      entries.map((e) => e.verb),
      [
        'password policy set',
        'factor policy set',
        'session policy set',
        'guessing policy set',
        'export rules set',
        'approval policy set',
      ],
    );
    // It asks for a second administrator now, for its own undoing too.
    const asked = await call(owner, 'operation.undo', { id: operation });
    assert.equal(asked.answer.status, 202);
    const other = await member(vault, owner, 'Anna Admin', [roleIds.owner]);
    const { id } = (asked.output as { pending: { id: string } }).pending;
    assert.deepEqual((await call(other, 'approval.approve', { id })).output, { id, status: 'done', error: null });
    assert.equal(await stored(), at);
  });

  test('has a way back to the usual', async () => {
    const at = await stored();
    await apply('bank');
    await db.query(`update core.approval_policy set classes = '{}'`);
    await apply('usual');
    assert.equal(await stored(), at);
  });

  test('is taken back with a fresh proof alone, like whatever decides on signing in', async () => {
    await must(owner, 'session.setPolicy', { ...usualSessions, one: true });
    const { operation } = await must<object>(owner, 'guessing.set', { ...usualGuessing, blockAfter: 7 });
    moveClock(11 * 60_000);
    assert.equal((await call(owner, 'operation.undo', { id: operation })).outcome, 'step-up-needed');
    resetClock();
    await must(owner, 'operation.undo', { id: operation });
  });

  test('acts at once on whoever it is about', async () => {
    const rep = await member(vault, owner, 'Rosa Rep', [roleIds.sales]);
    await apply('bank');
    moveClock(11 * 60_000);
    assert.equal((await call(rep, 'me.view')).outcome, 'session-ended');
    resetClock();
    await signIn(vault, rep.email, rep.password);
    assert.equal((await call(rep, 'me.view')).outcome, 'session-ended', 'one session a person');
  });
});

describe('who applies a preset', () => {
  test('holds the right to every part of it, has proved freshly who he is, and has seen what it changes', async () => {
    const rep = await member(vault, owner, 'Rosa Rep', [roleIds.sales]);
    for (const action of ['preset.preview', 'preset.apply'])
      assert.equal(
        (await call(rep, action, { preset: 'bank', basis: 'x' })).outcome,
        action === 'preset.preview' ? 'invalid-input' : 'not-allowed',
      );
    assert.equal((await call(rep, 'preset.preview', { preset: 'bank' })).outcome, 'not-allowed');
    const { basis } = await preview('bank');
    await must(owner, 'export.setRules', { reason: 'roles', dayRows: 5, alertAbove: null });
    assert.equal((await call(owner, 'preset.apply', { preset: 'bank', basis })).outcome, 'stale-change');
    const { basis: anew } = await preview('bank');
    moveClock(11 * 60_000);
    assert.equal((await call(owner, 'preset.apply', { preset: 'bank', basis: anew })).outcome, 'step-up-needed');
  });

  for (const asked of ['factors', 'signin', 'exports'] as const)
    test(`waits for a second administrator where ${asked} alone are asked for, and nothing of it is done before`, async () => {
      await db.query('update core.approval_policy set classes = $1', [[asked]]);
      const at = await stored();
      const { basis, needs } = await preview('bank');
      assert.equal(needs, asked);
      const done = await call(owner, 'preset.apply', { preset: 'bank', basis });
      assert.equal(done.answer.status, 202, JSON.stringify(done.problem));
      const { id, summary } = (done.output as { pending: { id: string; summary: string } }).pending;
      assert.match(summary, /^The preset "bank" as a whole\. .*sessions\.normal\.idle: 30 -> 10/);
      assert.equal(await stored(), at);
      const other = await member(vault, owner, 'Anna Admin', [roleIds.owner]);
      assert.deepEqual((await call(other, 'approval.approve', { id })).output, { id, status: 'done', error: null });
      const { rows } = await preview('bank');
      assert.deepEqual(
        rows.filter((row) => !row.same),
        [],
      );
    });
});
