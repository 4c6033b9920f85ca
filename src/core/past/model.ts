// The tenant's own fields and objects as they were at an instant: today's, with every later change of them taken back.
import type { Field } from '../../contract/field.ts';
import { isVirtual } from '../../contract/field.ts';
import type { Catalog, OwnField, OwnObject } from '../catalog.ts';
import { readShape } from '../catalogs.ts';
import { openValues } from '../ledger.ts';
import { compile, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { isLater, lateEntries } from './changes.ts';

export interface ModelThen {
  readonly catalog: Catalog;
  /** columns of fields that were there and are deleted: their values are in the ledger alone. Field name by column */
  readonly lost: ReadonlyMap<string, string>;
  readonly changes: readonly ModelChange[];
  /** of the tenant's own, retired ones too */
  readonly fields: readonly OwnField[];
  /** objects that were in use and are retired today: what may be seen of them is decided as if they were not */
  readonly retired: readonly OwnObject[];
  /** what cannot be told, in words */
  readonly gaps: readonly string[];
}

type ModelDid = 'added' | 'changed' | 'retired' | 'brought back' | 'deleted' | 'another kind';

/** What became of a field or object since. */
export interface ModelChange {
  readonly kind: 'field' | 'object';
  readonly id: string;
  readonly entity: string;
  readonly name: string;
  readonly label: string;
  readonly did: ModelDid;
  /** as it was, for a field that was there */
  readonly definition: Omit<Field, 'column'> | null;
  /** as it was, for an object that was there */
  readonly named?: Pick<OwnObject, 'label' | 'labelPlural' | 'help'>;
}

/** The condition of the index `ledger_of_shape`, word for word. */
const ofShape = sql`l.outcome = 'done' and l.verb in ('field added', 'field changed', 'field retired', 'field brought back', 'field purged',
  'field retyped', 'object added', 'object changed', 'object retired', 'object brought back')`;

interface Entry {
  readonly entry: string;
  readonly entity: string;
  readonly verb: string;
  readonly plain: string | null;
  readonly sealed: Buffer | null;
}

interface State {
  readonly fields: Map<string, OwnField>;
  readonly objects: Map<string, OwnObject>;
  readonly lost: Map<string, string>;
  readonly gaps: Set<string>;
}

export async function modelThen(unit: Unit, at: Date): Promise<ModelThen> {
  const { text, values } = compile(sql`with ${lateEntries(at)} select l.id as entry, l.entity, l.verb, v.plain, v.sealed
    from core.ledger l left join core.ledger_values v on v.entry = l.id where ${ofShape} and ${isLater(at)} order by l.at desc, l.id desc`);
  const { rows } = await unit.query<Entry>(text, values);
  if (rows.length === 0)
    return { catalog: unit.catalog, lost: new Map(), changes: [], fields: [], retired: [], gaps: [] };
  const today = await readShape(unit);
  const state: State = {
    fields: new Map(today.fields.map((f) => [f.id, f])),
    objects: new Map(today.objects.map((o) => [o.id, o])),
    lost: new Map(),
    gaps: new Set(),
  };
  for (const row of rows) takeBack(state, row, openValues(unit.vault.keys, row));
  await leaveOutRemade(unit, state, at);
  const isRetired = new Set(today.objects.filter((o) => o.retired).map((o) => o.id));
  const shape = { fields: [...state.fields.values()], objects: [...state.objects.values()] };
  return {
    catalog: unit.catalog.with({ ...shape, totals: unit.catalog.totals }),
    lost: state.lost,
    fields: shape.fields,
    retired: shape.objects.filter((o) => !o.retired && isRetired.has(o.id)),
    changes: [...fieldChanges(shape.fields, today.fields), ...objectChanges(shape.objects, today.objects)],
    gaps: [...state.gaps],
  };
}

function takeBack(state: State, { verb, entity }: Entry, values: Readonly<Record<string, unknown>> | null): void {
  if (values === null) return void state.gaps.add('How some fields were before has been erased.');
  if (verb.startsWith('object ')) return takeBackObject(state, verb, values);
  const id = String(values['field']);
  const field = state.fields.get(id);
  if (verb === 'field purged') return putBack(state, id, entity, values);
  if (field === undefined) return;
  if (verb === 'field added') return void state.fields.delete(id);
  if (verb === 'field retired') return void state.fields.set(id, { ...field, retired: false });
  if (verb === 'field brought back') return void state.fields.set(id, { ...field, retired: true });
  if (verb === 'field changed') return redefine(state, field, values['before'] as Field);
  retypeBack(state, field, values['definition'] as Field | undefined);
}

/** Paths on which a value stays as it is told. */
const alike: ReadonlySet<string> = new Set(['text', 'longText', 'url', 'email', 'phone']);
const numbers: ReadonlySet<string> = new Set(['number', 'percent']);

/**
 * What was told of a field that had been of another kind before the instant is told in that kind: where that says something else, the field is
 * left out rather than shown wrong.
 */
async function leaveOutRemade(unit: Unit, state: State, at: Date): Promise<void> {
  if (state.lost.size === 0) return;
  const { rows } = await unit.query<Omit<Entry, 'entity' | 'verb'>>(
    `select l.id as entry, v.plain, v.sealed from core.ledger l left join core.ledger_values v on v.entry = l.id
     where l.outcome = 'done' and l.verb = 'field retyped' and l.at <= $1`,
    [at],
  );
  for (const row of rows) {
    const { field, from, to } = (openValues(unit.vault.keys, row) ?? {}) as Readonly<Record<string, string>>;
    const own = field === undefined ? undefined : state.fields.get(field);
    if (own?.field.column === undefined || !state.lost.has(own.field.column)) continue;
    const isSame = [alike, numbers].some((kinds) => kinds.has(from ?? '') && kinds.has(to ?? ''));
    if (isSame) continue;
    state.lost.delete(own.field.column);
    state.fields.delete(own.id);
    state.gaps.add(`${own.field.label} had been of yet another kind before and is left out.`);
  }
}

function redefine(state: State, own: OwnField, before: Field): void {
  const { column } = own.field;
  state.fields.set(own.id, { ...own, field: column === undefined ? before : { ...before, column } });
}

/** Values of a deleted field stand in the ledger alone: in a column that is made when it is read. */
function putBack(state: State, id: string, entity: string, values: Readonly<Record<string, unknown>>): void {
  const { column: _, ...definition } = values['definition'] as Field;
  const name = String(values['name']);
  if (definition.protected === true)
    return void state.gaps.add(`${definition.label} was deleted for good, and its protected values with it.`);
  const column = `gone_${id.slice(-12)}`;
  const field: Field = isVirtual(definition) ? definition : { ...definition, column };
  state.lost.set(column, name);
  state.fields.set(id, { id, entity, name, field, retired: true });
}

function retypeBack(state: State, own: OwnField, before: Field | undefined): void {
  if (before === undefined) {
    state.fields.delete(own.id);
    return void state.gaps.add(`${own.field.label} was of another kind then and is left out.`);
  }
  const { column: _, ...definition } = before;
  const column = `gone_${own.id.slice(-12)}`;
  state.lost.set(column, own.name);
  state.fields.set(own.id, { ...own, field: { ...definition, column } });
}

function takeBackObject(state: State, verb: string, values: Readonly<Record<string, unknown>>): void {
  const id = String(values['object']);
  const object = state.objects.get(id);
  if (object === undefined) return;
  if (verb === 'object added') return void state.objects.delete(id);
  if (verb === 'object changed') {
    const was = (values['was'] ?? { label: String(values['before']) }) as Partial<OwnObject>;
    return void state.objects.set(id, { ...object, ...was });
  }
  state.objects.set(id, { ...object, retired: verb === 'object brought back' });
}

function fieldChanges(then: readonly OwnField[], now: readonly OwnField[]): ModelChange[] {
  const was = new Map(then.map((f) => [f.id, f]));
  const is = new Map(now.map((f) => [f.id, f]));
  const change = (f: OwnField, did: ModelDid, definition: Field | null): ModelChange => {
    const { column: _, ...plain } = definition ?? f.field;
    return {
      kind: 'field',
      id: f.id,
      entity: f.entity,
      name: f.name,
      label: f.field.label,
      did,
      definition: definition === null ? null : plain,
    };
  };
  // What came and is retired again is as it was.
  const added = now.flatMap((f) => (was.has(f.id) || f.retired ? [] : [change(f, 'added', null)]));
  const others = then.flatMap((f): ModelChange[] => {
    const today = is.get(f.id);
    if (today === undefined) return f.retired ? [] : [change(f, 'deleted', f.field)];
    if (f.retired !== today.retired) return [change(f, today.retired ? 'retired' : 'brought back', f.field)];
    if (f.field.kind !== today.field.kind) return [change(f, 'another kind', f.field)];
    return sameDefinition(f.field, today.field) ? [] : [change(f, 'changed', f.field)];
  });
  return [...others, ...added];
}

export function sameDefinition({ column: _a, ...a }: Field, { column: _b, ...b }: Field): boolean {
  const sorted = (f: object): string => JSON.stringify(Object.entries(f).sort(([x], [y]) => (x < y ? -1 : 1)));
  return sorted(a) === sorted(b);
}

function objectChanges(then: readonly OwnObject[], now: readonly OwnObject[]): ModelChange[] {
  const was = new Map(then.map((o) => [o.id, o]));
  const change = (o: OwnObject, did: ModelDid, before: OwnObject | null): ModelChange => ({
    kind: 'object',
    id: o.id,
    entity: o.name,
    name: o.name,
    label: (before ?? o).labelPlural,
    did,
    definition: null,
    ...(before === null ? {} : { named: namesOf(before) }),
  });
  return now.flatMap((o): ModelChange[] => {
    const before = was.get(o.id);
    if (before === undefined) return o.retired ? [] : [change(o, 'added', null)];
    if (before.retired !== o.retired) return [change(o, o.retired ? 'retired' : 'brought back', before)];
    return JSON.stringify(namesOf(before)) === JSON.stringify(namesOf(o)) ? [] : [change(o, 'changed', before)];
  });
}

export function namesOf({ label, labelPlural, help }: OwnObject): NonNullable<ModelChange['named']> {
  return { label, labelPlural, help };
}
