// Tries a rule while it is written: what is wrong with it, what it says in words, and how many records it holds for, for those it is for.
import { Problem } from '../../contract/problem.ts';
import type { Entity } from '../../contract/entity.ts';
import type { Json } from '../../contract/json.ts';
import { type Rule, allOf } from '../../contract/rule.ts';
import { compileRule } from '../policy-sql.ts';
import { type Principal, type ScopeWord, may } from '../principal.ts';
import { visibleRows } from '../records/visible.ts';
import { tableName } from '../schema/ddl.ts';
import { type Sql, and, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { readPeople, valuesOf } from './person.ts';
import { unreadField } from './rule-asks.ts';
import { compileRuleText } from './rule-text.ts';
import { scopeRule } from './scopes.ts';
import { describeRule } from './trace.ts';

/** For so many holders of the role the records are counted. */
const countedMost = 5;

export interface RuleWish {
  readonly object: string;
  readonly rule: string;
  readonly within?: ScopeWord;
  /** for whose holders it is counted */
  readonly role?: string;
}

export interface TriedRule {
  /** null: it can be saved */
  readonly wrong: { readonly reason: string; readonly fits: string | null } | null;
  readonly says: string | null;
  /** records one sees oneself */
  readonly total: number | null;
  /** for how many of them it holds, person by person */
  readonly reached: readonly { readonly id: string; readonly title: string; readonly count: number }[];
}

const refused = (reason: string, fits: string | null = null): TriedRule => ({
  wrong: { reason, fits },
  says: null,
  total: null,
  reached: [],
});

/** In place of what stands in the record of a person: what it is called. */
function namesOfFields(user: Entity): Record<string, Json> {
  return Object.fromEntries(Object.entries(user.fields).map(([name, f]) => [name, { of: f.label }]));
}

/** Those who hold the role, or whoever asks where nobody does. */
async function forWhom(unit: Unit, role: string | undefined): Promise<Principal[]> {
  const { rows } = await unit.query<{ id: string }>(
    `select u.id from core.member_role m join data."user" u on u.id = m.user_id
     where m.role_id = $1 and u.status = 'active' and u.archived_at is null order by lower(u.name), u.id limit ${countedMost}`,
    [role ?? null],
  );
  return readPeople(unit, rows.length === 0 ? [unit.me.self.id] : rows.map((row) => row.id));
}

/** Nothing is counted beyond what one sees oneself, by fields one reads oneself: the counts would tell. */
export async function tryRule(unit: Unit, wish: RuleWish): Promise<TriedRule> {
  unit.refuseUnless(may(unit.me, 'admin.grants'), 'admin.grants');
  const e = unit.catalog.find(wish.object);
  const user = unit.catalog.entity('user');
  let bare: Rule;
  try {
    bare = compileRuleText(wish.rule, e, user, null);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return refused(error.detail ?? error.message, error.extras.errors?.[0]?.fits ?? null);
  }
  const field = unreadField(unit.me, e, bare);
  if (field !== undefined)
    return refused(
      `You may not read ${e.fields[field]?.label ?? field} of every record you see, so no rule of yours asks for it.`,
    );
  const within = wish.within === undefined ? [] : [scopeRule(e, wish.within)];
  const people = await forWhom(unit, wish.role);
  const { rows } = await unit.query<{ id: string; record: never }>(
    'select u.id, to_jsonb(u) as record from data."user" u where u.id = any($1)',
    [people.map((p) => p.id)],
  );
  const values = new Map(rows.map((row) => [row.id, valuesOf(user, row.record)]));
  const conditions = people.map((p): Sql => {
    const rule = allOf([compileRuleText(wish.rule, e, user, values.get(p.id) ?? {}), ...within]);
    return compileRule(rule, e, 'r', p.self);
  });
  const counts = conditions.map((c, n) => sql`, count(*) filter (where ${c})::int as ${sql.ref(`n${n}`)}`);
  const [row] = await unit.run<Record<string, number>>(
    sql`select count(*)::int as total${sql.join(counts, sql``)} from ${sql.raw(tableName(e))} r
        where ${and([sql`r.archived_at is null`, visibleRows(unit.me, e, 'r')])}`,
  );
  const spoken = compileRuleText(wish.rule, e, user, namesOfFields(user));
  return {
    wrong: null,
    // What is about the person alone says nothing of records until one knows who it is.
    says: spoken.op === 'all' || spoken.op === 'none' ? null : describeRule(allOf([spoken, ...within]), e),
    total: row!['total']!,
    reached: people.map((p, n) => ({ id: p.id, title: p.name, count: row![`n${n}`]! })),
  };
}
