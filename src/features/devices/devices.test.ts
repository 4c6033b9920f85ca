// The browsers people are known by: listed with what is open on them, named, forgotten one by one and all, by their owners and by administrators, and by nobody else.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { type Person, cheapIdentity, firstOwner, member, roleIds, visitor } from '../../../test/harness/people.ts';
import { type Done, perform } from '../../../test/samples/engine.ts';
import { moveClock, resetClock } from '../../core/clock.ts';
import { setIdentity, usualIdentity } from '../../core/identity/settings.ts';
import { tokenHash } from '../../core/identity/tokens.ts';
import type { PgConnection } from '../../core/pg.ts';
import type { Vault } from '../../core/vault.ts';
import type { DeviceOut } from './contract.ts';

let vault: Vault;
let db: PgConnection;
let owner: Person;
let sales: Person;

before(async () => {
  cheapIdentity();
  vault = await newTenant('devices');
  db = await superuserIn(vault);
  owner = await firstOwner(vault);
  sales = await member(vault, owner, 'Seija Sales', [roleIds.sales]);
  await db.query(`update core.factor_policy set required = 'nobody'`);
});
afterEach(resetClock);
after(() => setIdentity(usualIdentity));

/** A browser: it keeps the cookies it was given. */
class Browser {
  token: string | null = null;
  device: string | null = null;
  readonly address = visitor().address;
  readonly userAgent: string;
  constructor(userAgent: string) {
    this.userAgent = userAgent;
  }

  async ask(action: string, input: object = {}, isPublic = false): Promise<Done> {
    const hash = tokenHash(this.token);
    const call = {
      sessionToken: this.token,
      deviceToken: this.device,
      address: this.address,
      userAgent: this.userAgent,
    };
    const actor =
      isPublic || hash === undefined ? { kind: 'stranger' as const } : { kind: 'session' as const, tokenHash: hash };
    const done = await perform(vault, actor, action, input, call);
    if (done.answer.session != null) this.token = done.answer.session.token;
    if (done.answer.device !== undefined) this.device = done.answer.device.token;
    return done;
  }

  async signIn({ email, password }: Person): Promise<this> {
    const done = await this.ask('session.start', { email, password }, true);
    assert.equal(done.outcome, 'done', done.problem?.detail);
    return this;
  }

  async list(action = 'device.list', input: object = {}): Promise<DeviceOut[]> {
    const done = await this.ask(action, input);
    assert.equal(done.outcome, 'done', done.problem?.detail);
    return (done.output as { rows: DeviceOut[] }).rows;
  }
}

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const safari =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1';

describe('devices', () => {
  test('each sign-in makes its browser known; the same browser stays one, with its last use, address and open sessions', async () => {
    await db.query('delete from core.device where user_id = $1', [sales.id]);
    await db.query('update core.session set ended_at = now() where user_id = $1 and ended_at is null', [sales.id]);
    const desk = await new Browser(firefox).signIn(sales);
    moveClock(60_000);
    const phone = await new Browser(safari).signIn(sales);
    moveClock(60_000);
    await desk.signIn(sales);
    const rows = await desk.list();
    assert.equal(rows.length, 2);
    const [here, there] = [rows.find((d) => d.current)!, rows.find((d) => !d.current)!];
    assert.deepEqual([here.userAgent, here.address, here.sessions], [firefox, desk.address, 1]);
    assert.deepEqual([there.userAgent, there.address, there.sessions], [safari, phone.address, 1]);
    assert.ok(new Date(here.lastAt) > new Date(there.lastAt) && new Date(here.lastAt) > new Date(here.since));
  });

  test('one is named by its owner and forgotten: its sessions end, the one at hand goes on, and it is a stranger at the next sign-in', async () => {
    const [desk, phone] = [await new Browser(firefox).signIn(sales), await new Browser(safari).signIn(sales)];
    const id = (await phone.list()).find((d) => d.current)!.id;
    assert.equal((await desk.ask('device.rename', { id, label: '  Kitchen phone ' })).outcome, 'done');
    assert.equal((await desk.list()).find((d) => d.id === id)!.label, 'Kitchen phone');
    assert.equal((await desk.ask('device.rename', { id, label: '' })).outcome, 'invalid-input');
    assert.equal((await desk.ask('device.forget', { id })).outcome, 'done');
    assert.equal((await phone.ask('me.view')).outcome, 'session-ended');
    assert.equal((await desk.ask('me.view')).outcome, 'done');
    assert.equal((await desk.ask('device.forget', { id })).outcome, 'not-found');
    const own = (await desk.list()).find((d) => d.current)!.id;
    assert.equal((await desk.ask('device.forget', { id: own })).outcome, 'done');
    assert.equal((await desk.ask('me.view')).outcome, 'done', 'the session at hand goes on');
    const { rows } = await db.query<{ n: number }>(`select count(*)::int as n from core.device where token_hash = $1`, [
      tokenHash(desk.device),
    ]);
    assert.equal(rows[0]!.n, 0, 'its cookie is worth nothing');
  });

  test('all others are forgotten at once', async () => {
    const [desk, phone] = [await new Browser(firefox).signIn(sales), await new Browser(safari).signIn(sales)];
    const done = await desk.ask('device.forgetOthers');
    assert.ok((done.output as { forgotten: number }).forgotten >= 1);
    assert.deepEqual(
      (await desk.list()).map((d) => d.current),
      [true],
    );
    assert.equal((await phone.ask('me.view')).outcome, 'session-ended');
  });

  test('a step-up keeps the device of its session', async () => {
    const desk = await new Browser(firefox).signIn(sales);
    assert.equal((await desk.ask('session.stepUp', { password: sales.password })).outcome, 'done');
    assert.equal((await desk.list()).find((d) => d.current)!.sessions, 1);
  });

  test('administrators of members see those of others and forget them; nobody else does, and nobody those of who holds more', async () => {
    const [boss, rep] = [await new Browser(firefox).signIn(owner), await new Browser(safari).signIn(sales)];
    const rows = await boss.list('device.listOf', { id: sales.id });
    assert.ok(rows.length >= 1 && rows.every((d) => !d.current));
    const [mine] = await boss.list();
    for (const [action, input] of [
      ['device.listOf', { id: owner.id }],
      ['device.forgetOf', { id: owner.id, device: mine!.id }],
    ] as const)
      assert.equal((await rep.ask(action, input)).outcome, 'not-allowed', action);
    assert.equal((await rep.ask('device.forget', { id: mine!.id })).outcome, 'not-found', 'another’s');
    assert.equal((await rep.ask('device.rename', { id: mine!.id, label: 'Mine now' })).outcome, 'not-found');
    const theirs = (await rep.list()).find((d) => d.current)!.id;
    assert.equal(
      (await boss.ask('device.forgetOf', { id: owner.id, device: theirs })).outcome,
      'not-found',
      'of whom it is not',
    );
    assert.equal((await boss.ask('device.forgetOf', { id: sales.id, device: theirs })).outcome, 'done');
    assert.equal((await rep.ask('me.view')).outcome, 'session-ended');
    const people = await member(vault, owner, 'Petra People', [
      await (async () => {
        const { rows: made } = await db.query<{ id: string }>(
          `insert into core.role (id, key, name, help, grants) values (gen_random_uuid(), 'people', 'People', '', '{"areas": ["self.use", "admin.members"]}') returning id`,
        );
        return made[0]!.id;
      })(),
    ]);
    const petra = await new Browser(firefox).signIn(people);
    assert.equal((await petra.ask('device.listOf', { id: owner.id })).outcome, 'not-allowed');
  });
});
