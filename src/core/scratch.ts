// Fills an empty vault with a copy of a configuration, and with people and records made up for a check: never one anybody works in.
import type { Entity } from '../contract/entity.ts';
import type { Field } from '../contract/field.ts';
import type { Json } from '../contract/json.ts';
import { newSecret } from './access/key-secret.ts';
import type { Catalog } from './catalog.ts';
import { readShape } from './catalogs.ts';
import { now } from './clock.ts';
import { tokenHash } from './identity/tokens.ts';
import { newId, newToken } from './ids.ts';
import type { Configuration } from './leaks-desk.ts';
import type { Queryable } from './pg.ts';
import { zeroId } from './principal.ts';
import { type StoredRow, writeColumns } from './records/codec.ts';
import { fieldColumns, tableName } from './schema/ddl.ts';
import { indexesOf } from './shape/indexes.ts';
import { type SavedDoc, sealSaved } from './totals/saved-rows.ts';
import type { Vault } from './vault.ts';

export interface ScratchPerson {
  readonly id: string;
  /** of a session that is open */
  readonly token: string;
  /** a key with every right its owner has */
  readonly key: string;
}

export interface NewPerson {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: string | null;
  readonly teams: readonly string[];
  readonly territories: readonly string[];
}

/** Every call is a transaction of its own. */
export class Scratch {
  readonly #vault: Vault;

  private constructor(vault: Vault) {
    this.#vault = vault;
  }

