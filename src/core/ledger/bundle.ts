// Writes a tenant's ledger as the lines of a bundle, exactly as it stands in the tables, whatever was done to them: judging is the verifier's business.
import { now } from '../clock.ts';
import type { Keyring } from '../crypto/keyring.ts';
import { openHidden } from '../ledger.ts';
import type { Queryable } from '../pg.ts';
import { headJson, signingKey } from './heads.ts';
import { type Header, headerColumns, headerLine } from './header.ts';

export const bundleFormat = 'strongroom.ledger.1';

export interface BundleOptions {
  /** with the values of the entries, protected ones opened */
  readonly values: boolean;
}

interface LeafRow extends Partial<Header> {
  readonly seq: number;
  readonly leaf: string;
  readonly entry: string;
  readonly salt: Buffer | null;
  readonly plain: string | null;
  readonly sealed: Buffer | null;
}

const atOnce = 2_000;

/** `q`: a transaction of its own that sees one state throughout (repeatable read). */
export async function* bundleLines(q: Queryable, keys: Keyring, options: BundleOptions): AsyncGenerator<string> {
  const { rows: ends } = await q.query<{ size: number }>(
    'select greatest((select size from core.ledger_state), coalesce((select max(seq) + 1 from core.ledger_leaf), 0)) as size',
  );
  const key = signingKey(keys);
  const size = ends[0]?.size ?? 0;
  yield JSON.stringify({
    bundle: bundleFormat,
    tenant: keys.tenantId,
    exported: now().toISOString(),
    size,
    key: key.open,
    keyId: key.id,
  });
  const heads = new Heads(q, keys.tenantId);
  for (let after = -1; ;) {
    const rows = await readLeaves(q, after, options.values);
    for (const row of rows) {
      yield* heads.before(row.seq);
      yield leafLine(keys, row, options.values);
    }
    if (rows.length < atOnce) break;
    after = rows.at(-1)!.seq;
  }
  yield* heads.before(Infinity);
  yield* unsealedLines(q);
}

async function readLeaves(q: Queryable, after: number, values: boolean): Promise<LeafRow[]> {
  const held = values ? 'v.salt, v.plain, v.sealed' : 'null::bytea as salt, null::text as plain, null::bytea as sealed';
  const { rows } = await q.query<LeafRow>(
    `select f.seq, encode(f.hash, 'hex') as leaf, f.entry, ${headerColumns}, ${held}
     from (select * from core.ledger_leaf where seq > $1 order by seq limit ${atOnce}) f
     left join core.ledger l on l.id = f.entry ${values ? 'left join core.ledger_values v on v.entry = f.entry' : ''} order by f.seq`,
    [after],
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
  #page: { readonly size: number; readonly line: string }[] = [];
  #after = 0;
  #over = false;

  constructor(q: Queryable, tenant: string) {
    this.#q = q;
    this.#tenant = tenant;
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
    this.#page = rows;
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

async function* unsealedLines(q: Queryable): AsyncGenerator<string> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const { rows } = await q.query<Header & { queued: boolean }>(
      `select ${headerColumns}, u.entry is not null and not u.refused as queued from core.ledger l
       left join core.ledger_unsealed u on u.entry = l.id
       where l.id > $1 and not exists (select from core.ledger_leaf f where f.entry = l.id) order by l.id limit ${atOnce}`,
      [after],
    );
    for (const row of rows) yield `{"unsealed":${headerLine(row)},"queued":${row.queued}}`;
    if (rows.length < atOnce) return;
    after = rows.at(-1)!.id;
  }
}
