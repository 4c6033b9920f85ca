// Fills a tenant with the generated records, through the engine and batch by batch, so that a broken run is taken up where it ended.
import type { WriteRow } from '../src/core/tx.ts';
import type { EntityName } from '../src/contract/names.ts';
import type { PgConnection } from '../src/core/pg.ts';
import type { Vault } from '../src/core/vault.ts';
import { type Amounts, amountsOf, companyValues, contactValues, dealValues } from './data/records.ts';
import type { Home } from './home.ts';
import { type People, makePeople } from './people.ts';
import { makeTerritories } from './territories.ts';

/** Rows of one transaction, as imports have them. */
const batchRows = 500;
/** Transactions under way: one checks its rows while the database writes the other's. */
const atOnce = 3;

export interface Filled {
  readonly amounts: Amounts;
  readonly people: People;
  /** by number */
  readonly companies: readonly string[];
  readonly contacts: readonly string[];
  readonly deals: readonly string[];
  readonly stages: readonly string[];
}

export async function fill(home: Home, vault: Vault, contacts: number, say: (what: string) => void): Promise<Filled> {
  const amounts = amountsOf(contacts);
  const db = await home.superuser(vault);
  try {
    const people = await makePeople(home, vault, db, amounts);
    const { users } = people;
    const areas = (await makeTerritories(home, vault, people.owner)).areas;
    const found = await db.query<{ id: string }>('select id from data.stage order by pipeline, position');
    const stages = found.rows.map((row) => row.id);
    const filler = new Filler(home, vault, db, people.owner, say);
    // Parents are among the first hundred firms, which are made alone: nothing points to what is not there yet.
    const first = Math.min(100, amounts.companies);
    await filler.make('company', 'f', first, (n) => companyValues(n, users, [], areas));
    const parents = await filler.ids('company', 'f', first);
    await filler.make('company', 'f', amounts.companies, (n) =>
      companyValues(n, users, n < first ? [] : parents, areas),
    );
    const companies = await filler.ids('company', 'f', amounts.companies);
    await filler.make('contact', 'c', amounts.contacts, (n) => contactValues(n, users, companies, areas));
    const ids = await filler.ids('contact', 'c', amounts.contacts);
    await filler.make('deal', 'd', amounts.deals, (n) => dealValues(n, users, companies, ids, stages, areas));
    const deals = await filler.ids('deal', 'd', amounts.deals);
    if (filler.made > 0) {
      say('Vacuum and analyze, as autovacuum would soon do');
      await db.query('vacuum analyze');
      await db.query('checkpoint');
    }
    return { amounts, people, companies, contacts: ids, deals, stages };
  } finally {
    await db.close();
  }
}

class Filler {
  readonly #home: Home;
  readonly #vault: Vault;
  readonly #db: PgConnection;
  readonly #owner: string;
  readonly #say: (what: string) => void;
  made = 0;

  constructor(home: Home, vault: Vault, db: PgConnection, owner: string, say: (what: string) => void) {
    this.#home = home;
    this.#vault = vault;
    this.#db = db;
    this.#owner = owner;
    this.#say = say;
  }

  /** Batches of which no row is there yet; a transaction brings all of its rows or none. */
  async #missing(entity: EntityName, letter: string, total: number): Promise<number[]> {
    const { rows } = await this.#db.query<{ batch: number }>(
      `select distinct substr(external_id, 2)::int / ${batchRows} as batch from data."${entity}"
       where external_id ~ $1`,
      [`^${letter}\\d{8}$`],
    );
    const there = new Set(rows.map((row) => row.batch));
    const all = Array.from({ length: Math.ceil(total / batchRows) }, (_, batch) => batch);
    return all.filter((batch) => !there.has(batch));
  }

  async make(
    entity: EntityName,
    letter: string,
    total: number,
    valuesOf: (n: number) => Record<string, unknown>,
  ): Promise<void> {
    const known = await this.#count(entity, letter);
    if (known >= total) return;
    // The first firms come in a batch that is not full.
    const missing =
      known < batchRows && known > 0
        ? [0, ...(await this.#missing(entity, letter, total))]
        : await this.#missing(entity, letter, total);
    const began = performance.now();
    let done = 0;
    let told = began;
    const next = missing[Symbol.iterator]();
    const worker = async (): Promise<void> => {
      for (const batch of next) {
        const from = batch === 0 ? known % batchRows : batch * batchRows;
        const to = Math.min(total, (batch + 1) * batchRows);
        const rows = Array.from({ length: to - from }, (_, i): WriteRow => ({ values: valuesOf(from + i) }));
        await this.#write(entity, rows);
        done += rows.length;
        if (performance.now() - told < 5_000) continue;
        told = performance.now();
        const rate = Math.round((done / (told - began)) * 1000);
        this.#say(`${entity}: ${(known + done).toLocaleString('en')} of ${total.toLocaleString('en')}, ${rate} rows/s`);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    this.made += done;
    const seconds = (performance.now() - began) / 1000;
    this.#say(
      `${entity}: ${done.toLocaleString('en')} made in ${seconds.toFixed(1)} s, ${Math.round(done / seconds)} rows/s`,
    );
  }

  async #write(entity: EntityName, rows: readonly WriteRow[]): Promise<void> {
    const purpose = { action: 'bench.fill', reads: false, requestId: null, address: null };
    const results = await this.#home.engine.door.open(this.#vault, { kind: 'user', id: this.#owner }, purpose, (tx) =>
      tx.records.writeMany(tx.catalog.entity(entity), rows),
    );
    const refused = results.find((r) => !r.ok);
    if (refused !== undefined) throw new Error(`a generated ${entity} was refused: ${JSON.stringify(refused)}`);
  }

  async #count(entity: EntityName, letter: string): Promise<number> {
    const { rows } = await this.#db.query<{ n: number }>(
      `select count(*) as n from data."${entity}" where external_id ~ $1`,
      [`^${letter}\\d{8}$`],
    );
    return rows[0]!.n;
  }

  async ids(entity: EntityName, letter: string, total: number): Promise<string[]> {
    const { rows } = await this.#db.query<{ id: string }>(
      `select id from data."${entity}" where external_id ~ $1 order by external_id limit $2`,
      [`^${letter}\\d{8}$`, total],
    );
    if (rows.length !== total) throw new Error(`expected ${total} of ${entity}, found ${rows.length}`);
    return rows.map((row) => row.id);
  }
}