  /** Refuses a vault that anybody has an account in. */
  static async of(vault: Vault): Promise<Scratch> {
    const scratch = new Scratch(vault);
    await scratch.#in(async (q) => {
      const { rows } = await q.query<{ n: number }>('select count(*)::int as n from data."user"');
      if (rows[0]!.n > 0) throw new Error('somebody works in this vault: it is not filled with made-up records');
    });
    return scratch;
  }

  /** Roles, objects and fields of the tenant's own and the trees, each branch under a made-up name. */
  async configure(config: Configuration, plain: Catalog, nameOf: (branch: string) => string): Promise<Catalog> {
    return await this.#in(async (q) => {
      await q.query('delete from core.role where id <> all($1::uuid[])', [config.roles.map((r) => r.id)]);
      for (const r of config.roles)
        await q.query(
          `insert into core.role (id, key, name, help, grants) values ($1, $2, $3, '', $4)
           on conflict (id) do update set key = excluded.key, name = excluded.name, grants = excluded.grants`,
          [r.id, r.key, r.name, JSON.stringify(r.grants)],
        );
      for (const o of config.objects) {
        await insertRow(q, 'core.own_object', o);
        await q.query('select core.add_own_table($1)', [o['name']]);
      }
      for (const f of config.fields) await addField(q, f);
      for (const [table, branches] of [
        ['data.team', config.teams],
        ['data.territory', config.territories],
      ] as const) {
        for (const b of branches) await q.query(insertBranch(table), [b.id, nameOf(b.id), now(), zeroId]);
        for (const b of branches)
          await q.query(`update ${table} set parent = $2 where id = $1 and $2::uuid is not null`, [b.id, b.parent]);
      }
      const { locale, currency, timeZone, country } = config.region;
      await q.query('update core.region set locale = $1, currency = $2, time_zone = $3, country = $4', [
        locale,
        currency,
        timeZone,
        country,
      ]);
      return plain.with(await readShape(q));
    });
  }

  async addPerson(p: NewPerson): Promise<ScratchPerson> {
    const token = newToken();
    const { secret, hash, prefix } = newSecret();
    const links = (entity: string, ids: readonly string[]): string | null =>
      ids.length === 0 ? null : JSON.stringify(ids.map((id) => ({ entity, id, role: null })));
    await this.#in(async (q) => {
      await q.query(
        `insert into data."user" (id, version, created_at, created_by, updated_at, updated_by, name, email, status, teams, territories)
         values ($1, 1, $2, $3, $2, $3, $4, $5, 'active', $6, $7)`,
        [p.id, now(), zeroId, p.name, p.email, links('team', p.teams), links('territory', p.territories)],
      );
      if (p.role !== null)
        await q.query('insert into core.member_role (user_id, role_id) values ($1, $2)', [p.id, p.role]);
      await q.query(
        `insert into core.session (id, token_hash, user_id, created_at, last_seen_at, idle, expires_at)
         values ($1, $2, $3, $4, $4, '8 hours', $4::timestamptz + interval '8 hours')`,
        [newId(), tokenHash(token), p.id, now()],
      );
      const key = newId();
      await q.query(
        `insert into core.api_key (id, name, owner, grants, addresses, rate, made_at, expires_at)
         values ($1, 'made up', $2, '{"everything": true}', '{}', 6000, $3, $3::timestamptz + interval '1 day')`,
        [key, p.id, now()],
      );
      await q.query('insert into core.api_key_secret (hash, key_id, prefix, made_at) values ($1, $2, $3, $4)', [
        hash,
        key,
        prefix,
        now(),
      ]);
    });
    return { id: p.id, token, key: secret };
  }

  async give(person: string, role: string): Promise<void> {
    await this.#in((q) => q.query('insert into core.member_role (user_id, role_id) values ($1, $2)', [person, role]));
  }

  /** Straight into its table, with whatever value each field has. */
  async plant(e: Entity, id: string, values: StoredRow): Promise<void> {
    const at = now();
    const columns = new Map<string, unknown>([
      ['id', id],
      ['version', 1],
      ['created_at', at],
      ['created_by', zeroId],
      ['updated_at', at],
      ['updated_by', zeroId],
      ...writeColumns(this.#vault.keys, e, id, values),
    ]);
    const names = [...columns.keys()].map((name) => `"${name}"`).join(', ');
    const places = [...columns.keys()].map((_, n) => `$${n + 1}`).join(', ');
    await this.#in((q) => q.query(`insert into ${tableName(e)} (${names}) values (${places})`, [...columns.values()]));
  }

  /** Fields that could not be set before everything was there: references to records planted later. */
  async set(e: Entity, id: string, values: StoredRow): Promise<void> {
    const columns = writeColumns(this.#vault.keys, e, id, values);
    if (columns.size === 0) return;
    const sets = [...columns.keys()].map((name, n) => `"${name}" = $${n + 2}`).join(', ');
    await this.#in((q) => q.query(`update ${tableName(e)} set ${sets} where id = $1`, [id, ...columns.values()]));
  }

  async share(e: Entity, record: string, user: string, giver: string): Promise<void> {
    await this.#in((q) =>
      q.query(
        `insert into core.share (id, entity, record, user_id, may_edit, given_by, given_at, until_at)
         values ($1, $2, $3, $4, false, $5, $6, $6::timestamptz + interval '1 day')`,
        [newId(), e.name, record, user, giver, now()],
      ),
    );
  }

  /** A question to the totals that a person keeps, whether he may ask it or not. */
  async keepTotals(owner: string, doc: SavedDoc): Promise<void> {
    const id = newId();
    await this.#in((q) =>
      q.query(
        `insert into core.saved_totals (id, owner, sealed, version, offered, known, made_at, changed_at)
         values ($1, $2, $3, 1, false, false, $4, $4)`,
        [id, owner, sealSaved(this.#vault, id, doc), now()],
      ),
    );
  }

  async #in<T>(work: (q: Queryable) => Promise<T>): Promise<T> {
    const lease = await this.#vault.pool.acquire();
    try {
      await lease.query('begin');
      const answer = await work(lease);
      await lease.query('commit');
      lease.release();
      return answer;
    } catch (error) {
      lease.release(error);
      throw error;
    }
  }
}

function insertBranch(table: string): string {
  return `insert into ${table} (id, version, created_at, created_by, updated_at, updated_by, name) values ($1, 1, $3, $4, $3, $4, $2)`;
}

async function insertRow(q: Queryable, table: string, row: Readonly<Record<string, Json>>): Promise<void> {
  await q.query(`insert into ${table} select * from jsonb_populate_record(null::${table}, $1::jsonb)`, [
    JSON.stringify(row),
  ]);
}

async function addField(q: Queryable, row: Readonly<Record<string, Json>>): Promise<void> {
  await insertRow(q, 'core.own_field', row);
  const column = row['column_name'];
  if (typeof column !== 'string') return;
  const field = { ...(row['definition'] as unknown as Field), column };
  for (const c of fieldColumns(row['name'] as string, field))
    await q.query('select core.add_own_column($1, $2, $3)', [row['entity'], c.name, c.type]);
  for (const [on, how] of indexesOf(field))
    await q.query('select core.add_own_index($1, $2, $3)', [row['entity'], on, how]);
}
