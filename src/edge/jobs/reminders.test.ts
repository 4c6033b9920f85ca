// Reminders on a real PostgreSQL: told to the owner once when due, kept over restarts, never twice, and only of what is still to be done.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { addUser, engine } from '../../../test/harness/engine.ts';
import { catalog } from '../../../test/harness/people.ts';
import { type Workshop, workshop } from '../../../test/harness/workshop.ts';
import { openSession } from '../../../test/samples/people.ts';
import type { OutboxEvent, ReminderEvent } from '../../contract/event.ts';
import type { CreateOf } from '../../contract/entity.ts';
import { Problem } from '../../contract/problem.ts';
import { now } from '../../core/clock.ts';
import { nextReminder } from '../../core/reminders.ts';
import type { Tx } from '../../core/tx.ts';
import { Watcher } from '../../core/watch.ts';
import { activity } from '../../features/activities/contract.ts';
import { activities } from '../../features/activities/server.ts';

const acme = await newTenant('acme');
const db = await superuserIn(acme);
const owner = await addUser(acme, 'Olga', 'owner');
const sam = await addUser(acme, 'Sam', 'sales');
const shops: Workshop[] = [];
const heard: ReminderEvent[] = [];
let heardAt = '';
const folder = mkdtempSync(join(tmpdir(), 'strongroom-reminders-'));

function open(sweepMs = 60_000): Workshop {
  const shop = workshop([activities], () => [acme], { folder, settings: { sweepMs, againMs: 20 } });
  shop.door.hub.subscribe(acme.id, (events: readonly OutboxEvent[]) => {
    heard.push(...events.filter((e) => e.topic === 'reminder'));
    heardAt = now().toISOString();
  });
  shops.push(shop);
  return shop;
}

async function close(): Promise<void> {
  for (const shop of shops.splice(0)) await shop.dispatcher.stop();
}

beforeEach(async () => {
  await close();
  heard.length = 0;
  await db.query('delete from data.activity');
  await db.query('delete from core.outbox');
});
after(async () => {
  await close();
  rmSync(folder, { recursive: true });
});

const soon = (ms: number): string => new Date(now().getTime() + ms).toISOString();
const purpose = { action: 'test.write', reads: false, requestId: null, address: null };

function inShop<T>(shop: Workshop, run: (tx: Tx) => Promise<T>): Promise<T> {
  return shop.door.open(acme, owner.actor, purpose, run);
}

const add = (shop: Workshop, values: Partial<CreateOf<typeof activity>>): Promise<{ id: string }> =>
  inShop(shop, (tx) => tx.records.create(activity, { type: 'task', subject: 'Call back', ...values }));

/** Reminders as they stand in the outbox: what was told, whoever told it. */
async function told(): Promise<string[]> {
  const { rows } = await db.query<{ payload: ReminderEvent }>(
    `select payload from core.outbox where topic = 'reminder' order by id`,
  );
  return rows.map((r) => r.payload.activity);
}

async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let i = 0; i < 1200; i++) {
    if (await holds()) return;
    await pause(25);
  }
  assert.fail(`${what} did not come about in time`);
}

test('the owner is told when the time has come, not before, once, and it is put on record', async () => {
  const shop = open();
  shop.dispatcher.start();
  const at = soon(2000);
  const { id } = await add(shop, { remindAt: at, owner: sam.id });
  await until(() => heard.length > 0, 'the reminder');
  assert.ok(heardAt >= at, `${heardAt}, not before ${at}`);
  await pause(300);
  assert.deepEqual(heard, [{ topic: 'reminder', activity: id, user: sam.id, at }]);
  assert.deepEqual(await told(), [id]);
  const { rows } = await db.query(
    `select actor_kind, action from core.ledger where verb = 'reminded' and record = $1`,
    [id],
  );
  assert.deepEqual(rows, [{ actor_kind: 'system', action: 'reminder.remind' }]);
});

test('a reminder outlives the program, and is told after the start', async () => {
  const { id } = await add(open(), { remindAt: soon(1500) });
  await close();
  await pause(1600);
  assert.deepEqual(await told(), []);
  open().dispatcher.start();
  await until(async () => (await told()).length > 0, 'the reminder after the start');
  assert.deepEqual(await told(), [id]);
  await close();
  open().dispatcher.start();
  await pause(300);
  assert.deepEqual(await told(), [id], 'not again after another start');
});

