// The tenant's own fields and objects: adding, changing, retiring, purging.
import { z } from 'zod/mini';
import { type Action, action } from '../../contract/action.ts';
import { fieldKinds } from '../../contract/field.ts';

const label = z.string().check(z.maxLength(400));
const help = z.string().check(z.maxLength(500));
const option = z.strictObject({ key: z.optional(z.string()), label, tone: z.optional(z.string()) });

/** Totals over the records of `of` whose reference `via` leads to the record. */
const rollUp = z.strictObject({
  of: z.string(),
  via: z.string(),
  op: z.enum(['count', 'sum', 'avg', 'min', 'max']),
  field: z.exactOptional(z.string()),
});

const usual = z.union([z.string().check(z.maxLength(1000)), z.number(), z.boolean()]);

const wish = {
  label,
  help: z.optional(help),
  required: z.optional(z.boolean()),
  unique: z.optional(z.boolean()),
  search: z.optional(z.boolean()),
  sorted: z.optional(z.boolean()),
  personal: z.optional(z.boolean()),
  protected: z.optional(z.boolean()),
  options: z.optional(z.array(option).check(z.maxLength(300))),
  to: z.optional(z.array(z.string()).check(z.maxLength(20))),
  roles: z.optional(z.boolean()),
  integer: z.optional(z.boolean()),
  least: z.optional(z.number()),
  most: z.optional(z.number()),
  max: z.optional(z.int()),
  /** the value a new record gets when none is sent; an option by its key or label */
  default: z.optional(usual),
  /** CEL over fields of the record: `amount * probability / 100`; the field is then reckoned, never set */
  formula: z.optional(z.string().check(z.maxLength(2000))),
  rollUp: z.optional(rollUp),
};

const described = {
  /** as the API names it */
  name: z.string(),
  kind: z.enum(fieldKinds),
  label: z.string(),
  help: z.nullable(z.string()),
  required: z.boolean(),
  unique: z.boolean(),
  search: z.boolean(),
  sorted: z.boolean(),
  personal: z.boolean(),
  protected: z.boolean(),
  options: z.nullable(z.array(z.strictObject({ key: z.string(), label: z.string(), tone: z.nullable(z.string()) }))),
  to: z.nullable(z.array(z.string())),
  formula: z.nullable(z.string()),
  rollUp: z.nullable(rollUp),
  roles: z.boolean(),
  integer: z.boolean(),
  least: z.nullable(z.number()),
  most: z.nullable(z.number()),
  max: z.nullable(z.int()),
  default: z.nullable(z.union([z.string(), z.number(), z.boolean()])),
  retired: z.boolean(),
};

export const ownField = z.strictObject({ id: z.string(), entity: z.string(), ...described });

export const ownObject = z.strictObject({
  id: z.string(),
  name: z.string(),
  label: z.string(),
  labelPlural: z.string(),
  help: z.string(),
  retired: z.boolean(),
});

/** An object with what it is made of; `own` is the id under which one of your own is changed. */
const objectOverview = z.strictObject({
  name: z.string(),
  label: z.string(),
  labelPlural: z.string(),
  help: z.string(),
  path: z.string(),
  own: z.nullable(z.string()),
  retired: z.boolean(),
  builtIn: z.int(),
  added: z.int(),
  retiredFields: z.int(),
  indexes: z.int(),
  sealable: z.boolean(),
});

const limits = z.strictObject({ fieldsPerObject: z.int(), indexesPerObject: z.int(), objects: z.int() });

/** What would be wrong, or say something else, without the field. */
const fieldUse = z.strictObject({
  by: z.enum(['formula', 'rollUp', 'role', 'rule']),
  entity: z.nullable(z.string()),
  label: z.string(),
});

const fieldOverview = z.strictObject({
  ...described,
  own: z.nullable(z.string()),
  /** reckoned or written by the product itself, never by people */
  computed: z.boolean(),
  uses: z.array(fieldUse),
});

const id = z.strictObject({ id: z.string() });
const ofObject = z.strictObject({ name: z.string() });
const may = { may: 'admin.shape' } as const;

export const viewShape = action({
  name: 'shape.view',
  http: 'GET /shape',
  access: may,
  summary: 'All fields and objects of your own, retired ones too, with what bounds their number.',
  input: z.strictObject({}),
  output: z.strictObject({
    fields: z.array(ownField),
    objects: z.array(ownObject),
    limits,
  }),
});

export const viewObjects = action({
  name: 'shape.view-objects',
  http: 'GET /shape/objects',
  access: may,
  summary: 'Every object, built in or your own, with the number of its fields and indexes, and what bounds them.',
  input: z.strictObject({}),
  output: z.strictObject({ objects: z.array(objectOverview), limits }),
});
export type ObjectsView = z.infer<typeof viewObjects.output>;
export type ObjectOverview = z.infer<typeof objectOverview>;

