// Presets of everything that is decided about security, each a whole of several policies. What only a company can know - its networks, its offices, its roles - stays as it is. Pure.
import { type GuessingPolicy, threeTries, usualGuessing } from './guessing-policy.ts';
import { type PasswordPolicy, usualPasswords } from './password-policy.ts';
import type { SecurityClass } from './security-change.ts';
import { type SessionPolicy, usualSessions } from './session-policy.ts';

export const presetNames = ['usual', 'bank'] as const;
export type PresetName = (typeof presetNames)[number];

export interface FactorPart {
  readonly required: 'nobody' | 'administrators' | 'everybody';
  readonly kinds: 'any' | 'passkey';
  readonly graceDays: number;
}

export interface ExportPart {
  readonly reason: 'always' | 'roles';
  readonly dayRows: number | null;
  readonly alertAbove: number | null;
}

export interface ApprovalPart {
  readonly classes: readonly SecurityClass[];
  readonly delayHours: number;
  readonly expiresDays: number;
}

export interface SecuritySettings {
  readonly passwords: Omit<PasswordPolicy, 'words'>;
  readonly factors: FactorPart;
  readonly sessions: Omit<SessionPolicy, 'least'>;
  readonly guessing: Omit<GuessingPolicy, 'address'> & { readonly address: Omit<GuessingPolicy['address'], 'allowed'> };
  readonly exports: ExportPart;
  readonly approvals: ApprovalPart;
}
export type PresetArea = keyof SecuritySettings;

/** In this order they are set; who else has to agree comes last, so that it does not stand in its own way. */
export const presetAreas = [
  'passwords',
  'factors',
  'sessions',
  'guessing',
  'exports',
  'approvals',
] as const satisfies PresetArea[];

/** The class of security change each area belongs to. */
export const areaClasses: { readonly [A in PresetArea]: SecurityClass } = {
  passwords: 'signin',
  factors: 'factors',
  sessions: 'signin',
  guessing: 'signin',
  exports: 'exports',
  approvals: 'policy',
};

const { words: ___, ...usualWords } = usualPasswords;
const { least: _, ...usualTimes } = usualSessions;
const { address: usualBan, ...usualTries } = usualGuessing;
const { address: __, ...three } = threeTries;
const banOf = ({ on, after, windowMinutes, banMinutes }: GuessingPolicy['address']) => ({
  on,
  after,
  windowMinutes,
  banMinutes,
});

export const presets: { readonly [N in PresetName]: SecuritySettings } = {
  /** what a vault begins with */
  usual: {
    passwords: usualWords,
    factors: { required: 'administrators', kinds: 'any', graceDays: 14 },
    sessions: usualTimes,
    guessing: { ...usualTries, address: banOf(usualBan) },
    exports: { reason: 'always', dayRows: null, alertAbove: 1000 },
    approvals: { classes: [], delayHours: 24, expiresDays: 7 },
  },
  bank: {
    passwords: { ...usualWords, least: 16 },
    factors: { required: 'everybody', kinds: 'any', graceDays: 7 },
    sessions: {
      normal: { idle: 10, absolute: 480 },
      administrator: { idle: 10, absolute: 240 },
      one: true,
      distant: true,
      outdated: 'refuse',
    },
    guessing: { ...three, address: { on: true, after: 20, windowMinutes: 15, banMinutes: 240 } },
    exports: { reason: 'always', dayRows: 1000, alertAbove: 100 },
    approvals: {
      classes: [
        'applications',
        'exports',
        'factors',
        'keys',
        'ledger',
        'mail',
        'members',
        'network',
        'purge',
        'roles',
        'signin',
      ],
      delayHours: 48,
      expiresDays: 7,
    },
  },
};

type Plain = string | number | boolean | null | readonly string[];

export interface PresetRow {
  readonly area: PresetArea;
  /** with dots where it is part of something: `normal.idle` */
  readonly setting: string;
  readonly now: Plain;
  readonly next: Plain;
}

const isPart = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function leaves(value: unknown, at: string): [string, Plain][] {
  if (!isPart(value)) return [[at, value as Plain]];
  return Object.entries(value).flatMap(([name, part]) => leaves(part, at === '' ? name : `${at}.${name}`));
}

/** Every setting of a preset, with what it is now. */
export function compareSettings(now: SecuritySettings, then: SecuritySettings): PresetRow[] {
  return presetAreas.flatMap((area) => {
    const before = new Map(leaves(now[area], ''));
    return leaves(then[area], '').map(([setting, value]) => ({
      area,
      setting,
      now: before.get(setting) ?? null,
      next: value,
    }));
  });
}

const sorted = (value: Plain): string =>
  JSON.stringify(Array.isArray(value) ? [...(value as readonly string[])].sort() : value);

export function isSame({ now, next }: Pick<PresetRow, 'now' | 'next'>): boolean {
  return sorted(now) === sorted(next);
}
