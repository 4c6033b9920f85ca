// The time machine: records, lists and totals as they were at an instant, what became of them since, and bringing them back.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';
import { thingKinds } from '../../contract/thing-kinds.ts';
import { pageLimits } from '../../contract/filter.ts';
import { savedTotals } from '../totals/contract.ts';
import { filterInput, groupInput, listInput, shortText } from '../../contract/record-inputs.ts';

/** ISO 8601, to the millisecond. */
const instant = z.string().check(z.maxLength(40));
const then = { object: z.string().check(z.maxLength(80)), at: instant };
const access = { may: 'tool.time-machine' } as const;

const since = z.object({
  /** moved into the bin since, or out of it */
  moved: z.nullable(z.enum(['archived', 'restored'])),
  /** fields that hold other values now */
  fields: z.array(z.string()),
});

const row = z.record(z.string(), z.unknown());

export const reachOfPast = action({
  name: 'past.reach',
  http: 'GET /past/reach',
  access,
  summary: 'From when on one may look back, and the large pieces of work since.',
  input: z.strictObject({}),
  output: z.object({
    from: z.string(),
    moments: z.array(z.object({ at: z.string(), kind: z.string(), title: z.string(), by: z.nullable(z.string()) })),
  }),
});
export type PastReach = z.infer<typeof reachOfPast.output>;

export const listPast = action({
  name: 'past.list',
  http: 'GET /past/:object',
  access,
  summary:
    'A page of the records of an object as they were at an instant, filtered, searched and sorted by what they held then.',
  input: z.extend(listInput, then),
  output: z.object({
    rows: z.array(row),
    next: z.nullable(z.string()),
    count: z.optional(z.object({ value: z.int(), kind: z.enum(['exact', 'estimate']) })),
    /** by the id of a row: how it differs today; rows that are the same are not named */
    since: z.record(z.string(), since),
  }),
});
export type PastPageView = z.infer<typeof listPast.output>;

export const viewPast = action({
  name: 'past.view',
  http: 'GET /past/:object/:id',
  access,
  summary: 'One record as it was at an instant, and as it is.',
  input: z.strictObject({ ...then, id: z.string() }),
  output: z.object({
    was: z.nullable(row),
    now: row,
    since,
    /** why `was` is null: it was not there yet, or its values of then were erased */
    state: z.enum(['known', 'not yet', 'erased']),
  }),
});

export const groupPast = action({
  name: 'past.group',
  http: 'GET /past/:object/group',
  access,
  needs: ['tool.totals'],
  summary: 'Counts and totals of the records of an object as they were at an instant.',
  input: z.extend(groupInput, then),
  output: z.unknown(),
  shaped: true,
});

export const totalsPast = action({
  name: 'past.totals',
  http: 'GET /past/saved-totals',
  access,
  needs: ['tool.totals'],
  summary: 'The saved totals there were at an instant, with their names and questions of then.',
  input: z.strictObject({ at: instant }),
  output: z.object({ rows: z.array(savedTotals) }),
});

const kind = z.object({ count: z.int(), samples: z.array(z.object({ id: z.string(), title: z.string() })) });

export const differencePast = action({
  name: 'past.difference',
  http: 'GET /past/:object/difference',
  access,
  summary: 'What became of the records of an object since an instant, counted as far as you may see them then and now.',
  input: z.strictObject(then),
  output: z.object({
    created: kind,
    changed: kind,
    archived: kind,
    restored: kind,
    /** deleted for good since; null unless you see every record */
    gone: z.nullable(z.int()),
    /** how they were has been erased; null likewise */
    erased: z.nullable(z.int()),
  }),
});
export type DifferenceView = z.infer<typeof differencePast.output>;

const thing = z.object({
  kind: z.enum(thingKinds),
  id: z.string(),
  /** of a field: the object it belongs to */
  entity: z.nullable(z.string()),
  title: z.nullable(z.string()),
  did: z.enum(['added', 'changed', 'removed']),
  /** place by place, from what it was to what it is; what is absent was or is empty */
  differences: z.array(z.object({ name: z.string(), before: z.optional(z.unknown()), after: z.optional(z.unknown()) })),
  /** why it cannot be brought back; null: it can */
  reason: z.nullable(z.string()),
});
export type ThingView = z.infer<typeof thing>;

