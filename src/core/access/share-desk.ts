// Sharing a single record with a person or a team until a day: no more of it than its giver's own roles give, and never with oneself.
import type { Share } from '../../contract/share.ts';
import type { Entity } from '../../contract/entity.ts';
import type { Json } from '../../contract/json.ts';
import { Problem, invalidField } from '../../contract/problem.ts';
import { startOfDate } from '../../contract/region.ts';
import { verbsOf } from '../../contract/permission.ts';
import { isId, newId } from '../ids.ts';
import { isDate } from '../policy-sql.ts';
import { fieldRightOn, isMaskedOn, mayReach, reachOf } from '../policy.ts';
import type { FieldRight, Principal } from '../principal.ts';
import { lazyRuleRow, readStored } from '../records/codec.ts';
import { visibleRows } from '../records/visible.ts';
import { tableName } from '../schema/ddl.ts';
import { and, sql } from '../sql.ts';
import { seenIds } from '../records/seen.ts';
import type { Unit } from '../unit.ts';
import { assertAgreed } from './agreed.ts';
import { effective } from './compare.ts';
import { readShares, sharesWith } from './share-rows.ts';

export interface ShareWish {
  readonly user?: string | undefined;
  readonly team?: string | undefined;
  readonly edit: boolean;
  /** the last day, in the company's time zone */
  readonly until: string;
  readonly reason?: string | undefined;
}

/** A share ends within a year. */
const daysMost = 366;

/** Shares in force with one person or one team at most: every one is a part of what each of their requests asks. */
export const sharesMost = 500;

const day = 86_400_000;

interface Target {
  readonly e: Entity;
  readonly stored: ReturnType<typeof readStored>;
}

/** The record, if it may be seen at all; refuses without the right to share it. */
async function lockShareable(unit: Unit, object: string, id: string, verb: 'share' | null): Promise<Target> {
  const { me } = unit;
  const e = unit.catalog.find(object);
  if (!verbsOf(e).includes('share')) throw new Problem('not-found');
  if (verb !== null) unit.refuseUnless(reachOf(me, e, 'share').rows.op !== 'none', `${e.name}.share`);
  if (!isId(id)) throw new Problem('not-found');
  const rows = await unit.run(sql`select r.* from ${sql.raw(tableName(e))} r
    where ${and([sql`r.id = ${id}::uuid`, visibleRows(me, e, 'r')])}${verb === null ? sql`` : sql` for share of r`}`);
  if (rows[0] === undefined) throw new Problem('not-found');
  const stored = readStored(unit.vault.keys, e, rows[0]);
  if (verb !== null && !mayReach(me, e, 'share', lazyRuleRow(e, stored)))
    throw new Problem('not-allowed', undefined, { missing: `${e.name}.share` });
  return { e, stored };
}

export async function giveShare(unit: Unit, object: string, id: string, wish: ShareWish): Promise<Share> {
  unit.assertWrites();
  await assertAgreed(unit, 'shares');
  const { e, stored } = await lockShareable(unit, object, id, 'share');
  const byRoles: Principal = { ...unit.me, grants: effective(unit.me) };
  const ruled = lazyRuleRow(e, stored);
  // What is only shared with oneself is not one's own to pass on: it would outlast its day.
  for (const verb of wish.edit ? (['view', 'edit'] as const) : (['view'] as const)) {
    if (!mayReach(byRoles, e, verb, ruled))
      throw new Problem('not-allowed', undefined, { missing: `${e.name}.${verb}` });
  }
  const until = endOf(unit, wish.until);
  const receiver = await findReceiver(unit, wish);
  const caps = capsOf(byRoles, e, ruled, wish.edit);
  const before = await shareThere(unit, e.name, id, receiver);
  const { rows } = await unit.query<{ id: string }>(
    `insert into core.share (id, entity, record, user_id, team, may_edit, caps, given_by, given_at, until_at, reason)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     on conflict (entity, record, coalesce(user_id, team)) do update set may_edit = excluded.may_edit, caps = excluded.caps,
       given_by = excluded.given_by, given_at = excluded.given_at, until_at = excluded.until_at, reason = excluded.reason
     returning id`,
    [
      newId(),
      e.name,
      id,
      receiver.user,
      receiver.team,
      wish.edit,
      JSON.stringify(caps),
      unit.me.self.id,
      unit.at,
      until,
      wish.reason ?? null,
    ],
  );
  await refuseTooMany(unit, receiver);
  const values: Record<string, Json> = {
    with: receiver.user ?? receiver.team,
    edit: wish.edit,
    until: until.toISOString(),
    caps,
    ...(wish.reason === undefined ? {} : { reason: wish.reason }),
    ...(before === null ? {} : { before }),
  };
  unit.ledger.add({ verb: 'shared', outcome: 'done', entity: e.name, record: id, values });
  unit.events.push({ topic: 'record', entity: e.name, verb: 'edited', ids: [id], operation: unit.operation });
  return (await readShares(unit, sql`s.id = ${rows[0]!.id}::uuid`))[0]!;
}

