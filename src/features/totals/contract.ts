// Totals that are kept: a question with a name, for oneself or offered to others as a right of its own; always reckoned by the rights of whoever opens it.
import { z } from 'zod/mini';
import { groupOutput } from '../../contract/record-answers.ts';
import { action } from '../../contract/action.ts';
import { missingParts, savedTotalsBounds } from '../../contract/saved-totals.ts';

const text = (most: number) => z.string().check(z.maxLength(most), z.regex(/^[^\0]*$/, 'Not a text.'));

/** As the address of the page has it: `within` takes a period by name, and "me" is whoever opens it. */
const filter = z.record(z.string(), z.unknown());

export const totalsQuestion = z.strictObject({
  /** the object: deal, contact ... */
  entity: text(60),
  /** `stage,closedOn:month` */
  by: text(500),
  /** `sum:amount,weighted:amount` */
  measures: text(500),
  in: z.enum(['company', 'each']),
  filter: z.nullable(filter),
  search: text(500),
  /** of what lies in the bin */
  bin: z.boolean(),
  /** `key`, `-count`, or the place of a figure; null: as it is usual for the field */
  order: z.nullable(z.string().check(z.regex(/^-?(key|count|\d)$/))),
});
export type TotalsQuestionView = z.infer<typeof totalsQuestion>;

export const savedTotals = z.object({
  id: z.string(),
  name: z.string(),
  help: z.string(),
  /** null: of an object that is retired or that you may not see */
  entity: z.nullable(z.string()),
  offered: z.boolean(),
  mine: z.boolean(),
  /** who saved it; null: somebody you may not see */
  owner: z.nullable(z.string()),
  version: z.int(),
  changedAt: z.string(),
  /** since when it is put away */
  awayAt: z.nullable(z.string()),
  mayChange: z.boolean(),
  /** false: something in it is retired, or not for you to see */
  works: z.boolean(),
  /** what, for those who may change it */
  missing: z.array(z.enum(missingParts)),
  /** for those who may change it, what of it can be asked; for others all of it or nothing. Never in a list */
  question: z.nullable(totalsQuestion),
});
export type SavedTotalsView = z.infer<typeof savedTotals>;

const byId = z.strictObject({ id: z.uuid() });

const wish = {
  name: text(savedTotalsBounds.name * 2),
  help: text(savedTotalsBounds.help * 2),
  offered: z.boolean(),
  question: totalsQuestion,
};

export const listSaved = action({
  name: 'totals.list',
  http: 'GET /saved-totals',
  access: { may: 'self.use' },
  summary:
    'The totals you saved, and those that are offered to you; with `away=yes` those that are put away and you may bring back.',
  looking: 'as-them',
  input: z.strictObject({ away: z.optional(z.enum(['yes'])) }),
  output: z.object({ rows: z.array(savedTotals) }),
});

export const viewSaved = action({
  name: 'totals.view',
  http: 'GET /saved-totals/:id',
  access: { may: 'self.use' },
  summary: 'Saved totals with their question, as far as you may ask it yourself.',
  looking: 'as-them',
  input: byId,
  output: savedTotals,
});

export const figuresOfSaved = action({
  name: 'totals.figures',
  http: 'GET /saved-totals/:id/figures',
  access: { may: 'self.use' },
  summary:
    'Reckon saved totals now, over what you may see yourself; `depth` takes so many of the fields they are grouped by.',
  looking: 'as-them',
  shaped: true,
  input: z.strictObject({ id: z.uuid(), depth: z.optional(z.enum(['0', '1', '2', '3'])) }),
  output: z.unknown(),
  describe: { output: groupOutput },
});

export const saveTotals = action({
  name: 'totals.save',
  http: 'POST /saved-totals',
  access: { may: 'self.use' },
  summary: 'Keep a question to the totals under a name; to offer it to others takes tool.offer-totals.',
  changesRights: true,
  input: z.strictObject({ ...wish, help: z.optional(wish.help), offered: z.optional(wish.offered) }),
  output: savedTotals,
});

export const changeSaved = action({
  name: 'totals.change',
  http: 'PUT /saved-totals/:id',
  access: { may: 'self.use' },
  summary:
    'Rename saved totals, change what they ask, or offer them; what is offered takes tool.offer-totals, that of somebody else tool.manage-totals.',
  changesRights: true,
  input: z.strictObject({
    id: z.uuid(),
    /** the version it was made against */
    version: z.int(),
    name: z.optional(wish.name),
    help: z.optional(wish.help),
    offered: z.optional(wish.offered),
    question: z.optional(wish.question),
  }),
  output: z.object({}),
});

export const putSavedAway = action({
  name: 'totals.putAway',
  http: 'POST /saved-totals/:id/put-away',
  access: { may: 'self.use' },
  summary: 'Put saved totals away: nobody opens them until they are brought back, and roles go on naming them.',
  changesRights: true,
  input: byId,
  output: z.object({}),
});

export const bringSavedBack = action({
  name: 'totals.bringBack',
  http: 'POST /saved-totals/:id/bring-back',
  access: { may: 'self.use' },
  summary: 'Bring saved totals back that were put away.',
  changesRights: true,
  input: byId,
  output: z.object({}),
});

export const removeSaved = action({
  name: 'totals.remove',
  http: 'DELETE /saved-totals/:id',
  access: { may: 'self.use' },
  summary: 'Delete saved totals for good that are put away. There is no way back.',
  changesRights: true,
  input: byId,
  output: z.object({}),
});

export const openToSaved = action({
  name: 'totals.openTo',
  http: 'GET /saved-totals/:id/people',
  access: { may: 'self.use' },
  summary:
    'Who may open totals that are offered, and which role gives it; for those who may change them, and with admin.access.',
  input: byId,
  output: z.object({
    people: z.array(z.object({ id: z.string(), title: z.string(), by: z.array(z.string()) })),
    /** people you may not see */
    others: z.int(),
  }),
});
