// The way back of settings of the company, export rules, the policy of approvals, the bin's time, and tests of access.
import type { Permission } from '../../contract/permission.ts';
import type { GuessingPolicy } from '../../contract/guessing-policy.ts';
import type { PasswordPolicy } from '../../contract/password-policy.ts';
import type { SecurityClass } from '../../contract/security-change.ts';
import type { SessionPolicy } from '../../contract/session-policy.ts';
import type { Sign } from '../../contract/sign.ts';
import { type AccessTestWish, addTest, readTests, removeTest, sentence } from '../access/access-tests.ts';
import type { ApprovalPolicy } from '../access/pending.ts';
import { makePendingDesk } from '../access/pending-desk.ts';
import { type ExportRules, makeExportRulesDesk } from '../export-rules.ts';
import type { FactorPolicyWish } from '../identity/desk.ts';
import { factorPolicy, setFactorPolicy } from '../identity/factors/policy-desk.ts';
import { readGuessingPolicy, setGuessingPolicy } from '../identity/guessing-policy.ts';
import { readSessionPolicy, setSessionPolicy } from '../identity/session-policy.ts';
import { readCompanySign, setCompanySign } from '../identity/signs.ts';
import { readPasswordPolicy, setPasswordPolicy } from '../identity/password-policy-desk.ts';
import { may } from '../principal.ts';
import { type BinPolicy, readPolicy, setPolicy } from '../records/bin-policy.ts';
import { makeRegionDesk } from '../region-desk.ts';
import type { Unit } from '../unit.ts';
import {
  type ConfigEntry,
  type Inverse,
  type Kind,
  comesAndGoes,
  compareDocs,
  erased,
  foldDocs,
  needs,
} from './inverse.ts';

type Doc = Readonly<Record<string, unknown>>;

interface Document {
  readonly verb: string;
  /** other words for the same change */
  readonly also?: readonly string[];
  readonly title: string;
  readonly right: Permission;
  readonly security: SecurityClass | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly said: (values: Doc) => { readonly before: Doc; readonly after: Doc };
  readonly now: (unit: Unit) => Promise<Doc>;
  readonly set: (unit: Unit, now: Doc, back: Doc) => Promise<unknown>;
}

const wholes = (values: Doc): { before: Doc; after: Doc } => values as { before: Doc; after: Doc };

const guessing: Document = {
  verb: 'guessing policy set',
  also: ['guessing protection switched off'],
  title: 'What slows guessing down',
  right: 'admin.signin',
  security: 'signin',
  labels: {
    on: 'On',
    delayFrom: 'Waits from',
    blockAfter: 'Blocked after',
    blockMinutes: 'First block',
    longestMinutes: 'Longest block',
    release: 'Until let in again',
    dayMost: 'A day',
    address: 'Addresses',
  },
  said: wholes,
  now: async (unit) => ({ ...(await readGuessingPolicy(unit)) }),
  set: (unit, now, back) => setGuessingPolicy(unit, { ...now, ...back } as unknown as GuessingPolicy),
};

