// Everybody and everything with access now: people, API keys, connected applications, whoever runs the machine. Each kind is a source; a further kind is a line in the list.
import { type Area, isArea } from '../../contract/permission.ts';
import { type Principal, grantsOf, may } from '../principal.ts';
import { readRecords } from '../records/view.ts';
import type { Unit } from '../unit.ts';
import { readKeyPeople } from './key-people.ts';
import { readPeople } from './person.ts';

/** What it may do, shortly: names of objects, and the rights of administration. */
export interface HeldSummary {
  readonly everything: boolean;
  readonly sees: readonly string[];
  readonly changes: readonly string[];
  readonly takesAway: readonly string[];
  readonly rights: readonly Area[];
}

/** How it can be ended: the account closed, roles taken, the key disabled, the application cut off from this person. */
export type Revoke = 'account' | 'roles' | 'key' | 'connection';

export interface Holder {
  /** `person`, `key`, `application` (connected by a person), `operator`, or what a further source says */
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  /** an address, whose key it is, for whom the application acts */
  readonly detail: string | null;
  /** who put an application on the list */
  readonly approvedBy: string | null;
  /** since when it has the access it has now */
  readonly since: string | null;
  readonly until: string | null;
  readonly lastUsed: string | null;
  readonly why: readonly { readonly id: string; readonly name: string }[];
  /** null: nothing in the vault */
  readonly what: HeldSummary | null;
  /** as far as who asks may */
  readonly revoke: readonly Revoke[];
}

/** One kind of holder. `read` answers all of that kind that have access at this instant; who asks holds `admin.access`. */
export interface HolderSource {
  readonly kind: string;
  readonly read: (unit: Unit) => Promise<Holder[]>;
}

export async function listHolders(unit: Unit): Promise<Holder[]> {
  unit.refuseUnless(may(unit.me, 'admin.access'), 'admin.access');
  const all: Holder[] = [];
  for (const source of holderSources) all.push(...(await source.read(unit)));
  return all;
}

/** Told by the grants that decide. */
export function summaryOf(me: Principal, everything: boolean): HeldSummary {
  const objects = (verbs: readonly ('view' | 'create' | 'edit' | 'export')[]): string[] =>
    me.catalog.entities.filter((e) => verbs.some((v) => may(me, `${e.name}.${v}`))).map((e) => e.labelPlural);
  const rights = new Set(me.grants.map((g) => g.permission));
  return {
    everything,
    sees: objects(['view']),
    changes: objects(['create', 'edit']),
    takesAway: objects(['export']),
    rights: [...rights].filter((p): p is Area => isArea(p) && isAdministration(p) && grantsOf(me, p).length > 0).sort(),
  };
}

/** What only few should hold. */
function isAdministration(area: Area): boolean {
  return /^(admin|ledger|access)\./.test(area) || area === 'tool.undo-others';
}

interface PersonFacts {
  readonly id: string;
  readonly since: Date;
  readonly used: Date | null;
  readonly roles: { readonly id: string; readonly name: string; readonly everything: boolean | null }[];
}

const personFacts = `select u.id,
  coalesce((select max(l.at) from core.ledger l where l.record = u.id and l.verb = 'roles set' and l.outcome = 'done'), u.created_at) as since,
  greatest((select max(s.last_seen_at) from core.session s where s.user_id = u.id),
           (select l.at from core.ledger l where l.actor = u.id order by l.at desc limit 1)) as used,
  coalesce((select jsonb_agg(jsonb_build_object('id', r.id, 'name', r.name, 'everything', r.grants -> 'everything' = 'true'::jsonb) order by r.key)
            from core.member_role m join core.role r on r.id = m.role_id where m.user_id = u.id), '[]') as roles
from data."user" u where u.status = 'active' and u.archived_at is null`;

/** Addresses of people, as far as who asks may read them: names are told to administrators in any case, other values by their own rights. */
export async function readableAddresses(unit: Unit, ids: readonly string[]): Promise<Map<string, string>> {
  const user = unit.catalog.entity('user');
  if (ids.length === 0 || !may(unit.me, 'user.view')) return new Map();
  const rows = await readRecords(unit, user, ids);
  return new Map(rows.flatMap((r) => (typeof r['email'] === 'string' ? [[String(r['id']), r['email']] as const] : [])));
}

async function readPersons(unit: Unit): Promise<Holder[]> {
  const { rows } = await unit.query<PersonFacts>(personFacts);
  const facts = new Map(rows.map((r) => [r.id, r]));
  const addresses = await readableAddresses(
    unit,
    rows.map((r) => r.id),
  );
  const mayEnd = may(unit.me, 'admin.members');
  return (await readPeople(unit, null)).map((me): Holder => {
    const { since, used, roles } = facts.get(me.id)!;
    return {
      kind: 'person',
      id: me.id,
      name: me.name,
      detail: addresses.get(me.id) ?? null,
      approvedBy: null,
      since: since.toISOString(),
      until: null,
      lastUsed: used?.toISOString() ?? null,
      why: roles.map(({ id, name }) => ({ id, name })),
      what: summaryOf(
        me,
        roles.some((r) => r.everything === true),
      ),
      revoke: !mayEnd ? [] : me.id === unit.me.self.id ? ['roles'] : ['roles', 'account'],
    };
  });
}

async function readKeys(unit: Unit): Promise<Holder[]> {
  const { rows } = await unit.query<{ id: string; made_at: Date; expires_at: Date; last_used_at: Date | null }>(
    'select id, made_at, expires_at, last_used_at from core.api_key where disabled_at is null and expires_at > $1',
    [unit.at],
  );
  const facts = new Map(rows.map((r) => [r.id, r]));
  const ends: Revoke[] = may(unit.me, 'admin.keys') ? ['key'] : [];
  const cuts = may(unit.me, 'admin.applications');
  return (await readKeyPeople(unit)).map(({ me, owner, application }): Holder => {
    const { made_at: made, expires_at: expires, last_used_at: used } = facts.get(me.id)!;
    return {
      kind: application === null ? 'key' : 'application',
      id: me.id,
      name: me.name,
      detail: owner.name,
      approvedBy: application?.approvedBy ?? null,
      since: made.toISOString(),
      until: expires.toISOString(),
      lastUsed: used?.toISOString() ?? null,
      why: [],
      what: summaryOf(me, false),
      // Everybody ends what was connected in the own name.
      revoke: application === null ? ends : cuts || owner.id === unit.me.self.id ? ['connection'] : [],
    };
  });
}

/** The people who run the machine have no account here and no action: that is said, not left out. */
async function readOperators(): Promise<Holder[]> {
  const nothing = {
    detail: null,
    approvedBy: null,
    since: null,
    until: null,
    lastUsed: null,
    why: [],
    what: null,
    revoke: [],
  };
  return [{ kind: 'operator', id: 'host', name: 'Whoever runs the machine', ...nothing }];
}

/** In the order in which they are listed. */
const holderSources: readonly HolderSource[] = [
  { kind: 'person', read: readPersons },
  { kind: 'key and application', read: readKeys },
  { kind: 'operator', read: readOperators },
];