/** What it takes the place of, as the ledger keeps it for the way back. */
async function shareThere(unit: Unit, entity: string, record: string, { user, team }: Receiver): Promise<Json | null> {
  const { rows } = await unit.query<{ edit: boolean; until: Date; reason: string | null }>(
    `select may_edit as edit, until_at as until, reason from core.share
     where entity = $1 and record = $2 and coalesce(user_id, team) = $3`,
    [entity, record, user ?? team],
  );
  const [row] = rows;
  return row === undefined ? null : { edit: row.edit, until: row.until.toISOString(), reason: row.reason };
}

/** The last day counts whole. */
function endOf(unit: Unit, last: string): Date {
  const fits = 'A day such as 2026-12-31, from today on and within a year.';
  if (!isDate(last) || last > '2999') throw invalidField('until', 'not-a-date', 'This is not a day.', fits);
  const next = new Date(Date.parse(`${last}T00:00:00Z`) + day).toISOString().slice(0, 10);
  const until = new Date(startOfDate(next, unit.me.region.timeZone));
  const ahead = until.getTime() - unit.at.getTime();
  if (ahead <= 0 || ahead > daysMost * day)
    throw invalidField('until', 'out-of-range', 'A share ends within a year, and not in the past.', fits);
  return until;
}

interface Receiver {
  readonly user: string | null;
  readonly team: string | null;
}

async function findReceiver(unit: Unit, wish: ShareWish): Promise<Receiver> {
  const id = wish.user ?? wish.team;
  if (id === undefined || (wish.user !== undefined && wish.team !== undefined))
    throw invalidField('user', 'required', 'Share with one person or with one team.');
  const name = wish.user === undefined ? 'team' : 'user';
  const target = unit.catalog.entity(name);
  const live = name === 'user' ? sql`r.status = 'active'` : sql`true`;
  const found = !isId(id)
    ? []
    : await unit.run(sql`select r.id from ${sql.raw(tableName(target))} r
        where ${and([sql`r.id = ${id}::uuid`, sql`r.archived_at is null`, live, visibleRows(unit.me, target, 'r')])} for key share of r`);
  if (found.length === 0)
    throw invalidField(name, 'not-found', `There is no such ${target.label.toLowerCase()}, or you may not see it.`);
  if (id === unit.me.self.id) throw invalidField('user', 'oneself', 'A record is shared with somebody else.');
  return { user: name === 'user' ? id : null, team: name === 'team' ? id : null };
}

async function refuseTooMany(unit: Unit, { user, team }: Receiver): Promise<void> {
  const [row] = await unit.run<{ n: number }>(sql`select count(*)::int as n from core.share s
    where s.until_at > ${unit.at} and (s.user_id = ${user}::uuid or s.team = ${team}::uuid)`);
  if (row!.n > sharesMost)
    throw new Problem(
      'too-large',
      `At most ${sharesMost} records are shared with one person or team at a time. Use a role or a territory for more.`,
    );
}

