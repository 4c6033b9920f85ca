// Which rows of an object a principal may see at all: the condition every reading statement carries.
import type { Entity } from '../../contract/entity.ts';
import { compileRule } from '../policy-sql.ts';
import { reachOf } from '../policy.ts';
import type { Principal } from '../principal.ts';
import type { Sql } from '../sql.ts';

export function visibleRows(me: Principal, e: Entity, alias: string): Sql {
  return compileRule(reachOf(me, e, 'view').rows, e, alias, me.self);
}
