// From which networks people and programs may come: the whole set of rules, tried before it acts, and who was turned away.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';
import { networkAudiences, networkEffects, networkTypes } from '../../contract/network.ts';
import { titled } from '../../contract/titled.ts';

const text = (most: number) => z.string().check(z.maxLength(most));
const date = z.nullable(text(10));

const ruleParts = {
  name: text(200),
  effect: z.enum(networkEffects),
  /** addresses, ranges `a-b`, subnets `a/n`, of either family */
  addresses: z.array(text(100)).check(z.maxLength(500)),
  /** ISO 3166-1 alpha-2 */
  countries: z.array(text(2)).check(z.maxLength(300)),
  who: z.enum(networkAudiences),
  /** types, ids of roles or of people; empty for everyone */
  named: z.array(text(40)).check(z.maxLength(500)),
  from: date,
  to: date,
  /** refuses nobody, and counts whom it would */
  report: z.boolean(),
};
/** id null: a new rule */
const wished = z.strictObject({ id: z.nullable(z.uuid()), ...ruleParts });
const rule = z.object({ id: z.string(), ...ruleParts });

const set = z.strictObject({
  /** of the set it was made from */
  version: text(20),
  rules: z.array(wished).check(z.maxLength(500)),
  /** where whoever is turned away is sent; null: a plain refusal */
  redirect: z.nullable(text(1000)),
});
export type NetworkSet = z.infer<typeof set>;

const view = z.object({
  version: z.string(),
  rules: z.array(z.object({ ...rule.shape, state: z.enum(['upcoming', 'active', 'expired']), seen: z.int() })),
  redirect: z.nullable(z.string()),
  offAt: z.nullable(z.string()),
  trial: z.nullable(
    z.object({
      rules: z.array(rule),
      redirect: z.nullable(z.string()),
      until: z.string(),
      by: titled,
      /** asked from a session that began after it */
      mayConfirm: z.boolean(),
    }),
  ),
  counts: z.array(
    z.object({
      /** an address, an IPv6 /64, or empty for all that were too many to name */
      address: z.string(),
      outcome: z.enum(['refused', 'would-be-refused']),
      person: z.nullable(titled),
      count: z.int(),
      lastAt: z.string(),
    }),
  ),
  totals: z.object({ refused: z.int(), wouldBeRefused: z.int() }),
  roles: z.array(titled),
  people: z.array(titled),
  /** the address this is asked from; null outside a network */
  address: z.nullable(z.string()),
  /** a proxy that is not named stands between: the address may be everybody's */
  doubt: z.boolean(),
  /** the installation has a map of countries */
  countries: z.boolean(),
});
export type NetworkView = z.infer<typeof view>;
export type NetworkRuleView = NetworkView['rules'][number];

export const viewNetwork = action({
  name: 'network.view',
  http: 'GET /network',
  access: { may: 'network.view' },
  summary: 'From which networks whom may come, what is being tried, and who was turned away in the last 30 days.',
  input: z.strictObject({}),
  output: view,
});

export const saveNetwork = action({
  name: 'network.save',
  http: 'PUT /network',
  access: { may: 'admin.network' },
  changesRights: true,
  security: 'network',
  stepUp: true,
  summary:
    'Changes the whole set of rules on networks; one that locks out its author or every administrator is refused.',
  input: set,
  output: view,
});

export const startNetworkTrial = action({
  name: 'network.try',
  http: 'POST /network/trial',
  access: { may: 'admin.network' },
  changesRights: true,
  security: 'network',
  stepUp: true,
  summary:
    'Lets a set of rules act for some minutes; it is undone by itself unless it is confirmed from a session that began after it.',
  input: z.strictObject({ ...set.shape, minutes: z.int().check(z.gte(1), z.lte(60)) }),
  output: view,
});

export const confirmNetworkTrial = action({
  name: 'network.confirm',
  http: 'POST /network/trial/confirm',
  access: { may: 'admin.network' },
  changesRights: true,
  summary: 'Keeps what is being tried; only from a session that began after the trial.',
  input: z.strictObject({}),
  output: view,
});

export const endNetworkTrial = action({
  name: 'network.endTrial',
  http: 'DELETE /network/trial',
  access: { may: 'admin.network' },
  changesRights: true,
  summary: 'Ends a trial before its time: the rules from before act again.',
  input: z.strictObject({}),
  output: view,
});

export const switchNetworkOn = action({
  name: 'network.on',
  http: 'POST /network/on',
  access: { may: 'admin.network' },
  changesRights: true,
  stepUp: true,
  summary: 'Lets the rules act again that were switched off at the console of the installation.',
  input: z.strictObject({}),
  output: view,
});

export const checkAddress = action({
  name: 'network.check',
  http: 'POST /network/check',
  access: { may: 'network.view' },
  reads: true,
  summary: 'Whether somebody could come from an address, and which rule says so.',
  input: z.strictObject({
    address: text(100),
    /** one of them, or none for anybody without roles */
    person: z.optional(z.uuid()),
    role: z.optional(z.uuid()),
    type: z.optional(z.enum(networkTypes)),
    /** a set that is only thought of; else the one in force */
    set: z.optional(set),
  }),
  output: z.object({
    address: z.string(),
    country: z.nullable(z.string()),
    allowed: z.boolean(),
    why: z.enum(['free', 'allow', 'deny', 'only', 'nothing-allows']),
    /** the name of the rule */
    rule: z.nullable(z.string()),
  }),
});
export type AddressCheck = z.infer<typeof checkAddress.output>;

const lockOut = z.object({
  at: z.string(),
  you: z.boolean(),
  address: z.nullable(z.string()),
  administrators: z.int(),
  out: z.int(),
  addresses: z.array(z.string()),
});

export const tryNetwork = action({
  name: 'network.simulate',
  http: 'POST /network/simulate',
  access: { may: 'network.view' },
  reads: true,
  summary:
    'What a set of rules would have refused in the last 30 days, which sessions and keys it would stop, and whom it would lock out.',
  input: set,
  output: z.object({
    signIns: z.int(),
    signInsRefused: z.int(),
    people: z.array(titled),
    sessions: z.int(),
    sessionsRefused: z.int(),
    ownSessionRefused: z.boolean(),
    keys: z.int(),
    keysRefused: z.array(titled),
    lockOut: z.nullable(lockOut),
  }),
});
export type NetworkTrialRun = z.infer<typeof tryNetwork.output>;
