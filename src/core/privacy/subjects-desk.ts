// Makes the `subjects` of a Tx: restricting, the register of requests (requests.ts), and who got to see what is held about a person - all of it with admin.privacy.
import { Problem } from '../../contract/problem.ts';
import { isId } from '../ids.ts';
import { readsAll } from '../ledger/shown.ts';
import { may } from '../principal.ts';
import { titleSql } from '../records/select.ts';
import { findTitles } from '../records/titles.ts';
import { viewRecord } from '../records/view.ts';
import { visibleRows } from '../records/visible.ts';
import { sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { askRequest, closeRequest, listRequests, remindOfRequests, titleOf } from './requests.ts';
import type { Recipient, RequestWish, Restriction, Subject, SubjectDesk } from './subjects.ts';

const right = 'admin.privacy';
/** Of each kind in a report. */
const recipientsMost = 500;
const restrictedMost = 10_000;

export function makeSubjectDesk(unit: Unit): SubjectDesk {
  const allow = (): void => {
    unit.assertAlive();
    unit.refuseUnless(may(unit.me, right), right);
  };
  const guarded =
    <A extends unknown[], T>(work: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      allow();
      return work(...args);
    };
  return {
    restrict: guarded((subject: Subject, reason: string) => restrict(unit, subject, reason)),
    lift: guarded((subject: Subject) => lift(unit, subject)),
    restrictions: guarded(() => restrictions(unit)),
    recipients: guarded((subject: Subject) => recipients(unit, subject)),
    requests: guarded((subject?: Subject) => listRequests(unit, subject)),
    ask: guarded((wish: RequestWish) => askRequest(unit, wish)),
    close: guarded((request: string, status: 'done' | 'refused', word: string) =>
      closeRequest(unit, request, status, word),
    ),
    remind: () => remindOfRequests(unit),
  };
}

async function restrict(unit: Unit, subject: Subject, reason: string): Promise<void> {
  await titleOf(unit, subject);
  if (subject.entity === 'user')
    throw new Problem('wrong-state', 'A user cannot be restricted: close the account instead.');
  unit.assertWrites();
  const { rows } = await unit.query<{ n: number }>('select count(*)::int as n from core.restriction');
  if (rows[0]!.n >= restrictedMost)
    throw new Problem('wrong-state', `At most ${restrictedMost} records can be restricted.`);
  const { rowCount } = await unit.query(
    'insert into core.restriction (entity, record, reason, made_at, made_by) values ($1, $2, $3, $4, $5) on conflict do nothing',
    [subject.entity, subject.id, reason, unit.at, unit.me.self.id],
  );
  if (rowCount === 0) throw new Problem('wrong-state', 'It is restricted already.');
  note(unit, 'restricted', subject, { reason });
}

async function lift(unit: Unit, subject: Subject): Promise<void> {
  unit.assertWrites();
  const { rowCount } = isId(subject.id)
    ? await unit.query('delete from core.restriction where entity = $1 and record = $2', [subject.entity, subject.id])
    : { rowCount: 0 };
  if (rowCount === 0) throw new Problem('not-found', 'It is not restricted.');
  note(unit, 'restriction lifted', subject, {});
}

function note(unit: Unit, verb: string, { entity, id }: Subject, values: Record<string, unknown>): void {
  unit.ledger.add({ verb, outcome: 'done', entity, record: id, permission: right, values });
  // Lists that show it, or do not, are asked for again.
  unit.events.push({ topic: 'model' });
}

async function restrictions(unit: Unit): Promise<Restriction[]> {
  const { rows } = await unit.query<{ entity: string; record: string; reason: string; made_at: Date }>(
    'select entity, record, reason, made_at from core.restriction order by made_at desc, record',
  );
  const titles = await titlesOf(
    unit,
    rows.map(({ entity, record }) => ({ entity, id: record })),
  );
  return rows.map(({ entity, record, reason, made_at }) => ({
    entity,
    id: record,
    title: titles.get(record) ?? null,
    reason,
    at: made_at.toISOString(),
  }));
}

async function titlesOf(unit: Unit, subjects: readonly Subject[]): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const [entity, list] of Map.groupBy(subjects, (s) => s.entity)) {
    const e = unit.catalog.lookup(entity);
    if (e === undefined) continue;
    const ids = list.map(({ id }) => id);
    for (const [id, title] of await findTitles(unit, e, ids)) found.set(id, title);
  }
  return found;
}

interface RecipientRow {
  readonly how: Recipient['how'];
  readonly kind: string;
  readonly actor: string;
  readonly name: string | null;
  readonly key: string | null;
  readonly application: string | null;
  readonly times: number;
  readonly first: Date;
  readonly last: Date;
  readonly plain: string | null;
}

/**
 * Who looked at the record, by page or through a key, counted; and every export and print of records of its kind since it is there, which may have
 * held it: which records a list held then is told by its question.
 */
async function recipients(unit: Unit, subject: Subject): Promise<Recipient[]> {
  const e = unit.catalog.find(subject.entity);
  const record = await viewRecord(unit, e, subject.id);
  const user = unit.catalog.entity('user');
  const name = titleSql(unit.me, user, 'u') ?? sql`null::text`;
  const since = new Date(String(record['createdAt']));
  const all = readsAll(unit, e);
  const rows = await unit.run<RecipientRow>(sql`
    with seen as (
      (select case when l.actor_kind = 'api_key' then 'read' else 'looked' end as how, l.actor_kind as kind, l.actor,
         count(*)::int as times, min(l.at) as first, max(l.at) as last, null::text as plain
       from core.ledger l where l.record = ${subject.id}::uuid and l.verb = 'read' and l.outcome = 'done'
       group by 1, 2, 3 order by max(l.at) desc limit ${recipientsMost})
      union all
      (select case when l.verb = 'exported' then 'exported' else 'printed' end, l.actor_kind, l.actor, 1, l.at, l.at, v.plain
       from core.ledger l left join core.ledger_values v on v.entry = l.id
       where l.entity = ${e.name} and l.at >= ${since} and l.outcome = 'done'
         and (l.verb = 'exported' or (l.verb = 'read' and l.action = ${`${e.name}.print`}))
       order by l.at desc limit ${recipientsMost}))
    select s.how, s.kind, s.actor, ${name} as name, k.name as key, a.name as application, s.times, s.first, s.last, s.plain
    from seen s left join core.api_key k on k.id = s.actor left join core.application a on a.id = k.application
      left join data."user" u on u.id = coalesce(k.owner, s.actor) and ${visibleRows(unit.me, user, 'u')}
    order by s.last desc`);
  return rows.map((row) => ({
    how: row.how,
    who: {
      kind: row.kind,
      id: row.actor,
      title: row.name === null ? row.key : row.key === null ? row.name : `${row.name} (${row.key})`,
    },
    application: row.application,
    times: row.times,
    first: row.first.toISOString(),
    last: row.last.toISOString(),
    // Questions quote what people may not read: they are told to who reads all of it anyway, as in the audit log.
    says: all ? row.plain : null,
  }));
}
