// Reads the ledger for people: which entries they may see at all, page by page, newest first. What an entry shows is decided in shown.ts.
import { Problem } from '../../contract/problem.ts';
import { isId, newId } from '../ids.ts';
import { may } from '../principal.ts';
import { and, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { type ArchiveStore, fillArchived } from './archive-store.ts';
import type { CheckFinding, CheckResult } from './check.ts';
import { conditions, instant, withheld, withinReach } from './conditions.ts';
import type {
  LedgerCheck,
  LedgerDesk,
  LedgerDetail,
  LedgerDetails,
  LedgerPage,
  LedgerProof,
  LedgerQuery,
  LedgerReceiver,
  LedgerStatus,
} from './desk.ts';
import { signingKey } from './heads.ts';
import { type ReadHashes, inclusionProof } from './merkle.ts';
import { type EntryPage, type PageWish, readNewest } from './pages.ts';
import { addReceiver, removeReceiver } from './receivers-desk.ts';
import { makeRetentionDesk, mayLookAfter } from './retention-desk.ts';
import { type EntryRow, entryColumns, showDetail, showDetails, showRows } from './shown.ts';
import { type Counted, countAll, countWhere } from './tally.ts';

/** `archives`: where old values lie; absent: they are not shown. */
export function makeLedgerDesk(unit: Unit, archives?: ArchiveStore): LedgerDesk {
  return {
    ...makeRetentionDesk(unit),
    list: (query, page) => listEntries(unit, archives, query, page),
    details: (query, page) => detailEntries(unit, archives, query, page),
    entry: (id) => readEntry(unit, archives, id),
    histogram: ({ from: _from, to: _to, ...query }, from, to, buckets) => countEntries(unit, query, from, to, buckets),
    status: async () => {
      unit.refuseUnless(mayLookAfter(unit), 'ledger.view');
      return await readStatus(unit);
    },
    addReceiver: (wish) => addReceiver(unit, wish),
    removeReceiver: (id) => removeReceiver(unit, id),
    keepCheck: (result) => keepCheck(unit, result),
  };
}

async function listEntries(
  unit: Unit,
  archives: ArchiveStore | undefined,
  query: LedgerQuery,
  wish: PageWish,
): Promise<LedgerPage> {
  const { rows, next, reached } = await readPage(unit, query, wish);
  await fillArchived(unit, unit.vault, archives, rows);
  return { rows: await showRows(unit, rows), next, reached };
}

/** The same with what each entry says, for files. */
async function detailEntries(
  unit: Unit,
  archives: ArchiveStore | undefined,
  query: LedgerQuery,
  wish: PageWish,
): Promise<LedgerDetails> {
  const { rows, next } = await readPage(unit, query, wish);
  await fillArchived(unit, unit.vault, archives, rows);
  return { rows: await showDetails(unit, rows), next };
}

async function readPage(unit: Unit, query: LedgerQuery, wish: PageWish): Promise<EntryPage> {
  const { where, isPointed } = await conditions(unit, query);
  const page = await readNewest(unit, where, spanOf(query), { ...wish, isPointed });
  unit.rowsRead += page.rows.length;
  return page;
}

function spanOf({ from, to }: LedgerQuery): { readonly from?: Date; readonly to?: Date } {
  return {
    ...(from === undefined ? {} : { from: instant(from) }),
    ...(to === undefined ? {} : { to: instant(to) }),
  };
}

async function readEntry(unit: Unit, archives: ArchiveStore | undefined, id: string): Promise<LedgerDetail> {
  if (!isId(id)) throw new Problem('not-found');
  const [row] = await unit.run<EntryRow>(sql`
    select ${sql.raw(entryColumns)} from core.ledger l
      left join core.ledger_leaf f on f.entry = l.id left join core.ledger_values v on v.entry = l.id
    where ${and([sql`l.id = ${id}::uuid`, ...(await withinReach(unit))])}`);
  if (row === undefined) throw new Problem('not-found');
  await fillArchived(unit, unit.vault, archives, [row]);
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

/** Questions of these alone are about everybody's entries of a time. */
const whole: ReadonlySet<string> = new Set(['from', 'to']);

async function countEntries(unit: Unit, query: LedgerQuery, from: Date, to: Date, many: number): Promise<Counted> {
  const buckets = { from, to, many };
  if (may(unit.me, 'ledger.view') && Object.keys(query).every((key) => whole.has(key)))
    return countAll(unit, buckets, true, withheld(unit));
  return countWhere(unit, buckets, (await conditions(unit, query)).where);
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
    select at, entries, records, found, findings from core.ledger_check where next is null order by at desc limit 1`);
  return row === undefined ? null : { ...row, at: row.at.toISOString() };
}

/** The check under way, as it said last; one that has said nothing for minutes has ended without an end. */
async function readChecking(unit: Unit): Promise<LedgerStatus['checking']> {
  const [row] = await unit.run<{ since: Date; took: number; size: number; entries: number; records: number }>(sql`
    select at as since, took_ms as took, size, entries, records from core.ledger_check c
    where next = 'running' and not exists (select from core.ledger_check d where d.next is null and d.at >= c.at)
    order by at desc, took_ms desc limit 1`);
  if (row === undefined || row.since.getTime() + row.took < unit.at.getTime() - checkSilentMs) return null;
  const { since, size, entries, records } = row;
  return { since: since.toISOString(), size, entries, records };
}

const checkSilentMs = 5 * 60_000;

async function readReceivers(unit: Unit): Promise<LedgerReceiver[]> {
  const rows = await unit.run<{
    id: string | null;
    kind: string | null;
    name: string;
    format: string | null;
    size: number | null;
    at: Date | null;
    failure: string | null;
  }>(sql`
    select r.id, r.kind, coalesce(r.label, d.receiver) as name, r.format, coalesce(d.size, r.since) as size, d.delivered_at as at, d.failure
    from core.ledger_delivery d full join core.ledger_receiver r on r.id::text = d.receiver
    where r.id is not null or d.receiver !~ '^[0-9a-f-]{36}$' order by name`);
  return rows.map(({ id, name, kind, format, size, at, failure }) => ({
    id,
    ...(id === null ? ofInstallation(name) : { kind: kind!, label: name, gets: format ?? 'heads' }),
    size: size ?? 0,
    deliveredAt: at?.toISOString() ?? null,
    failure,
  }));
}

/** A tenant is not told how the machine it runs on is laid out. */
function ofInstallation(name: string): Pick<LedgerReceiver, 'kind' | 'label' | 'gets'> {
  const format = /^(ocsf|cef):(.*)$/.exec(name);
  const place = format?.[2] ?? name;
  const gets = format?.[1] ?? 'heads';
  if (place.startsWith('syslog+')) return { kind: 'syslog', label: place, gets };
  return place.startsWith('/')
    ? { kind: 'file', label: 'A file of the installation', gets }
    : { kind: 'webhook', label: 'An address of the installation', gets };
}

async function keepCheck(unit: Unit, result: CheckResult): Promise<void> {
  unit.refuseUnless(unit.me.kind === 'system', 'system');
  unit.assertAlive();
  const { findings, entries, records, size } = result;
  await unit.query(
    `insert into core.ledger_check (id, at, took_ms, size, entries, records, found, findings)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [newId(), result.at, result.tookMs, size, entries, records, findings.length, JSON.stringify(findings)],
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
    checking: await readChecking(unit),
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
