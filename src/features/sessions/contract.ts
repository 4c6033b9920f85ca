// Sessions and guessing as administrators decide on them: how long one lasts, who is signed in where, what slows guessing down, who is blocked.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';
import { browserNames, systemNames } from '../../contract/browsers.ts';
import { titled } from '../../contract/titled.ts';

const old = z.object({
  what: z.enum([...browserNames, ...systemNames]),
  version: z.int(),
  least: z.int(),
  link: z.string(),
});

export const sessionTime = action({
  name: 'session.time',
  http: 'GET /session',
  access: { signedIn: true },
  looking: 'as-oneself',
  summary:
    'How long my session lasts without use and at most, and what of my browser is out of date. Asked with Session-Use: none it does not count as a use.',
  input: z.strictObject({}),
  output: z.object({ idleSeconds: z.int(), expiresAt: z.string(), outdated: z.array(old) }),
});
export type SessionTime = z.infer<typeof sessionTime.output>;

const times = z.strictObject({ idle: z.int(), absolute: z.int() });
const least = z.strictObject(
  Object.fromEntries([...browserNames, 'windows', 'ios', 'android'].map((name) => [name, z.int()])) as unknown as {
    [N in (typeof browserNames)[number] | 'windows' | 'ios' | 'android']: z.ZodMiniType<number>;
  },
);
const sessionPolicy = z.strictObject({
  /** minutes: of people without an administrative right, and of those who have one */
  normal: times,
  administrator: times,
  /** a new sign-in ends the person's other sessions */
  one: z.boolean(),
  /** administrators are told of use from distant networks at the same time */
  distant: z.boolean(),
  outdated: z.enum(['list', 'warn', 'refuse']),
  /** oldest major versions that are not out of date */
  least,
});

export const viewSessionPolicy = action({
  name: 'session.policy',
  http: 'GET /session-policy',
  access: { may: 'admin.signin' },
  summary: 'How long sessions last, by kind of user, and which browsers are out of date.',
  input: z.strictObject({}),
  output: sessionPolicy,
});
export type SessionPolicyView = z.infer<typeof viewSessionPolicy.output>;

export const setSessionPolicy = action({
  name: 'session.setPolicy',
  http: 'PUT /session-policy',
  access: { may: 'admin.signin' },
  security: 'signin',
  stepUp: true,
  summary:
    'Decide how long sessions last and what is asked of them; open ones obey at once, and none lasts longer by it.',
  input: sessionPolicy,
  output: sessionPolicy,
});

export const allSessions = action({
  name: 'session.all',
  http: 'GET /sessions/all',
  access: { may: 'admin.signin' },
  summary: 'Where everybody is signed in, with browsers that are out of date.',
  input: z.strictObject({}),
  output: z.object({
    rows: z.array(
      z.object({
        id: z.string(),
        person: titled,
        createdAt: z.string(),
        lastSeenAt: z.string(),
        expiresAt: z.string(),
        address: z.nullable(z.string()),
        userAgent: z.nullable(z.string()),
        outdated: z.array(old),
        current: z.boolean(),
      }),
    ),
  }),
});
export type AnySession = z.infer<typeof allSessions.output>['rows'][number];

export const endAnySession = action({
  name: 'session.endAny',
  http: 'DELETE /sessions/all/:id',
  access: { may: 'admin.signin' },
  summary: 'End a session of anybody.',
  input: z.strictObject({ id: z.uuid() }),
  output: z.object({}),
});

export const endSessionsOf = action({
  name: 'session.endAllOf',
  http: 'POST /sessions/end-of',
  access: { may: 'admin.signin' },
  summary: 'End every session of a person, but for the one this is asked from.',
  input: z.strictObject({ person: z.uuid() }),
  output: z.object({ ended: z.int() }),
});

const guessingPolicy = z.strictObject({
  on: z.boolean(),
  delayFrom: z.int(),
  blockAfter: z.int(),
  blockMinutes: z.int(),
  longestMinutes: z.int(),
  /** only an administrator lets a blocked name in again */
  release: z.boolean(),
  dayMost: z.int(),
  address: z.strictObject({
    on: z.boolean(),
    after: z.int(),
    windowMinutes: z.int(),
    banMinutes: z.int(),
    allowed: z.array(z.string().check(z.maxLength(100))).check(z.maxLength(200)),
  }),
});

export const viewGuessing = action({
  name: 'guessing.view',
  http: 'GET /guessing',
  access: { may: 'admin.signin' },
  summary: 'What slows guessing down, and who and which addresses are blocked now.',
  input: z.strictObject({}),
  output: z.object({
    policy: guessingPolicy,
    people: z.array(
      z.object({
        person: titled,
        device: z.enum(['unknown', 'known']),
        until: z.nullable(z.string()),
        lastAt: z.string(),
      }),
    ),
    addresses: z.array(z.object({ address: z.string(), failures: z.int(), until: z.string() })),
  }),
});
export type GuessingView = z.infer<typeof viewGuessing.output>;

export const setGuessing = action({
  name: 'guessing.set',
  http: 'PUT /guessing',
  access: { may: 'admin.signin' },
  security: 'signin',
  stepUp: true,
  summary: 'Decide after how many wrong passwords who waits, is blocked or banned, and for how long.',
  input: guessingPolicy,
  output: guessingPolicy,
});

export const releasePerson = action({
  name: 'guessing.release',
  http: 'POST /guessing/release',
  access: { may: 'admin.signin' },
  security: 'signin',
  summary: 'Let somebody in again who was blocked after wrong passwords.',
  input: z.strictObject({ person: z.uuid() }),
  output: z.object({}),
});

export const liftAddress = action({
  name: 'guessing.lift',
  http: 'POST /guessing/lift',
  access: { may: 'admin.signin' },
  security: 'signin',
  summary: 'Let an address in again that was banned after wrong passwords.',
  input: z.strictObject({ address: z.string().check(z.maxLength(100)) }),
  output: z.object({}),
});
