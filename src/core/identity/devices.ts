// The browsers somebody is known by: what they are, when and from where they were used, and forgetting them, with the sessions on them.
import { Problem } from '../../contract/problem.ts';
import { isId } from '../ids.ts';
import { countryOf } from '../network/countries.ts';
import type { Unit } from '../unit.ts';
import { within } from './members.ts';

export interface DeviceInfo {
  readonly id: string;
  /** as its owner calls it */
  readonly label: string | null;
  readonly userAgent: string | null;
  readonly address: string | null;
  /** two letters, where the installation has a map of countries */
  readonly country: string | null;
  readonly since: string;
  readonly lastAt: string;
  /** known until then, unless it signs in before */
  readonly until: string;
  readonly sessions: number;
  readonly current: boolean;
}

export interface DeviceDesk {
  /** one's own */
  list(): Promise<DeviceInfo[]>;
  /** null: what the browser calls itself */
  rename(id: string, label: string | null): Promise<void>;
  /** not known any more; sessions on it end, but for the one at hand */
  forget(id: string): Promise<void>;
  /** all but the one at hand; answers how many */
  forgetOthers(): Promise<number>;
  /** somebody's; needs admin.members, and reaches nobody who holds more */
  listOf(person: string): Promise<DeviceInfo[]>;
  forgetOf(person: string, id: string): Promise<void>;
}

interface Row {
  readonly id: string;
  readonly label: string | null;
  readonly user_agent: string | null;
  readonly address: string | null;
  readonly made_at: Date;
  readonly last_at: Date | null;
  readonly expires_at: Date;
  readonly sessions: number;
  readonly used_at: Date | null;
  readonly current: boolean;
}

const most = 100;

const known = `select d.id, d.label, d.user_agent, host(d.address) as address, d.made_at, d.last_at, d.expires_at,
  (select count(*)::int from core.session s where s.device = d.id and s.level = 'full' and s.ended_at is null
     and s.expires_at > $2 and s.last_seen_at + s.idle > $2) as sessions,
  (select max(s.last_seen_at) from core.session s where s.device = d.id) as used_at,
  coalesce(d.id = (select s.device from core.session s where s.id = $3), false) as current
from core.device d where d.user_id = $1 and d.expires_at > $2 and d.lost is null order by d.last_at desc nulls last, d.id limit ${most}`;

async function devicesOf(unit: Unit, userId: string): Promise<DeviceInfo[]> {
  const { rows } = await unit.query<Row>(known, [userId, unit.at, unit.me.sessionId]);
  return rows.map((row) => ({
    id: row.id,
    label: row.label,
    userAgent: row.user_agent,
    address: row.address,
    country: row.address === null ? null : countryOf(row.address),
    since: row.made_at.toISOString(),
    lastAt: new Date(
      Math.max(...[row.made_at, row.last_at, row.used_at].map((at) => at?.getTime() ?? 0)),
    ).toISOString(),
    until: row.expires_at.toISOString(),
    sessions: row.sessions,
    current: row.current,
  }));
}

function me(unit: Unit): string {
  if (unit.me.kind !== 'user') throw new Problem('not-signed-in');
  return unit.me.id;
}

async function rename(unit: Unit, id: string, label: string | null): Promise<void> {
  unit.assertWrites();
  const { rowCount } = isId(id)
    ? await unit.query('update core.device set label = $3 where id = $1 and user_id = $2', [id, me(unit), label])
    : { rowCount: 0 };
  if (rowCount === 0) throw new Problem('not-found');
  unit.ledger.add({
    verb: 'renamed a device',
    outcome: 'done',
    entity: 'user',
    record: me(unit),
    values: { device: id, label },
  });
}

async function forget(unit: Unit, userId: string, ids: readonly string[]): Promise<number> {
  unit.assertWrites();
  // One that was reported lost is known no more already, and stays marked: whoever has it does not get rid of that.
  const { rowCount } = await unit.query(
    'delete from core.device where user_id = $1 and id = any($2::uuid[]) and lost is null',
    [userId, ids.filter((id) => isId(id))],
  );
  const ended = await unit.query(
    `update core.session set ended_at = $3 where user_id = $1 and device = any($2::uuid[]) and ended_at is null
       and id is distinct from $4::uuid`,
    [userId, ids.filter((id) => isId(id)), unit.at, unit.me.sessionId],
  );
  if (rowCount > 0)
    unit.ledger.add({
      verb: 'forgot devices',
      outcome: 'done',
      entity: 'user',
      record: userId,
      values: { devices: [...ids], ended: ended.rowCount },
    });
  return rowCount;
}

async function forgetOne(unit: Unit, userId: string, id: string): Promise<void> {
  if ((await forget(unit, userId, [id])) === 0) throw new Problem('not-found');
}

/** Asks for the right to look after people. */
async function ofPerson(unit: Unit, person: string): Promise<string> {
  return (await within(unit, person)).id;
}

export function makeDeviceDesk(unit: Unit): DeviceDesk {
  return {
    list: () => devicesOf(unit, me(unit)),
    rename: (id, label) => rename(unit, id, label),
    forget: (id) => forgetOne(unit, me(unit), id),
    forgetOthers: async () => {
      const others = (await devicesOf(unit, me(unit))).filter((device) => !device.current);
      return others.length === 0
        ? 0
        : forget(
            unit,
            me(unit),
            others.map((device) => device.id),
          );
    },
    listOf: async (person) => devicesOf(unit, await ofPerson(unit, person)),
    forgetOf: async (person, id) => forgetOne(unit, await ofPerson(unit, person), id),
  };
}
