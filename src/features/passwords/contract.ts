// Passwords: what a company asks of them, what is asked of one's own next one, and the words a page needs to judge one while it is typed.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';
import { passwordBounds } from '../../contract/password-policy.ts';

const classes = z.strictObject({ upperAndLower: z.boolean(), digit: z.boolean(), sign: z.boolean() });

const policy = z.strictObject({
  /** characters; null: 15, and 12 of whoever must have a second factor */
  least: z.nullable(z.int()),
  classes,
  /** months after which a new one is asked for; 0: never */
  expiryMonths: z.int(),
  /** of so many last ones none is chosen again */
  history: z.int(),
  discourageSaving: z.boolean(),
  words: z.array(z.string().check(z.maxLength(200))).check(z.maxLength(2 * passwordBounds.words)),
});

export const viewPasswordPolicy = action({
  name: 'password.policy',
  http: 'GET /password-policy',
  access: { may: 'admin.signin' },
  summary: 'What the company asks of passwords.',
  input: z.strictObject({}),
  output: policy,
});
export type PasswordPolicyView = z.infer<typeof viewPasswordPolicy.output>;

export const setPasswordPolicy = action({
  name: 'password.setPolicy',
  http: 'PUT /password-policy',
  access: { may: 'admin.signin' },
  security: 'signin',
  stepUp: true,
  changesRights: true,
  summary:
    'Decide how long a password has to be, what it is made of, how long it stands and which may not come back. New ones obey at once; present ones stay until they are changed or too old.',
  input: policy,
  output: policy,
});

export const ownPassword = action({
  name: 'password.own',
  http: 'GET /me/password',
  access: { signedIn: true },
  at: 'renew',
  summary: 'What is asked of my next password, how old the present one is, and until when it may stay.',
  input: z.strictObject({}),
  output: z.object({
    least: z.int(),
    classes: z.object({ upperAndLower: z.boolean(), digit: z.boolean(), sign: z.boolean() }),
    words: z.array(z.string()),
    history: z.int(),
    discourageSaving: z.boolean(),
    changedAt: z.nullable(z.string()),
    dueAt: z.nullable(z.string()),
  }),
});

export const commonPasswords = action({
  name: 'password.common',
  http: 'GET /passwords/common',
  access: {
    public: true,
    because: 'the list has been public for years, and whoever chooses a first password has no session yet',
  },
  summary: 'The passwords most often seen in leaks, as they are compared: a page tells of them while somebody types.',
  input: z.strictObject({}),
  output: z.object({ forms: z.array(z.string()) }),
});

export const askedOfSaving = action({
  name: 'password.saving',
  http: 'GET /passwords/saving',
  access: { public: true, because: 'the page that asks for a password has to know before anybody has signed in' },
  summary: 'Whether the company wants browsers not to keep passwords.',
  input: z.strictObject({}),
  output: z.object({ discouraged: z.boolean() }),
});
