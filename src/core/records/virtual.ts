// Fields that are reckoned when they are read: formulas over the record, and roll-ups over the records that refer to it.
import { type Entity, columnOf } from '../../contract/entity.ts';
import type { Field, RollUp } from '../../contract/field.ts';
import { dateIn } from '../../contract/region.ts';
import { now } from '../clock.ts';
import { type Compiled, compileFormula, formulaTypeOf } from '../formula/formula.ts';
import { reachOf } from '../policy.ts';
import type { Principal } from '../principal.ts';
import { type Sql, and, sql } from '../sql.ts';
import { rowsOf, ruleOn } from './source.ts';
import { visibleRows } from './visible.ts';

export interface VirtualValue {
  readonly value: Sql;
  /** for money: its currency, empty where amounts of several would have to be added */
  readonly currency: Sql | null;
}

export function virtualValue(me: Principal, e: Entity, f: Field, alias: string): VirtualValue {
  if (f.rollUp !== undefined) return rollUpValue(me, f.rollUp, alias);
  const field = (name: string): Compiled | undefined => {
    const used = Object.hasOwn(e.fields, name) ? e.fields[name] : undefined;
    const type = used === undefined ? undefined : formulaTypeOf(used);
    return type === undefined ? undefined : { type, value: sql.ref(`${alias}.${columnOf(name, used)}`) };
  };
  const { value } = compileFormula(f.formula!, { field, today: dateIn(me.past?.at ?? now(), me.region.timeZone) });
  return { value, currency: null };
}

const totals: Record<RollUp['op'], Sql> = {
  count: sql`count`,
  sum: sql`sum`,
  avg: sql`avg`,
  min: sql`min`,
  max: sql`max`,
};

function rollUpValue(me: Principal, r: RollUp, alias: string): VirtualValue {
  const nothing = { value: sql`null`, currency: null };
  const of = me.catalog.lookup(r.of);
  const via = of?.fields[r.via];
  if (of === undefined || via === undefined) return nothing;
  const t = `${alias}_${r.via.toLowerCase().slice(0, 20)}`;
  const id = sql.ref(`${alias}.id`);
  const at = sql.ref(`${t}.${columnOf(r.via, via)}`);
  const points =
    via.kind === 'links' ? sql`${at} @> jsonb_build_array(jsonb_build_object('id', ${id}))` : sql`${at} = ${id}`;
  // A record counts where its reference may be read: else the total would tell where it leads.
  const leads = reachOf(me, of, 'view').readable(r.via);
  const read = leads.op === 'all' ? [] : [ruleOn(me, leads, of, t)];
  const from = sql`from ${rowsOf(me, of)} ${sql.ref(t)}
    where ${and([points, sql`${sql.ref(`${t}.archived_at`)} is null`, visibleRows(me, of, t), ...read])}`;
  if (r.op === 'count') return { value: sql`(select count(*)::numeric ${from})`, currency: null };
  const field = of.fields[r.field!];
  if (field === undefined) return nothing;
  // On rows where the reader may not read the field it counts as empty.
  const rule = reachOf(me, of, 'view').readable(r.field!);
  const column = sql.ref(`${t}.${columnOf(r.field!, field)}`);
  const guard = (c: Sql): Sql => (rule.op === 'all' ? c : sql`case when ${ruleOn(me, rule, of, t)} then ${c} end`);
  const total = sql`${totals[r.op]}(${guard(column)})`;
  if (field.kind !== 'money')
    return { value: sql`(select ${r.op === 'avg' ? sql`round(${total}, 6)` : total} ${from})`, currency: null };
  const currency = guard(sql.ref(`${t}.${columnOf(r.field!, field)}_currency`));
  return {
    value: sql`(select case when count(distinct ${currency}) = 1 then ${r.op === 'avg' ? sql`round(${total}, 4)` : total} end ${from})`,
    currency: sql`(select case when count(distinct ${currency}) = 1 then min(${currency}) end ${from})`,
  };
}
