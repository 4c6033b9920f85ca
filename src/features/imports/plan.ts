// What an import does with a row, worked out once from its settings: which cells make which field, and under which rule. Pure.
import type { Entity } from '../../contract/entity.ts';
import { type Field, type FieldKind, isMulti } from '../../contract/field.ts';
import type { EntityName } from '../../contract/names.ts';
import { type CellReader, fullName, makeCellReader } from './cell-to-value.ts';
import type { ColumnLink, ColumnSetting, KeySetting, UpdateRule } from '../../contract/importing.ts';
import { type FoldKey, foldKeyOf } from './fold-key.ts';
import { plainHeading } from './heading-words.ts';
import { type PlanSettings, columnsFor, connectionsOf, slotSettings, usedSlots } from './slots.ts';

/** Where a value comes from: a cell, or a text with cells in it. */
export interface Source {
  /** null: a constant */
  readonly column: number | null;
  readonly cellOf: (cells: readonly string[]) => string;
  readonly read: CellReader;
  readonly setting: Pick<ColumnSetting, 'part' | 'label' | 'format' | 'link' | 'unfit'>;
}

export interface FieldPlan {
  readonly name: string;
  /** the field; for `owner` and `fullName` one that stands for them */
  readonly field: Field;
  readonly isName: boolean;
  readonly rule: UpdateRule;
  readonly sources: readonly Source[];
}

export interface ImportPlan {
  readonly entity: Entity;
  readonly headings: readonly string[];
  readonly fields: readonly FieldPlan[];
  readonly key: KeySetting;
  /** how a key of an object is compared */
  readonly foldOf: (entity: EntityName, by: string) => FoldKey;
  /** the other records of each row, those first that others refer to */
  readonly also: readonly SlotPlan[];
  /** true for one other record of a row: nothing of it waits for the end of the file */
  readonly isOther: boolean;
}

/** What is done with one other record of each row. */
export interface SlotPlan {
  readonly of: string;
  readonly plan: ImportPlan;
  /** references of it to other records of the same row */
  readonly connections: readonly { readonly field: string; readonly of: string }[];
}

const ownerField: Field = { kind: 'ref', label: 'Owner', required: false, to: ['user'] };
const nameField: Field = { kind: 'text', label: 'Full name', required: false, max: 255 };

/** The declared field behind a name; undefined for a name that is none. */
export function fieldOf(e: Entity, name: string): Field | undefined {
  if (name === 'owner' && e.owner === 'owner') return ownerField;
  if (name === fullName && e.name === 'contact' && !Object.hasOwn(e.fields, name)) return nameField;
  return Object.hasOwn(e.fields, name) ? e.fields[name] : undefined;
}

export function usualRule(kind: FieldKind): UpdateRule {
  return isMulti(kind) ? 'add' : 'overwrite';
}

/** Settings that name no field of the object are left out; `blockers` has told about them. */
export function planImport(
  objects: (name: EntityName) => Entity,
  e: Entity,
  headings: readonly string[],
  settings: PlanSettings,
  year: number,
): ImportPlan {
  const slots = usedSlots(e, objects, settings);
  const also = slots.map((slot): SlotPlan => {
    const own = slotSettings(settings, slot);
    const taken = new Set(own.columns.map((c) => c.field));
    const connections = connectionsOf(slot, slots).filter(({ field }) => !taken.has(field));
    const plan = planOne(
      objects,
      slot.entity,
      headings,
      own,
      year,
      connections.map((c) => c.field),
    );
    return {
      of: slot.of,
      plan: { ...plan, isOther: true },
      connections: connections.map(({ field, to }) => ({ field, of: to.of })),
    };
  });
  const own = { ...settings, columns: columnsFor(settings.columns, null) };
  const plan = planOne(
    objects,
    e,
    headings,
    own,
    year,
    slots.map((s) => s.of),
  );
  return { ...plan, also };
}

/** `given`: references that are set to what other records of the row turn out to be. */
function planOne(
  objects: (name: EntityName) => Entity,
  e: Entity,
  headings: readonly string[],
  settings: PlanSettings,
  year: number,
  given: readonly string[],
): ImportPlan {
  const byField = new Map<string, { rule: UpdateRule | undefined; sources: Source[] }>();
  const add = (name: string, rule: UpdateRule | undefined, source: Source): void => {
    const known = byField.get(name);
    if (known === undefined) byField.set(name, { rule, sources: [source] });
    else known.sources.push(source);
  };
  for (const setting of settings.columns) {
    const field = setting.field === null ? undefined : fieldOf(e, setting.field);
    if (field === undefined) continue;
    const { column } = setting;
    const read = makeCellReader(field === nameField ? fullName : field, setting, year);
    add(setting.field!, setting.rule, { column, cellOf: (cells) => cells[column] ?? '', read, setting });
  }
  for (const constant of settings.constants) {
    const field = fieldOf(e, constant.field);
    if (field === undefined) continue;
    const setting = { part: constant.part ?? null, label: constant.label ?? null, link: constant.link ?? null };
    const read = makeCellReader(field === nameField ? fullName : field, setting, year);
    add(constant.field, constant.rule, {
      column: null,
      cellOf: makeTemplate(constant.value, headings).fill,
      read,
      setting,
    });
  }
  for (const name of given) if (!byField.has(name)) byField.set(name, { rule: undefined, sources: [] });
  const fields = [...byField].map(([name, { rule, sources }]): FieldPlan => {
    const field = fieldOf(e, name)!;
    return { name, field, isName: field === nameField, rule: rule ?? usualRule(field.kind), sources };
  });
  const folds = new Map<string, FoldKey>();
  const foldOf = (entity: EntityName, by: string): FoldKey => {
    const known = folds.get(`${entity} ${by}`);
    if (known !== undefined) return known;
    const made = foldKeyOf(objects(entity), by);
    folds.set(`${entity} ${by}`, made);
    return made;
  };
  return { entity: e, headings, fields, key: settings.key, foldOf, also: [], isOther: false };
}

export interface Template {
  readonly fill: (cells: readonly string[]) => string;
  /** headings it names that are not there */
  readonly unknown: readonly string[];
}

/** "{account}: {product}"; what only separated cells that are empty falls away. */
export function makeTemplate(text: string, headings: readonly string[]): Template {
  const parts = text.split(/\{([^{}]+)\}/);
  if (parts.length === 1) return { fill: () => text, unknown: [] };
  const index = new Map(headings.map((h, i) => [plainHeading(h), i]));
  const names = parts.filter((_, i) => i % 2 === 1);
  const unknown = names.filter((name) => !index.has(plainHeading(name)));
  const fill = (cells: readonly string[]): string => {
    const values = names.map((name) => (cells[index.get(plainHeading(name)) ?? -1] ?? '').trim());
    if (values.every((v) => v === '')) return '';
    const filled = parts.map((part, i) => (i % 2 === 1 ? values[(i - 1) / 2]! : part)).join('');
    return values.includes('') ? filled.replace(/^[\s:;,/|–—-]+|[\s:;,/|–—-]+$/g, '') : filled;
  };
  return { fill, unknown };
}

/** The link of a source, where its field is a reference. */
export function linkOf(source: Source): ColumnLink | null {
  return source.setting.link ?? null;
}
