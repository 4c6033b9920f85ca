// Makes the `kept` of a Tx: documents sealed under the tenant's key for files, bound to their owner, kind and id.
import type { Json } from '../contract/json.ts';
import { Problem } from '../contract/problem.ts';
import { now } from './clock.ts';
import { seal, unseal } from './crypto/seal.ts';
import { isId } from './ids.ts';
import type { Kept, KeptDesk } from './kept.ts';
import type { Unit } from './unit.ts';

interface Row {
  readonly id: string;
  readonly sealed: Buffer;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly expires_at: Date;
}

export function makeKeptDesk(unit: Unit): KeptDesk {
  const place = (kind: string, id: string): string => `${unit.vault.id}/core.kept/${unit.me.id}/${kind}/${id}`;
  const key = unit.vault.keys.purpose('files');
  const openRow = <T>(kind: string, row: Row): Kept<T> => ({
    id: row.id,
    doc: JSON.parse(unseal(key, row.sealed, place(kind, row.id)).toString('utf8')) as T,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
  });
  const find = async <T>(kind: string, id: string, lock: boolean): Promise<Kept<T> | null> => {
    if (!isId(id)) return null;
    const { rows } = await unit.query<Row>(
      `select id, sealed, created_at, updated_at, expires_at from core.kept
       where owner = $1 and kind = $2 and id = $3 and expires_at > $4${lock ? ' for update' : ''}`,
      [unit.me.id, kind, id, unit.at],
    );
    return rows[0] === undefined ? null : openRow<T>(kind, rows[0]);
  };
  return {
    put: async (kind, id, doc: Json, expires) => {
      const sealed = seal(key, Buffer.from(JSON.stringify(doc)), place(kind, id));
      await unit.query(
        `insert into core.kept (kind, id, owner, sealed, created_at, updated_at, expires_at) values ($1, $2, $3, $4, $5, $5, $6)
         on conflict (owner, kind, id) do update set sealed = excluded.sealed, updated_at = excluded.updated_at, expires_at = excluded.expires_at`,
        [kind, id, unit.me.id, sealed, unit.at, expires],
      );
    },
    find: <T>(kind: string, id: string) => find<T>(kind, id, false),
    get: async <T>(kind: string, id: string, options: { readonly lock?: boolean } = {}) => {
      const kept = await find<T>(kind, id, options.lock === true);
      if (kept === null) throw new Problem('not-found');
      return kept;
    },
    list: async <T>(
      kind: string,
      options: { readonly limit: number; readonly after?: string | null; readonly down?: boolean },
    ) => {
      const down = options.down === true;
      const { rows } = await unit.query<Row>(
        `select id, sealed, created_at, updated_at, expires_at from core.kept where owner = $1 and kind = $2 and expires_at > $3
         and ($4::uuid is null or id ${down ? '<' : '>'} $4) order by id ${down ? 'desc' : 'asc'} limit $5`,
        [unit.me.id, kind, unit.at, options.after ?? null, options.limit],
      );
      return rows.map((row) => openRow<T>(kind, row));
    },
    remove: async (kind, id) => {
      await unit.query('delete from core.kept where owner = $1 and kind = $2 and ($3::uuid is null or id = $3)', [
        unit.me.id,
        kind,
        id ?? null,
      ]);
    },
    wipe: async () => {
      unit.refuseUnless(unit.me.kind === 'system', 'system');
      return (await unit.query('delete from core.kept where expires_at <= $1', [now()])).rowCount;
    },
  };
}
