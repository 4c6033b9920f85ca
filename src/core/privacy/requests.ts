// The register of what people asked for: names and notes sealed, due a month after it was received, with a word on how it ended. Of somebody who was
// erased stays that he asked and when, and not who he was.
import { Problem } from '../../contract/problem.ts';
import { seal, unseal } from '../crypto/seal.ts';
import { now } from '../clock.ts';
import { isId, newId } from '../ids.ts';
import { withLease } from '../ledger/lease.ts';
import { makeNoticeDesk } from '../notices.ts';
import { findTitles } from '../records/titles.ts';
import { viewRecord } from '../records/view.ts';
import type { Unit } from '../unit.ts';
import type { Vault } from '../vault.ts';
import { assertDay } from './days.ts';
import type { RequestWish, Subject, SubjectRequest } from './subjects.ts';

const right = 'admin.privacy';
const requestsMost = 500;
/** Days before one is due that those who look after requests are told. */
const remindDays = 7;

/** Seen by whoever acts, or it is as if it were not there. Answers its title. */
export async function titleOf(unit: Unit, { entity, id }: Subject): Promise<string> {
  const e = unit.catalog.find(entity);
  await viewRecord(unit, e, id);
  return (await findTitles(unit, e, [id])).get(id) ?? '';
}

interface RequestRow {
  readonly id: string;
  readonly kind: SubjectRequest['kind'];
  readonly entity: string;
  readonly record: string;
  readonly sealed: Buffer;
  readonly received_on: string;
  readonly due_on: string;
  readonly status: SubjectRequest['status'];
  readonly closed_at: Date | null;
}

interface RequestDoc {
  readonly name: string;
  readonly erased?: true;
  readonly note: string | null;
  readonly word: string | null;
}

const placeOf = (unit: Unit, id: string): string => `${unit.vault.id}/core.subject_request/${id}`;

function sealDoc(unit: Unit, id: string, doc: RequestDoc): Buffer {
  return seal(unit.vault.keys.purpose('files'), Buffer.from(JSON.stringify(doc)), placeOf(unit, id));
}

function openDoc(unit: Unit, row: Pick<RequestRow, 'id' | 'sealed'>): RequestDoc {
  const plain = unseal(unit.vault.keys.purpose('files'), row.sealed, placeOf(unit, row.id));
  return JSON.parse(plain.toString('utf8')) as RequestDoc;
}

const requestColumns =
  'id, kind, entity, record, sealed, received_on::text as received_on, due_on::text as due_on, status, closed_at';

export async function listRequests(unit: Unit, subject?: Subject): Promise<SubjectRequest[]> {
  const { rows } = await unit.query<RequestRow>(
    `select ${requestColumns} from core.subject_request where $1::text is null or (entity = $1 and record = $2)
     order by status = 'open' desc, case when status = 'open' then due_on end, closed_at desc, id limit $3`,
    [subject?.entity ?? null, subject?.id ?? null, requestsMost],
  );
  return rows.map((row) => ({
    request: row.id,
    kind: row.kind,
    entity: row.entity,
    id: row.record,
    receivedOn: row.received_on,
    dueOn: row.due_on,
    status: row.status,
    closedAt: row.closed_at?.toISOString() ?? null,
    erased: false,
    ...openDoc(unit, row),
  }));
}

export async function askRequest(unit: Unit, wish: RequestWish): Promise<string> {
  const name = await titleOf(unit, wish);
  assertDay('receivedOn', wish.receivedOn);
  unit.assertWrites();
  const id = newId();
  await unit.query(
    // A month, as the calendar has it: a request of 31 January is due on the last of February.
    `insert into core.subject_request (id, kind, entity, record, sealed, received_on, due_on, made_at, made_by)
     values ($1, $2, $3, $4, $5, $6::date, ($6::date + interval '1 month')::date, $7, $8)`,
    [
      id,
      wish.kind,
      wish.entity,
      wish.id,
      sealDoc(unit, id, { name, note: wish.note, word: null }),
      wish.receivedOn,
      unit.at,
      unit.me.self.id,
    ],
  );
  const values = { request: id, kind: wish.kind, receivedOn: wish.receivedOn };
  unit.ledger.add({
    verb: 'request of a person received',
    outcome: 'done',
    entity: wish.entity,
    record: wish.id,
    permission: right,
    values,
  });
  return id;
}

