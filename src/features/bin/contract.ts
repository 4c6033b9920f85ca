// The recycle bin over all objects: what lies there and why, bringing it back, deleting it for good; and legal holds, which nothing deletes past.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';
import { titled } from '../../contract/titled.ts';

const short = z.string().check(z.maxLength(200));

/** Which of what lies there. */
const which = {
  /** one object; all unless said */
  entity: z.optional(short),
  /** who put it there */
  by: z.optional(z.string().check(z.maxLength(60))),
  /** put there from this instant, and before that one */
  from: z.optional(z.string().check(z.maxLength(40))),
  before: z.optional(z.string().check(z.maxLength(40))),
  /** part of the title */
  search: z.optional(short),
};
export type BinFilter = z.infer<z.ZodMiniObject<typeof which>>;

const binRow = z.object({
  entity: z.string(),
  id: z.string(),
  /** null: it may not be read */
  title: z.nullable(z.string()),
  at: z.string(),
  by: z.nullable(titled),
  /** from a page, the API, an import, a job, the product itself */
  source: z.nullable(z.string()),
  action: z.nullable(z.string()),
  /** what put it there; it can be undone as a whole */
  operation: z.nullable(z.string()),
  /** when it is deleted for good by itself; null: it is not */
  expires: z.nullable(z.string()),
  /** why it may not be deleted */
  held: z.nullable(z.string()),
  mayRestore: z.boolean(),
  mayPurge: z.boolean(),
});
export type BinRow = z.infer<typeof binRow>;

export const listBin = action({
  name: 'bin.list',
  http: 'GET /bin',
  access: { may: 'self.use' },
  summary: 'What lies in the bin, of every object one may see, newest first.',
  input: z.strictObject({
    ...which,
    limit: z.optional(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(200))),
    cursor: z.optional(z.string().check(z.maxLength(200))),
  }),
  output: z.object({
    rows: z.array(binRow),
    next: z.nullable(z.string()),
    /** of all that match, exactly */
    counts: z.array(z.object({ entity: z.string(), count: z.int() })),
  }),
});
export type BinView = z.infer<typeof listBin.output>;

const treePart = z.object({
  entity: z.string(),
  count: z.int(),
  sample: z.array(z.object({ id: z.string(), title: z.nullable(z.string()) })),
  stays: z.array(z.object({ reason: z.string(), count: z.int() })),
});

export const viewTree = action({
  name: 'bin.tree',
  http: 'GET /bin/:entity/:id',
  access: { may: 'self.use' },
  summary:
    'What came into the bin by the same operation as a record, and what refers to it from there: what may come back with it.',
  input: z.strictObject({ entity: short, id: z.uuid() }),
  output: z.object({ same: z.array(treePart), related: z.array(treePart) }),
});
export type TreeView = z.infer<typeof viewTree.output>;

const items = z.array(z.strictObject({ entity: short, id: z.uuid() })).check(z.minLength(1), z.maxLength(1000));

export const outcome = z.object({
  done: z.int(),
  /** came back without unique values that others hold by now */
  without: z.array(z.object({ entity: z.string(), id: z.string(), fields: z.array(z.string()) })),
  /** stayed, the first hundred with their reason */
  kept: z.array(z.object({ entity: z.string(), id: z.string(), reason: z.string() })),
  keptCount: z.int(),
});
export type BinOutcomeView = z.infer<typeof outcome>;

export const restoreFromBin = action({
  name: 'bin.restore',
  http: 'POST /bin/restore',
  access: { may: 'self.use' },
  changesRights: true,
  summary:
    'Bring back one, many, or a tree: `same` with what came into the bin by the same operation, `related` with what refers to it from there.',
  input: z.strictObject({
    items,
    with: z.optional(z.enum(['nothing', 'same', 'related'])),
    /** a unique value that somebody else holds by now stays behind, and stands on record for whoever looks after the data */
    without: z.optional(z.boolean()),
  }),
  output: outcome,
});

const purgeWhich = {
  /** either named ones, or all that match; `tool.empty-bin` is needed for the latter */
  items: z.optional(items),
  filter: z.optional(z.strictObject(which)),
};

