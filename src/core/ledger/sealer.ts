// Seals one tenant's entries: takes them from the queue into the Merkle log and signs the head, as the tenant's sealer role and never twice at once.
import { timingSafeEqual } from 'node:crypto';
import { now } from '../clock.ts';
import type { Keyring } from '../crypto/keyring.ts';
import type { Lease, TenantPool } from '../pg.ts';
import { listOf } from '../pg-lists.ts';
import { type SignedHead, signHead } from './heads.ts';
import { type Header, headerColumns, headerLine, leafHash, markOf } from './header.ts';
import { type Node, Peaks } from './merkle.ts';
import { type HourSum, sumByHour } from './tally.ts';

/** A tenant as the sealer has it: its keys, and connections that may touch the log and nothing else. */
export interface Sealable {
  readonly id: string;
  readonly keys: Keyring;
  readonly pool: TenantPool;
}

export interface Sealed {
  /** entries taken into the log */
  readonly count: number;
  /** ids of entries the program did not write, or whose header is gone */
  readonly refused: readonly string[];
  /** the queue may hold more */
  readonly more: boolean;
  /** null: nothing was sealed, or another process was at it */
  readonly head: SignedHead | null;
  /** the head before it says a later time: the clock went back */
  readonly clockBack: { readonly from: Date; readonly to: Date } | null;
}

/** One number in the tenant's own database, so that of several processes one seals. */
const lock = 5_330_771;

/** Taken into the log in one transaction at most. */
export const sealAtOnce = 5_000;

interface Waiting extends Partial<Header> {
  readonly entry: string;
  readonly mark: Buffer | null;
}

interface State {
  readonly size: number;
  readonly peaks: Buffer[];
  readonly unmarked: string | null;
  readonly last: Date | null;
}

const readState = `select s.size, s.peaks, s.unmarked::text as unmarked,
  (select h.at from core.ledger_head h order by h.size desc limit 1) as last from core.ledger_state s`;

const readWaiting = `select u.entry, u.mark, ${headerColumns}
  from (select entry, mark from core.ledger_unsealed where not refused order by entry limit $1) u
  left join core.ledger l on l.id = u.entry order by u.entry`;

const none: Sealed = { count: 0, refused: [], more: false, head: null, clockBack: null };

export async function sealOnce(tenant: Sealable, most = sealAtOnce): Promise<Sealed> {
  const lease = await tenant.pool.acquire();
  try {
    const sealed = await seal(lease, tenant.keys, most);
    lease.release();
    return sealed;
  } catch (error) {
    await lease.query('rollback').catch(() => undefined); // the first error is the one to tell
    lease.release(error);
    throw error;
  }
}

async function seal(q: Lease, keys: Keyring, most: number): Promise<Sealed> {
  const begun = q.query('begin');
  // A statement of its own: what is read after it is what whoever had the lock before has left.
  const locked = q.query<{ got: boolean }>('select pg_try_advisory_xact_lock($1) as got', [lock], 'seal lock');
  const asked = q.query<State>(readState, [], 'seal state');
  const { rows: waiting } = await q.query<Waiting>(readWaiting, [most], 'seal waiting');
  await begun;
  const { got } = (await locked).rows[0]!;
  const state = (await asked).rows[0];
  if (state === undefined) throw new Error('the log of this tenant has lost its state');
  if (!got || (waiting.length === 0 && state.unmarked === null)) {
    await q.query('rollback');
    return none;
  }
  const good: Waiting[] = [];
  const hashes: Buffer[] = [];
  const refused: string[] = [];
  for (const w of waiting) {
    const line = lineOf(w);
    if (line === null || !isOurs(w, line, keys, state.unmarked)) {
      refused.push(w.entry);
      continue;
    }
    good.push(w);
    hashes.push(leafHash(line));
  }
  const tree = new Peaks(state.size, state.peaks);
  const nodes: Node[] = [];
  for (const hash of hashes) nodes.push(...tree.append(hash));
  const more = waiting.length === most;
  const at = now();
  const head = good.length === 0 ? null : signHead(keys, tree.size, tree.root(), at);
  const pipe = new Pipe(q);
  if (head !== null)
    append(pipe, { good, hashes, nodes, head, sums: sumByHour(good as Header[]), from: state.size, at });
  if (refused.length > 0) pipe.send('update core.ledger_unsealed set refused = true where entry = any($1)', [refused]);
  pipe.send('update core.ledger_state set size = $1, peaks = $2, unmarked = case when $3 then unmarked end', [
    tree.size,
    tree.peaks,
    more,
  ]);
  await pipe.commit();
  const clockBack = state.last !== null && head !== null && at < state.last ? { from: state.last, to: at } : null;
  return { count: good.length, refused, more, head, clockBack };
}

