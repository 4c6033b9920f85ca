// Where the rows of an object are read: in its table, or, where somebody looks back, as they were at that instant.
import type { Entity } from '../../contract/entity.ts';
import type { Rule } from '../../contract/rule.ts';
import { compileRule } from '../policy-sql.ts';
import type { Principal } from '../principal.ts';
import { tableName } from '../schema/ddl.ts';
import { type Sql, and, sql } from '../sql.ts';

/** For a look at many rows. */
export function rowsOf(me: Principal, e: Entity): Sql {
  return me.past === undefined ? sql.raw(tableName(e)) : me.past.all(e);
}

/** For a look at a few rows by their ids. */
export function rowsById(me: Principal, e: Entity): Sql {
  return me.past === undefined ? sql.raw(tableName(e)) : me.past.byId(e);
}

/** A rule of what may be read of a row. Of the past it is what today's rules let be read of the row as it was then and as it is now. */
export function ruleOn(me: Principal, rule: Rule, e: Entity, alias: string): Sql {
  const there = compileRule(rule, e, alias, me.self);
  if (me.past === undefined || rule.op === 'all' || rule.op === 'none') return there;
  return and([there, me.past.alsoNow(e, rule, alias)]);
}