export async function closeRequest(unit: Unit, id: string, status: 'done' | 'refused', word: string): Promise<void> {
  const { rows } = isId(id)
    ? await unit.query<RequestRow>(`select ${requestColumns} from core.subject_request where id = $1 for update`, [id])
    : { rows: [] };
  const row = rows[0];
  if (row === undefined) throw new Problem('not-found');
  if (row.status !== 'open') throw new Problem('wrong-state', 'This request is closed already.');
  unit.assertWrites();
  await unit.query(
    'update core.subject_request set status = $2, closed_at = $3, closed_by = $4, sealed = $5 where id = $1',
    [id, status, unit.at, unit.me.self.id, sealDoc(unit, id, { ...openDoc(unit, row), word })],
  );
  await unit.query('delete from core.notice where about = $1', [noticeAbout(id)]);
  unit.ledger.add({
    verb: status === 'done' ? 'request of a person answered' : 'request of a person refused',
    outcome: 'done',
    entity: row.entity,
    record: row.record,
    permission: right,
    values: { request: id, kind: row.kind, word },
  });
}

/** An erasure that was asked for, open, of this record. */
export async function openRequest(unit: Unit, id: string, { entity, id: record }: Subject): Promise<string> {
  const { rowCount } = isId(id)
    ? await unit.query(
        `select 1 from core.subject_request
         where id = $1 and entity = $2 and record = $3 and kind = 'erasure' and status = 'open' for update`,
        [id, entity, record],
      )
    : { rowCount: 0 };
  if (rowCount === 0) throw new Problem('not-found', 'There is no open request of this person to be erased.');
  return id;
}

/** By these a person is called who is not there any more. */
export function erasedName(record: string): string {
  return `Erased ${record.slice(-6)}`;
}

/** Closes the request that was carried out, and takes names and notes off every request about the record. */
export async function closeErased(unit: Unit, subject: Subject, request: string, word: string): Promise<void> {
  const { rows } = await unit.query<RequestRow>(
    `select ${requestColumns} from core.subject_request where entity = $1 and record = $2 order by id for update`,
    [subject.entity, subject.id],
  );
  for (const row of rows) {
    const doc: RequestDoc = {
      name: erasedName(subject.id),
      erased: true,
      note: null,
      word: row.id === request ? word : null,
    };
    await unit.query('update core.subject_request set sealed = $2 where id = $1', [row.id, sealDoc(unit, row.id, doc)]);
    await unit.query('delete from core.notice where about = $1', [noticeAbout(row.id)]);
  }
  // Nothing can be done any more about what was open beside it: the record is gone.
  await unit.query(
    `update core.subject_request set status = 'done', closed_at = $3, closed_by = $4
     where entity = $1 and record = $2 and status = 'open'`,
    [subject.entity, subject.id, unit.at, unit.me.self.id],
  );
  unit.ledger.add({
    verb: 'erased',
    outcome: 'done',
    entity: subject.entity,
    record: subject.id,
    permission: 'admin.erasure',
    values: { request, reason: word },
  });
}

const noticeAbout = (request: string): string => `subject-request ${request}`;

const isDue = `status = 'open' and due_on <= $1::date + ${remindDays} and reminded < case when due_on < $1::date then 2 else 1 end`;

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/** Whether there is somebody to be told of one: asked before a unit of work is opened for it. */
export async function hasDueRequests(vault: Vault): Promise<boolean> {
  return await withLease(vault.pool, async (q) => {
    const { rowCount } = await q.query(`select 1 from core.subject_request where ${isDue} limit 1`, [dayOf(now())]);
    return rowCount > 0;
  });
}

/** For the product itself: tells those who look after requests of each that is due within a week, and of each whose day has passed, once. */
export async function remindOfRequests(unit: Unit): Promise<number> {
  unit.refuseUnless(unit.me.kind === 'system', 'system');
  const { rows } = await unit.query<{ id: string; kind: SubjectRequest['kind']; due_on: string; stage: number }>(
    `update core.subject_request set reminded = case when due_on < $1::date then 2 else 1 end where ${isDue}
     returning id, kind, due_on::text as due_on, reminded as stage`,
    [dayOf(unit.at)],
  );
  const notices = makeNoticeDesk(unit);
  for (const { id, kind, due_on, stage } of rows) {
    // No name: whoever may look after it finds it under its day.
    const doc = { kind: 'subject-request', asks: kind, dueOn: due_on, late: stage === 2 };
    const told = await notices.tell(right, noticeAbout(id), doc);
    unit.ledger.add({
      verb: 'reminded',
      outcome: 'done',
      permission: null,
      values: { request: id, dueOn: due_on, told: told.length },
    });
  }
  return rows.length;
}
