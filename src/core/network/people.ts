// Who has come from where in the last 30 days: people with their roles, sign-ins, sessions that are open, keys; for trying a set of rules before it acts.
import type { RoleGrants, RoleRow } from '../roles.ts';
import type { Unit } from '../unit.ts';
import { comerOf } from './networks.ts';
import type { Comer } from './verdict.ts';

const days = 30;

export interface SignIns {
  readonly person: string;
  readonly address: string;
  readonly count: number;
}

export interface OpenSession {
  readonly id: string;
  readonly person: string;
  readonly address: string;
}

export interface UsedKey {
  readonly id: string;
  readonly title: string;
  readonly owner: string;
  readonly address: string;
}

export interface Traffic {
  readonly names: ReadonlyMap<string, string>;
  readonly comers: ReadonlyMap<string, Comer>;
  /** active people who may change the rules */
  readonly administrators: readonly string[];
  readonly signIns: readonly SignIns[];
  readonly sessions: readonly OpenSession[];
  readonly keys: readonly UsedKey[];
}

export const noOne: Comer = { type: 'normal', roles: [], person: null };

export async function readTraffic(unit: Unit): Promise<Traffic> {
  const since = new Date(unit.at.getTime() - days * 86_400_000);
  const people = await unit.query<{ id: string; name: string; active: boolean }>(
    `select id, name, status = 'active' and archived_at is null as active from data."user" where status <> 'placeholder'`,
  );
  const held = await unit.query<RoleRow & { user_id: string }>(
    'select m.user_id, r.id, r.key, r.name, r.grants from core.member_role m join core.role r on r.id = m.role_id',
  );
  const roles = Map.groupBy(held.rows, (row) => row.user_id);
  const signIns = await unit.query<SignIns>(
    `select user_id as person, host(address) as address, count(*)::int as count from core.session
     where created_at > $1 and address is not null group by user_id, address`,
    [since],
  );
  const sessions = await unit.query<OpenSession>(
    `select id, user_id as person, host(address) as address from core.session
     where ended_at is null and expires_at > $1 and last_seen_at + idle > $1 and address is not null`,
    [unit.at],
  );
  const keys = await unit.query<UsedKey>(
    `select id, name as title, owner, host(last_address) as address from core.api_key
     where disabled_at is null and expires_at > $1 and last_used_at > $2 and last_address is not null`,
    [unit.at, since],
  );
  return {
    names: new Map(people.rows.map(({ id, name }) => [id, name])),
    comers: new Map(people.rows.map(({ id }) => [id, comerOf(id, roles.get(id) ?? [])])),
    administrators: people.rows
      .filter(({ id, active }) => active && (roles.get(id) ?? []).some(({ grants }) => changes(grants)))
      .map(({ id }) => id),
    signIns: signIns.rows,
    sessions: sessions.rows,
    keys: keys.rows,
  };
}

function changes(grants: unknown): boolean {
  const said = (typeof grants === 'object' && grants !== null ? grants : {}) as RoleGrants;
  return said.everything === true || said.areas?.includes('admin.network') === true;
}

/** Who asks, as the rules know him. */
export function comerNow(unit: Unit, traffic: Traffic): Comer {
  const mine = traffic.comers.get(unit.me.self.id) ?? noOne;
  return unit.me.kind === 'api_key' ? { ...mine, type: 'api' } : mine;
}
