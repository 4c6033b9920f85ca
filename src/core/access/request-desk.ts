// Makes the `requests` of a Tx: asking for access to what one knows is there, and deciding on what one could give; nothing is given but by the ordinary ways.
import { type Permission, type Verb, isArea, verbsOf } from '../../contract/permission.ts';
import { Problem, invalidField } from '../../contract/problem.ts';
import type { Entity } from '../../contract/entity.ts';
import { isId, newId } from '../ids.ts';
import { type Principal, may } from '../principal.ts';
import { findTitles } from '../records/titles.ts';
import type { Unit } from '../unit.ts';
import { reaches, readRecord } from './explain.ts';
import { readPeople } from './person.ts';
import { type Asked, type Way, holds, waysOf } from './request-ways.ts';
import { giveShare } from './share-desk.ts';

export interface RequestWish {
  readonly permission: string;
  readonly entity?: string | undefined;
  readonly record?: string | undefined;
  readonly reason: string;
}

export interface AccessRequest {
  readonly id: string;
  readonly person: { readonly id: string; readonly title: string };
  readonly permission: string;
  readonly entity: string | null;
  readonly record: { readonly id: string; readonly title: string | null } | null;
  readonly reason: string;
  readonly at: string;
  readonly status: 'open' | 'granted' | 'refused' | 'withdrawn';
  readonly decidedBy: { readonly id: string; readonly title: string } | null;
  readonly decidedAt: string | null;
  readonly word: string | null;
  readonly mine: boolean;
  readonly ways: readonly Way[];
}

export interface RequestDesk {
  ask(wish: RequestWish): Promise<AccessRequest>;
  /** one's own of the last weeks, and the open ones one could grant */
  list(): Promise<AccessRequest[]>;
  /** shares the record until a day, as any share */
  grant(id: string, until: string): Promise<AccessRequest>;
  refuse(id: string, word: string): Promise<AccessRequest>;
  withdraw(id: string): Promise<AccessRequest>;
}

/** Open requests of one person at most; and so many open ones are looked at for whoever decides. */
export const openMost = 20;
const listedMost = 300;

/** How long what was decided is still listed, in days. */
const keptDays = 30;

export function makeRequestDesk(unit: Unit): RequestDesk {
  return {
    ask: (wish) => ask(unit, wish),
    list: () => list(unit),
    grant: (id, until) => grant(unit, id, until),
    refuse: (id, word) => refuse(unit, id, word),
    withdraw: (id) => withdraw(unit, id),
  };
}

interface Row {
  readonly id: string;
  readonly person: string;
  readonly title: string;
  readonly permission: string;
  readonly entity: string | null;
  readonly record: string | null;
  readonly reason: string;
  readonly made_at: Date;
  readonly status: AccessRequest['status'];
  readonly decided_by: string | null;
  readonly decided_at: Date | null;
  readonly word: string | null;
}

const columns = `r.*, u.name as title from core.access_request r join data."user" u on u.id = r.person`;

/** What may be asked for: a right there is for everybody to read of, an object of which one may do something, a record one sees. */
async function readAsked(unit: Unit, wish: RequestWish): Promise<Asked> {
  const { permission, record } = wish;
  const unknown = (): Problem =>
    invalidField('permission', 'unknown', 'There is no such right.', 'One that was missing.');
  if (isArea(permission)) {
    if (record !== undefined || wish.entity !== undefined) throw unknown();
    return { permission, stored: null };
  }
  const [name = '', verb = ''] = permission.split('.');
  const e = unit.catalog.lookup(name);
  if (e === undefined || !verbsOf(e).includes(verb as Verb) || !isKnown(unit.me, e)) throw unknown();
  if (wish.entity !== undefined && wish.entity !== e.name) throw unknown();
  if (record === undefined) return { permission: permission as Permission, stored: null };
  const stored = await readRecord(unit, e, record);
  if (stored === undefined || !reaches(unit.me, stored, 'view')) throw new Problem('not-found');
  return { permission: permission as Permission, stored };
}

