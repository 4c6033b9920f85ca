// Writes a tenant's ledger as the lines of a bundle, exactly as it stands in the tables, whatever was done to them: judging is the verifier's business.
import { now } from '../clock.ts';
import type { Keyring } from '../crypto/keyring.ts';
import { openHidden } from '../ledger.ts';
import type { Queryable } from '../pg.ts';
import { zeroId } from '../principal.ts';
import type { Vault } from '../vault.ts';
import { type ArchiveStore, fillArchived } from './archive-store.ts';
import { headJson, signingKey } from './heads.ts';
import { type Header, headerColumns, headerLine } from './header.ts';

export const bundleFormat = 'strongroom.ledger.1';

export interface BundleOptions {
  /** with the values of the entries, protected ones opened */
  readonly values: boolean;
  /** where values lie that are not in the database any more */
  readonly archive?: { readonly vault: Vault; readonly archives: ArchiveStore };
}

interface LeafRow extends Partial<Header> {
  readonly seq: number;
  readonly leaf: string;
  readonly entry: string;
  salt: Buffer | null;
  plain: string | null;
  sealed: Buffer | null;
}

/** Of leaves and heads: a page is worked on without a pause. */
const atOnce = 1_000;

interface Ends {
  readonly size: number;
  /** the furthest head there is */
  readonly furthest: number;
}

/**
 * `q`: one moment (a transaction that is repeatable read), or one statement after the other while others write: what comes after the first
 * statement is left out. `paced` is called after each page.
 */
export async function* bundleLines(
  q: Queryable,
  keys: Keyring,
  options: BundleOptions,
  paced: () => Promise<void> = async () => undefined,
): AsyncGenerator<string> {
  const { rows: ends } = await q.query<Ends>(
    `select greatest((select size from core.ledger_state), coalesce((select max(seq) + 1 from core.ledger_leaf), 0)) as size,
       coalesce((select max(size) from core.ledger_head), 0) as furthest`,
  );
  const key = signingKey(keys);
  const { size, furthest } = ends[0]!;
  yield JSON.stringify({
    bundle: bundleFormat,
    tenant: keys.tenantId,
    exported: now().toISOString(),
    size,
    key: key.open,
    keyId: key.id,
  });
  const heads = new Heads(q, keys.tenantId, furthest);
  for (let after = -1; ;) {
    const rows = await readLeaves(q, { after, before: size }, options.values);
    if (options.archive !== undefined) await fillArchived(q, options.archive.vault, options.archive.archives, rows);
    for (const row of rows) {
      yield* heads.before(row.seq);
      yield leafLine(keys, row, options.values);
    }
    await paced();
    if (rows.length < atOnce) break;
    after = rows.at(-1)!.seq;
  }
  yield* heads.before(Infinity);
  yield* unsealedLines(q, paced);
}

async function readLeaves(
  q: Queryable,
  { after, before }: { readonly after: number; readonly before: number },
  values: boolean,
): Promise<LeafRow[]> {
  const held = values ? 'v.salt, v.plain, v.sealed' : 'null::bytea as salt, null::text as plain, null::bytea as sealed';
  const { rows } = await q.query<LeafRow>(
    `select f.seq, encode(f.hash, 'hex') as leaf, f.entry, ${headerColumns}, ${held}
     from (select * from core.ledger_leaf where seq > $1 and seq < $2 order by seq limit ${atOnce}) f
     left join core.ledger l on l.id = f.entry ${values ? 'left join core.ledger_values v on v.entry = f.entry' : ''} order by f.seq`,
    [after, before],
  );
  return rows;
}

function leafLine(keys: Keyring, row: LeafRow, values: boolean): string {
  const begin = `{"seq":${row.seq},"leaf":${JSON.stringify(row.leaf)}`;
  if (row.id === null || row.id === undefined) return `${begin},"id":${JSON.stringify(row.entry)},"entry":null}`;
  const entry = headerLine(row as Header);
  return `${begin},"entry":${entry}${values ? `,"values":${JSON.stringify(valuesOf(keys, row))}` : ''}}`;
}