const documents: readonly Document[] = [
  {
    verb: 'settings changed',
    title: 'Company settings',
    right: 'admin.settings',
    security: null,
    labels: { locale: 'Language', currency: 'Currency', timeZone: 'Time zone', country: 'Country' },
    said: ({ changes, ...values }) => {
      if (changes === undefined) return wholes(values);
      const pairs = Object.entries(changes as Record<string, [unknown, unknown]>);
      return {
        before: Object.fromEntries(pairs.map(([key, [was]]) => [key, was])),
        after: Object.fromEntries(pairs.map(([key, [, is]]) => [key, is])),
      };
    },
    now: async (unit) => ({ ...unit.me.region }),
    set: (unit, _now, back) => makeRegionDesk(unit).edit(back),
  },
  {
    verb: 'export rules set',
    title: 'Export rules',
    right: 'admin.exports',
    security: 'exports',
    labels: { reason: 'Reason', dayRows: 'Records a day', alertAbove: 'Told above' },
    said: wholes,
    now: async (unit) => ({ ...(await makeExportRulesDesk(unit).read()) }),
    set: (unit, now, back) => makeExportRulesDesk(unit).set({ ...now, ...back } as unknown as ExportRules),
  },
  {
    verb: 'approval policy set',
    title: 'Policy of approvals',
    right: 'admin.policy',
    security: 'policy',
    labels: { classes: 'Asked for', delayHours: 'Hours alone', expiresDays: 'Days' },
    said: wholes,
    now: async (unit) => {
      const { others: _, ...policy } = await makePendingDesk(unit).policy();
      return policy;
    },
    set: (unit, now, back) =>
      makePendingDesk(unit).setPolicy({ ...now, ...back } as unknown as Omit<ApprovalPolicy, 'others'>),
  },
  {
    verb: 'bin policy set',
    title: 'How long records lie in the bin',
    right: 'tool.empty-bin',
    security: 'purge',
    labels: { expireDays: 'Days', forgetHistory: 'The ledger forgets' },
    said: wholes,
    now: async (unit) => ({ ...(await readPolicy(unit)) }),
    set: (unit, now, back) => setPolicy(unit, { ...now, ...back } as unknown as BinPolicy),
  },
  {
    verb: 'factor policy set',
    title: 'Policy of second factors',
    right: 'admin.signin',
    security: 'factors',
    labels: {
      required: 'Asked of',
      roles: 'Roles',
      kinds: 'Kinds',
      graceDays: 'Days of grace',
      consoleRescue: 'Rescue on the command line',
    },
    said: wholes,
    now: async (unit) => {
      const { required, roles, kinds, graceDays, consoleRescue } = await factorPolicy(unit);
      return { required, roles, kinds, graceDays, consoleRescue };
    },
    set: (unit, now, back) => setFactorPolicy(unit, { ...now, ...back } as unknown as FactorPolicyWish),
  },
  {
    verb: 'session policy set',
    title: 'How sessions end',
    right: 'admin.signin',
    security: 'signin',
    labels: {
      normal: 'People',
      administrator: 'Administrators',
      one: 'One session a person',
      distant: 'Distant networks',
      outdated: 'Out of date',
      least: 'Oldest versions',
    },
    said: wholes,
    now: async (unit) => ({ ...(await readSessionPolicy(unit)) }),
    set: (unit, now, back) => setSessionPolicy(unit, { ...now, ...back } as unknown as SessionPolicy),
  },
  guessing,
  {
    verb: 'sign set',
    title: 'Sign of the company',
    right: 'admin.signin',
    security: 'signin',
    labels: { sign: 'Sign' },
    said: wholes,
    now: async (unit) => ({ sign: await readCompanySign(unit) }),
    set: (unit, _now, back) => setCompanySign(unit, (back as { readonly sign: Sign | null }).sign),
  },
  {
    verb: 'password policy set',
    title: 'Policy of passwords',
    right: 'admin.signin',
    security: 'signin',
    labels: {
      least: 'Characters',
      classes: 'Kinds of characters',
      expiryMonths: 'Months',
      history: 'Earlier ones refused',
      discourageSaving: 'Saving discouraged',
      words: 'Own words',
    },
    said: wholes,
    now: async (unit) => ({ ...(await readPasswordPolicy(unit)) }),
    set: (unit, now, back) => setPasswordPolicy(unit, { ...now, ...back } as unknown as PasswordPolicy),
  },
];

function foldDocument(d: Document, entries: readonly ConfigEntry[]): ConfigEntry | null {
  const newest = entries[0]!;
  if (entries.some((entry) => entry.values === null)) return { ...newest, values: null };
  const folded = foldDocs(entries.map((entry) => d.said(entry.values!)));
  return folded === null ? null : { ...newest, values: { ...folded } };
}

const ofDocument = (d: Document): Kind => ({
  verbs: [d.verb, ...(d.also ?? [])],
  security: d.security,
  since: { thing: () => d.verb, fold: (entries) => foldDocument(d, entries) },
  invert: async (unit, entry, anyway): Promise<Inverse> => {
    const about = { entity: 'setting', id: entry.id, title: d.title, does: 'back' as const };
    const stays = (hindrance: string): Inverse => ({ ...about, fields: [], hindrance, run: async () => undefined });
    if (!may(unit.me, d.right)) return stays(needs(d.right));
    if (entry.values === null) return stays(erased);
    const now = await d.now(unit);
    const { fields, back, hindrance } = compareDocs(d.labels, { ...d.said(entry.values), now }, anyway);
    return { ...about, fields, hindrance, run: () => d.set(unit, now, back) };
  },
});

const accessTests: Kind = {
  verbs: ['access test added', 'access test removed'],
  security: 'roles',
  since: comesAndGoes('access test added', (entry) => entry.record!),
  invert: async (unit, entry): Promise<Inverse> => {
    const id = entry.record!;
    const present = (await readTests(unit)).find((t) => t.id === id);
    const removed = entry.verb === 'access test removed';
    const wish = (removed ? entry.values?.['test'] : entry.values) as AccessTestWish | undefined;
    const about = { entity: 'accessTest', id, title: present === undefined ? (wish?.note ?? null) : sentence(present) };
    const hindrance = !may(unit.me, 'admin.grants')
      ? needs('admin.grants')
      : wish === undefined || entry.values === null
        ? erased
        : !removed && present === undefined
          ? 'It is gone.'
          : null;
    return {
      ...about,
      does: removed ? 'back' : 'bin',
      fields: [],
      hindrance,
      run: () => (removed ? addTest(unit, wish!, id) : removeTest(unit, id)),
    };
  },
};

export const settingKinds: readonly Kind[] = [...documents.map(ofDocument), accessTests];
