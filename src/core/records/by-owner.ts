// Lists and searches by title of somebody who sees what certain people own or answer for: each person's part comes in order from its index,
// and the parts are merged as far as the page needs, where the whole list would be read past everybody else's records.
import { type Entity, wholeOf } from '../../contract/entity.ts';
import { type Rule, operandValue } from '../../contract/rule.ts';
import { isId } from '../ids.ts';
import { reachOf } from '../policy.ts';
import type { Principal } from '../principal.ts';
import { tableName } from '../schema/ddl.ts';
import { type Sql, and, sql } from '../sql.ts';

/** More people than this and one statement of so many parts costs more than it saves. */
const peopleMost = 40;

interface People {
  readonly owners: ReadonlySet<string>;
  readonly responsible: ReadonlySet<string>;
}

/** Whose records one sees, where the rule says nothing else; null where it does, or says it of too many. */
function peopleOf(me: Principal, e: Entity): People | null {
  const people = { owners: new Set<string>(), responsible: new Set<string>() };
  if (e.owner !== 'owner' || wholeOf(e) !== null || !gather(reachOf(me, e, 'view').rows, me, people)) return null;
  return people.owners.size > 0 && people.owners.size <= peopleMost ? people : null;
}

function gather(rule: Rule, me: Principal, people: { owners: Set<string>; responsible: Set<string> }): boolean {
  if (rule.op === 'or') return rule.rules.every((part) => gather(part, me, people));
  if (rule.op !== 'eq' && rule.op !== 'in') return false;
  const into = rule.field === 'owner' ? people.owners : rule.field === 'responsible' ? people.responsible : null;
  const value = operandValue(rule.to, me.self);
  const ids: readonly unknown[] = rule.op === 'eq' ? [value] : Array.isArray(value) ? value : [null];
  if (into === null || !ids.every(isId)) return false;
  for (const id of ids) into.add(id);
  return true;
}

/** Those who answer for a record, without the records an owner's part has: no row comes twice. */
function answering({ owners, responsible }: People): Sql | null {
  if (responsible.size === 0) return null;
  return sql`r.responsible = any(${[...responsible].sort()}::uuid[]) and (r.owner = any(${[...owners].sort()}::uuid[])) is not true`;
}

/** The rows of such a list, to be counted: each part from its index. */
export function rowsByOwner(me: Principal, e: Entity): Sql | null {
  const people = peopleOf(me, e);
  if (people === null) return null;
  const part = (whose: Sql): Sql =>
    sql`select 1 from ${sql.raw(tableName(e))} r where ${whose} and r.archived_at is null`;
  const others = answering(people);
  const owned = part(sql`r.owner = any(${[...people.owners].sort()}::uuid[])`);
  return others === null ? owned : sql`${owned} union all ${part(others)}`;
}

/** What a page is of beside whose it is and where it goes on, in which order over the row `r`, how far. */
interface PageOf {
  readonly more: () => readonly Sql[];
  readonly order: Sql;
  readonly down: boolean;
  readonly limit: Sql;
}

/**
 * The ids of a page in the order of the title; null where the list is not of this kind. Where a word is rare the planner finds
 * the rows of each part by the word instead, and sorts them.
 */
export function pageByOwner(me: Principal, e: Entity, { more, order, down, limit }: PageOf): Sql | null {
  const people = peopleOf(me, e);
  if (people === null) return null;
  const table = sql.raw(tableName(e));
  const also = more();
  const where = (whose: Sql): Sql => and([whose, sql`r.archived_at is null`, ...also]);
  // The collation belongs to the column here: an order by an expression over parts is not known to be that of their indexes.
  const part = (from: Sql): Sql =>
    sql`(select r.id, r.title collate core.sorting as title from ${from} order by ${order} limit ${limit})`;
  const owners = [...people.owners].sort();
  const parts = owners.map((id) => part(sql`${table} r where ${where(sql`r.owner = ${id}::uuid`)}`));
  const others = answering(people);
  if (others !== null) {
    // Few records have somebody who answers for them: taken by that index and sorted, not looked for in the order of all titles.
    parts.push(part(sql`(select r.id, r.title from ${table} r where ${where(others)} offset 0) r`));
  }
  const direction = down ? sql`desc` : sql`asc`;
  return sql`select u.id from (${sql.join(parts, sql` union all `)}) u order by u.title ${direction}, u.id ${direction} limit ${limit}`;
}
