// A rule is a question about fields: nobody writes one over a field they may not read, for its answers would tell what stands there.
import type { Entity } from '../../contract/entity.ts';
import { Problem } from '../../contract/problem.ts';
import { type Rule, nothing } from '../../contract/rule.ts';
import type { Catalog } from '../catalog.ts';
import { rankOfRight, rightIn } from '../policy.ts';
import { type Principal, type Scope, grantsOf } from '../principal.ts';
import type { RoleGrants } from '../roles.ts';
import { compileRuleText } from './rule-text.ts';

/** The fields of the record a rule looks at. */
export function fieldsOf(rule: Rule): string[] {
  if (rule.op === 'and' || rule.op === 'or') return [...new Set(rule.rules.flatMap(fieldsOf))];
  if (rule.op === 'not') return fieldsOf(rule.rule);
  return 'field' in rule ? [rule.field] : [];
}

/** The first field of it that is not read on every record one sees; undefined: one may ask. */
export function unreadField(me: Principal, e: Entity, rule: Rule): string | undefined {
  const seen = grantsOf(me, `${e.name}.view`).filter((g) => g.rows.op !== 'none');
  return fieldsOf(rule).find(
    (field) =>
      // That a record is there is all its id tells.
      field !== 'id' && (seen.length === 0 || seen.some((g) => rankOfRight[rightIn(g, field)] < rankOfRight.read)),
  );
}

function scopesIn(said: Readonly<Record<string, unknown>>): Scope[] {
  return Object.entries(said).flatMap(([name, value]): Scope[] => {
    if (typeof value !== 'object' || value === null) return [];
    if ('rule' in value) return [value as Scope];
    return name === 'types' ? Object.values(value).flatMap((type) => scopesIn(type as Record<string, unknown>)) : [];
  });
}

/** Refuses rules over fields one does not read. What a role says already may stay: it is not asked anew. */
export function assertMayAsk(me: Principal, catalog: Catalog, grants: RoleGrants, present: RoleGrants | null): void {
  for (const [object, said] of Object.entries(grants.objects ?? {})) {
    const e = catalog.entity(object);
    const known = new Set(scopesIn(present?.objects?.[object] ?? {}).map((s) => JSON.stringify(s)));
    for (const scope of scopesIn(said).filter((s) => !known.has(JSON.stringify(s)))) {
      const rule = typeof scope === 'string' ? nothing : compileRuleText(scope.rule, e, catalog.entity('user'), null);
      const field = unreadField(me, e, rule);
      if (field === undefined) continue;
      const label = e.fields[field]?.label ?? field;
      throw new Problem(
        'not-allowed',
        `You may not read ${label} of every record you see, so no rule of yours asks for it.`,
        {
          missing: `${object}.${field}`,
        },
      );
    }
  }
}
