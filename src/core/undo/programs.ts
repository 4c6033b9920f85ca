// The way back of keys and connected applications: name, rights, addresses, rate and end become what they were. Secrets never come back: one that was made
// cannot be unmade, and what was ended for good is made anew.
import { changeApplication } from '../access/applications-desk.ts';
import { readApplication } from '../access/connection-rows.ts';
import { givenText } from '../access/given-text.ts';
import { changeKey, viewKey } from '../access/keys-desk.ts';
import { assertAgreed } from '../access/agreed.ts';
import type { Permission } from '../../contract/permission.ts';
import { Problem } from '../../contract/problem.ts';
import type { SecurityClass } from '../../contract/security-change.ts';
import { may } from '../principal.ts';
import type { RoleGrants } from '../roles.ts';
import type { Unit } from '../unit.ts';
import { type ConfigEntry, type Inverse, type Kind, compareDocs, erased, foldDocs, needs } from './inverse.ts';

type Doc = Readonly<Record<string, unknown>>;
type Pairs = Readonly<Record<string, readonly [unknown, unknown]>>;

interface Program {
  readonly thing: 'apiKey' | 'application';
  readonly right: Permission;
  readonly security: SecurityClass;
  readonly verbs: {
    readonly made: string;
    readonly changed: readonly string[];
    readonly secret: string;
    readonly ended: string;
  };
  readonly table: 'core.api_key' | 'core.application';
  /** as it is; refuses with not-found */
  readonly now: (unit: Unit, id: string) => Promise<Doc>;
  /** why whoever asks may not change it; null: he may */
  readonly stays: (unit: Unit, now: Doc) => string | null;
  readonly set: (unit: Unit, id: string, now: Doc, back: Doc) => Promise<unknown>;
}

const labels = {
  name: 'Name',
  purpose: 'What it is for',
  grants: 'Rights',
  addresses: 'Addresses',
  redirects: 'Answered at',
  rate: 'Requests a minute',
  expiresAt: 'Ends',
} as const;

const ended = 'It was ended for good: its secret never comes back. Make a new one.';

const programs: readonly Program[] = [
  {
    thing: 'apiKey',
    right: 'admin.keys',
    security: 'keys',
    verbs: { made: 'key made', changed: ['key changed', 'key narrowed'], secret: 'key rotated', ended: 'key disabled' },
    table: 'core.api_key',
    now: async (unit, id) => ({ ...(await viewKey(unit, id)) }),
    stays: ({ me }, now) => {
      if (now['state'] === 'disabled') return ended;
      const owner = now['owner'] as { readonly id: string };
      return owner.id === me.id ? null : 'Only its owner changes a key: it acts in that name.';
    },
    set: (unit, id, _now, back) => changeKey(unit, id, back),
  },
  {
    thing: 'application',
    right: 'admin.applications',
    security: 'applications',
    verbs: {
      made: 'application approved',
      changed: ['application changed'],
      secret: 'application secret made',
      ended: 'application disabled',
    },
    table: 'core.application',
    now: async (unit, id) => ({ ...(await readApplication(unit, id)) }),
    stays: (_unit, now) => (now['disabledAt'] === null ? null : ended),
    set: (unit, id, now, back) => changeApplication(unit, id, now['version'] as number, back),
  },
];

function pairsOf({ values }: ConfigEntry): { before: Doc; after: Doc } {
  const pairs = Object.entries((values?.['changes'] ?? {}) as Pairs);
  return {
    before: Object.fromEntries(pairs.map(([field, [was]]) => [field, was])),
    after: Object.fromEntries(pairs.map(([field, [, is]]) => [field, is])),
  };
}

/** All that happened to one of them: that it came or went says more than what was changed meanwhile. `entries`: newest first. */
function fold({ verbs }: Program, entries: readonly ConfigEntry[]): ConfigEntry | null {
  const made = entries.find((entry) => entry.verb === verbs.made);
  const gone = entries.find((entry) => entry.verb === verbs.ended);
  if (made !== undefined) return gone === undefined ? made : null;
  if (gone !== undefined) return gone;
  const changes = entries.filter((entry) => verbs.changed.includes(entry.verb));
  if (changes.length === 0) return entries[0]!;
  if (changes.some((entry) => entry.values === null)) return { ...changes[0]!, values: null };
  const folded = foldDocs(changes.map(pairsOf));
  if (folded === null) return null;
  const pairs = Object.keys(folded.after).map((field) => [field, [folded.before[field], folded.after[field]]]);
  return { ...changes[0]!, values: { changes: Object.fromEntries(pairs) } };
}

async function nameOf(unit: Unit, { table }: Program, id: string): Promise<string | null> {
  const { rows } = await unit.query<{ name: string }>(`select name from ${table} where id = $1`, [id]);
  return rows[0]?.name ?? null;
}

/** An end that is over is not put back. */
function stillToCome(unit: Unit, back: Doc): Doc {
  const { expiresAt, ...rest } = back;
  return typeof expiresAt === 'string' && Date.parse(expiresAt) > unit.at.getTime() ? back : rest;
}

const said = (unit: Unit, field: string, value: unknown): unknown =>
  field === 'grants' && value !== null ? givenText(value as RoleGrants, unit.catalog) : value;

async function invert(unit: Unit, p: Program, entry: ConfigEntry, anyway: boolean): Promise<Inverse | null> {
  const id = entry.record;
  if (id === null) return null;
  const { made, secret } = p.verbs;
  const does =
    entry.verb === made ? ('bin' as const) : entry.verb === p.verbs.ended ? ('restore' as const) : ('back' as const);
  const isNamed = may(unit.me, p.right) || may(unit.me, 'admin.history');
  const about = { entity: p.thing, id: entry.id, title: isNamed ? await nameOf(unit, p, id) : null, does };
  const stays = (hindrance: string): Inverse => ({ ...about, fields: [], hindrance, run: async () => undefined });
  if (!may(unit.me, p.right)) return stays(needs(p.right));
  if (entry.verb === made) return stays('It is ended where it is kept: ended, it never comes back.');
  if (entry.verb === secret) return stays('A secret that was made cannot be unmade.');
  if (entry.verb === p.verbs.ended) return stays(ended);
  if (entry.values === null) return stays(erased);
  const now = await found(p, unit, id);
  if (now === null) return stays('It is gone.');
  const { fields, back, hindrance } = compareDocs(labels, { ...pairsOf(entry), now }, anyway);
  const going = stillToCome(unit, back);
  const left = Object.keys(going).length === 0 ? 'Its end of then is over.' : null;
  return {
    ...about,
    fields: fields.map((f) => ({ ...f, back: said(unit, f.field, f.back), now: said(unit, f.field, f.now) })),
    hindrance: p.stays(unit, now) ?? hindrance ?? left,
    run: async () => {
      await assertAgreed(unit, p.security);
      await p.set(unit, id, now, going);
    },
  };
}

async function found(p: Program, unit: Unit, id: string): Promise<Doc | null> {
  try {
    return await p.now(unit, id);
  } catch (error) {
    if (error instanceof Problem && error.code === 'not-found') return null;
    throw error;
  }
}

export const programKinds: readonly Kind[] = programs.map((p): Kind => ({
  verbs: [p.verbs.made, ...p.verbs.changed, p.verbs.secret, p.verbs.ended],
  security: p.security,
  since: { thing: ({ record }) => record, fold: (entries) => fold(p, entries) },
  invert: (unit, entry, anyway) => invert(unit, p, entry, anyway),
}));
