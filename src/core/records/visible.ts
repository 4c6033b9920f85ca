// Which rows of an object a principal may reach at all: the condition every statement carries. A part is reached only where its whole is.
import { type Entity, columnOf, wholeOf } from '../../contract/entity.ts';
import type { Verb } from '../../contract/permission.ts';
import { compileRule } from '../policy-sql.ts';
import { reachOf } from '../policy.ts';
import type { Principal } from '../principal.ts';
import { type Sql, and, sql, yes } from '../sql.ts';
import { rowsById } from './source.ts';

export function visibleRows(me: Principal, e: Entity, alias: string): Sql {
  return reachedRows(me, e, 'view', alias);
}

/** Every statement carries it, and of somebody with many roles it is long: written once a principal, who is another when rights change. */
const known = new WeakMap<Principal, Map<Entity, Map<string, Sql>>>();

/** The rows one may do this to: by one's own rule for the object, and what the whole asks for. Nothing is added where that is everything. */
export function reachedRows(me: Principal, e: Entity, verb: Verb, alias: string): Sql {
  let mine = known.get(me);
  if (mine === undefined) known.set(me, (mine = new Map()));
  let ofEntity = mine.get(e);
  if (ofEntity === undefined) mine.set(e, (ofEntity = new Map()));
  const key = `${verb} ${alias}`;
  let rows = ofEntity.get(key);
  if (rows === undefined) ofEntity.set(key, (rows = writeReached(me, e, verb, alias)));
  return rows;
}

function writeReached(me: Principal, e: Entity, verb: Verb, alias: string): Sql {
  const own = compileRule(reachOf(me, e, verb).rows, e, alias, me.self);
  const whole = wholeOf(e);
  if (whole === null) return own;
  const above = `${alias}_whole`;
  const entity = me.catalog.entity(whole);
  const reached = reachedRows(me, entity, verbOnWhole(verb), above);
  if (reached === yes) return own;
  const via = sql.ref(`${alias}.${columnOf(e.partOf!, e.fields[e.partOf!])}`);
  return and([
    own,
    sql`exists (select 1 from ${rowsById(me, entity)} ${sql.ref(above)} where ${and([sql`${sql.ref(`${above}.id`)} = ${via}`, reached])})`,
  ]);
}

/** To change a part is to change the whole; to look at it or take it away is the same for both. */
export function verbOnWhole(verb: Verb): Verb {
  return verb === 'view' || verb === 'export' || verb === 'print' ? verb : 'edit';
}

/** Whether every row there is may be seen. */
export function seesAll(me: Principal, e: Entity): boolean {
  return visibleRows(me, e, 'r') === yes;
}
