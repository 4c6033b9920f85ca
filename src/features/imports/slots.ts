// The other records that each row of a file holds: a deal's company and contact, with columns and a key of their own. Pure.
import type { Entity } from '../../contract/entity.ts';
import type { AlsoSetting, ColumnSetting, ConstantSetting, KeySetting } from '../../contract/importing.ts';
import type { EntityName } from '../../contract/names.ts';

/** What decides how rows become records. */
export interface PlanSettings {
  readonly columns: readonly ColumnSetting[];
  readonly constants: readonly ConstantSetting[];
  readonly key: KeySetting;
  readonly also?: readonly AlsoSetting[];
}

/** A place for one other record in a row: the reference that leads to it, and the object it is of. */
export interface Slot {
  readonly of: string;
  readonly entity: Entity;
}

type Objects = (name: EntityName) => Entity;

/**
 * References to one object of the company's own business. What is set up once (stages, pipelines), people with accounts, and the object
 * itself are named by a cell, never described beside it.
 */
export function slotsOf(e: Entity, objects: Objects): Slot[] {
  return Object.entries(e.fields).flatMap(([of, f]): Slot[] => {
    if ((f.kind !== 'ref' && f.kind !== 'links') || f.computed === true || f.to?.length !== 1) return [];
    const entity = objects(f.to[0]!);
    const fits = entity.name !== e.name && !entity.setting && entity.made === undefined && entity.name !== 'tag';
    return fits ? [{ of, entity }] : [];
  });
}

/** The slots columns go to, those first that others refer to: a contact's company is there before the contact. */
export function usedSlots(e: Entity, objects: Objects, settings: Pick<PlanSettings, 'columns'>): Slot[] {
  const used = slotsOf(e, objects).filter((s) => settings.columns.some((c) => c.of === s.of && c.field !== null));
  const refersTo = (a: Slot, b: Slot): boolean => connectionsOf(a, [b]).length > 0;
  return used.toSorted((a, b) => Number(refersTo(a, b)) - Number(refersTo(b, a)));
}

/** References of one record of the row that lead to another of the same row, where nothing else says where they lead. */
export function connectionsOf(from: Slot, slots: readonly Slot[]): { field: string; to: Slot }[] {
  return Object.entries(from.entity.fields).flatMap(([field, f]) => {
    if ((f.kind !== 'ref' && f.kind !== 'links') || f.computed === true) return [];
    const to = slots.find((s) => s !== from && f.to?.length === 1 && f.to[0] === s.entity.name);
    return to === undefined ? [] : [{ field, to }];
  });
}

/** Columns of the record of the row itself, or of one of its others. */
export function columnsFor(columns: readonly ColumnSetting[], of: string | null): ColumnSetting[] {
  return columns.filter((c) => (c.of ?? null) === of);
}

/** What a person decided, else what identifies such a record best among what the columns say of it. */
export function keyFor(settings: Pick<PlanSettings, 'columns' | 'also'>, of: string): KeySetting {
  const decided = settings.also?.find((a: AlsoSetting) => a.of === of)?.key;
  if (decided !== undefined) return decided;
  const fields = new Set(columnsFor(settings.columns, of).map((c) => c.field));
  const field = ['externalId', 'emails', 'name'].find((name) => fields.has(name));
  const isNamed = ['fullName', 'familyName', 'subject'].some((name) => fields.has(name));
  return { field: field ?? (isNamed ? 'title' : null), found: 'update', missing: 'create' };
}

/** The settings of one other record as if the file were about it alone. */
export function slotSettings(settings: PlanSettings, slot: Slot): PlanSettings {
  const columns = columnsFor(settings.columns, slot.of).map((c): ColumnSetting => ({ ...c, of: null }));
  return { columns, constants: [], key: keyFor(settings, slot.of), also: [] };
}
