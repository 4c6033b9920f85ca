// Notices: what one is told in the product because one holds a right, such as that somebody took many records away. Seen, they stay for a while.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';
import { requestKinds } from '../privacy/contract.ts';

/** Somebody has taken more records in a day than the company wants to pass unseen; the last export of that day stands for all. */
const exportNotice = z.object({
  kind: z.literal('export'),
  by: z.object({ id: z.string(), name: z.string() }),
  /** null: totals, which are no file that is kept */
  export: z.nullable(z.string()),
  entity: z.string(),
  format: z.enum(['csv', 'xlsx']),
  records: z.int(),
  reason: z.nullable(z.string()),
  /** all of the day, this one included */
  today: z.int(),
  above: z.int(),
});

/** The ledger and what stands in the database differ: somebody went round the program. The ledger says where. */
const ledgerNotice = z.object({ kind: z.literal('ledger'), found: z.int() });

/** Somebody at the machine's console asked for a way back into an administrator's account. */
const rescueNotice = z.object({ kind: z.literal('rescue'), name: z.string(), due: z.string() });
/** Rules on networks were switched off at the console of the installation. */
const networkNotice = z.object({ kind: z.literal('network'), what: z.enum(['off']) });

/** A search of the ledger that watches found so many entries within so many minutes. */
const searchNotice = z.object({
  kind: z.literal('search'),
  search: z.string(),
  name: z.string(),
  found: z.int(),
  minutes: z.int(),
});

/** Somebody said of a sign-in under his name that it was not him. */
const notMeNotice = z.object({ kind: z.literal('not-me'), name: z.string(), session: z.string() });

const person = z.object({ id: z.string(), name: z.string() });

/** Somebody was there from networks far from each other at the same time. */
const distantNotice = z.object({ kind: z.literal('distant'), person, places: z.array(z.string()) });

/** Somebody was blocked after wrong passwords until an administrator lets in again. */
const blockedNotice = z.object({ kind: z.literal('blocked'), person });

/** Somebody reported a loss or a suspicion. */
const lossNotice = z.object({ kind: z.literal('loss'), person, what: z.enum(['device', 'key', 'suspicion']) });
/** Somebody reported it for another person, who is told too: `own`. */
const lossForNotice = z.object({
  kind: z.literal('loss-for'),
  person,
  by: person,
  what: z.enum(['device', 'key', 'suspicion']),
  own: z.boolean(),
});
/** Somebody signed in with a browser that was reported lost. */
const lostDeviceNotice = z.object({ kind: z.literal('lost-device'), person });
/** What a person asked for is due soon, or its day has passed. */
const subjectNotice = z.object({
  kind: z.literal('subject-request'),
  asks: z.enum(requestKinds),
  dueOn: z.string(),
  late: z.boolean(),
});

const notice = z.object({
  id: z.string(),
  at: z.string(),
  seenAt: z.nullable(z.string()),
  what: z.union([
    exportNotice,
    ledgerNotice,
    rescueNotice,
    networkNotice,
    notMeNotice,
    searchNotice,
    distantNotice,
    blockedNotice,
    lossNotice,
    lossForNotice,
    lostDeviceNotice,
    subjectNotice,
  ]),
});
export type NoticeView = z.infer<typeof notice>;

export const listNotices = action({
  name: 'notice.list',
  http: 'GET /notices',
  access: { may: 'self.use' },
  summary: 'What I am told because of the rights I hold, newest first.',
  input: z.strictObject({}),
  output: z.object({ rows: z.array(notice) }),
});

export const seeNotices = action({
  name: 'notice.see',
  http: 'POST /notices/seen',
  access: { may: 'self.use' },
  summary: 'Say that I have seen notices; when stands on record.',
  input: z.strictObject({ ids: z.array(z.uuid()).check(z.minLength(1), z.maxLength(100)) }),
  output: z.object({ seen: z.int() }),
});
