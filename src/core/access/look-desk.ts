// Makes the `looks` of a Tx: looking as somebody else begins with a reason, ends at any time and after half an hour, and that person can read of it.
import { Problem, invalidField } from '../../contract/problem.ts';
import { isId, newId } from '../ids.ts';
import { may } from '../principal.ts';
import { findTitles } from '../records/titles.ts';
import { visibleRows } from '../records/visible.ts';
import { tableName } from '../schema/ddl.ts';
import { and, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';

/** Milliseconds. */
export const lookLasts = 30 * 60_000;

interface Named {
  readonly id: string;
  readonly title: string;
}

export interface LookInfo {
  readonly id: string;
  /** null: somebody one may not see */
  readonly viewer: Named | null;
  readonly person: Named | null;
  readonly reason: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly until: string;
}

export interface LookDesk {
  /** with access.viewAs, from a browser's own session */
  start(person: string, reason: string): Promise<LookInfo>;
  /** the viewer goes on as himself */
  leave(): Promise<void>;
  /** the person as whom somebody looks ends it; the viewer's session then has to be left */
  stop(id: string): Promise<void>;
  /** who has looked as me; with admin.access as anybody, and everybody's */
  list(person: string | null): Promise<LookInfo[]>;
}

export function makeLookDesk(unit: Unit): LookDesk {
  return {
    start: (person, reason) => start(unit, person, reason),
    leave: () => leave(unit),
    stop: (id) => stop(unit, id),
    list: (person) => list(unit, person),
  };
}

async function start(unit: Unit, person: string, given: string): Promise<LookInfo> {
  const { me } = unit;
  unit.refuseUnless(may(me, 'access.viewAs'), 'access.viewAs');
  unit.assertWrites();
  if (me.kind !== 'user' || me.sessionId === null || me.looking !== undefined)
    throw new Problem('not-allowed', 'Only somebody signed in with a browser looks as somebody else.');
  const reason = given.normalize('NFC').trim();
  if (reason.length < 3) throw invalidField('reason', 'required', 'Say why: the person will read it.');
  const user = unit.catalog.entity('user');
  const found = !isId(person)
    ? []
    : await unit.run(
        sql`select r.id from ${sql.raw(tableName(user))} r where ${and([
          sql`r.id = ${person}::uuid`,
          sql`r.status = 'active' and r.archived_at is null`,
          visibleRows(me, user, 'r'),
        ])}`,
      );
  if (found.length === 0)
    throw invalidField('person', 'not-found', 'There is no such person, or you may not see them.');
  if (person === me.self.id) throw invalidField('person', 'oneself', 'You see the product as yourself already.');
  const id = newId();
  await unit.query(
    `insert into core.look (id, session, viewer, person, reason, started_at, until_at) values ($1, $2, $3, $4, $5, $6, $7)`,
    [id, me.sessionId, me.id, person, reason, unit.at, new Date(unit.at.getTime() + lookLasts)],
  );
  unit.ledger.add({
    verb: 'looks as',
    outcome: 'done',
    entity: 'user',
    record: person,
    permission: 'access.viewAs',
    values: { look: id, reason },
  });
  return (await read(unit, sql`l.id = ${id}::uuid`))[0]!;
}

async function leave(unit: Unit): Promise<void> {
  unit.assertWrites();
  const { rows } = await unit.query<{ id: string; person: string }>(
    `update core.look set left_at = $2, ended_at = coalesce(ended_at, least($2, until_at))
     where session = $1 and left_at is null returning id, person`,
    [unit.me.sessionId, unit.at],
  );
  const look = rows[0];
  if (look === undefined) throw new Problem('wrong-state', 'You are not looking as anybody else.');
  unit.ledger.add({
    verb: 'looks no more',
    outcome: 'done',
    entity: 'user',
    record: look.person,
    values: { look: look.id },
  });
}

async function stop(unit: Unit, id: string): Promise<void> {
  unit.assertWrites();
  const { rows } = isId(id)
    ? await unit.query<{ person: string }>(
        `update core.look set ended_at = $3 where id = $1 and person = $2 and ended_at is null and until_at > $3 returning person`,
        [id, unit.me.self.id, unit.at],
      )
    : { rows: [] };
  if (rows[0] === undefined) throw new Problem('not-found');
  unit.ledger.add({
    verb: 'ended a look',
    outcome: 'done',
    entity: 'user',
    record: rows[0].person,
    values: { look: id },
  });
}

async function list(unit: Unit, person: string | null): Promise<LookInfo[]> {
  const me = unit.me.self.id;
  if (person !== null && person !== me) unit.refuseUnless(may(unit.me, 'admin.access'), 'admin.access');
  const about = person ?? me;
  if (!isId(about)) throw new Problem('not-found');
  return read(unit, sql`l.person = ${about}::uuid`);
}

async function read(unit: Unit, where: ReturnType<typeof sql>): Promise<LookInfo[]> {
  const rows = await unit.run<{
    id: string;
    viewer: string;
    person: string;
    reason: string;
    started_at: Date;
    until_at: Date;
    ended_at: Date | null;
    /** when its session was ended */
    gone_at: Date | null;
  }>(
    sql`select l.*, s.ended_at as gone_at from core.look l left join core.session s on s.id = l.session where ${where} order by l.started_at desc, l.id desc limit 200`,
  );
  const titles = await findTitles(
    unit,
    unit.catalog.entity('user'),
    rows.flatMap((r) => [r.viewer, r.person]),
  );
  // Whose eyes it was is never withheld from the person; of anybody else only who may be seen.
  const own = await viewerNames(unit, rows);
  const named = (id: string): Named | null => (titles.has(id) ? { id, title: titles.get(id)! } : null);
  return rows.map((r): LookInfo => {
    const ended = r.ended_at ?? r.gone_at ?? (r.until_at <= unit.at ? r.until_at : null);
    return {
      id: r.id,
      viewer:
        named(r.viewer) ?? (r.person === unit.me.self.id ? { id: r.viewer, title: own.get(r.viewer) ?? '' } : null),
      person: named(r.person),
      reason: r.reason,
      startedAt: r.started_at.toISOString(),
      endedAt: ended?.toISOString() ?? null,
      until: r.until_at.toISOString(),
    };
  });
}

async function viewerNames(
  unit: Unit,
  looks: readonly { readonly viewer: string; readonly person: string }[],
): Promise<Map<string, string>> {
  const mine = looks.filter((l) => l.person === unit.me.self.id).map((l) => l.viewer);
  if (mine.length === 0) return new Map();
  const { rows } = await unit.query<{ id: string; name: string }>(
    'select id, name from data."user" where id = any($1::uuid[])',
    [mine],
  );
  return new Map(rows.map((r) => [r.id, r.name]));
}
