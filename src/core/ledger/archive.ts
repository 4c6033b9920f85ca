// Moves the values of old months into signed files, and destroys those whose time is over: said on record first, then done; ended in between, it goes on.
import { sign } from 'node:crypto';
import { now } from '../clock.ts';
import type { Door } from '../door.ts';
import type { Lease, Queryable, TenantPool } from '../pg.ts';
import type { Vault } from '../vault.ts';
import {
  type ArchiveStore,
  type HeldValues,
  type NewBlock,
  type Retention,
  type WrittenFile,
} from './archive-store.ts';
import { readHeads } from './bundle.ts';
import { type Header, headerColumns, headerLine } from './header.ts';
import { signingKey } from './heads.ts';
import { withLease } from './lease.ts';
import { type LedgerPart, idFloor, readParts } from './months.ts';

const archiveFormat = 'strongroom.archive.1';

export interface ArchiveHooks {
  readonly door: Door;
  readonly vault: Vault;
  /** connections of the eraser's role */
  readonly eraser: TenantPool;
  readonly archives: ArchiveStore;
}

/** What one look did. */
export interface Archived {
  readonly archived: readonly string[];
  readonly ended: readonly string[];
  /** parts that have to wait, and for what */
  readonly waiting: readonly { readonly part: string; readonly why: string }[];
}

const entriesABlock = 4_000;
const atOnce = 2_000;

function monthsBefore(at: Date, months: number): Date {
  const out = new Date(at);
  out.setUTCMonth(out.getUTCMonth() - months);
  return out;
}

async function readRetention(q: Queryable): Promise<Retention> {
  const { rows } = await q.query<Retention>(
    'select live_months as "liveMonths", keep_months as "keepMonths" from core.ledger_retention',
  );
  return rows[0]!;
}

/** Everything that is due for one tenant, oldest first. */
export async function keepArchives(hooks: ArchiveHooks): Promise<Archived> {
  const done = { archived: [] as string[], ended: [] as string[], waiting: [] as { part: string; why: string }[] };
  const { retention, parts, known } = await withLease(hooks.vault.pool, readState);
  for (const part of parts) {
    let state = known.get(part.name);
    if (state === undefined && part.ends <= monthsBefore(now(), retention.liveMonths)) {
      const isSealed = await withLease(hooks.vault.pool, (q) => isAllSealed(q, part));
      if (!isSealed) done.waiting.push({ part: part.name, why: 'entries of it are not sealed yet' });
      else {
        await archivePart(hooks, part);
        done.archived.push(part.name);
        state = { ended: false };
      }
    }
    if (state === undefined) continue;
    if (!state.ended) await clearValues(hooks, part);
    const isOver = retention.keepMonths !== null && part.ends <= monthsBefore(now(), retention.keepMonths);
    if (!isOver && !state.ended) continue;
    const why = state.ended ? null : await withLease(hooks.vault.pool, whyHeld);
    if (why !== null) {
      done.waiting.push({ part: part.name, why });
      continue;
    }
    if (!state.ended) {
      await note(hooks, (tx) => tx.ledger.endArchive(part.name, idsOf(part)));
      done.ended.push(part.name);
    }
    await removeBlocks(hooks, part);
  }
  await withLease(hooks.vault.pool, (q) => hooks.archives.wipeOrphans(hooks.vault, q));
  return done;
}

/** Whatever a hold is about may have values in the month: any of them keeps all of it. */
async function whyHeld(q: Queryable): Promise<string | null> {
  const { rows } = await q.query<{ reason: string }>(
    'select reason from core.legal_hold where lifted_at is null order by set_at limit 1',
  );
  return rows[0] === undefined ? null : `a legal hold stands: ${rows[0].reason}`;
}

interface Known {
  /** its values were destroyed */
  readonly ended: boolean;
}

async function readState(
  q: Queryable,
): Promise<{ retention: Retention; parts: LedgerPart[]; known: ReadonlyMap<string, Known> }> {
  const { rows } = await q.query<Known & { part: string }>(
    'select part, ended_at is not null as ended from core.ledger_archive',
  );
  return {
    retention: await readRetention(q),
    parts: await readParts(q),
    known: new Map(rows.map((row) => [row.part, row])),
  };
}

interface Ids {
  readonly from: string;
  readonly to: string;
}

const idsOf = (part: LedgerPart): Ids => ({
  from: part.starts === null ? '00000000-0000-0000-0000-000000000000' : idFloor(part.starts),
  to: idFloor(part.ends),
});

async function isAllSealed(q: Queryable, part: LedgerPart): Promise<boolean> {
  const { from, to } = idsOf(part);
  const { rows } = await q.query(
    'select from core.ledger_unsealed where entry >= $1 and entry < $2 and not refused limit 1',
    [from, to],
  );
  return rows.length === 0;
}