test('several programs at once remind once', async () => {
  const first = open(30);
  const ids = await inShop(first, async (tx) => {
    const rows = Array.from({ length: 450 }, (_, i) => ({
      values: { type: 'task', subject: `Call ${i}`, remindAt: soon(1500) },
    }));
    return (await tx.records.writeMany(activity, rows)).map((r) => r.id!);
  });
  for (const shop of [first, open(30), open(30)]) shop.dispatcher.start();
  await until(async () => (await nextReminder(acme)) === null, 'all reminders');
  await pause(200);
  assert.deepEqual((await told()).sort(), ids.sort());
});

test('what is done, in the bin, or belongs to nobody reminds nobody', async () => {
  const shop = open();
  const [done, binned, nobodys, open_] = await Promise.all(
    [{ subject: 'done' }, { subject: 'binned' }, { subject: 'nobody', owner: null }, { subject: 'open' }].map((v) =>
      add(shop, { ...v, remindAt: soon(2000) }),
    ),
  );
  await inShop(shop, (tx) => tx.records.edit(activity, done!.id, { done: true }));
  await inShop(shop, (tx) => tx.records.archive(activity, binned!.id));
  shop.dispatcher.start();
  await until(async () => (await nextReminder(acme)) === null, 'the end of the reminders');
  assert.deepEqual(await told(), [open_!.id], `not ${nobodys!.id}`);
});

test('a time that is changed counts as it is now: put off, brought forward, taken away, set again', async () => {
  const shop = open();
  shop.dispatcher.start();
  const later = await add(shop, { subject: 'put off', remindAt: soon(2000) });
  const sooner = await add(shop, { subject: 'brought forward', remindAt: soon(3_600_000) });
  const never = await add(shop, { subject: 'taken away', remindAt: soon(2000) });
  await inShop(shop, async (tx) => {
    await tx.records.edit(activity, later.id, { remindAt: soon(3_600_000) });
    await tx.records.edit(activity, sooner.id, { remindAt: soon(1500) });
    await tx.records.edit(activity, never.id, { remindAt: null });
  });
  await until(() => heard.length > 0, 'the reminder brought forward');
  await pause(1000);
  assert.deepEqual(await told(), [sooner.id]);
  await inShop(shop, (tx) => tx.records.edit(activity, sooner.id, { remindAt: soon(1500) }));
  await until(() => heard.length > 1, 'the reminder set again');
  assert.deepEqual(await told(), [sooner.id, sooner.id]);
});

test('a time that has passed when it is set reminds nobody: old activities come in without a flood', async () => {
  const shop = open();
  shop.dispatcher.start();
  await add(shop, { remindAt: soon(-1000) });
  await pause(200);
  assert.deepEqual([await told(), await nextReminder(acme)], [[], null]);
});

test('what cannot be put on record is not told, and told later', async () => {
  const shop = open();
  const { id } = await add(shop, { remindAt: soon(1500) });
  await db.query(
    `create or replace function core.refuse_entry() returns trigger language plpgsql as $$ begin raise exception 'full' using errcode = '53100'; end $$`,
  );
  await db.query(
    'create trigger refuse before insert on core.ledger for each statement execute function core.refuse_entry()',
  );
  shop.dispatcher.start();
  await pause(2000);
  assert.deepEqual([heard, await told()], [[], []]);
  await db.query('drop trigger refuse on core.ledger');
  await until(() => heard.length > 0, 'the reminder once the ledger works again');
  assert.deepEqual(await told(), [id]);
});

test('only its owner hears of it, and only while he may see the activity', async () => {
  const nobody = await addUser(acme, 'Nils', { areas: ['self.use'] });
  const watcher = new Watcher(catalog);
  const { id } = await add(open(), { owner: sam.id });
  const hears = async (user: { id: string }, to: string): Promise<number> => {
    const { actor } = await openSession(db, { ...user, actor: { kind: 'user', id: user.id } });
    const event = { topic: 'reminder', activity: id, user: to, at: soon(0) } as const;
    return (await watcher.visible(acme, actor as never, [event])).length;
  };
  assert.deepEqual([await hears(sam, sam.id), await hears(owner, sam.id), await hears(nobody, nobody.id)], [1, 0, 0]);
});

test('nobody but the product itself takes reminders', async () => {
  await assert.rejects(
    engine.open(acme, owner.actor, purpose, (tx) => tx.reminders.remind(10)),
    (e) => e instanceof Problem && e.code === 'not-allowed',
  );
});
