// Records whose processing is restricted: nobody reaches them by any right but those who look after requests of people. Part of what a person may do.
import { type Rule, allOf } from '../../contract/rule.ts';
import type { Grant } from '../principal.ts';

export interface Restricted {
  readonly entity: string;
  readonly record: string;
}

/** The right that sees them all the same. */
const right = 'admin.privacy';

/**
 * The same grants without these records. Every path asks grants - lists, search, totals, exports, imports that update, single records, history, streams -
 * so this is the one place. A record that is made cannot be one of them.
 */
export function withoutRestricted(grants: readonly Grant[], restricted: readonly Restricted[]): readonly Grant[] {
  if (restricted.length === 0 || grants.some((g) => g.permission === right && g.rows.op !== 'none')) return grants;
  const rules = new Map(
    [...Map.groupBy(restricted, (r) => r.entity)].map(([entity, list]): [string, Rule] => [
      entity,
      { op: 'not', rule: { op: 'in', field: 'id', to: { value: list.map((r) => r.record) } } },
    ]),
  );
  return grants.map((g) => {
    const [entity = '', verb] = g.permission.split('.');
    const rule = rules.get(entity);
    if (rule === undefined || verb === 'create' || g.rows.op === 'none') return g;
    return { ...g, rows: allOf([g.rows, rule]) };
  });
}