async function archivePart(hooks: ArchiveHooks, part: LedgerPart): Promise<void> {
  const { vault, archives } = hooks;
  const headers = await withLease(vault.pool, (q) => writeHeaders(q, vault, archives, part));
  const blocks: NewBlock[] = [];
  let entries = 0;
  for (let after: string | null = null; ;) {
    const values: HeldValues[] = await withLease(vault.pool, (q) => readValues(q, part, after));
    if (values.length > 0) {
      const file = await archives.writeValues(vault, part.name, values);
      blocks.push({ ...file, first: values[0]!.entry, last: values.at(-1)!.entry, entries: values.length });
      entries += values.length;
    }
    if (values.length < entriesABlock) break;
    after = values.at(-1)!.entry;
  }
  const at = now();
  const manifest = JSON.stringify({
    archive: archiveFormat,
    tenant: vault.id,
    part: part.name,
    ...idsOf(part),
    at: at.toISOString(),
    headers: { bytes: headers.bytes, sha256: headers.sha256 },
    values: blocks.map(({ first, last, entries: many, bytes, sha256 }) => ({
      first,
      last,
      entries: many,
      bytes,
      sha256,
    })),
    keyId: signingKey(vault.keys).id,
  });
  const signature = sign(null, Buffer.from(manifest), signingKey(vault.keys).secret).toString('base64');
  await note(hooks, (tx) => tx.ledger.keepArchive({ part, at, entries, manifest, signature, headers, blocks }));
}

/** Whether the manifest is what was signed. */
export function isArchiveSigned(vault: Vault, manifest: string, signature: string): boolean {
  const key = signingKey(vault.keys).secret;
  return sign(null, Buffer.from(manifest), key).equals(Buffer.from(signature, 'base64'));
}

async function readValues(q: Queryable, part: LedgerPart, after: string | null): Promise<HeldValues[]> {
  const { from, to } = idsOf(part);
  const { rows } = await q.query<HeldValues>(
    `select entry, salt, plain, sealed from core.ledger_values
     where entry >= $1 and entry < $2 and ($3::uuid is null or entry > $3) order by entry limit ${entriesABlock}`,
    [from, to, after],
  );
  return rows;
}

/** The headers as lines of a bundle, in the order of the log, and all heads over them: readable without the database, for who holds the key of the heads. */
function writeHeaders(q: Lease, vault: Vault, archives: ArchiveStore, part: LedgerPart): Promise<WrittenFile> {
  return archives.write(vault, `headers-${part.name}`, headerPages(q, vault, part));
}

async function* headerPages(q: Lease, vault: Vault, part: LedgerPart): AsyncGenerator<readonly string[]> {
  const { from, to } = idsOf(part);
  let most = 0;
  for (let after = -1; ;) {
    const { rows } = await q.query<Header & { seq: number; leaf: string }>(
      `select f.seq, encode(f.hash, 'hex') as leaf, ${headerColumns} from core.ledger_leaf f join core.ledger l on l.id = f.entry
       where l.id >= $1 and l.id < $2 and f.seq > $3 order by f.seq limit ${atOnce}`,
      [from, to, after],
    );
    yield rows.map((row) => `{"seq":${row.seq},"leaf":"${row.leaf}","entry":${headerLine(row)}}`);
    most = rows.at(-1)?.seq ?? most;
    if (rows.length < atOnce) break;
    after = rows.at(-1)!.seq;
  }
  for (let after = 0; ;) {
    const heads = await readHeads(q, vault.id, after, atOnce);
    yield heads.map((head) => head.line);
    if (heads.length < atOnce || (heads.at(-1)?.size ?? 0) > most) return;
    after = heads.at(-1)!.size;
  }
}

/**
 * Takes out of the database what lies in the files, read back from there first. What does not (an entry of a clock that went back, written
 * since) stays where it is.
 */
async function clearValues({ vault, eraser, archives }: ArchiveHooks, part: LedgerPart): Promise<void> {
  for (let after: string | null = null; ;) {
    const values: HeldValues[] = await withLease(vault.pool, (q) => readValues(q, part, after));
    const entries = values.map((v) => v.entry);
    const found = await withLease(vault.pool, (q) => archives.find(q, vault, entries));
    const same = values.filter((v) => found.get(v.entry)?.salt.equals(v.salt) === true).map((v) => v.entry);
    if (same.length > 0)
      await withLease(eraser, (q) => q.query('delete from core.ledger_values where entry = any($1::uuid[])', [same]));
    if (values.length < entriesABlock) return;
    after = entries.at(-1)!;
  }
}

/** What was said on record to be destroyed. */
async function removeBlocks({ vault, archives }: ArchiveHooks, part: LedgerPart): Promise<void> {
  const places = await withLease(vault.pool, async (q) => {
    const { rows } = await q.query<{ place: string }>(
      'delete from core.ledger_archive_block where part = $1 returning place',
      [part.name],
    );
    return rows.map((row) => row.place);
  });
  archives.forget();
  await archives.remove(vault, places);
}

type LedgerOf = Parameters<Parameters<Door['open']>[3]>[0];

async function note(hooks: ArchiveHooks, work: (tx: LedgerOf) => Promise<void>): Promise<void> {
  const purpose = { action: 'ledger.archive', reads: false, requestId: null, address: null, source: 'system' as const };
  await hooks.door.open(hooks.vault, { kind: 'system', name: 'host' }, purpose, work);
}
