// Makes the `sessions` of a Tx: how long the own session still lasts, everybody's sessions for administrators, and the policy they are under.
import { type Outdated, outdated, readBrowser } from '../../contract/browsers.ts';
import { Problem } from '../../contract/problem.ts';
import type { SessionPolicy } from '../../contract/session-policy.ts';
import { isId } from '../ids.ts';
import { makeNoticeDesk } from '../notices.ts';
import { may } from '../principal.ts';
import { setSetting } from '../settings/setting.ts';
import type { Unit } from '../unit.ts';
import { readSessionPolicy, sessionSetting } from './session-policy.ts';
import { endSessionOf, endSessionsOf } from './sessions.ts';

export interface SessionTime {
  /** seconds without use after which it ends */
  readonly idleSeconds: number;
  readonly expiresAt: string;
  /** of this browser and its system */
  readonly outdated: readonly Outdated[];
}

export interface SomebodysSession {
  readonly id: string;
  readonly person: { readonly id: string; readonly title: string };
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly expiresAt: string;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly outdated: readonly Outdated[];
  readonly current: boolean;
}

export interface SessionDesk {
  time(): Promise<SessionTime>;
  /** everything here needs admin.signin */
  policy(): Promise<SessionPolicy>;
  setPolicy(next: SessionPolicy): Promise<SessionPolicy>;
  all(): Promise<SomebodysSession[]>;
  end(id: string): Promise<void>;
  /** answers how many; the session that asks is spared */
  endAllOf(person: string): Promise<number>;
  /** only the product itself: somebody was there from distant networks at the same time */
  tellDistant(person: string, places: readonly string[]): Promise<void>;
}

interface Row {
  readonly id: string;
  readonly user_id: string;
  readonly name: string;
  readonly created_at: Date;
  readonly last_seen_at: Date;
  readonly expires_at: Date;
  readonly address: string | null;
  readonly user_agent: string | null;
}

const most = 500;

const listAll = `select s.id, s.user_id, u.name, s.created_at, s.last_seen_at, s.expires_at, host(s.address) as address, s.user_agent
from core.session s join data."user" u on u.id = s.user_id
where s.ended_at is null and s.expires_at > $1 and s.last_seen_at + s.idle > $1 order by s.last_seen_at desc limit ${most}`;

function assertAdmin(unit: Unit): void {
  unit.refuseUnless(may(unit.me, 'admin.signin'), 'admin.signin');
}

async function time(unit: Unit): Promise<SessionTime> {
  const { rows } = await unit.query<{ seconds: number; expires_at: Date; user_agent: string | null }>(
    'select extract(epoch from idle)::int as seconds, expires_at, user_agent from core.session where id = $1',
    [unit.me.sessionId],
  );
  const row = rows[0];
  if (row === undefined) throw new Problem('not-signed-in');
  const policy = await readSessionPolicy(unit);
  return {
    idleSeconds: row.seconds,
    expiresAt: row.expires_at.toISOString(),
    outdated: policy.outdated === 'list' ? [] : outdated(readBrowser(row.user_agent), policy.least),
  };
}

async function all(unit: Unit): Promise<SomebodysSession[]> {
  assertAdmin(unit);
  const { least } = await readSessionPolicy(unit);
  const { rows } = await unit.query<Row>(listAll, [unit.at]);
  return rows.map((row) => ({
    id: row.id,
    person: { id: row.user_id, title: row.name },
    createdAt: row.created_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    address: row.address,
    userAgent: row.user_agent,
    outdated: outdated(readBrowser(row.user_agent), least),
    current: row.id === unit.me.sessionId,
  }));
}

async function end(unit: Unit, id: string): Promise<void> {
  assertAdmin(unit);
  unit.assertWrites();
  const { rows } = isId(id)
    ? await unit.query<{ user_id: string }>('select user_id from core.session where id = $1', [id])
    : { rows: [] };
  const person = rows[0]?.user_id;
  if (person === undefined || !(await endSessionOf(unit, person, id))) throw new Problem('not-found');
  unit.ledger.add({
    verb: 'ended a session',
    outcome: 'done',
    permission: 'admin.signin',
    entity: 'user',
    record: person,
    values: { session: id },
  });
}

async function endAllOf(unit: Unit, person: string): Promise<number> {
  assertAdmin(unit);
  unit.assertWrites();
  const { rowCount } = await unit.query('select 1 from data."user" where id = $1', [person]);
  if (rowCount === 0) throw new Problem('not-found');
  const ended = await endSessionsOf(unit, person, unit.me.sessionId);
  unit.ledger.add({
    verb: 'ended sessions',
    outcome: 'done',
    permission: 'admin.signin',
    entity: 'user',
    record: person,
    values: { ended },
  });
  return ended;
}

async function tellDistant(unit: Unit, person: string, places: readonly string[]): Promise<void> {
  unit.refuseUnless(unit.me.kind === 'system', 'system');
  if (!(await readSessionPolicy(unit)).distant) return;
  const { rows } = await unit.query<{ name: string }>('select name from data."user" where id = $1', [person]);
  const name = rows[0]?.name ?? '';
  const day = unit.at.toISOString().slice(0, 10);
  const doc = { kind: 'distant', person: { id: person, name }, places: [...places] };
  const told = await makeNoticeDesk(unit).tell('admin.signin', `distant ${person} ${day}`, doc);
  unit.ledger.add({
    verb: 'used from distant networks',
    outcome: 'done',
    entity: 'user',
    record: person,
    values: { places: [...places], told },
  });
}

export function makeSessionDesk(unit: Unit): SessionDesk {
  return {
    time: () => time(unit),
    policy: async () => {
      assertAdmin(unit);
      return readSessionPolicy(unit);
    },
    setPolicy: (next) => setSetting(unit, sessionSetting, next),
    all: () => all(unit),
    end: (id) => end(unit, id),
    endAllOf: (person) => endAllOf(unit, person),
    tellDistant: (person, places) => tellDistant(unit, person, places),
  };
}
