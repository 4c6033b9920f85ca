// Adds, changes, retires and purges the tenant's own fields and objects, in the transaction that puts it on record.
import type { Entity } from '../../contract/entity.ts';
import type { Field } from '../../contract/field.ts';
import { Problem, invalidField } from '../../contract/problem.ts';
import type { OwnField, OwnObject } from '../catalog.ts';
import { readShape } from '../catalogs.ts';
import { newId } from '../ids.ts';
import { may } from '../principal.ts';
import { fieldColumns, tableName } from '../schema/ddl.ts';
import type { Unit } from '../unit.ts';
import { defineField } from './definition.ts';
import { apiName, newColumnName, newObjectName } from './own-names.ts';
import { type Retyping, retypeField } from './retype.ts';
import { type FieldWish, type OwnKind, checkLabel } from './wish.ts';

/** What bounds a tenant's model, so that no table grows past what PostgreSQL handles well. */
export const shapeLimits = { fieldsPerObject: 300, indexesPerObject: 20, objects: 100 } as const;

export interface ObjectWish {
  readonly label: string;
  readonly labelPlural: string;
  readonly help?: string | undefined;
}

export interface FieldUse {
  /** records that hold a value */
  readonly filled: number;
}

export interface ShapeDesk {
  read(): Promise<{ fields: OwnField[]; objects: OwnObject[] }>;
  addField(entity: string, kind: OwnKind, wish: FieldWish): Promise<OwnField>;
  editField(id: string, wish: Partial<FieldWish>): Promise<OwnField>;
  /** hides it everywhere and keeps its values */
  retireField(id: string): Promise<OwnField>;
  reviveField(id: string): Promise<OwnField>;
  /** changes the kind along a safe path; a dry run only counts what would fit */
  retypeField(
    id: string,
    kind: OwnKind,
    wish: Partial<FieldWish>,
    how: { dryRun: boolean; emptyUnfit: boolean },
  ): Promise<Retyping>;
  /** drops column and values for good; only of a retired field */
  purgeField(id: string): Promise<FieldUse>;
  useOfField(id: string): Promise<FieldUse>;
  addObject(wish: ObjectWish): Promise<OwnObject>;
  editObject(id: string, wish: Partial<ObjectWish>): Promise<OwnObject>;
  retireObject(id: string): Promise<OwnObject>;
  reviveObject(id: string): Promise<OwnObject>;
}

export function makeShapeDesk(unit: Unit): ShapeDesk {
  return {
    read: async () => {
      allow(unit);
      return await readShape(unit);
    },
    addField: (entity, kind, wish) => addField(unit, entity, kind, wish),
    editField: (id, wish) => editField(unit, id, wish),
    retireField: (id) => setFieldRetired(unit, id, true),
    reviveField: (id) => setFieldRetired(unit, id, false),
    retypeField: (id, kind, wish, how) => retype(unit, id, kind, wish, how),
    purgeField: (id) => purgeField(unit, id),
    useOfField: async (id) => {
      allow(unit);
      return await useOf(unit, await findField(unit, id));
    },
    addObject: (wish) => addObject(unit, wish),
    editObject: (id, wish) => editObject(unit, id, wish),
    retireObject: (id) => setObjectRetired(unit, id, true),
    reviveObject: (id) => setObjectRetired(unit, id, false),
  };
}

function allow(unit: Unit): void {
  if (!may(unit.me, 'admin.shape')) throw new Problem('not-allowed', undefined, { missing: 'admin.shape' });
}

function note(unit: Unit, what: string, entity: string, values: Readonly<Record<string, unknown>>): void {
  unit.ledger.add({ verb: what, outcome: 'done', entity, allowedBy: 'admin.shape', values });
}

async function findField(unit: Unit, id: string): Promise<OwnField> {
  const found = (await readShape(unit)).fields.find((f) => f.id === id);
  if (found === undefined) throw new Problem('not-found');
  return found;
}

/** Indexes a field needs: kinds of core.add_own_index. */
function indexesOf(f: Field): [column: string, kind: string][] {
  if (f.column === undefined) return [];
  const { column } = f;
  if (f.protected === true) return f.unique === true ? [[`${column}_hash`, 'hash']] : [];
  const out: [string, string][] = [];
  if (f.unique === true) out.push([column, 'unique']);
  else if (f.sorted === true) out.push([column, ['text', 'url', 'email', 'phone'].includes(f.kind) ? 'text' : 'plain']);
  if (f.search === true) out.push([column, 'search']);
  if (f.kind === 'ref') out.push([column, 'plain']);
  if (f.kind === 'links' || f.kind === 'multiSelect') out.push([column, 'list']);
  return out;
}

