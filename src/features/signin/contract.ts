// Signing in and out, and one-time links: the only actions a stranger may ask for. Reading a link never uses it up; only the chosen password does.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';

/** Bounds of what strangers may send; what a password must be is decided by the server, with reasons. */
const email = z.string().check(z.maxLength(254));
const password = z.string().check(z.maxLength(4096));
const token = z.string().check(z.maxLength(200));

/** `factor`: the session that begins is half of one, and can do nothing but show the second factor. */
const begun = z.object({ user: z.object({ id: z.string() }), next: z.nullable(z.literal('factor')) });

const part = z.string().check(z.maxLength(8192));

/** What a browser makes of a passkey, as `PublicKeyCredential.toJSON` has it. */
const passkey = z.object({
  id: part,
  rawId: part,
  type: z.literal('public-key'),
  response: z.object({
    authenticatorData: part,
    clientDataJSON: part,
    signature: part,
    userHandle: z.optional(z.nullable(part)),
  }),
  clientExtensionResults: z.record(z.string(), z.unknown()),
  authenticatorAttachment: z.optional(z.nullable(z.string().check(z.maxLength(40)))),
});

/** One of them. `code`: of an authenticator app, or a recovery code. */
const factor = {
  code: z.optional(z.string().check(z.maxLength(40))),
  passkey: z.optional(passkey),
};

export const signIn = action({
  name: 'session.start',
  http: 'POST /session',
  access: { public: true, because: 'signing in is how a stranger becomes a user' },
  summary: 'Sign in with e-mail address and password.',
  input: z.strictObject({ email, password }),
  output: begun,
  maxBytes: 16 * 1024,
  secret: ['email', 'password'],
});

export const signInChallenge = action({
  name: 'session.challenge',
  http: 'POST /session/challenge',
  access: { public: true, because: 'a passkey answers a challenge before anybody knows whose it is' },
  summary: 'A challenge a passkey answers, to sign in without a password.',
  input: z.strictObject({}),
  output: z.object({ challenge: z.string(), rpId: z.string() }),
  reads: true,
  maxBytes: 16 * 1024,
});

export const signInByPasskey = action({
  name: 'session.startByPasskey',
  http: 'POST /session/passkey',
  access: { public: true, because: 'signing in is how a stranger becomes a user' },
  summary: 'Sign in with a passkey that has recognised its holder; no password is asked for.',
  input: z.strictObject({ passkey }),
  output: begun,
  maxBytes: 64 * 1024,
  secret: ['passkey'],
});

export const factorOptions = action({
  name: 'session.factorOptions',
  http: 'GET /session/factor',
  access: { signedIn: true },
  at: 'half',
  looking: 'as-oneself',
  summary: 'With what I can prove that it is me: which passkeys, whether an app, and a challenge.',
  input: z.strictObject({}),
  output: z.object({
    challenge: z.string(),
    rpId: z.string(),
    credentials: z.array(z.object({ id: z.string(), transports: z.array(z.string()) })),
    app: z.boolean(),
  }),
});

export const showFactor = action({
  name: 'session.showFactor',
  http: 'POST /session/factor',
  access: { signedIn: true },
  at: 'half',
  summary: 'The second factor after the password: the whole session begins, under a new token.',
  input: z.strictObject(factor),
  output: begun,
  maxBytes: 64 * 1024,
  secret: ['code', 'passkey'],
});

export const stepUp = action({
  name: 'session.stepUp',
  http: 'POST /session/step-up',
  access: { signedIn: true },
  at: 'enrol',
  summary:
    'Prove again that it is me, by a factor, or by the password where there is none; the session goes on under a new token.',
  input: z.strictObject({ ...factor, password: z.optional(password) }),
  output: begun,
  maxBytes: 64 * 1024,
  secret: ['code', 'passkey', 'password'],
});

export const signOut = action({
  name: 'session.end',
  http: 'DELETE /session',
  access: { signedIn: true },
  looking: 'as-oneself',
  at: 'half',
  summary: 'Sign out: this session ends.',
  input: z.strictObject({}),
  output: z.object({}),
});

/** The page takes the token from the fragment of its address, so that it stands in no log and no referrer. */
export const readLink = action({
  name: 'link.read',
  http: 'POST /links/read',
  access: { public: true, because: 'whoever holds an invitation or a reset link has no session yet' },
  summary: 'See what a one-time link is for, without using it up.',
  input: z.strictObject({ token }),
  output: z.object({
    /** owner: the first person of a new vault, who also gives name and e-mail address */
    purpose: z.enum(['owner', 'invite', 'reset']),
    /** null for an owner */
    email: z.nullable(z.string()),
    name: z.nullable(z.string()),
    /** what people call the company */
    tenant: z.string(),
    /** what the password chosen with it has to be */
    password: z.object({
      least: z.int(),
      classes: z.object({ upperAndLower: z.boolean(), digit: z.boolean(), sign: z.boolean() }),
      words: z.array(z.string()),
      discourageSaving: z.boolean(),
    }),
  }),
  reads: true,
  maxBytes: 16 * 1024,
  secret: ['token'],
});

export const followLink = action({
  name: 'link.use',
  http: 'POST /links/use',
  access: { public: true, because: 'whoever holds an invitation or a reset link has no session yet' },
  summary: 'Choose a password with a one-time link, which uses the link up and signs in.',
  input: z.strictObject({
    token,
    password,
    /** only with an owner's link */
    name: z.optional(z.string().check(z.maxLength(200))),
    email: z.optional(email),
  }),
  output: begun,
  maxBytes: 16 * 1024,
  secret: ['token', 'password', 'name', 'email'],
});