export const countPurge = action({
  name: 'bin.count',
  http: 'POST /bin/count',
  access: { may: 'self.use' },
  reads: true,
  summary: 'How many records would be deleted for good, exactly, by object, and why others would stay.',
  input: z.strictObject(purgeWhich),
  output: z.object({
    count: z.int(),
    byEntity: z.array(z.object({ entity: z.string(), count: z.int() })),
    kept: z.array(z.object({ reason: z.string(), count: z.int() })),
  }),
});
export type PurgeCountView = z.infer<typeof countPurge.output>;

export const purgeFromBin = action({
  name: 'bin.purge',
  http: 'POST /bin/purge',
  access: { may: 'self.use' },
  changesRights: true,
  security: 'purge',
  summary:
    'Delete for good: named records at once, all that match as a job. There is no way back. `count` says how many one means.',
  input: z.strictObject({ ...purgeWhich, count: z.int().check(z.minimum(1)) }),
  output: z.object({ outcome: z.nullable(outcome), job: z.nullable(z.string()) }),
});

export const purgeJob = 'bin.purge';

const policy = z.object({
  expireDays: z.nullable(z.int().check(z.minimum(1), z.maximum(3650))),
  forgetHistory: z.boolean(),
});
export type BinPolicyView = z.infer<typeof policy>;

export const viewBinPolicy = action({
  name: 'bin.policy',
  http: 'GET /bin-policy',
  access: { may: 'self.use' },
  summary: 'How long records lie in the bin, and whether the ledger forgets the values of what is deleted for good.',
  input: z.strictObject({}),
  output: policy,
});

export const setBinPolicy = action({
  name: 'bin.setPolicy',
  http: 'PUT /bin-policy',
  access: { may: 'tool.empty-bin' },
  security: 'purge',
  summary:
    'Decide how long records lie in the bin, and whether the ledger forgets the values of what is deleted for good.',
  input: z.strictObject(policy.shape),
  output: policy,
});

const hold = z.object({
  id: z.string(),
  /** null: everything */
  entity: z.nullable(z.string()),
  record: z.nullable(z.object({ id: z.string(), title: z.nullable(z.string()) })),
  rule: z.nullable(z.string()),
  reason: z.string(),
  by: z.nullable(titled),
  at: z.string(),
  lifted: z.nullable(z.object({ by: z.nullable(titled), at: z.string(), reason: z.string() })),
});
export type HoldView = z.infer<typeof hold>;

/** On one record, on those of an object a rule in CEL holds for, on all of an object, or on everything. */
const holdWish = {
  entity: z.optional(short),
  record: z.optional(z.uuid()),
  rule: z.optional(z.string().check(z.maxLength(2000), z.minLength(1))),
};
const why = z.string().check(z.maxLength(500), z.minLength(1));

export const listHolds = action({
  name: 'hold.list',
  http: 'GET /holds',
  access: { may: 'admin.holds' },
  summary: 'Legal holds: those that stand, then those that were lifted, with who, when and why.',
  input: z.strictObject({}),
  output: z.object({ rows: z.array(hold) }),
});

export const countHold = action({
  name: 'hold.count',
  http: 'POST /holds/count',
  access: { may: 'admin.holds' },
  reads: true,
  summary: 'On how many of the records one sees a hold would stand now.',
  input: z.strictObject(holdWish),
  output: z.object({ count: z.int() }),
});

export const setHold = action({
  name: 'hold.set',
  http: 'POST /holds',
  access: { may: 'admin.holds' },
  summary: 'Set a legal hold: what it stands on is not deleted by anybody, by the bin’s time or by an erasure.',
  input: z.strictObject({ ...holdWish, reason: why }),
  output: hold,
});

export const liftHold = action({
  name: 'hold.lift',
  http: 'POST /holds/:id/lift',
  access: { may: 'admin.holds' },
  security: 'purge',
  summary: 'Lift a legal hold, with a reason.',
  input: z.strictObject({ id: z.uuid(), reason: why }),
  output: hold,
});
