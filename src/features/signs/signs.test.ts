// Signs on the sign-in page: the company's for everybody, one's own on browsers one is known with and nowhere else; and tips that are put away.
import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import { type Person, cheapIdentity, signIn, smallCompany } from '../../../test/harness/people.ts';
import { type Done, perform } from '../../../test/samples/engine.ts';
import { signColours, signPictures } from '../../contract/sign.ts';
import { tipNames } from '../../contract/tips.ts';
import type { PgConnection } from '../../core/pg.ts';
import type { Actor } from '../../core/principal.ts';
import type { Vault } from '../../core/vault.ts';
import type { Front } from './contract.ts';

let vault: Vault;
let db: PgConnection;
let owner: Person;
let rep: Person;

before(cheapIdentity);
beforeEach(async () => {
  ({ vault, db, owner, rep } = await smallCompany());
});

const stranger = { actor: { kind: 'stranger' } as Actor };
const castle = { picture: 'castle', colour: 'blue', words: 'Kaksi lyhtyä' };
const snail = { picture: 'snail', colour: 'rust', words: '' };

const call = (who: { actor: Actor }, action: string, input: object = {}, more: object = {}): Promise<Done> =>
  perform(vault, who.actor, action, input, more);

async function front(deviceToken: string | null = null): Promise<Front> {
  const done = await call(stranger, 'sign.front', {}, { deviceToken });
  assert.equal(done.outcome, 'done');
  return done.output as Front;
}

describe('the sign of the company', () => {
  test('is chosen with the right to it, waits where the policy asks, and is shown to everybody under its address', async () => {
    assert.deepEqual(await front(), { tenant: vault.name, sign: null, own: [] });
    assert.equal((await call(rep, 'sign.setCompany', { sign: castle })).outcome, 'not-allowed');
    assert.equal((await call(owner, 'sign.setCompany', { sign: castle })).outcome, 'done');
    assert.deepEqual((await front()).sign, castle);
    await db.query(`update core.approval_policy set classes = '{signin}'`);
    const asked = await call(owner, 'sign.setCompany', { sign: snail });
    assert.equal(asked.answer.status, 202);
    assert.match(
      (asked.output as { pending: { summary: string } }).pending.summary,
      /a rust snail \(now: a blue castle/,
    );
    assert.deepEqual((await front()).sign, castle);
  });

  test('is one of a fixed set with a few words, and nothing else', async () => {
    for (const bad of [{ picture: 'skull' }, { colour: '#fff' }, { words: 'x'.repeat(61) }, { more: 1 }])
      assert.equal((await call(owner, 'sign.setCompany', { sign: { ...castle, ...bad } })).outcome, 'invalid-input');
    for (const picture of signPictures)
      for (const colour of signColours)
        assert.equal((await call(owner, 'sign.setOwn', { sign: { picture, colour, words: '' } })).outcome, 'done');
  });
});

describe('one’s own sign', () => {
  test('is shown on a browser one is known with before anybody is named, and on no other', async () => {
    assert.equal((await call(rep, 'sign.setOwn', { sign: snail })).outcome, 'done');
    const { deviceToken } = await signIn(vault, rep.email, rep.password);
    const shown = await front(deviceToken);
    assert.deepEqual(shown.own, [snail]);
    assert.ok(!JSON.stringify(shown).includes('Rosa'), 'it names nobody');
    for (const other of [null, 'made-up-token', owner.session.deviceToken])
      assert.deepEqual((await front(other)).own, []);
    assert.deepEqual(
      (await call(owner, 'sign.own')).output,
      { sign: null, company: null },
      'it is nobody else’s to see',
    );
    const { rows } = await db.query<{ sealed: Buffer }>('select sealed from core.own_sign');
    assert.ok(!rows[0]!.sealed.includes('snail'));
    const { rows: said } = await db.query<{ plain: string }>(
      `select v.plain from core.ledger l join core.ledger_values v on v.entry = l.id where l.verb = 'own sign set'`,
    );
    assert.ok(!said[0]!.plain.includes('snail'), 'whoever reads the ledger could show it');
  });

  test('goes with a device that is reported lost, an account that is closed, and when it is taken away', async () => {
    await call(rep, 'sign.setOwn', { sign: snail });
    const { deviceToken } = await signIn(vault, rep.email, rep.password);
    await call(rep, 'sign.setOwn', { sign: null });
    assert.deepEqual((await front(deviceToken)).own, []);
    await call(rep, 'sign.setOwn', { sign: snail });
    assert.deepEqual((await front(deviceToken)).own, [snail]);
    await call(rep, 'loss.report', { kind: 'suspicion' });
    assert.deepEqual((await front(deviceToken)).own, []);
    await call(owner, 'member.deactivate', { id: rep.id });
    assert.deepEqual((await front(rep.session.deviceToken)).own, []);
  });
});

test('tips are put away each by itself and for good, and brought back together', async () => {
  assert.deepEqual((await call(rep, 'tip.list')).output, { seen: [] });
  for (const tip of tipNames) assert.equal((await call(rep, 'tip.putAway', { tip })).outcome, 'done');
  await call(rep, 'tip.putAway', { tip: 'lock' });
  assert.deepEqual((await call(rep, 'tip.list')).output, { seen: [...tipNames].sort() });
  assert.deepEqual((await call(owner, 'tip.list')).output, { seen: [] });
  assert.equal((await call(rep, 'tip.putAway', { tip: 'no-such-tip' })).outcome, 'invalid-input');
  await call(rep, 'tip.bringBack');
  assert.deepEqual((await call(rep, 'tip.list')).output, { seen: [] });
});