/** What does not open was edited, and so does not fit either. */
function valuesOf(keys: Keyring, row: LeafRow): object | null {
  if (row.plain === null) return null;
  let sealed: string | null = null;
  if (row.sealed !== null) {
    try {
      sealed = openHidden(keys, { entry: row.entry, sealed: row.sealed });
    } catch {
      sealed = 'it does not open';
    }
  }
  return { salt: row.salt!.toString('hex'), plain: row.plain, sealed };
}

/** Heads stand behind the entries they cover. */
class Heads {
  readonly #q: Queryable;
  readonly #tenant: string;
  readonly #furthest: number;
  #page: { readonly size: number; readonly line: string }[] = [];
  #after = 0;
  #over = false;

  constructor(q: Queryable, tenant: string, furthest: number) {
    this.#q = q;
    this.#tenant = tenant;
    this.#furthest = furthest;
  }

  /** Those over no more entries than come before this place. */
  async *before(seq: number): AsyncGenerator<string> {
    for (;;) {
      if (this.#page.length === 0 && !this.#over) await this.#read();
      const next = this.#page[0];
      if (next === undefined || next.size > seq) return;
      this.#page.shift();
      yield next.line;
    }
  }

  async #read(): Promise<void> {
    const rows = await readHeads(this.#q, this.#tenant, this.#after, atOnce);
    this.#over = rows.length < atOnce;
    this.#after = rows.at(-1)?.size ?? this.#after;
    this.#page = rows.filter((row) => row.size <= this.#furthest);
  }
}

/** Signed heads over more than `after` entries, from the smallest up, as the lines receivers get. */
export async function readHeads(
  q: Queryable,
  tenant: string,
  after: number,
  most: number,
): Promise<{ size: number; line: string }[]> {
  const { rows } = await q.query<{ size: number; at: Date; root: string; keyId: string; signature: string }>(
    `select size, at, encode(root, 'hex') as root, key_id as "keyId", replace(encode(signature, 'base64'), E'\\n', '') as signature
     from core.ledger_head where size > $1 order by size limit ${most}`,
    [after],
  );
  return rows.map((h) => ({ size: h.size, line: headJson({ ...h, tenant, at: h.at.toISOString() }) }));
}

/** Entries looked at in one go for whether the log has them. */
const lookedAtOnce = 10_000;

/** The newest over more than `after` entries, alone; none where there is none. */
export async function readNewestHead(
  q: Queryable,
  tenant: string,
  after: number,
): Promise<{ size: number; line: string }[]> {
  const { rows } = await q.query<{ size: number | null }>(
    'select max(size) as size from core.ledger_head where size > $1',
    [after],
  );
  const size = rows[0]?.size ?? null;
  return size === null ? [] : readHeads(q, tenant, size - 1, 1);
}

async function* unsealedLines(q: Queryable, paced: () => Promise<void>): AsyncGenerator<string> {
  for (let after: string | null = zeroId; after !== null;) {
    const end: { rows: { id: string }[] } = await q.query<{ id: string }>(
      `select id from core.ledger where id > $1 order by id offset ${lookedAtOnce - 1} limit 1`,
      [after],
    );
    const last: string | null = end.rows[0]?.id ?? null;
    const { rows } = await q.query<Header & { queued: boolean }>(
      `select ${headerColumns}, u.entry is not null and not u.refused as queued from core.ledger l
       left join core.ledger_unsealed u on u.entry = l.id
       where l.id > $1 and ($2::uuid is null or l.id <= $2) and not exists (select from core.ledger_leaf f where f.entry = l.id) order by l.id`,
      [after, last],
    );
    for (const row of rows) yield `{"unsealed":${headerLine(row)},"queued":${row.queued}}`;
    after = last;
    await paced();
  }
}