/** Statements that travel together; the first that fails is the one to tell. */
class Pipe {
  readonly #q: Lease;
  #failure: unknown;

  constructor(q: Lease) {
    this.#q = q;
  }

  send(text: string, values: readonly unknown[]): void {
    this.#q.query(text, values).catch((error: unknown) => (this.#failure ??= error));
  }

  async commit(): Promise<void> {
    const { command } = await this.#q.query('commit');
    if (command !== 'COMMIT') throw this.#failure ?? new Error('the log could not be written');
  }
}

interface Batch {
  readonly good: readonly Waiting[];
  readonly hashes: readonly Buffer[];
  readonly nodes: readonly Node[];
  readonly head: SignedHead;
  readonly sums: readonly HourSum[];
  readonly from: number;
  readonly at: Date;
}

function append(pipe: Pipe, { good, hashes, nodes, head, sums, from, at }: Batch): void {
  const entries = listOf(
    'uuid',
    good.map((w) => w.entry),
  );
  pipe.send(
    `insert into core.ledger_leaf (seq, entry, hash)
     select $1::bigint + n - 1, entry, hash from unnest($2::uuid[], $3::bytea[]) with ordinality as x (entry, hash, n)`,
    [from, entries, listOf('bytea', hashes)],
  );
  if (nodes.length > 0)
    pipe.send(
      'insert into core.ledger_node (level, place, hash) select * from unnest($1::smallint[], $2::bigint[], $3::bytea[])',
      [nodes.map((n) => n.level), nodes.map((n) => n.place), nodes.map((n) => n.hash)],
    );
  pipe.send('insert into core.ledger_head (size, at, root, key_id, signature) values ($1, $2, $3, $4, $5)', [
    head.size,
    at,
    Buffer.from(head.root, 'hex'),
    head.keyId,
    Buffer.from(head.signature, 'base64'),
  ]);
  pipe.send(
    `insert into core.ledger_tally as t (hour, looks, done, refused) select * from unnest($1::timestamptz[], $2::bigint[], $3::bigint[], $4::bigint[])
     on conflict (hour) do update set looks = t.looks + excluded.looks, done = t.done + excluded.done, refused = t.refused + excluded.refused`,
    [sums.map((s) => s.hour), sums.map((s) => s.looks), sums.map((s) => s.done), sums.map((s) => s.refused)],
  );
  pipe.send('delete from core.ledger_unsealed where entry = any($1::uuid[])', [entries]);
}

/** Null: its header is gone. */
function lineOf(w: Waiting): string | null {
  return w.id === undefined || w.id === null ? null : headerLine(w as Header);
}

/** Marked with the program's own key; what waits since before there were marks has none. */
function isOurs(w: Waiting, line: string, keys: Keyring, unmarked: string | null): boolean {
  if (w.mark === null) return unmarked !== null && w.entry <= unmarked;
  const mark = markOf(keys.purpose('ledger-entries'), line);
  return w.mark.length === mark.length && timingSafeEqual(w.mark, mark);
}
