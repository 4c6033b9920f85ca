// Who holds access: everybody and everything with access now, one person in full, and what somebody could see at an instant that is over.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';
import { verbs } from '../../contract/permission.ts';
import { explanation, shareView, deputyView } from '../access/contract.ts';

const user = z.string();
const named = z.object({ id: z.string(), name: z.string() });

const holder = z.object({
  /** `person`, `key`, `application` (connected by a person), `operator` (whoever runs the machine), or a further kind */
  kind: z.string(),
  id: z.string(),
  name: z.string(),
  detail: z.nullable(z.string()),
  /** who put an application on the list of those people may connect */
  approvedBy: z.nullable(z.string()),
  since: z.nullable(z.string()),
  until: z.nullable(z.string()),
  lastUsed: z.nullable(z.string()),
  /** the roles by which */
  why: z.array(named),
  /** null: nothing in the vault */
  what: z.nullable(
    z.object({
      everything: z.boolean(),
      sees: z.array(z.string()),
      changes: z.array(z.string()),
      takesAway: z.array(z.string()),
      rights: z.array(z.string()),
    }),
  ),
  /** how you may end it: close the account, take roles, disable the key, end the connection of the application */
  revoke: z.array(z.enum(['account', 'roles', 'key', 'connection'])),
});
export type Holder = z.infer<typeof holder>;

export const listHolders = action({
  name: 'access.holders',
  http: 'GET /access/holders',
  access: { may: 'admin.access' },
  summary: 'Everybody and everything with access now: since when, last used, why, what, and how it can be ended.',
  input: z.strictObject({}),
  output: z.object({ rows: z.array(holder) }),
});

export const holdersFile = action({
  name: 'access.holdersFile',
  http: 'GET /access/holders.csv',
  access: { may: 'admin.access' },
  transport: 'download',
  summary: 'The same as a file of comma-separated text.',
  input: z.strictObject({}),
  output: z.null(),
});

const place = z.object({ id: z.string(), name: z.string(), within: z.array(z.string()) });

const personsAccess = z.object({
  user: z.object({ id: z.string(), name: z.string(), email: z.nullable(z.string()), status: z.string() }),
  roles: z.array(named),
  teams: z.array(place),
  territories: z.array(place),
  deputies: z.array(deputyView),
  sharesWith: z.array(shareView),
  sharesBy: z.array(shareView),
  keys: z.array(
    z.object({ id: z.string(), name: z.string(), expiresAt: z.string(), kind: z.enum(['key', 'application']) }),
  ),
});
export type PersonsAccess = z.infer<typeof personsAccess>;

export const accessOfPerson = action({
  name: 'access.person',
  http: 'GET /access/users/:user',
  access: { may: 'admin.access' },
  summary:
    'One person’s roles, teams, territories, deputies, shares in both directions, keys and connected applications.',
  input: z.strictObject({ user }),
  output: personsAccess,
});

const instant = z.string().check(z.maxLength(40));

const accessThen = z.object({
  at: z.string(),
  /** from when on it can be told */
  since: z.string(),
  active: z.boolean(),
  roles: z.array(z.string()),
  standsInFor: z.array(z.string()),
  shares: z.int(),
  objects: z.array(
    z.object({
      entity: z.string(),
      label: z.string(),
      menu: z.boolean(),
      verbs: z.array(z.object({ verb: z.string(), scopes: z.array(z.string()) })),
      fields: z.array(z.object({ field: z.string(), rights: z.array(z.string()) })),
    }),
  ),
  areas: z.array(z.string()),
  /** what the ledger does not hold */
  gaps: z.array(z.string()),
});
export type AccessThen = z.infer<typeof accessThen>;

export const viewThen = action({
  name: 'access.then',
  http: 'GET /access/users/:user/then',
  access: { may: 'admin.access' },
  summary:
    'What a person could see and do at an instant that is over, object by object and field by field, from what was put on record.',
  input: z.strictObject({ user, at: instant }),
  output: accessThen,
});

const whyThen = z.object({
  at: z.string(),
  /** null: no open account then, or no such record then */
  was: z.nullable(explanation),
  /** of today’s record by today’s rights; null: no open account now */
  now: z.nullable(explanation),
  existed: z.boolean(),
  active: z.boolean(),
  gaps: z.array(z.string()),
});
export type WhyThen = z.infer<typeof whyThen>;

export const viewWhyThen = action({
  name: 'access.whyThen',
  http: 'GET /access/users/:user/why-then',
  access: { may: 'admin.access' },
  summary: 'Whether a person could see or change a record as it was at an instant that is over, and whether today.',
  input: z.strictObject({
    user,
    at: instant,
    entity: z.string().check(z.maxLength(60)),
    id: z.string(),
    verb: z.enum(verbs),
    field: z.optional(z.string().check(z.maxLength(120))),
  }),
  output: whyThen,
});
