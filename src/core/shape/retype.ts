// Changes what kind a field of the tenant's own is, along paths on which values keep their meaning; what does not fit is counted first.
import type { Field } from '../../contract/field.ts';
import { retypesTo } from '../../contract/own-field.ts';
import { Problem, invalidField } from '../../contract/problem.ts';
import type { Catalog, OwnField } from '../catalog.ts';
import { reachOf } from '../policy.ts';
import { checkValue } from '../records/values.ts';
import { fieldColumns, tableName } from '../schema/ddl.ts';
import { type Sql, compile, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { defineField } from './definition.ts';
import { indexesOf } from './indexes.ts';
import { newColumnName } from './own-names.ts';
import type { FieldWish, OwnKind } from './wish.ts';
import { type Entity, wholeOf } from '../../contract/entity.ts';

export interface Retyping {
  /** records whose value becomes one of the new kind */
  readonly fit: number;
  /** records whose value does not fit and would become empty */
  readonly unfit: number;
  /** at most ten values that do not fit, as they are now; none for who may not read them */
  readonly samples: readonly string[];
}

type Convert = (value: Sql, after: Field) => Sql;

const asText: Convert = (v) => sql`(${v})::text`;
const same: Convert = (v) => v;
const firstValue: Convert = (v) => sql`(${v}) -> 0 ->> 'value'`;
const asList: Convert = (v) => sql`jsonb_build_array(jsonb_build_object('value', ${v}, 'label', null))`;
const toNumber: Convert = (v) => sql`case when ${v} ~ '^-?[0-9]{1,30}([.][0-9]{1,10})?$' then (${v})::numeric end`;
/** A text becomes the option of that label or key. */
const toOption: Convert = (v, after) => {
  const cases = after.options!.map(
    (o) => sql`when core.fold(${v}) in (core.fold(${o.label}), core.fold(${o.key})) then ${o.key}::text`,
  );
  return sql`case ${sql.join(cases, sql` `)} end`;
};

/** How a value goes along each path of the contract. */
const paths: Readonly<Record<string, Convert>> = {
  'text longText': same,
  'text url': same,
  'text email': same,
  'text phone': same,
  'text emails': asList,
  'text phones': asList,
  'text number': toNumber,
  'text percent': toNumber,
  // A date that is none makes the cast fail, so the text itself is held against the check, and only what passed is cast.
  'text date': same,
  'text select': toOption,
  'longText text': same,
  'url text': same,
  'email text': same,
  'phone text': same,
  'email emails': asList,
  'phone phones': asList,
  'emails email': firstValue,
  'phones phone': firstValue,
  'number text': asText,
  'number percent': same,
  'percent number': same,
  'percent text': asText,
  'date text': asText,
  'date dateTime': (v) => sql`(${v})::timestamp at time zone 'UTC'`,
  'checkbox text': (v) => sql`case when ${v} then 'yes' else 'no' end`,
  'select text': same,
  'select multiSelect': (v) => sql`jsonb_build_array(${v})`,
};

export async function retypeField(
  unit: Unit,
  own: OwnField,
  e: Entity,
  kind: OwnKind,
  wish: Partial<FieldWish>,
  dryRun: boolean,
  emptyUnfit: boolean,
): Promise<Retyping> {
  const { field } = own;
  const open = field.column === undefined || field.protected === true ? [] : (retypesTo[field.kind] ?? []);
  const convert = open.includes(kind) ? paths[`${field.kind} ${kind}`] : undefined;
  if (convert === undefined) {
    throw invalidField(
      'kind',
      'no-path',
      `A ${field.kind} cannot become a ${kind}.`,
      open.length === 0 ? 'A new field.' : `One of: ${open.join(', ')}.`,
    );
  }
  const after = afterwards(field, kind, wish, unit.catalog, e);
  const old = sql.ref(field.column!);
  const labelled = field.kind === 'select' && kind === 'text' ? optionLabel(field, old) : convert(old, after);
  const fitting = await fittingIds(unit, e, own, labelled, after);
  const moved = kind === 'date' ? sql`(${labelled})::date` : labelled;
  if (dryRun) return fitting.answer;
  if (fitting.answer.unfit > 0 && !emptyUnfit) {
    throw new Problem(
      'wrong-state',
      `${fitting.answer.unfit} values do not fit. Mend them first, or say that they shall become empty.`,
    );
  }
  await move(unit, own, e, after, moved, fitting.unfitIds);
  unit.ledger.add({
    verb: 'field retyped',
    outcome: 'done',
    entity: own.entity,
    permission: 'admin.shape',
    values: {
      field: own.id,
      from: field.kind,
      to: kind,
      fit: fitting.answer.fit,
      emptied: fitting.answer.unfit,
      definition: { ...field },
    },
  });
  return fitting.answer;
}

/** An option is what people read of it. */
function optionLabel(field: Field, v: Sql): Sql {
  const cases = field.options!.map((o) => sql`when ${v} = ${o.key} then ${o.label}::text`);
  return sql`case ${sql.join(cases, sql` `)} end`;
}

function afterwards(
  field: Field,
  kind: OwnKind,
  wish: Partial<FieldWish>,
  catalog: Catalog,
  e: Entity,
): Omit<Field, 'column'> {
  const options =
    wish.options ?? (kind === 'multiSelect' || kind === 'select' ? field.options?.map((o) => ({ ...o })) : undefined);
  const keeps = kind === field.kind ? field : null;
  // Indexes are of the old column: what needs one is asked for anew, with a new field.
  return defineField(
    kind,
    { label: field.label, help: field.help, required: field.required, personal: field.personal, options },
    catalog,
    e,
    keeps ?? (field.options === undefined ? null : field),
  );
}

/** Converted by the database, then held against the same check every value passes. */
async function fittingIds(
  unit: Unit,
  e: Entity,
  own: OwnField,
  converted: Sql,
  after: Field,
): Promise<{ answer: Retyping; unfitIds: string[] }> {
  const old = sql.ref(own.field.column!);
  const shown = readsAll(unit, e, own.name) ? 10 : 0;
  const { text, values } = compile(
    sql`select id, ${old}::text as old, to_jsonb(${converted}) as next from ${sql.raw(tableName(e))} where ${old} is not null`,
  );
  const { rows } = await unit.query<{ id: string; old: string; next: unknown }>(text, values);
  const unfit = rows.filter((r) => r.next === null || !checkValue(after, asSent(after, r.next), null).ok);
  return {
    answer: {
      fit: rows.length - unfit.length,
      unfit: unfit.length,
      samples: unfit.slice(0, shown).map((r) => r.old.slice(0, 200)),
    },
    unfitIds: unfit.map((r) => r.id),
  };
}

/** Shaping the model gives no right to read it: who may not read the field on every record gets the numbers alone. */
function readsAll(unit: Unit, e: Entity, name: string): boolean {
  const { rows, readable } = reachOf(unit.me, e, 'view');
  const whole = wholeOf(e);
  const wholes = whole === null || reachOf(unit.me, unit.catalog.entity(whole), 'view').rows.op === 'all';
  return rows.op === 'all' && readable(name).op === 'all' && wholes;
}

function asSent(after: Field, value: unknown): unknown {
  return after.kind === 'dateTime' && typeof value === 'string' ? new Date(value).toISOString() : value;
}

async function move(
  unit: Unit,
  own: OwnField,
  e: Entity,
  after: Omit<Field, 'column'>,
  converted: Sql,
  unfitIds: readonly string[],
): Promise<void> {
  const column = newColumnName();
  const field: Field = { ...after, column };
  for (const c of fieldColumns(own.name, field))
    await unit.query('select core.add_own_column($1, $2, $3)', [e.name, c.name, c.type]);
  for (const [on, how] of indexesOf(field))
    await unit.query('select core.add_own_index($1, $2, $3)', [e.name, on, how]);
  const update = compile(sql`update ${sql.raw(tableName(e))} set ${sql.ref(column)} = ${converted}
    where ${sql.ref(own.field.column!)} is not null and id <> all(${[...unfitIds]}::uuid[])`);
  await unit.query(update.text, update.values);
  await unit.query('update core.own_field set definition = $2, column_name = $3 where id = $1', [
    own.id,
    JSON.stringify(after),
    column,
  ]);
  await unit.query('select core.drop_own_column($1, $2)', [e.name, own.field.column!]);
}
