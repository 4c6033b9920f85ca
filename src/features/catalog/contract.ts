// What the pages are built from: the objects and fields one may see, with what one may do with them.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';
import { fieldKinds } from '../../contract/field.ts';

/** `always`: on every record one reaches; `sometimes`: on some of them, which each record shows by itself; `never`. */
const often = z.enum(['always', 'sometimes', 'never']);

const option = z.strictObject({ key: z.string(), label: z.string(), tone: z.optional(z.string()) });

export const catalogField = z.strictObject({
  name: z.string(),
  kind: z.enum(fieldKinds),
  label: z.string(),
  help: z.optional(z.string()),
  required: z.boolean(),
  read: often,
  /** where a mask stands in its place; absent: nowhere */
  mask: z.optional(often),
  edit: often,
  /** may be given when a record is added */
  create: often,
  sortable: z.boolean(),
  /** equality only, for a field that is stored sealed */
  filterable: z.enum(['full', 'equality', 'no']),
  protected: z.boolean(),
  computed: z.boolean(),
  unique: z.boolean(),
  key: z.boolean(),
  options: z.optional(z.array(option)),
  to: z.optional(z.array(z.string())),
  roles: z.optional(z.boolean()),
  integer: z.optional(z.boolean()),
  least: z.optional(z.number()),
  most: z.optional(z.number()),
  max: z.optional(z.number()),
  default: z.optional(z.union([z.string(), z.number(), z.boolean()])),
  /** what would fit, in words */
  fits: z.string(),
});
export type CatalogField = z.infer<typeof catalogField>;

export const catalogEntity = z.strictObject({
  name: z.string(),
  path: z.string(),
  label: z.string(),
  labelPlural: z.string(),
  help: z.string(),
  setting: z.boolean(),
  /** whether its list may be opened; without it single records are still reached by links */
  menu: z.boolean(),
  /** the action that makes one, where it is not `create` */
  made: z.optional(z.string()),
  /** the reference to what one is a part of: it is seen, changed and put into the bin with that */
  partOf: z.optional(z.string()),
  title: z.array(z.string()),
  columns: z.array(z.string()),
  hasOwner: z.boolean(),
  /** verbs one holds on some records at least */
  verbs: z.array(z.string()),
  fields: z.array(catalogField),
});
export type CatalogEntity = z.infer<typeof catalogEntity>;

export const viewCatalog = action({
  name: 'catalog.view',
  looking: 'as-them',
  http: 'GET /catalog',
  access: { may: 'self.use' },
  summary: 'The objects and fields you may see, and what you may do with them.',
  input: z.strictObject({}),
  output: z.strictObject({ entities: z.array(catalogEntity) }),
});
export type CatalogOutput = z.infer<typeof viewCatalog.output>;

export const viewCatalogThen = action({
  name: 'catalog.then',
  http: 'GET /catalog/then',
  access: { may: 'tool.time-machine' },
  summary: 'The objects and fields there were at an instant, as far as you may see them by your rights of today.',
  input: z.strictObject({ at: z.string().check(z.maxLength(40)) }),
  output: z.strictObject({
    entities: z.array(catalogEntity),
    /** what cannot be told, in words */
    gaps: z.array(z.string()),
  }),
});
