// Reads the ledger for people: which entries they may see at all, page by page, newest first. What an entry shows is decided in shown.ts.
import { Problem } from '../../contract/problem.ts';
import { isId, newId } from '../ids.ts';
import { may } from '../principal.ts';
import { findTitles } from '../records/titles.ts';
import { type Sql, and, escapeLike, or, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import type { CheckFinding, CheckResult } from './check.ts';
import type {
  LedgerBucket,
  LedgerCheck,
  LedgerDesk,
  LedgerDetail,
  LedgerPage,
  LedgerProof,
  LedgerQuery,
  LedgerReceiver,
  LedgerStatus,
} from './desk.ts';
import { signingKey } from './heads.ts';
import { type ReadHashes, inclusionProof } from './merkle.ts';
import { addReceiver, removeReceiver } from './receivers-desk.ts';
import { type EntryRow, entryColumns, readsAll, showDetail, showRows } from './shown.ts';

export function makeLedgerDesk(unit: Unit): LedgerDesk {
  return {
    list: (query, page) => listEntries(unit, query, page),
    entry: (id) => readEntry(unit, id),
    histogram: (query, from, to, buckets) => countEntries(unit, query, from, to, buckets),
    status: () => readStatus(unit),
    addReceiver: (wish) => addReceiver(unit, wish),
    removeReceiver: (id) => removeReceiver(unit, id),
    keepCheck: (result) => keepCheck(unit, result),
  };
}

/** Everybody's with the right to it, else what one did oneself or through keys of one's own. */
async function withinReach(unit: Unit): Promise<Sql[]> {
  // That a value was withheld, or a reference moved, tells of a record one may not see: for those alone who see every record of the object.
  const open = unit.catalog.entities.filter((e) => readsAll(unit, e)).map((e) => e.name);
  const told = sql`(l.verb not in ('value withheld', 'moved') or l.entity = any(${open}::text[]))`;
  return may(unit.me, 'ledger.view') ? [told] : [told, await ofPerson(unit, unit.me.self.id)];
}

/** What a person did, and what was done through keys of that person. One of them alone is found in the order of time. */
async function ofPerson(unit: Unit, id: string): Promise<Sql> {
  const keys = await unit.run<{ id: string }>(sql`select id from core.api_key where owner = ${id}::uuid`);
  if (keys.length === 0) return sql`l.actor = ${id}::uuid`;
  return sql`l.actor = any(${[id, ...keys.map((key) => key.id)]}::uuid[])`;
}

async function conditions(unit: Unit, query: LedgerQuery): Promise<Sql[]> {
  const where = await withinReach(unit);
  const equal = (column: string, value: string | undefined): void => {
    if (value !== undefined) where.push(sql`${sql.ref(`l.${column}`)} = ${value}`);
  };
  const same = (column: string, value: string | undefined): void => {
    if (value !== undefined) where.push(isId(value) ? sql`${sql.ref(`l.${column}`)} = ${value}::uuid` : sql`false`);
  };
  if (query.from !== undefined) where.push(sql`l.at >= ${instant(query.from)}`);
  if (query.to !== undefined) where.push(sql`l.at < ${instant(query.to)}`);
  if (query.actor !== undefined) where.push(isId(query.actor) ? await ofPerson(unit, query.actor) : sql`false`);
  if (query.important === true) where.push(sql`l.important`);
  if (query.actions !== undefined && query.actions.length > 0) where.push(or(query.actions.map(named)));
  equal('actor_kind', query.actorKind);
  equal('verb', query.verb);
  equal('outcome', query.outcome);
  equal('source', query.source);
  equal('entity', query.entity);
  equal('request', query.request);
  equal('address', query.address);
  if (query.record !== undefined && !(await maySeek(unit, query.record))) where.push(sql`false`);
  same('record', query.record);
  same('operation', query.operation);
  same('session', query.session);
  return where;
}

/** Whether entries may be looked for by this record: of one that may not be seen there are as many as of one that never was. */
async function maySeek(unit: Unit, record: string): Promise<boolean> {
  if (!isId(record)) return false;
  const rows = await unit.run<{ entity: string | null }>(
    sql`select distinct entity from core.ledger where record = ${record}::uuid`,
  );
  for (const { entity } of rows) {
    const e = entity === null ? undefined : unit.catalog.lookup(entity);
    if (e === undefined || readsAll(unit, e) || (await findTitles(unit, e, [record])).has(record)) return true;
  }
  return false;
}

/** `contact.edit`, or everything that begins with `contact.` */
function named(action: string): Sql {
  return action.endsWith('.') ? sql`l.action like ${`${escapeLike(action)}%`}` : sql`l.action = ${action}`;
}

function instant(text: string): Date {
  const at = new Date(text);
  const year = at.getUTCFullYear();
  if (Number.isNaN(year) || year < 1 || year > 9999)
    throw new Problem('bad-request', `${JSON.stringify(text.slice(0, 40))} is no instant.`);
  return at;
}

async function listEntries(
  unit: Unit,
  query: LedgerQuery,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string },
): Promise<LedgerPage> {
  const where = await conditions(unit, query);
  if (cursor !== undefined) where.push(before(cursor));
  const rows = await unit.run<EntryRow>(sql`
    select ${sql.raw(entryColumns)} from core.ledger l
      left join core.ledger_leaf f on f.entry = l.id left join core.ledger_values v on v.entry = l.id
    where ${and(where)} order by l.at desc, l.id desc limit ${limit + 1}`);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1)! : undefined;
  unit.rowsRead += page.length;
  return {
    rows: await showRows(unit, page),
    next: last === undefined ? null : Buffer.from(JSON.stringify([last.at, last.id])).toString('base64url'),
  };
}