export const configurationPast = action({
  name: 'past.configuration',
  http: 'GET /past/configuration',
  access,
  summary:
    'What became of roles, settings, fields and objects of your own since an instant: of fields and objects for who may change them, of all for who may see the history of the configuration.',
  input: z.strictObject({ at: instant }),
  output: z.object({ things: z.array(thing), gaps: z.array(z.string()) }),
});
export type ConfigurationSinceView = z.infer<typeof configurationPast.output>;

const configurationRestored = z.object({
  back: z.int(),
  kept: z.array(z.object({ kind: z.string(), id: z.string(), title: z.nullable(z.string()), reason: z.string() })),
  /** jobs that write the values of fields that had been deleted */
  jobs: z.array(z.string()),
});
export type ConfigurationRestoredView = z.infer<typeof configurationRestored>;

export const restoreConfiguration = action({
  name: 'past.restoreConfiguration',
  http: 'POST /past/configuration/restore',
  access,
  summary:
    'Brings pieces of the configuration back to an instant, each whole or not at all, by the rights you hold: one operation that can be undone. Where one belongs to security changes a second administrator approves, it waits like them (202).',
  input: z.strictObject({
    at: instant,
    things: z
      .array(z.strictObject({ kind: thing.shape.kind, id: z.string().check(z.maxLength(300)) }))
      .check(z.minLength(1), z.maxLength(500)),
  }),
  output: configurationRestored,
  changesRights: true,
  stepUp: true,
});

/** A list as it was; `made`: records made since are put into the bin as well. */
const which = {
  filter: z.optional(filterInput),
  search: z.optional(shortText),
  archived: z.optional(z.enum(['no', 'only', 'both'])),
};

export const previewRestore = action({
  name: 'past.preview',
  http: 'GET /past/:object/preview',
  access,
  summary:
    'How many records bringing a list, or all of an object, back to an instant would change, as far as rights of reading go.',
  input: z.strictObject({
    ...then,
    ...which,
    made: z.optional(z.stringbool()),
    /** of these records alone, with commas between */
    ids: z.optional(z.string().check(z.maxLength(pageLimits.most * 40))),
  }),
  output: z.object({ unbin: z.int(), values: z.int(), bin: z.int() }),
});
export type RestorePreviewView = z.infer<typeof previewRestore.output>;

const restored = z.object({
  unbinned: z.int(),
  changed: z.int(),
  binned: z.int(),
  kept: z.array(z.object({ entity: z.string(), id: z.string(), title: z.nullable(z.string()), reason: z.string() })),
  keptCount: z.int(),
});

export const restorePast = action({
  name: 'past.restore',
  http: 'POST /past/:object/restore',
  access,
  summary:
    'Brings named records, or a list as it was, back to an instant, as far as you may change them: one operation that can be undone. A list is a job.',
  input: z.strictObject({
    ...then,
    ids: z.optional(z.array(z.string()).check(z.minLength(1), z.maxLength(pageLimits.most))),
    ...which,
  }),
  output: z.object({ result: z.nullable(restored), job: z.nullable(z.string()) }),
});

export const restoreAll = action({
  name: 'past.restoreAll',
  http: 'POST /past/restore',
  access,
  needs: ['tool.bulk'],
  summary:
    'Brings everything back to an instant, as far as you may change it: a job, and one operation that can be undone. Records made since go into the bin where that is wanted; so does the configuration, first, where that is wanted, and then what it waits for is asked for (202).',
  input: z.strictObject({
    at: instant,
    made: z.boolean(),
    /** roles, settings, fields and objects, too; those added since where `made` says so */
    configuration: z.optional(z.boolean()),
    /** the name of the company, typed */
    confirm: z.string().check(z.maxLength(200)),
  }),
  output: z.object({ job: z.string(), configuration: z.nullable(configurationRestored) }),
  changesRights: true,
  stepUp: true,
});
export type EverythingRestoredView = z.infer<typeof restoreAll.output>;

export const restoreFieldPast = action({
  name: 'past.restoreField',
  http: 'POST /past/fields/:id/restore',
  access,
  needs: ['admin.shape'],
  summary:
    'Brings a field of your own back as it was: a retired one is used again, a changed one gets its definition back, a deleted one is made anew with its values, as a job.',
  input: z.strictObject({ id: z.string(), at: instant }),
  output: z.object({ entity: z.string(), name: z.string(), job: z.nullable(z.string()) }),
});