async function addField(unit: Unit, entity: string, kind: OwnKind, wish: FieldWish): Promise<OwnField> {
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
  const present = mine.filter((f) => !f.retired).flatMap((f) => indexesOf(f.field)).length;
  if (present + indexes.length > shapeLimits.indexesPerObject) {
    throw new Problem(
      'wrong-state',
      `An object has at most ${shapeLimits.indexesPerObject} indexes for your own fields (unique, sorted, searched, references). ${present} are used.`,
    );
  }
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

async function editField(unit: Unit, id: string, wish: Partial<FieldWish>): Promise<OwnField> {
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
  const options = wish.options ?? field.options?.map((o) => ({ ...o }));
  const merged = { ...(field as Omit<FieldWish, 'options' | 'to'>), ...withoutUndefined(wish), to: field.to, options };
  if (field.max !== undefined && merged.max !== undefined && merged.max < field.max) {
    throw invalidField('max', 'shorter', 'Values may be longer than that already; a longest length only grows.');
  }
  const definition = defineField(field.kind, merged, unit.catalog, entityFor(unit, before.entity), field);
  await unit.query('update core.own_field set definition = $2 where id = $1', [id, JSON.stringify(definition)]);
  const { column: _, ...old } = field;
  note(unit, 'field changed', before.entity, { field: id, name: before.name, before: old, after: definition });
  return { ...before, field: field.column === undefined ? definition : { ...definition, column: field.column } };
}

function withoutUndefined<T extends object>(o: T): Partial<T> {
  return Object.fromEntries(Object.entries(o).filter(([, v]) => v !== undefined)) as Partial<T>;
}

async function setFieldRetired(unit: Unit, id: string, retired: boolean): Promise<OwnField> {
  allow(unit);
  unit.assertWrites();
  const before = await findField(unit, id);
  if (before.retired === retired)
    throw new Problem('wrong-state', retired ? 'The field is retired already.' : 'The field is in use already.');
  await unit.query('update core.own_field set retired_at = $2 where id = $1', [id, retired ? unit.at : null]);
  note(unit, retired ? 'field retired' : 'field brought back', before.entity, { field: id, name: before.name });
  return { ...before, retired };
}

async function retype(
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
  return await retypeField(unit, own, entityFor(unit, own.entity), kind, wish, how.dryRun, how.emptyUnfit);
}

function entityFor(unit: Unit, name: string): Entity {
  const e = unit.catalog.lookup(name);
  if (e === undefined) throw new Problem('wrong-state', 'The object this belongs to is retired. Bring it back first.');
  return e;
}

async function useOf(unit: Unit, own: OwnField): Promise<FieldUse> {
  const e = entityFor(unit, own.entity);
  if (own.field.protected === true || own.field.column === undefined) return { filled: 0 };
  const { rows } = await unit.query<{ n: number }>(`select count(${own.field.column}) as n from ${tableName(e)}`);
  return { filled: rows[0]!.n };
}

async function purgeField(unit: Unit, id: string): Promise<FieldUse> {
  allow(unit);
  unit.assertWrites();
  const own = await findField(unit, id);
  if (!own.retired) throw new Problem('wrong-state', 'Retire the field first; its values are kept until it is purged.');
  const use = await useOf(unit, own);
  const e = entityFor(unit, own.entity);
  for (const c of fieldColumns(own.name, own.field))
    await unit.query('select core.drop_own_column($1, $2)', [e.name, c.name]);
  await unit.query('delete from core.own_field where id = $1', [id]);
  note(unit, 'field purged', own.entity, { field: id, name: own.name, filled: use.filled, definition: own.field });
  return use;
}

async function addObject(unit: Unit, wish: ObjectWish): Promise<OwnObject> {
  allow(unit);
  unit.assertWrites();
  const { objects } = await readShape(unit);
  if (objects.length >= shapeLimits.objects)
    throw new Problem('wrong-state', `There are at most ${shapeLimits.objects} objects of your own.`);
  const o: OwnObject = {
    id: newId(),
    name: newObjectName(),
    label: checkLabel(wish.label),
    labelPlural: checkLabel(wish.labelPlural, 'labelPlural'),
    help: (wish.help ?? '').slice(0, 500),
    retired: false,
  };
  await unit.query(
    'insert into core.own_object (id, name, label, label_plural, help, created_at, created_by) values ($1, $2, $3, $4, $5, $6, $7)',
    [o.id, o.name, o.label, o.labelPlural, o.help, unit.at, unit.me.id],
  );
  await unit.query('select core.add_own_table($1)', [o.name]);
  note(unit, 'object added', o.name, { object: o.id, label: o.label });
  return o;
}

async function findObject(unit: Unit, id: string): Promise<OwnObject> {
  const found = (await readShape(unit)).objects.find((o) => o.id === id);
  if (found === undefined) throw new Problem('not-found');
  return found;
}

async function editObject(unit: Unit, id: string, wish: Partial<ObjectWish>): Promise<OwnObject> {
  allow(unit);
  unit.assertWrites();
  const before = await findObject(unit, id);
  const after: OwnObject = {
    ...before,
    label: wish.label === undefined ? before.label : checkLabel(wish.label),
    labelPlural: wish.labelPlural === undefined ? before.labelPlural : checkLabel(wish.labelPlural, 'labelPlural'),
    help: wish.help === undefined ? before.help : wish.help.slice(0, 500),
  };
  await unit.query('update core.own_object set label = $2, label_plural = $3, help = $4 where id = $1', [
    id,
    after.label,
    after.labelPlural,
    after.help,
  ]);
  note(unit, 'object changed', before.name, { object: id, before: before.label, after: after.label });
  return after;
}

async function setObjectRetired(unit: Unit, id: string, retired: boolean): Promise<OwnObject> {
  allow(unit);
  unit.assertWrites();
  const before = await findObject(unit, id);
  if (before.retired === retired)
    throw new Problem('wrong-state', retired ? 'The object is retired already.' : 'The object is in use already.');
  if (retired) {
    const pointing = unit.catalog.entities.flatMap((e) =>
      Object.values(e.fields)
        .filter(
          (f) => (f.to as readonly string[] | undefined)?.includes(before.name) === true && e.name !== before.name,
        )
        .map((f) => `${e.label}: ${f.label}`),
    );
    if (pointing.length > 0)
      throw new Problem('in-use', `Fields still point to it: ${pointing.slice(0, 5).join('; ')}.`);
  }
  await unit.query('update core.own_object set retired_at = $2 where id = $1', [id, retired ? unit.at : null]);
  note(unit, retired ? 'object retired' : 'object brought back', before.name, { object: id });
  return { ...before, retired };
}