function before(cursor: string): Sql {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw new Problem('invalid-cursor');
  }
  const [at, id] = Array.isArray(parsed) ? (parsed as unknown[]) : [];
  if (typeof at !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(at) || !isId(id))
    throw new Problem('invalid-cursor');
  return sql`(l.at, l.id) < (${at}::timestamptz, ${id}::uuid)`;
}

async function readEntry(unit: Unit, id: string): Promise<LedgerDetail> {
  if (!isId(id)) throw new Problem('not-found');
  const [row] = await unit.run<EntryRow>(sql`
    select ${sql.raw(entryColumns)} from core.ledger l
      left join core.ledger_leaf f on f.entry = l.id left join core.ledger_values v on v.entry = l.id
    where ${and([sql`l.id = ${id}::uuid`, ...(await withinReach(unit))])}`);
  if (row === undefined) throw new Problem('not-found');
  unit.rowsRead += 1;
  return { ...(await showDetail(unit, row)), proof: row.seq === null ? null : await proofOf(unit, row.seq) };
}

const readHashes =
  (unit: Unit): ReadHashes =>
  async (level, from, count) => {
    const rows =
      level === 0
        ? await unit.run<{ hash: Buffer }>(
            sql`select hash from core.ledger_leaf where seq >= ${from} and seq < ${from + count} order by seq`,
          )
        : await unit.run<{ hash: Buffer }>(sql`select hash from core.ledger_node
            where level = ${level} and place >= ${from} and place < ${from + count} order by place`);
    return rows.map((row) => row.hash);
  };

/** That it stands in the log under the last signed head. */
async function proofOf(unit: Unit, seq: number): Promise<LedgerProof | null> {
  const [head] = await unit.run<{ size: number; at: Date; root: Buffer }>(
    sql`select size, at, root from core.ledger_head order by size desc limit 1`,
  );
  if (head === undefined || head.size <= seq) return null;
  const read = readHashes(unit);
  const [leaf] = await read(0, seq, 1);
  const path = await inclusionProof(read, seq, head.size);
  return {
    leaf: leaf!.toString('hex'),
    size: head.size,
    root: head.root.toString('hex'),
    at: head.at.toISOString(),
    path: path.map((hash) => hash.toString('hex')),
  };
}

