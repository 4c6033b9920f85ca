// The tenant's own fields and objects, each action a line on the shape desk.
import type { z } from 'zod/mini';
import type { Field } from '../../contract/field.ts';
import type { OwnField } from '../../core/catalog.ts';
import { type Feature, on } from '../../core/feature.ts';
import { shapeLimits } from '../../core/shape/shape-ground.ts';
import {
  addField,
  addObject,
  checkFormula,
  countFilled,
  editField,
  editObject,
  type ownField,
  purgeField,
  retireField,
  retireObject,
  retypeField,
  reviveField,
  reviveObject,
  useOfField,
  viewObject,
  viewObjects,
  viewShape,
} from './contract.ts';

function described(name: string, field: Field, retired: boolean): Omit<z.infer<typeof ownField>, 'id' | 'entity'> {
  return {
    name,
    kind: field.kind,
    label: field.label,
    help: field.help ?? null,
    required: field.required,
    unique: field.unique === true,
    search: field.search === true,
    sorted: field.sorted === true,
    personal: field.personal === true,
    protected: field.protected === true,
    options: field.options?.map((o) => ({ key: o.key, label: o.label, tone: o.tone ?? null })) ?? null,
    to: field.to === undefined ? null : [...field.to],
    formula: field.formula ?? null,
    rollUp: field.rollUp ?? null,
    roles: field.roles === true,
    integer: field.integer === true,
    least: field.least ?? null,
    most: field.most ?? null,
    max: field.max ?? null,
    default: field.default ?? null,
    retired,
  };
}

function shown({ id, entity, name, field, retired }: OwnField): z.infer<typeof ownField> {
  return { id, entity, ...described(name, field, retired) };
}

export const shape: Feature = {
  name: 'shape',
  handlers: [
    on(viewShape, async (tx) => {
      const { fields, objects } = await tx.shape.read();
      return { fields: fields.map(shown), objects, limits: shapeLimits };
    }),
    on(viewObjects, async (tx) => ({ objects: await tx.shape.objects(), limits: shapeLimits })),
    on(viewObject, async (tx, { name }) => {
      const { object, fields } = await tx.shape.object(name);
      return {
        object,
        limits: shapeLimits,
        fields: fields.map((f) => ({
          ...described(f.name, f.field, f.retired),
          own: f.own,
          computed: f.field.computed === true,
          uses: f.uses.map((use) => ({ ...use })),
        })),
      };
    }),
    on(countFilled, async (tx, { name }) => {
      const { records, filled } = await tx.shape.filled(name);
      return { records, filled: { ...filled } };
    }),
    on(checkFormula, (tx, { entity, formula }) => tx.shape.checkFormula(entity, formula)),
    on(addField, async (tx, { entity, kind, ...wish }) => shown(await tx.shape.addField(entity, kind, wish))),
    on(editField, async (tx, { id, ...wish }) => shown(await tx.shape.editField(id, wish as never))),
    on(retireField, async (tx, { id }) => shown(await tx.shape.retireField(id))),
    on(reviveField, async (tx, { id }) => shown(await tx.shape.reviveField(id))),
    on(retypeField, async (tx, { id, kind, options, dryRun, emptyUnfit }) => {
      const done = await tx.shape.retypeField(id, kind, options === undefined ? {} : { options }, {
        dryRun,
        emptyUnfit: emptyUnfit === true,
      });
      return { ...done, samples: [...done.samples] };
    }),
    on(useOfField, (tx, { id }) => tx.shape.useOfField(id)),
    on(purgeField, (tx, { id }) => tx.shape.purgeField(id)),
    on(addObject, (tx, wish) => tx.shape.addObject(wish)),
    on(editObject, (tx, { id, ...wish }) => tx.shape.editObject(id, wish as never)),
    on(retireObject, (tx, { id }) => tx.shape.retireObject(id)),
    on(reviveObject, (tx, { id }) => tx.shape.reviveObject(id)),
  ],
};
