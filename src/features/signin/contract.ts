// Signing in and out, and one-time links: the only actions a stranger may ask for. Reading a link never uses it up; only the chosen password does.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';

/** Bounds of what strangers may send; what a password must be is decided by the server, with reasons. */
const email = z.string().check(z.maxLength(254));
const password = z.string().check(z.maxLength(4096));
const token = z.string().check(z.maxLength(200));

export const signIn = action({
  name: 'session.start',
  http: 'POST /session',
  access: { public: true, because: 'signing in is how a stranger becomes a user' },
  summary: 'Sign in with e-mail address and password.',
  input: z.strictObject({ email, password }),
  output: z.object({ user: z.object({ id: z.string() }) }),
  maxBytes: 16 * 1024,
  secret: ['email', 'password'],
});

export const signOut = action({
  name: 'session.end',
  http: 'DELETE /session',
  access: { signedIn: true },
  looking: 'as-oneself',
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
    /** characters a password must have */
    passwordLeast: z.int(),
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
  output: z.object({ user: z.object({ id: z.string() }) }),
  maxBytes: 16 * 1024,
  secret: ['token', 'password', 'name', 'email'],
});