export const viewObject = action({
  name: 'shape.view-object',
  http: 'GET /shape/objects/:name',
  access: may,
  summary: 'All fields of an object, retired ones too, and where each is used.',
  input: ofObject,
  output: z.strictObject({ object: objectOverview, fields: z.array(fieldOverview), limits }),
});
export type ObjectView = z.infer<typeof viewObject.output>;
export type FieldView = z.infer<typeof fieldOverview>;

export const countFilled = action({
  name: 'shape.count-filled',
  http: 'GET /shape/objects/:name/filled',
  access: may,
  summary:
    'How many records hold a value, field by field; never which or what. Sealed and reckoned fields are left out.',
  input: ofObject,
  output: z.strictObject({ records: z.int(), filled: z.record(z.string(), z.int()) }),
});
export type FilledView = z.infer<typeof countFilled.output>;

export const checkFormula = action({
  name: 'shape.check-formula',
  http: 'POST /shape/check-formula',
  access: may,
  reads: true,
  summary: 'Whether a formula over an object could be saved, and what kind of value it gives, or the reason why not.',
  input: z.strictObject({ entity: z.string(), formula: z.string().check(z.maxLength(2000)) }),
  output: z.strictObject({ kind: z.nullable(z.string()), reason: z.nullable(z.string()) }),
});
export type FormulaView = z.infer<typeof checkFormula.output>;

export const addField = action({
  name: 'shape.add-field',
  http: 'POST /shape/fields',
  access: may,
  summary: 'Adds a field to an object: usable at once in lists, filters, search, totals, import and the ledger.',
  input: z.strictObject({ entity: z.string(), kind: z.enum(fieldKinds), ...wish }),
  output: ownField,
});

export const editField = action({
  name: 'shape.edit-field',
  http: 'PATCH /shape/fields/:id',
  access: may,
  summary: 'Changes label, help, options, bounds or formula of a field of your own. Its name in the API stays.',
  input: z.strictObject({
    id: z.string(),
    ...z.partial(z.strictObject(wish)).shape,
    // null empties
    least: z.optional(z.nullable(z.number())),
    most: z.optional(z.nullable(z.number())),
    default: z.optional(z.nullable(usual)),
  }),
  output: ownField,
});

function onField(verb: 'retire' | 'revive', summary: string): Action<{ id: string }, z.infer<typeof ownField>> {
  return action({
    name: `shape.${verb}-field`,
    http: `POST /shape/fields/:id/${verb}`,
    access: may,
    summary,
    input: id,
    output: ownField,
  });
}

export const retireField = onField('retire', 'Hides a field everywhere; its values are kept.');
export const reviveField = onField('revive', 'Brings a retired field back with its values.');

export const retypeField = action({
  name: 'shape.retype-field',
  http: 'POST /shape/fields/:id/retype',
  access: may,
  summary: 'Changes the kind of a field along a safe path. A dry run counts what would fit and shows what would not.',
  input: z.strictObject({
    id: z.string(),
    kind: z.enum(fieldKinds),
    options: z.optional(z.array(option).check(z.maxLength(300))),
    dryRun: z.boolean(),
    /** values that do not fit become empty; without it they stop the change */
    emptyUnfit: z.optional(z.boolean()),
  }),
  output: z.strictObject({ fit: z.int(), unfit: z.int(), samples: z.array(z.string()) }),
});
export type RetypeView = z.infer<typeof retypeField.output>;

const use = z.strictObject({ filled: z.int() });

export const useOfField = action({
  name: 'shape.use-of-field',
  http: 'GET /shape/fields/:id/use',
  access: may,
  summary: 'How many records hold a value: what purging would take away.',
  input: id,
  output: use,
});

export const purgeField = action({
  name: 'shape.purge-field',
  http: 'DELETE /shape/fields/:id',
  access: may,
  summary: 'Drops a retired field with all its values. This cannot be undone.',
  input: id,
  output: use,
});

const objectWish = { label, labelPlural: label, help: z.optional(help) };

export const addObject = action({
  name: 'shape.add-object',
  http: 'POST /shape/objects',
  access: may,
  summary: 'Adds an object with a name, an owner and an external id; its fields are added afterwards.',
  input: z.strictObject(objectWish),
  output: ownObject,
});

export const editObject = action({
  name: 'shape.edit-object',
  http: 'PATCH /shape/objects/:id',
  access: may,
  summary: 'Renames an object of your own.',
  input: z.strictObject({ id: z.string(), ...z.partial(z.strictObject(objectWish)).shape }),
  output: ownObject,
});

function onObject(verb: 'retire' | 'revive', summary: string): Action<{ id: string }, z.infer<typeof ownObject>> {
  return action({
    name: `shape.${verb}-object`,
    http: `POST /shape/objects/:id/${verb}`,
    access: may,
    summary,
    input: id,
    output: ownObject,
  });
}

export const retireObject = onObject('retire', 'Hides an object everywhere; its records are kept.');
export const reviveObject = onObject('revive', 'Brings a retired object back with its records.');
