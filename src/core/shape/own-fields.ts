// Adds, changes, retires and purges fields of the tenant's own, in the transaction that puts it on record.
import { type Field, isVirtual } from '../../contract/field.ts';
import { Problem, invalidField } from '../../contract/problem.ts';
import type { OwnField } from '../catalog.ts';
import { readShape } from '../catalogs.ts';
import { newId } from '../ids.ts';
import { fieldColumns, tableName } from '../schema/ddl.ts';
import { assertObjectFree } from '../records/holds.ts';
import type { Unit } from '../unit.ts';
import { defineField } from './definition.ts';
import { indexesOf } from './indexes.ts';
import { apiName, newColumnName } from './own-names.ts';
import { type Retyping, retypeField } from './retype.ts';
import { allow, entityFor, findField, note, shapeLimits } from './shape-ground.ts';
import { type NamedGrants, reckonedFrom, sayUses, usesOf } from './uses.ts';
import type { FieldWish, OwnKind } from './wish.ts';

export interface FieldUse {
  /** records that hold a value */
  readonly filled: number;
}

export async function addField(unit: Unit, entity: string, kind: OwnKind, wish: FieldWish): Promise<OwnField> {
  allow(unit);
  unit.assertWrites();
  const e = unit.catalog.find(entity);
  const shape = await readShape(unit);
  const mine = shape.fields.filter((f) => f.entity === entity);
  if (mine.length >= shapeLimits.fieldsPerObject) {
    throw new Problem(
      'wrong-state',
      `An object has at most ${shapeLimits.fieldsPerObject} fields of your own. Purge one that is retired.`,
    );
  }
  const name = apiName(wish.label, (n) => Object.hasOwn(e.fields, n) || mine.some((f) => f.name === n));
  const reckoned = wish.formula !== undefined || wish.rollUp !== undefined;
  const column = reckoned ? null : newColumnName();
  const definition = defineField(kind, wish, unit.catalog, e, null);
  if (definition.protected === true && Object.values(e.fields).every((f) => f.protected !== true)) {
    throw invalidField('protected', 'not-here', `${e.labelPlural} have no place for sealed values yet.`);
  }
  const field: Field = column === null ? definition : { ...definition, column };
  const indexes = indexesOf(field);
  checkIndexes(mine, indexes.length);
  const id = newId();
  await unit.query(
    `insert into core.own_field (id, entity, name, column_name, definition, position, created_at, created_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, entity, name, column, JSON.stringify(definition), mine.length, unit.at, unit.me.id],
  );
  for (const c of fieldColumns(name, field))
    await unit.query('select core.add_own_column($1, $2, $3)', [e.name, c.name, c.type]);
  for (const [on, how] of indexes) await unit.query('select core.add_own_index($1, $2, $3)', [e.name, on, how]);
  const own: OwnField = { id, entity, name, field, retired: false };
  note(unit, 'field added', entity, { field: id, name, definition });
  return own;
}

/** A retired field keeps its indexes until it is purged, so it counts. */
function checkIndexes(mine: readonly OwnField[], more: number): void {
  const present = mine.flatMap((f) => indexesOf(f.field)).length;
  if (more === 0 || present + more <= shapeLimits.indexesPerObject) return;
  throw new Problem(
    'wrong-state',
    `An object has at most ${shapeLimits.indexesPerObject} indexes for your own fields (unique, sorted, searched, references). ${present} are used, those of retired fields too.`,
  );
}

export async function editField(unit: Unit, id: string, wish: Partial<FieldWish>): Promise<OwnField> {
  allow(unit);
  unit.assertWrites();
  const before = await findField(unit, id);
  const { field } = before;
  for (const fixed of ['unique', 'sorted', 'search', 'protected', 'to'] as const) {
    if (
      wish[fixed] !== undefined &&
      JSON.stringify(wish[fixed]) !== JSON.stringify(field[fixed] ?? (fixed === 'to' ? undefined : false))
    ) {
      throw invalidField(
        fixed,
        'fixed',
        'This is decided when the field is made. Make a new field and retire this one.',
      );
    }
  }
  const merged = mergeWish(field, wish);
  if (field.max !== undefined && merged.max !== undefined && merged.max < field.max) {
    throw invalidField('max', 'shorter', 'Values may be longer than that already; a longest length only grows.');
  }
  const definition = defineField(field.kind, merged, unit.catalog, entityFor(unit, before.entity), field);
  await refuseDroppedOptions(unit, before, definition);
  await unit.query('update core.own_field set definition = $2 where id = $1', [id, JSON.stringify(definition)]);
  const { column: _, ...old } = field;
  note(unit, 'field changed', before.entity, { field: id, name: before.name, before: old, after: definition });
  return { ...before, field: field.column === undefined ? definition : { ...definition, column: field.column } };
}

/** What is not sent stays; null empties. A reckoned field has no bounds that could stay. */
function mergeWish(field: Field, wish: Partial<FieldWish>): FieldWish {
  const { label, help, personal, formula, rollUp } = field;
  const kept = isVirtual(field)
    ? { label, help, personal, formula, rollUp }
    : { ...(field as Omit<FieldWish, 'options' | 'to'>), to: field.to, options: field.options?.map((o) => ({ ...o })) };
  const sent = Object.entries(wish).filter(([, v]) => v !== undefined);
  return { ...kept, ...Object.fromEntries(sent.map(([k, v]) => [k, v === null ? undefined : v])) };
}

/** An option that records hold is not taken away under them. */
async function refuseDroppedOptions(unit: Unit, own: OwnField, after: Omit<Field, 'column'>): Promise<void> {
  const { field } = own;
  const stays = new Set(after.options?.map((o) => o.key));
  const dropped = (field.options ?? []).filter((o) => !stays.has(o.key));
  if (dropped.length === 0) return;
  const names = dropped.map((o) => o.label).join(', ');
  if (field.protected === true || field.column === undefined)
    throw invalidField('options', 'sealed', `Sealed values cannot be counted, so “${names}” stays.`);
  const holds = field.kind === 'multiSelect' ? `${field.column} ?| $1::text[]` : `${field.column} = any($1::text[])`;
  const { rows } = await unit.query<{ n: number }>(
    `select count(*) as n from ${tableName(entityFor(unit, own.entity))} where ${holds}`,
    [dropped.map((o) => o.key)],
  );
  const { n } = rows[0]!;
  if (n > 0) {
    throw invalidField(
      'options',
      'option-in-use',
      `${n} ${n === 1 ? 'record holds' : 'records hold'} “${names}”, those in the bin counted too.`,
      'Give them another value first, or rename the option.',
    );
  }
}

export async function setFieldRetired(unit: Unit, id: string, retired: boolean): Promise<OwnField> {
  allow(unit);
  unit.assertWrites();
  const before = await findField(unit, id);
  if (before.retired === retired)
    throw new Problem('wrong-state', retired ? 'The field is retired already.' : 'The field is in use already.');
  if (retired) await refuseUsed(unit, before);
  else refuseStale(unit, before);
  await unit.query('update core.own_field set retired_at = $2 where id = $1', [id, retired ? unit.at : null]);
  note(unit, retired ? 'field retired' : 'field brought back', before.entity, { field: id, name: before.name });
  return { ...before, retired };
}

/** What is reckoned from it, and rules that decide by it, would be wrong without it. */
async function refuseUsed(unit: Unit, own: OwnField): Promise<void> {
  const { fields } = await readShape(unit);
  const roles = await unit.query<NamedGrants & { name: string }>('select name, grants from core.role order by name');
  const uses = usesOf(own.entity, own.name, fields, roles.rows).filter((u) => u.by !== 'role');
  if (uses.length > 0) throw new Problem('in-use', `It is used by ${sayUses(uses, (e) => labelIn(unit, e))}.`);
}

function labelIn(unit: Unit, entity: string): string {
  return unit.catalog.lookup(entity)?.label ?? entity;
}

/** A formula or roll-up that comes back must still be one that could be saved today. */
function refuseStale(unit: Unit, own: OwnField): void {
  if (!isVirtual(own.field)) return;
  defineField(own.field.kind, mergeWish(own.field, {}), unit.catalog, entityFor(unit, own.entity), own.field);
}

export async function retype(
  unit: Unit,
  id: string,
  kind: OwnKind,
  wish: Partial<FieldWish>,
  how: { dryRun: boolean; emptyUnfit: boolean },
): Promise<Retyping> {
  allow(unit);
  if (!how.dryRun) unit.assertWrites();
  const own = await findField(unit, id);
  if (own.retired) throw new Problem('wrong-state', 'The field is retired. Bring it back first.');
  const uses = reckonedFrom(own.entity, own.name, (await readShape(unit)).fields);
  if (uses.length > 0 && !reckonsAlike(own.field.kind, kind))
    throw new Problem('in-use', `It is used by ${sayUses(uses, (e) => labelIn(unit, e))}.`);
  const done = await retypeField(unit, own, entityFor(unit, own.entity), kind, wish, how.dryRun, how.emptyUnfit);
  if (!how.dryRun) unit.events.push({ topic: 'model' });
  return done;
}

/** Kinds a formula or roll-up takes for the same: a text is a text in every dress. */
function reckonsAlike(before: Field['kind'], after: Field['kind']): boolean {
  const texts: readonly string[] = ['text', 'url', 'email', 'phone'];
  return texts.includes(before) && texts.includes(after);
}

export async function useOf(unit: Unit, own: OwnField): Promise<FieldUse> {
  const e = entityFor(unit, own.entity);
  if (own.field.protected === true || own.field.column === undefined) return { filled: 0 };
  const { rows } = await unit.query<{ n: number }>(`select count(${own.field.column}) as n from ${tableName(e)}`);
  return { filled: rows[0]!.n };
}

export async function purgeField(unit: Unit, id: string): Promise<FieldUse> {
  allow(unit);
  unit.assertWrites();
  const own = await findField(unit, id);
  if (!own.retired) throw new Problem('wrong-state', 'Retire the field first; its values are kept until it is purged.');
  const use = await useOf(unit, own);
  const e = entityFor(unit, own.entity);
  await assertObjectFree(unit, e.name);
  for (const c of fieldColumns(own.name, own.field))
    await unit.query('select core.drop_own_column($1, $2)', [e.name, c.name]);
  await unit.query('delete from core.own_field where id = $1', [id]);
  note(unit, 'field purged', own.entity, { field: id, name: own.name, filled: use.filled, definition: own.field });
  return use;
}
