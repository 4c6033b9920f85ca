// Leaving: what somebody leaves behind, closing an account with a hand-over, and erasing a person for good.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';

const id = z.strictObject({ id: z.uuid() });

const erasure = z.object({
  askedAt: z.string(),
  /** null: not yet */
  doneAt: z.nullable(z.string()),
  /** the legal hold it waits for */
  held: z.nullable(z.string()),
  /** entries of the ledger that lost their values, and documents that lost words */
  entries: z.int(),
  documents: z.int(),
});

export const leavingOfMember = action({
  name: 'member.leaving',
  http: 'GET /members/:id/leaving',
  access: { may: 'admin.members' },
  summary:
    'What somebody would leave behind: records and teams to be handed over, as far as you may see them, and what ends with the account.',
  input: id,
  output: z.object({
    name: z.string(),
    objects: z.array(z.object({ entity: z.string(), label: z.string(), records: z.int() })),
    /** there is more to hand over than you may see */
    unseen: z.boolean(),
    teamsLed: z.int(),
    keys: z.int(),
    applications: z.int(),
    shares: z.int(),
    searches: z.int(),
    deputies: z.int(),
    pending: z.int(),
    /** whether texts of records quote name or address; null while the account is open */
    quoted: z.nullable(z.boolean()),
  }),
});
export type LeavingOut = z.infer<typeof leavingOfMember.output>;

export const deactivateMember = action({
  name: 'member.deactivate',
  http: 'POST /members/:id/deactivate',
  access: { may: 'admin.members' },
  changesRights: true,
  summary:
    'Close an account: sessions and keys end at once, everything the person did stays. What they own goes to whom you name; or is left where it is, when you say so.',
  input: z.strictObject({
    id: z.uuid(),
    /** who takes over records, teams, shares and kept searches */
    to: z.optional(z.uuid()),
    /** everything stays theirs for now */
    leave: z.optional(z.boolean()),
  }),
  output: z.object({
    /** the work of handing over; null: there is none */
    job: z.nullable(z.string()),
  }),
});

export const eraseMember = action({
  name: 'member.erase',
  http: 'POST /members/:id/erase',
  access: { may: 'admin.members' },
  needs: ['admin.erasure'],
  stepUp: true,
  changesRights: true,
  security: 'members',
  summary:
    'Erase a person whose account is closed: name and address become a pseudonym wherever they stand, the rest of their details goes. What they did stays, and nothing of this can be taken back.',
  input: z.strictObject({
    id: z.uuid(),
    /** the person’s name as it stands now */
    name: z.string().check(z.maxLength(200)),
    /** stays on record for good */
    reason: z.string().check(z.trim(), z.minLength(1), z.maxLength(500)),
    /** other spellings to look for */
    also: z.optional(z.array(z.string().check(z.trim(), z.minLength(4), z.maxLength(200))).check(z.maxLength(20))),
  }),
  output: z.object({ pseudonym: z.string(), job: z.string() }),
});

export const erasedMembers = action({
  name: 'member.erased',
  http: 'GET /members/erased',
  access: { may: 'admin.members' },
  summary: 'People who have been erased: their pseudonyms, since when, and how far their words have been forgotten.',
  input: z.strictObject({}),
  output: z.object({
    rows: z.array(
      z.object({
        id: z.string(),
        pseudonym: z.string(),
        erasedAt: z.string(),
        /** the words in records have been replaced, and the rest has been asked for */
        finished: z.boolean(),
        erasures: z.array(erasure),
      }),
    ),
  }),
});

/** The kind of job that replaces what quotes the person. */
export const eraseJob = 'member.erase';
