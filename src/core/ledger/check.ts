// Holds a tenant's log against its tables, and its records against the log: what was changed behind the program shows with record and field.
import type { Catalog } from '../catalog.ts';
import { readShape } from '../catalogs.ts';
import { now } from '../clock.ts';
import { newId } from '../ids.ts';
import type { Queryable, TenantPool } from '../pg.ts';
import type { Vault } from '../vault.ts';
import { type ArchiveStore, fillArchived } from './archive-store.ts';
import { bundleLines } from './bundle.ts';
import { type AtOneMoment, type Compared, type RecordFinding, compareRecords, findUnrecorded } from './compare.ts';
import { erasureVerb } from './header.ts';
import { signingKey } from './heads.ts';
import { withLease } from './lease.ts';
import { type Finding, verifyBundle } from './verify.ts';

export interface CheckFinding extends Omit<Finding, 'kind'> {
  readonly kind: Finding['kind'] | RecordFinding['kind'];
  readonly entity: string | null;
  readonly record: string | null;
  readonly field: string | null;
}

export interface CheckOptions {
  /** heads as somebody outside the database holds them; read before the check begins */
  readonly heads?: readonly string[];
  /** called after each page of some hundreds of entries or records: waits so that others have their turn, or throws to end the check */
  readonly paced?: () => Promise<void>;
  /** where old values lie */
  readonly archives?: ArchiveStore;
}

export interface CheckResult {
  readonly at: Date;
  readonly tookMs: number;
  /** entries in the log, and those that were held against it */
  readonly size: number;
  readonly entries: number;
  readonly records: number;
  readonly findings: readonly CheckFinding[];
}

/** More are not told one by one. */
const findingsMost = 1_000;
/** How far a check is, is noted so often. */
const noteEveryMs = 20_000;

/**
 * All entries and all records, page by page, each page as of one moment while others write; entries that come meanwhile are for the next
 * check. Nothing is held between two pages.
 */
export async function checkLedger(vault: Vault, plain: Catalog, options: CheckOptions = {}): Promise<CheckResult> {
  return new Check(vault, options).run(plain);
}

/** One statement on a connection of its own. */
function alone(pool: TenantPool): Queryable {
  return { query: (text, values) => withLease(pool, (lease) => lease.query(text, values)) };
}

/** Several statements that see the same. */
function momentsOf(pool: TenantPool): AtOneMoment {
  return (work) =>
    withLease(pool, async (lease) => {
      await lease.query('begin isolation level repeatable read read only');
      const answer = await work(lease);
      await lease.query('rollback');
      return answer;
    });
}

class Check {
  readonly #vault: Vault;
  readonly #options: CheckOptions;
  readonly #q: Queryable;
  readonly #findings: CheckFinding[] = [];
  readonly #began = now();
  readonly #since = performance.now();
  #noted = performance.now();
  #entries = 0;
  #records = 0;

  constructor(vault: Vault, options: CheckOptions) {
    this.#vault = vault;
    this.#options = options;
    this.#q = alone(vault.pool);
  }

  async run(plain: Catalog): Promise<CheckResult> {
    const { pool, keys } = this.#vault;
    const own = await withLease(pool, readShape);
    const catalog = own.fields.length + own.objects.length === 0 ? plain : plain.with(own);
    const size = await this.#log();
    const moment = momentsOf(pool);
    const { archives } = this.#options;
    const fill = async (q: Queryable, rows: Parameters<typeof fillArchived>[3]): Promise<void> =>
      fillArchived(q, this.#vault, archives, rows);
    await this.#pages((after) => compareRecords(moment, { keys, catalog, fill }, after), true);
    for (const e of catalog.entities) await this.#pages((after) => findUnrecorded(this.#q, e, after), false);
    return {
      at: this.#began,
      tookMs: Math.round(performance.now() - this.#since),
      size,
      entries: this.#entries,
      records: this.#records,
      findings: this.#findings.slice(0, findingsMost),
    };
  }

  /** Answers the size of the log. */
  async #log(): Promise<number> {
    const { keys } = this.#vault;
    const against = { key: signingKey(keys).open, heads: this.#options.heads ?? [] };
    const { archives } = this.#options;
    const archive = archives === undefined ? {} : { archive: { vault: this.#vault, archives } };
    const lines = bundleLines(this.#q, keys, { values: true, ...archive }, () => this.#page());
    const verified = await verifyBundle(this.#counted(lines), against);
    this.#entries = verified.entries;
    const missing = verified.findings.some((f) => f.kind === 'values-missing');
    const explained = missing ? await this.#erasedJustNow() : new Set<string>();
    for (const f of verified.findings)
      if (f.kind !== 'values-missing' || f.entry === null || !explained.has(f.entry))
        this.#findings.push({ ...f, entity: null, record: null, field: null });
    return verified.size;
  }

  async *#counted(lines: AsyncIterable<string>): AsyncGenerator<string> {
    for await (const line of lines) {
      this.#entries += 1;
      yield line;
    }
  }

  /** An erasure that is on record and not sealed yet, or sealed since this check began. */
  async #erasedJustNow(): Promise<Set<string>> {
    const { rows } = await this.#q.query<{ plain: string }>(
      `select v.plain from core.ledger l join core.ledger_values v on v.entry = l.id
       where l.action = 'ledger.erase' and l.verb = '${erasureVerb}'
         and (l.at > $1 or exists (select from core.ledger_unsealed u where u.entry = l.id))`,
      [new Date(this.#began.getTime() - 60_000)],
    );
    return new Set(rows.flatMap(({ plain }) => (JSON.parse(plain) as { entries?: string[] }).entries ?? []));
  }

  async #pages(read: (after: string | null) => Promise<Compared>, counts: boolean): Promise<void> {
    for (let after: string | null = null; ;) {
      const { findings, seen, next }: Compared = await read(after);
      if (counts) this.#records += seen;
      for (const f of findings)
        if (this.#findings.length < findingsMost) this.#findings.push({ ...f, from: null, to: null });
      await this.#page();
      if (next === null) return;
      after = next;
    }
  }

  async #page(): Promise<void> {
    if (performance.now() - this.#noted > noteEveryMs) {
      this.#noted = performance.now();
      await this.#note();
    }
    await this.#options.paced?.();
  }

  /** How far it is, for whoever looks meanwhile. */
  async #note(): Promise<void> {
    await this.#q.query(
      `insert into core.ledger_check (id, at, took_ms, size, entries, records, found, findings, next)
       values ($1, $2, $3, (select size from core.ledger_state), $4, $5, $6, '[]', 'running')`,
      [
        newId(),
        this.#began,
        Math.round(performance.now() - this.#since),
        this.#entries,
        this.#records,
        this.#findings.length,
      ],
    );
  }
}
