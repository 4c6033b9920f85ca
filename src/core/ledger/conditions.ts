// Which entries a question asks for, as SQL over core.ledger `l`: never more than its asker may see at all.
import type { LedgerTerm } from '../../contract/ledger-query.ts';
import { Problem } from '../../contract/problem.ts';
import { normalAddress } from '../address.ts';
import { isId } from '../ids.ts';
import { may } from '../principal.ts';
import { titleSql } from '../records/select.ts';
import { findTitles } from '../records/titles.ts';
import { visibleRows } from '../records/visible.ts';
import { type Sql, and, escapeLike, no, or, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import type { LedgerQuery } from './desk.ts';
import { readsAll } from './shown.ts';

/** Everybody's with the right to it, else what one did oneself or through keys of one's own. */
export async function withinReach(unit: Unit): Promise<Sql[]> {
  const told = sql`not ${withheld(unit)}`;
  return may(unit.me, 'ledger.view') ? [told] : [told, await ofPerson(unit, unit.me.self.id)];
}

/** That a value was withheld, or a reference moved, tells of a record one may not see: for those alone who see every record of the object. */
export function withheld(unit: Unit): Sql {
  const open = unit.catalog.entities.filter((e) => readsAll(unit, e)).map((e) => e.name);
  return sql`(l.verb in ('value withheld', 'moved') and not coalesce(l.entity = any(${open}::text[]), false))`;
}

/** What a person did, and what was done through keys of that person. One of them alone is found in the order of time. */
async function ofPerson(unit: Unit, id: string): Promise<Sql> {
  const keys = await unit.run<{ id: string }>(sql`select id from core.api_key where owner = ${id}::uuid`);
  if (keys.length === 0) return sql`l.actor = ${id}::uuid`;
  return sql`l.actor = any(${[id, ...keys.map((key) => key.id)]}::uuid[])`;
}

/** What entries have to fit. `isPointed`: it names one thing - a record, operation, session or request - whose entries an index finds wherever they are. */
export interface Narrowed {
  readonly where: readonly Sql[];
  readonly isPointed: boolean;
}

export async function conditions(unit: Unit, query: LedgerQuery): Promise<Narrowed> {
  const where = await withinReach(unit);
  const { record, operation, session, request } = query;
  let isPointed = [record, operation, session, request].some((value) => value !== undefined);
  const equal = (column: string, value: string | undefined): void => {
    if (value !== undefined) where.push(sql`${sql.ref(`l.${column}`)} = ${value}`);
  };
  const same = (column: string, value: string | undefined): void => {
    if (value !== undefined) where.push(isId(value) ? sql`${sql.ref(`l.${column}`)} = ${value}::uuid` : sql`false`);
  };
  if (query.from !== undefined) where.push(sql`l.at >= ${instant(query.from)}`);
  if (query.to !== undefined) where.push(sql`l.at < ${instant(query.to)}`);
  if (query.actor !== undefined) where.push(isId(query.actor) ? await ofPerson(unit, query.actor) : sql`false`);
  if (query.important === true) where.push(sql`l.important`);
  if (query.changes === true) where.push(isNoLook);
  if (query.actions !== undefined && query.actions.length > 0) where.push(or(query.actions.map(named)));
  equal('actor_kind', query.actorKind);
  equal('verb', query.verb);
  equal('outcome', query.outcome);
  equal('source', query.source);
  equal('entity', query.entity);
  equal('request', query.request);
  equal('address', query.address);
  if (record !== undefined && !(await maySeek(unit, record))) where.push(no);
  same('record', record);
  same('operation', operation);
  same('session', session);
  for (const term of query.terms ?? []) {
    const piece = await termSql(unit, term);
    where.push(piece.sql);
    isPointed ||= piece.isPointed;
  }
  return { where, isPointed };
}

interface Piece {
  readonly sql: Sql;
  readonly isPointed: boolean;
}

const wide = (fragment: Sql): Piece => ({ sql: fragment, isPointed: false });
const pointed = (fragment: Sql): Piece => ({ sql: fragment, isPointed: true });

/** Changes, and what else an auditor looks at first; looks at records and at this log are left out. */
const isNoLook: Sql = sql`(l.verb <> 'read' or (l.important and l.action not like 'ledger.%'))`;

/** Whether entries may be looked for by this record: of one that may not be seen there are as many as of one that never was. */
async function maySeek(unit: Unit, record: string): Promise<boolean> {
  if (!isId(record)) return false;
  const rows = await unit.run<{ entity: string | null }>(
    sql`select distinct entity from core.ledger where record = ${record}::uuid`,
  );
  for (const { entity } of rows) {
    const e = entity === null ? undefined : unit.catalog.lookup(entity);
    if (e === undefined || readsAll(unit, e) || (await findTitles(unit, e, [record])).has(record)) return true;
  }
  return false;
}

/** `contact.edit`, or everything that begins with `contact.` */
function named(action: string): Sql {
  return action.endsWith('.') ? sql`l.action like ${`${escapeLike(action)}%`}` : sql`l.action = ${action}`;
}

/** Either of its values; taken away, an entry that has nothing there stays. */
async function termSql(unit: Unit, { key, values, not }: LedgerTerm): Promise<Piece> {
  const parts: Piece[] = [];
  for (const value of values) parts.push(await valueSql(unit, key, value));
  const any = or(parts.map((part) => part.sql));
  return not ? wide(sql`not coalesce(${any}, false)`) : { sql: any, isPointed: parts.every((part) => part.isPointed) };
}

/** Texts that may be told by their beginning, with a star behind it. */
const texts = { verb: 'verb', from: 'address', request: 'request', right: 'permission' } as const;
const wholes = { kind: 'actor_kind', outcome: 'outcome', source: 'source' } as const;

async function valueSql(unit: Unit, key: LedgerTerm['key'], value: string): Promise<Piece> {
  switch (key) {
    case 'who':
      return wide(await (isId(value) ? ofPerson(unit, value) : ofNamed(unit, value)));
    case 'action':
      return wide(value.endsWith('*') ? like('action', value) : named(value));
    case 'object':
      return wide(sql`l.entity = ${objectNamed(unit, value)}`);
    case 'record':
      return pointed((await maySeek(unit, value)) ? sql`l.record = ${value}::uuid` : no);
    case 'session':
    case 'operation':
      return pointed(isId(value) ? sql`${sql.ref(`l.${key}`)} = ${value}::uuid` : no);
    case 'role':
      return wide(sql`l.allowed_by like ${`${escapeLike(value)}/%`}`);
    case 'is':
      return wide(
        value === 'important' ? sql`l.important` : value === 'look' ? sql`l.verb = 'read'` : sql`l.verb <> 'read'`,
      );
    case 'text':
      return freeSql(unit, value);
    case 'kind':
    case 'outcome':
    case 'source':
      return wide(sql`${sql.ref(`l.${wholes[key]}`)} = ${value}`);
    case 'verb':
    case 'from':
    case 'request':
    case 'right': {
      const isWhole = !value.endsWith('*');
      const fits = isWhole ? sql`${sql.ref(`l.${texts[key]}`)} = ${value}` : like(texts[key], value);
      return { sql: fits, isPointed: isWhole && key === 'request' };
    }
  }
}

function like(column: string, value: string): Sql {
  return sql`${sql.ref(`l.${column}`)} like ${`${escapeLike(value.slice(0, -1))}%`}`;
}

/** An address, an id of anything, or a reference number. */
async function freeSql(unit: Unit, value: string): Promise<Piece> {
  const address = normalAddress(value);
  if (address !== undefined) return wide(sql`l.address = ${address}`);
  if (!isId(value)) return pointed(sql`l.request = ${value}`);
  const isIn = (column: string): Sql =>
    sql`exists (select from core.ledger where ${sql.ref(column)} = ${value}::uuid) as ${sql.ref(column)}`;
  const [seen] = await unit.run<Readonly<Record<'operation' | 'session' | 'actor' | 'owner', boolean>>>(sql`
    select ${isIn('operation')}, ${isIn('session')}, ${isIn('actor')},
      exists (select from core.api_key where owner = ${value}::uuid) as owner`);
  const isSomebody = seen!.actor || seen!.owner;
  const parts = [
    sql`l.id = ${value}::uuid`,
    sql`l.request = ${value}`,
    ...(seen!.operation ? [sql`l.operation = ${value}::uuid`] : []),
    ...(seen!.session ? [sql`l.session = ${value}::uuid`] : []),
    ...(isSomebody ? [await ofPerson(unit, value)] : []),
    (await maySeek(unit, value)) ? sql`l.record = ${value}::uuid` : no,
  ];
  return { sql: or(parts), isPointed: !isSomebody };
}

/** By its name for programs, or by what people call it. */
function objectNamed(unit: Unit, value: string): string {
  const folded = value.toLowerCase();
  const found = unit.catalog.entities.find(
    (e) => e.name === value || e.label.toLowerCase() === folded || e.labelPlural.toLowerCase() === folded,
  );
  return found?.name ?? value;
}

const peopleMost = 50;

/** People whose name holds this, among those the asker may see. */
async function ofNamed(unit: Unit, name: string): Promise<Sql> {
  const user = unit.catalog.entity('user');
  const title = titleSql(unit.me, user, 'u');
  const isLike = title === null ? no : sql`${title} ilike ${`%${escapeLike(name)}%`}`;
  const rows = await unit.run<{ id: string }>(sql`select u.id from data."user" u
    where ${and([isLike, visibleRows(unit.me, user, 'u')])} order by u.id limit ${peopleMost}`);
  const ids = rows.map((row) => row.id);
  // Whoever sees no people knows his own name.
  if (ids.length === 0 && unit.me.name.toLowerCase().includes(name.toLowerCase())) ids.push(unit.me.self.id);
  if (ids.length === 0) return no;
  const keys = await unit.run<{ id: string }>(sql`select id from core.api_key where owner = any(${ids}::uuid[])`);
  return sql`l.actor = any(${[...ids, ...keys.map((key) => key.id)]}::uuid[])`;
}

export function instant(text: string): Date {
  const at = new Date(text);
  const year = at.getUTCFullYear();
  if (Number.isNaN(year) || year < 1 || year > 9999)
    throw new Problem('bad-request', `${JSON.stringify(text.slice(0, 40))} is no instant.`);
  return at;
}