/** Built-in objects are no secret; of the tenant's own one knows those of which one may do something. */
function isKnown(me: Principal, e: Entity): boolean {
  return e.own !== true || verbsOf(e).some((v) => may(me, `${e.name}.${v}`));
}

async function ask(unit: Unit, wish: RequestWish): Promise<AccessRequest> {
  unit.assertWrites();
  const { me } = unit;
  if (me.kind !== 'user')
    throw new Problem('not-allowed', 'People ask for access; a key gets its rights from its owner.');
  const reason = wish.reason.normalize('NFC').trim();
  if (reason.length < 3) throw invalidField('reason', 'required', 'Say why: whoever decides reads it.');
  const asked = await readAsked(unit, wish);
  if (holds(me, asked)) throw new Problem('wrong-state', 'You may do this already.');
  const { rows } = await unit.query<{ n: number }>(
    `select count(*)::int as n from core.access_request where person = $1 and status = 'open'`,
    [me.id],
  );
  if (rows[0]!.n >= openMost) throw new Problem('too-many', `At most ${openMost} requests of one person are open.`);
  const [entity, record] = asked.stored === null ? [null, null] : [asked.stored.e.name, wish.record];
  const made = await unit.query<{ id: string }>(
    `insert into core.access_request (id, person, permission, entity, record, reason, made_at) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (person, permission, coalesce(record, person)) where status = 'open' do update set reason = excluded.reason returning id`,
    [newId(), me.id, asked.permission, entity, record, reason, unit.at],
  );
  note(unit, 'access asked', { ...asked, entity, record }, { reason });
  return one(unit, made.rows[0]!.id);
}

function note(
  unit: Unit,
  verb: string,
  r: { readonly permission: string; readonly entity?: string | null; readonly record?: string | null | undefined },
  values: Readonly<Record<string, string>>,
): void {
  unit.ledger.add({
    verb,
    outcome: 'done',
    entity: r.entity ?? null,
    record: r.record ?? null,
    values: { permission: r.permission, ...values },
  });
}

async function one(unit: Unit, id: string): Promise<AccessRequest> {
  const { rows } = await unit.query<Row>(`select ${columns} where r.id = $1`, [id]);
  return (await present(unit, rows))[0]!;
}

async function list(unit: Unit): Promise<AccessRequest[]> {
  const { rows } = await unit.query<Row>(
    `select ${columns} where (r.person = $1 and coalesce(r.decided_at, r.made_at) > $2) or r.status = 'open'
       or (r.decided_by = $1 and r.decided_at > $2)
     order by r.status <> 'open', r.made_at desc, r.id limit ${listedMost}`,
    [unit.me.self.id, new Date(unit.at.getTime() - keptDays * 86_400_000)],
  );
  const all = await present(unit, rows);
  const me = unit.me.self.id;
  return all.filter((r) => r.mine || r.ways.length > 0 || r.decidedBy?.id === me);
}

/** As whoever looks may read them: the ways he could grant each, and what has been given meanwhile. */
async function present(unit: Unit, rows: readonly Row[]): Promise<AccessRequest[]> {
  const open = rows.filter((r) => r.status === 'open');
  const people = new Map((await readPeople(unit, [...new Set(open.map((r) => r.person))])).map((p) => [p.id, p]));
  const deciders = await namesOf(
    unit,
    rows.flatMap((r) => r.decided_by ?? []),
  );
  return Promise.all(
    rows.map(async (r): Promise<AccessRequest> => {
      const asked = await whatWasAsked(unit, r);
      const person = people.get(r.person);
      const given = r.status === 'open' && asked !== null && person !== undefined && holds(person, asked);
      const ways = r.status !== 'open' || given || person === undefined ? [] : waysOf(unit.me, r, asked);
      const isSeen = asked?.stored !== null && asked !== null && reaches(unit.me, asked.stored, 'view');
      const e = r.entity === null ? undefined : unit.catalog.lookup(r.entity);
      const titles = isSeen && e !== undefined ? await findTitles(unit, e, [r.record!]) : new Map<string, string>();
      return {
        id: r.id,
        person: { id: r.person, title: r.title },
        permission: r.permission,
        entity: r.entity,
        record: r.record === null ? null : { id: r.record, title: titles.get(r.record) ?? null },
        reason: r.reason,
        at: r.made_at.toISOString(),
        status: given ? 'granted' : r.status,
        decidedBy: r.decided_by === null ? null : { id: r.decided_by, title: deciders.get(r.decided_by) ?? '' },
        decidedAt: r.decided_at?.toISOString() ?? null,
        word: r.word,
        mine: r.person === unit.me.self.id,
        ways,
      };
    }),
  );
}

