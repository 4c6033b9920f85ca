// The one way to the tenant's model: reading it, and changing its fields and objects.
import type { OwnField, OwnObject } from '../catalog.ts';
import { readShape } from '../catalogs.ts';
import type { Unit } from '../unit.ts';
import { type FieldUse, addField, editField, purgeField, retype, setFieldRetired, useOf } from './own-fields.ts';
import { type ObjectWish, addObject, editObject, setObjectRetired } from './own-objects.ts';
import {
  type FieldOverview,
  type Filling,
  type FormulaCheck,
  type ObjectOverview,
  checkFormulaOf,
  countFilled,
  viewObject,
  viewObjects,
} from './overview.ts';
import type { Retyping } from './retype.ts';
import { allow, findField } from './shape-ground.ts';
import type { FieldWish, OwnKind } from './wish.ts';

export interface ShapeDesk {
  read(): Promise<{ fields: OwnField[]; objects: OwnObject[] }>;
  /** every object, built in, of one's own, retired */
  objects(): Promise<ObjectOverview[]>;
  /** one object with all its fields and where they are used */
  object(name: string): Promise<{ object: ObjectOverview; fields: FieldOverview[] }>;
  /** how many records hold a value, field by field */
  filled(name: string): Promise<Filling>;
  /** whether a formula could be saved, and what it would give */
  checkFormula(entity: string, formula: string): Promise<FormulaCheck>;
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
    objects: () => viewObjects(unit),
    object: (name) => viewObject(unit, name),
    filled: (name) => countFilled(unit, name),
    checkFormula: (entity, formula) => checkFormulaOf(unit, entity, formula),
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
