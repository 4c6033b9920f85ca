// Values that only one record may hold, and finding records by such a value.
import { type Entity, columnOf } from '../../contract/entity.ts';
import type { Field } from '../../contract/field.ts';
import { Problem } from '../../contract/problem.ts';
import { compileRule } from '../policy-sql.ts';
import { reachOf } from '../policy.ts';
import { hashColumn, keyExpression, tableName } from '../schema/ddl.ts';
import { type Sql, and, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { blindHash } from './codec.ts';
import { type WriteDraft, changesOf, forgetChanges, isRefused } from './draft.ts';
import { visibleRows } from './visible.ts';

/**
 * Refuses a value another live record already holds. Where that record may not be seen, a refusal would tell of it: the record is then
 * accepted without the value, and both are put on record for whoever looks after the data. `without`: so it is too where the other one is
 * seen; `quiet`: it is only being looked at what would happen.
 */
export async function checkUnique(
  unit: Unit,
  e: Entity,
  drafts: readonly WriteDraft[],
  { without = false, quiet = false }: { readonly without?: boolean; readonly quiet?: boolean } = {},
): Promise<void> {
  for (const [name, f] of Object.entries(e.fields)) {
    if (f.unique !== true) continue;
    const asked = drafts.filter((d) => !isRefused(d) && typeof changesOf(d).get(name)?.[1] === 'string');
    if (asked.length > 0) await checkOne(unit, e, name, f, asked, { without, quiet });
  }
  for (const names of e.together ?? []) await checkTogether(unit, e, names, drafts);
}

async function checkOne(
  unit: Unit,
  e: Entity,
  name: string,
  f: Field,
  asked: readonly WriteDraft[],
  how: { readonly without: boolean; readonly quiet: boolean },
): Promise<void> {
  const values = asked.map((d) => String(d.after[name]));
  const twice = new Set<string>();
  for (const [i, key] of (await comparedKeys(unit, e, name, f, values)).entries()) {
    if (twice.has(key)) refuse(asked[i]!, name, f);
    twice.add(key);
  }
  const rows = await holders(unit, e, name, f, values);
  for (const { i, id, seen } of rows) {
    const d = asked[i - 1]!;
    if (id === d.id || isRefused(d)) continue;
    if (seen && !how.without) {
      refuse(d, name, f);
      continue;
    }
    const value = d.after[name];
    d.after[name] = d.before?.[name] ?? null;
    forgetChanges(d);
    if (how.quiet) continue;
    const held = { field: name, heldBy: id, value };
    unit.ledger.add({
      verb: 'value withheld',
      outcome: 'done',
      entity: e.name,
      record: d.id,
      values: f.protected === true ? {} : held,
      ...(f.protected === true ? { sealed: held } : {}),
    });
  }
}

/** The values as the index compares them, so that two of one batch are told apart no more and no less than two records are. */
async function comparedKeys(
  unit: Unit,
  e: Entity,
  name: string,
  f: Field,
  values: readonly string[],
): Promise<readonly string[]> {
  if (f.protected === true) return values.map((v) => blindHash(unit.vault.keys, e, name, v).toString('hex'));
  if (f.exact === true) return values;
  // Only the database knows which letters its dictionary folds; it is asked where there are others than the plain ones.
  if (values.every((v) => /^[\x20-\x7e]*$/.test(v))) return values.map((v) => v.toLowerCase());
  const rows = await unit.run<{ key: string }>(sql`select ${sql.raw(keyExpression(f, 'v.raw'))} as key
    from unnest(${values}::text[]) with ordinality as v (raw, i) order by v.i`);
  return rows.map((row) => row.key);
}

function refuse(d: WriteDraft, name: string, f: Field): void {
  d.errors.push({
    field: name,
    code: 'already-exists',
    reason: `Another record already has this ${f.label.toLowerCase()}.`,
    fits: 'A value no other record has.',
  });
}

interface Holder {
  readonly i: number;
  readonly id: string;
  readonly seen: boolean;
}

/** i: which of the values, from 1. */
async function holders(unit: Unit, e: Entity, name: string, f: Field, values: readonly string[]): Promise<Holder[]> {
  const table = sql.raw(tableName(e));
  // A record that is seen without the field would be told by it all the same.
  const read = compileRule(reachOf(unit.me, e, 'view').readable(name), e, 'r', unit.me.self);
  const seen = and([visibleRows(unit.me, e, 'r'), read]);
  if (f.protected === true) {
    const hashes = values.map((v) => blindHash(unit.vault.keys, e, name, v));
    return await unit.run<Holder>(sql`select v.i::int as i, r.id, coalesce(${seen}, false) as seen
      from unnest(${hashes}::bytea[]) with ordinality as v (hash, i) join ${table} r on ${sql.ref(`r.${hashColumn(name, f)}`)} = v.hash
      where r.archived_at is null`);
  }
  const stored = sql.raw(keyExpression(f, `r.${columnOf(name, f)}`));
  const given = sql.raw(keyExpression(f, 'v.raw'));
  return await unit.run<Holder>(sql`select v.i::int as i, r.id, coalesce(${seen}, false) as seen
    from unnest(${values}::text[]) with ordinality as v (raw, i) join ${table} r on ${stored} = ${given} where r.archived_at is null`);
}

/** How a list of values of each kind that may be unique together with others is sent. */
const listOf: { readonly [kind: string]: Sql } = { ref: sql`::uuid[]`, date: sql`::date[]`, text: sql`::text[]` };

/** Refuses values another live record already holds together. They are required, so a record cannot be accepted without them. */
async function checkTogether(
  unit: Unit,
  e: Entity,
  names: readonly string[],
  drafts: readonly WriteDraft[],
): Promise<void> {
  const whole = (d: WriteDraft): boolean => names.every((name) => typeof d.after[name] === 'string');
  const asked = drafts.filter((d) => !isRefused(d) && names.some((name) => changesOf(d).has(name)) && whole(d));
  if (asked.length === 0) return;
  const labels = names.map((name) => e.fields[name]!.label.toLowerCase()).join(' and ');
  const error = {
    field: names.at(-1)!,
    code: 'already-exists',
    reason: `There is one already with this ${labels}.`,
    fits: 'Another of them, or a change of the one there is.',
  };
  const twice = new Set<string>();
  for (const d of asked) {
    const key = JSON.stringify(names.map((name) => d.after[name]));
    if (twice.has(key)) d.errors.push(error);
    twice.add(key);
  }
  const lists = names.map((name) => sql`${asked.map((d) => d.after[name])}${listOf[e.fields[name]!.kind]}`);
  const columns = names.map((_, n) => sql.ref(`c${n}`));
  const equal = names.map((name, n) => sql`${sql.ref(`r.${columnOf(name, e.fields[name])}`)} = v.${columns[n]}`);
  const rows =
    await unit.run<Holder>(sql`select v.i::int as i, r.id, coalesce(${visibleRows(unit.me, e, 'r')}, false) as seen
    from unnest(${sql.join(lists)}) with ordinality as v (${sql.join([...columns, sql`i`])})
    join ${sql.raw(tableName(e))} r on ${and(equal)} where r.archived_at is null`);
  for (const { i, id, seen } of rows) {
    const d = asked[i - 1]!;
    if (id === d.id || isRefused(d)) continue;
    if (seen) d.errors.push(error);
    else d.refusal = { code: 'not-allowed', reason: 'Your roles do not let you add this here.' };
  }
}

/** See `Records.findByKey`. The title serves as a key too. */
export async function findByKey(
  unit: Unit,
  e: Entity,
  name: string,
  values: readonly string[],
): Promise<Map<string, string[]>> {
  const f = Object.hasOwn(e.fields, name) ? e.fields[name] : undefined;
  const rule =
    name === 'title' ? reachOf(unit.me, e, 'view').readable(e.title[0]!) : reachOf(unit.me, e, 'view').readable(name);
  if ((name !== 'title' && f?.key !== true) || rule.op === 'none')
    throw new Problem('unknown-field', `${e.label} has no key ${JSON.stringify(name.slice(0, 80))}.`);
  if (rule.op !== 'all')
    throw new Problem('not-allowed', `You may read ${name} on some records only, so it cannot identify them.`);
  const asked = [...new Set(values)];
  const table = sql.raw(tableName(e));
  const visible = and([sql`r.archived_at is null`, visibleRows(unit.me, e, 'r')]);
  let rows: Holder[];
  if (f?.kind === 'emails') {
    rows =
      await unit.run<Holder>(sql`select v.i::int as i, r.id, true as seen from unnest(${asked}::text[]) with ordinality as v (raw, i)
      join ${table} r on ${sql.ref(`r.${columnOf(name, f)}`)} @> jsonb_build_array(jsonb_build_object('value', lower(v.raw)))
      where ${visible} order by r.id`);
  } else if (name === 'title') {
    rows =
      await unit.run<Holder>(sql`select v.i::int as i, r.id, true as seen from unnest(${asked}::text[]) with ordinality as v (raw, i)
      join ${table} r on core.fold(r.title) = core.fold(v.raw) where ${visible} order by r.id`);
  } else {
    rows = (await holders(unit, e, name, f!, asked)).filter((h) => h.seen).sort((a, b) => (a.id < b.id ? -1 : 1));
  }
  const out = new Map<string, string[]>();
  for (const { i, id } of rows) out.set(asked[i - 1]!, [...(out.get(asked[i - 1]!) ?? []), id]);
  return out;
}
