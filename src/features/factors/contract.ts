// Second factors: one's own, who must have one, and the way back for whoever has lost theirs. Signing in by them is the business of signin.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';

const part = z.string().check(z.maxLength(20_000));
const label = z.string().check(z.trim(), z.minLength(1), z.maxLength(60));
const hints = z.array(z.object({ id: z.string(), transports: z.array(z.string()) }));
const id = z.strictObject({ id: z.uuid() });

const factors = z.object({
  factors: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(['totp', 'passkey']),
      label: z.string(),
      madeAt: z.string(),
      lastUsedAt: z.nullable(z.string()),
      /** kept by its maker on more than one device */
      backedUp: z.nullable(z.boolean()),
    }),
  ),
  recoveryCodesLeft: z.int(),
  /** one is asked for and not there: until when that may stay so */
  dueAt: z.nullable(z.string()),
  only: z.enum(['any', 'passkey']),
});
export type FactorsOut = z.infer<typeof factors>;

/** With the first factor come ten codes, shown once. */
const enrolled = z.object({ recoveryCodes: z.nullable(z.array(z.string())) });

export const listFactors = action({
  name: 'factor.list',
  http: 'GET /me/factors',
  access: { signedIn: true },
  at: 'enrol',
  summary: 'My second factors, and how many recovery codes are left.',
  input: z.strictObject({}),
  output: factors,
});

export const beginTotp = action({
  name: 'factor.beginTotp',
  http: 'POST /me/factors/totp',
  access: { signedIn: true },
  at: 'enrol',
  stepUp: true,
  changesRights: true,
  summary:
    'Begin to set up an authenticator app: its secret, shown once. It is good for nothing until a code of it was given.',
  input: z.strictObject({}),
  output: z.object({ id: z.string(), secret: z.string(), uri: z.string() }),
});

export const confirmTotp = action({
  name: 'factor.confirmTotp',
  http: 'POST /me/factors/totp/:id',
  access: { signedIn: true },
  at: 'enrol',
  stepUp: true,
  changesRights: true,
  summary: 'Finish an authenticator app with a code it shows. My other sessions end with the first factor.',
  input: z.strictObject({ id: z.uuid(), code: z.string().check(z.maxLength(20)) }),
  output: enrolled,
  secret: ['code'],
});

export const beginPasskey = action({
  name: 'factor.beginPasskey',
  http: 'POST /me/factors/passkey/options',
  access: { signedIn: true },
  at: 'enrol',
  stepUp: true,
  reads: true,
  summary: 'What a browser needs to make a passkey for this address.',
  input: z.strictObject({}),
  output: z.object({
    challenge: z.string(),
    rpId: z.string(),
    rpName: z.string(),
    user: z.object({ id: z.string(), name: z.string(), title: z.string() }),
    exclude: hints,
    algorithms: z.array(z.int()),
  }),
});

export const addPasskey = action({
  name: 'factor.addPasskey',
  http: 'POST /me/factors/passkey',
  access: { signedIn: true },
  at: 'enrol',
  stepUp: true,
  changesRights: true,
  summary: 'Add a passkey or security key. My other sessions end with the first factor.',
  input: z.strictObject({
    label,
    passkey: z.object({
      id: part,
      rawId: part,
      type: z.literal('public-key'),
      response: z.object({
        attestationObject: part,
        clientDataJSON: part,
        transports: z.optional(z.array(z.string().check(z.maxLength(40))).check(z.maxLength(10))),
      }),
      clientExtensionResults: z.record(z.string(), z.unknown()),
      authenticatorAttachment: z.optional(z.nullable(z.string().check(z.maxLength(40)))),
    }),
  }),
  output: enrolled,
  maxBytes: 64 * 1024,
  secret: ['passkey'],
});

export const removeFactor = action({
  name: 'factor.remove',
  http: 'DELETE /me/factors/:id',
  access: { signedIn: true },
  stepUp: true,
  changesRights: true,
  summary: 'Remove one of my factors; recovery codes go with the last.',
  input: id,
  output: z.object({}),
});

export const newRecoveryCodes = action({
  name: 'factor.newRecoveryCodes',
  http: 'POST /me/recovery-codes',
  access: { signedIn: true },
  stepUp: true,
  summary: 'Ten new recovery codes, shown once; the old ones are good for nothing any more.',
  input: z.strictObject({}),
  output: z.object({ codes: z.array(z.string()) }),
});

const policy = {
  /** administrators: whoever holds a right that begins with admin. */
  required: z.enum(['nobody', 'administrators', 'everybody']),
  /** beside them, everybody with one of these roles */
  roles: z.array(z.uuid()).check(z.maxLength(200)),
  /** passkey: passkeys and security keys alone */
  kinds: z.enum(['any', 'passkey']),
  /** from the beginning of the account or of the rule, whichever is later */
  graceDays: z.int().check(z.minimum(0), z.maximum(90)),
  consoleRescue: z.boolean(),
};

const policyOut = z.object({ ...policy, setAt: z.string(), people: z.int(), enrolled: z.int() });
export type FactorPolicyOut = z.infer<typeof policyOut>;

export const viewFactorPolicy = action({
  name: 'factor.policy',
  http: 'GET /sign-in/factors',
  access: { may: 'admin.signin' },
  summary: 'Who must have a second factor, and how many people have one.',
  input: z.strictObject({}),
  output: policyOut,
});

export const setFactorPolicy = action({
  name: 'factor.setPolicy',
  http: 'PUT /sign-in/factors',
  access: { may: 'admin.signin' },
  security: 'factors',
  stepUp: true,
  changesRights: true,
  summary:
    'Decide who must have a second factor. It acts at once: who has none after the days of grace can do nothing but set one up.',
  input: z.strictObject(policy),
  output: policyOut,
});

export const rescueMember = action({
  name: 'factor.rescue',
  http: 'POST /members/:id/rescue',
  access: { may: 'admin.members' },
  security: 'factors',
  stepUp: true,
  changesRights: true,
  summary: 'Take away the second factors of somebody who has lost them: sessions end, the password is still asked for.',
  input: id,
  output: z.object({}),
});

export const listRescues = action({
  name: 'factor.rescues',
  http: 'GET /sign-in/rescues',
  access: { may: 'admin.members' },
  summary: 'Ways back that somebody at the machine’s console has asked for and that wait.',
  input: z.strictObject({}),
  output: z.object({
    rows: z.array(
      z.object({ id: z.string(), name: z.string(), askedBy: z.string(), askedAt: z.string(), dueAt: z.string() }),
    ),
  }),
});

export const refuseRescue = action({
  name: 'factor.refuseRescue',
  http: 'DELETE /sign-in/rescues/:id',
  access: { may: 'admin.members' },
  summary: 'Refuse a way back that was asked for at the console.',
  input: id,
  output: z.object({}),
});