/** Null: the record or the object is not there any more. */
async function whatWasAsked(unit: Unit, r: Row): Promise<Asked | null> {
  const permission = r.permission as Permission;
  if (r.entity === null) return { permission, stored: null };
  const e = unit.catalog.lookup(r.entity);
  const stored = e === undefined ? undefined : await readRecord(unit, e, r.record!);
  return stored === undefined ? null : { permission, stored };
}

async function namesOf(unit: Unit, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await unit.query<{ id: string; name: string }>(
    'select id, name from data."user" where id = any($1::uuid[])',
    [ids],
  );
  return new Map(rows.map((r) => [r.id, r.name]));
}

/** Locked and open; what one could not decide is not there. */
async function lockDecidable(unit: Unit, id: string): Promise<{ row: Row; ways: readonly Way[] }> {
  unit.assertWrites();
  const { rows } = isId(id)
    ? await unit.query<Row>(`select ${columns} where r.id = $1 for update of r`, [id])
    : { rows: [] };
  const row = rows[0];
  const ways = row === undefined ? [] : waysOf(unit.me, row, await whatWasAsked(unit, row));
  if (row === undefined || ways.length === 0) throw new Problem('not-found');
  if (row.status !== 'open') throw new Problem('wrong-state', 'This has been decided.');
  return { row, ways };
}

async function decide(
  unit: Unit,
  row: Row,
  status: 'granted' | 'refused' | 'withdrawn',
  word: string | null,
): Promise<void> {
  await unit.query(
    'update core.access_request set status = $2, decided_by = $3, decided_at = $4, word = $5 where id = $1',
    [row.id, status, unit.me.self.id, unit.at, word],
  );
  note(unit, `access request ${status}`, row, { person: row.person, ...(word === null ? {} : { word }) });
}

async function grant(unit: Unit, id: string, until: string): Promise<AccessRequest> {
  const { row, ways } = await lockDecidable(unit, id);
  if (!ways.includes('share')) throw new Problem('wrong-state', 'This is given by a role, not by a share.');
  await giveShare(unit, row.entity!, row.record!, { user: row.person, edit: true, until, reason: row.reason });
  await decide(unit, row, 'granted', null);
  return one(unit, id);
}

async function refuse(unit: Unit, id: string, given: string): Promise<AccessRequest> {
  const { row } = await lockDecidable(unit, id);
  const word = given.normalize('NFC').trim();
  if (word.length < 2) throw invalidField('word', 'required', 'Say a word on why not.');
  await decide(unit, row, 'refused', word);
  return one(unit, id);
}

async function withdraw(unit: Unit, id: string): Promise<AccessRequest> {
  unit.assertWrites();
  const { rows } = isId(id)
    ? await unit.query<Row>(`select ${columns} where r.id = $1 and r.person = $2 for update of r`, [
        id,
        unit.me.self.id,
      ])
    : { rows: [] };
  if (rows[0] === undefined) throw new Problem('not-found');
  if (rows[0].status !== 'open') throw new Problem('wrong-state', 'This has been decided.');
  await decide(unit, rows[0], 'withdrawn', null);
  return one(unit, id);
}