/** Fields of which the giver has less than the share would give. */
function capsOf(
  me: Principal,
  e: Entity,
  row: ReturnType<typeof lazyRuleRow>,
  edit: boolean,
): Record<string, FieldRight> {
  const caps: Record<string, FieldRight> = {};
  for (const name of [
    'createdAt',
    'updatedAt',
    'archivedAt',
    'createdBy',
    'updatedBy',
    'owner',
    ...Object.keys(e.fields),
  ]) {
    const right = fieldRightOn(me, e, name, row);
    if (right === 'hidden') caps[name] = isMaskedOn(me, e, name, row) ? 'masked' : 'hidden';
    else if (right === 'read' && edit) caps[name] = 'read';
  }
  return caps;
}

interface Standing {
  readonly id: string;
  readonly entity: string;
  readonly record: string;
  readonly given_by: string;
  readonly receiver: string;
  readonly may_edit: boolean;
  readonly until_at: Date;
  readonly reason: string | null;
}

const standing = `select id, entity, record, given_by, coalesce(user_id, team) as receiver, may_edit, until_at, reason from core.share`;

async function removeShare(unit: Unit, share: Standing): Promise<void> {
  await unit.query('delete from core.share where id = $1', [share.id]);
  const { receiver, may_edit: edit, until_at: until, reason } = share;
  const values = { with: receiver, edit, until: until.toISOString(), reason };
  unit.ledger.add({ verb: 'share ended', outcome: 'done', entity: share.entity, record: share.record, values });
}

/** Ends one: its giver may, and whoever may share the record. */
export async function endShare(unit: Unit, id: string): Promise<void> {
  unit.assertWrites();
  const { rows } = isId(id) ? await unit.query<Standing>(`${standing} where id = $1 for update`, [id]) : { rows: [] };
  const share = rows[0];
  if (share === undefined) throw new Problem('not-found');
  if (share.given_by !== unit.me.self.id) await assertMayShare(unit, share.entity, share.record);
  await removeShare(unit, share);
}

/** Those this person has given from then on. Answers how many. */
export async function endSharesGivenBy(unit: Unit, person: string, since: Date): Promise<number> {
  unit.assertWrites();
  const { rows } = await unit.query<Standing>(
    `${standing} where given_by = $1 and given_at >= $2 and until_at > $3 order by id for update`,
    [person, since, unit.at],
  );
  for (const share of rows) await removeShare(unit, share);
  return rows.length;
}

/** Looked at, not locked. */
export async function assertMayShare(unit: Unit, object: string, id: string): Promise<Entity> {
  const { e, stored } = await lockShareable(unit, object, id, null);
  unit.refuseUnless(mayReach(unit.me, e, 'share', lazyRuleRow(e, stored)), `${e.name}.share`);
  return e;
}

/** With whom a record is shared; for whoever may share it. */
export async function sharesOfRecord(unit: Unit, object: string, id: string): Promise<Share[]> {
  const e = await assertMayShare(unit, object, id);
  return await readShares(unit, and([sql`s.entity = ${e.name}`, sql`s.record = ${id}::uuid`]));
}

/** Shares one has given, and shares with oneself or one's teams. */
export async function ownShares(unit: Unit): Promise<Share[]> {
  const me = unit.me.self.id;
  return await withoutUnseen(unit, await readShares(unit, sql`(s.given_by = ${me}::uuid or (${sharesWith(me)}))`));
}

/** A share opens a record only to whoever's roles give anything on such records: one that opens nothing tells nothing of it. One's own can be ended. */
async function withoutUnseen(unit: Unit, shares: readonly Share[]): Promise<Share[]> {
  const seen = new Set<string>();
  for (const [name, list] of Map.groupBy(shares, (s) => s.entity)) {
    const e = unit.catalog.lookup(name);
    if (e === undefined) continue;
    for (const id of await seenIds(
      unit,
      e,
      list.map((s) => s.record),
    ))
      seen.add(`${name} ${id}`);
  }
  return shares.filter((s) => s.by?.id === unit.me.self.id || seen.has(`${s.entity} ${s.record}`));
}