async function countEntries(
  unit: Unit,
  query: LedgerQuery,
  from: Date,
  to: Date,
  buckets: number,
): Promise<LedgerBucket[]> {
  const span = (to.getTime() - from.getTime()) / buckets;
  if (!(span > 0)) throw new Problem('bad-request', 'The span has to end after it begins.');
  const where = await conditions(unit, query);
  const rows = await unit.run<{ n: number; done: number; refused: number }>(sql`
    select floor(extract(epoch from l.at - ${from}::timestamptz) * 1000 / ${span}::float8)::int as n,
      count(*) filter (where l.outcome = 'done') as done, count(*) filter (where l.outcome <> 'done') as refused
    from core.ledger l where ${and([sql`l.at >= ${from}::timestamptz`, sql`l.at < ${to}::timestamptz`, ...where])} group by 1`);
  const found = new Map(rows.map((row) => [row.n, row]));
  return Array.from({ length: buckets }, (_, n) => ({
    at: new Date(from.getTime() + n * span).toISOString(),
    done: found.get(n)?.done ?? 0,
    refused: found.get(n)?.refused ?? 0,
  }));
}

/** The places of a check may name records their reader does not see: ids and names of fields, no values. */
async function readCheck(unit: Unit): Promise<LedgerCheck | null> {
  const [row] = await unit.run<{
    at: Date;
    entries: number;
    records: number;
    found: number;
    findings: CheckFinding[];
  }>(sql`
    select at, entries, records, found, findings from core.ledger_check order by at desc limit 1`);
  return row === undefined ? null : { ...row, at: row.at.toISOString() };
}

async function readReceivers(unit: Unit): Promise<LedgerReceiver[]> {
  const rows = await unit.run<{
    id: string | null;
    kind: string | null;
    label: string;
    size: number | null;
    at: Date | null;
    failure: string | null;
  }>(sql`
    select r.id, r.kind, coalesce(r.label, d.receiver) as label, d.size, d.delivered_at as at, d.failure
    from core.ledger_delivery d full join core.ledger_receiver r on r.id::text = d.receiver
    where r.id is not null or d.receiver !~ '^[0-9a-f-]{36}$' order by label`);
  return rows.map((r) => ({
    id: r.id,
    kind: r.kind ?? (r.label.startsWith('syslog+') ? 'syslog' : 'file'),
    label: r.id === null && !r.label.startsWith('syslog+') ? 'A file of the installation' : r.label,
    size: r.size ?? 0,
    deliveredAt: r.at?.toISOString() ?? null,
    failure: r.failure,
  }));
}

async function keepCheck(unit: Unit, result: CheckResult): Promise<void> {
  unit.refuseUnless(unit.me.kind === 'system', 'system');
  unit.assertAlive();
  const { findings, entries, records, size } = result;
  await unit.query(
    `insert into core.ledger_check (id, at, took_ms, size, entries, records, found, findings, next)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [newId(), result.at, result.tookMs, size, entries, records, findings.length, JSON.stringify(findings), result.next],
  );
  const places = findings
    .slice(0, 100)
    .map(({ kind, from, to, entry, entity, record, field }) => ({ kind, from, to, entry, entity, record, field }));
  unit.ledger.add({
    verb: 'ledger checked',
    outcome: 'done',
    values: { found: findings.length, entries, records, places },
  });
}

async function readStatus(unit: Unit): Promise<LedgerStatus> {
  const [state] = await unit.run<{ size: number; waiting: number; refused: number }>(sql`
    select s.size, (select count(*) from core.ledger_unsealed u where not u.refused) as waiting,
      (select count(*) from core.ledger_unsealed u where u.refused) as refused from core.ledger_state s`);
  const [head] = await unit.run<{ size: number; at: Date; root: Buffer; keyId: string; signature: Buffer }>(sql`
    select h.size, h.at, h.root, h.key_id as "keyId", h.signature from core.ledger_head h order by h.size desc limit 1`);
  return {
    ...state!,
    key: signingKey(unit.vault.keys).open,
    receivers: await readReceivers(unit),
    check: await readCheck(unit),
    head:
      head === undefined
        ? null
        : {
            size: head.size,
            at: head.at.toISOString(),
            root: head.root.toString('hex'),
            keyId: head.keyId,
            signature: head.signature.toString('base64'),
          },
  };
}
