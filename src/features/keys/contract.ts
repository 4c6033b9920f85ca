// API keys: programs that act in somebody's name, with rights of their own that never go beyond their owner's.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';

const text = (max: number) => z.string().check(z.maxLength(max));

/** What a key may do: verbs of objects, rights on their fields, areas. Checked against the catalogue by the server. */
export const keyGrants = z.strictObject({
  objects: z.optional(
    z.record(
      text(60),
      z.record(
        text(60),
        z.union([text(20), z.record(text(60), z.unknown()), z.array(text(20)), z.number(), z.boolean()]),
      ),
    ),
  ),
  areas: z.optional(z.array(text(60)).check(z.maxLength(1000))),
  /** everyday rights it is to be without: any other comes with its objects */
  without: z.optional(z.array(text(60)).check(z.maxLength(200))),
});

const id = z.strictObject({ id: z.uuid() });

const key = z.object({
  id: z.string(),
  name: z.string(),
  owner: z.object({ id: z.string(), title: z.string() }),
  state: z.enum(['active', 'expired', 'disabled']),
  grants: z.looseObject({}),
  rights: z.array(z.object({ permission: z.string(), lastAt: z.nullable(z.string()) })),
  /** given, but not held by its owner now: worth nothing */
  idle: z.array(z.string()),
  addresses: z.array(z.string()),
  rate: z.int(),
  madeAt: z.string(),
  expiresAt: z.string(),
  disabledAt: z.nullable(z.string()),
  lastUsedAt: z.nullable(z.string()),
  lastAddress: z.nullable(z.string()),
  secrets: z.array(z.object({ prefix: z.string(), madeAt: z.string(), expiresAt: z.nullable(z.string()) })),
});
export type Key = z.infer<typeof key>;

const withSecret = z.object({ key, /** shown once: only a hash of it is kept */ secret: z.string() });

const wish = {
  name: text(200),
  grants: keyGrants,
  addresses: z.array(text(80)).check(z.maxLength(200)),
  rate: z.int(),
  expiresAt: text(40),
};

export const listKeys = action({
  name: 'key.list',
  http: 'GET /keys',
  access: { may: 'admin.keys' },
  summary: 'List the API keys there are, with what each may do and what it has used.',
  input: z.strictObject({}),
  output: z.object({ rows: z.array(key) }),
});

const named = z.object({ name: z.string(), label: z.string() });

export const listOffered = action({
  name: 'right.list',
  http: 'GET /rights/mine',
  access: { signedIn: true },
  summary: 'Every right I hold, as I could hand it to a program: objects, verbs and how far, fields, all other rights.',
  input: z.strictObject({}),
  output: z.object({
    objects: z.array(
      z.object({
        name: z.string(),
        label: z.string(),
        verbs: z.array(
          z.object({
            verb: z.string(),
            scopes: z.array(z.string()),
            /** rules I hold it by */
            rules: z.array(z.object({ rule: z.string(), within: z.optional(z.string()) })),
          }),
        ),
        /** `right`: the most there is to give */
        fields: z.array(z.object({ ...named.shape, right: z.enum(['masked', 'read', 'edit']) })),
        types: z.array(named),
        leaves: z.object({ formats: z.array(z.string()), rows: z.nullable(z.int()), reason: z.boolean() }),
      }),
    ),
    areas: z.array(
      z.object({
        name: z.string(),
        sentence: z.string(),
        /** comes with any object unless it is left out */
        usual: z.boolean(),
        /** never an application’s */
        forPeople: z.boolean(),
      }),
    ),
    /** everyday rights I do not hold: what I give has to be without them */
    lacking: z.array(z.string()),
    totals: z.array(z.object({ right: z.string(), name: z.string() })),
  }),
});
export type Offered = z.infer<typeof listOffered.output>;

export const createKey = action({
  name: 'key.create',
  http: 'POST /keys',
  access: { may: 'admin.keys' },
  changesRights: true,
  security: 'keys',
  collect: true,
  stepUp: true,
  summary: 'Make an API key with no right you do not hold; answers its secret once.',
  input: z.strictObject({ ...wish, addresses: z.optional(wish.addresses), rate: z.optional(wish.rate) }),
  output: withSecret,
});

export const changeKey = action({
  name: 'key.change',
  http: 'PATCH /keys/:id',
  access: { may: 'admin.keys' },
  changesRights: true,
  security: 'keys',
  stepUp: true,
  summary: 'Change name, rights, addresses, rate or end of a key of your own.',
  input: z.strictObject({
    id: z.uuid(),
    name: z.optional(wish.name),
    grants: z.optional(wish.grants),
    addresses: z.optional(wish.addresses),
    rate: z.optional(wish.rate),
    expiresAt: z.optional(wish.expiresAt),
  }),
  output: key,
});

export const rotateKey = action({
  name: 'key.rotate',
  http: 'POST /keys/:id/rotate',
  access: { may: 'admin.keys' },
  changesRights: true,
  security: 'keys',
  collect: true,
  stepUp: true,
  summary: 'A new secret for a key of your own; the old one goes on for some hours.',
  input: z.strictObject({ id: z.uuid(), overlapHours: z.int() }),
  output: withSecret,
});

export const narrowKey = action({
  name: 'key.narrow',
  http: 'POST /keys/:id/narrow',
  access: { may: 'admin.keys' },
  changesRights: true,
  summary: 'Take from a key every right it has never used.',
  input: id,
  output: key,
});

export const disableKey = action({
  name: 'key.disable',
  http: 'POST /keys/:id/disable',
  access: { may: 'admin.keys' },
  changesRights: true,
  summary: 'End a key for good, at once.',
  input: id,
  output: key,
});
