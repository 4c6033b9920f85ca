// One text that changes whenever anything in a tenant's database that people could have changed does. It is made of where each row lies and
// which transaction wrote it, not of what stands in it: every write shows, one of the same values too, and nothing has to be read out.
import type { Entity } from '../../src/contract/entity.ts';
import type { PgConnection } from '../../src/core/pg.ts';
import { tableName } from '../../src/core/schema/ddl.ts';
import { entities } from '../../src/features/entities.ts';

const objects: readonly Entity[] = Object.values(entities);

/** Tables of the machinery that only an action changes; sessions and attempts also change by being used. */
const machinery = [
  'role',
  'member_role',
  'credential',
  'link',
  'device',
  'operation',
  'job',
  'outbox',
  'kept',
  'file',
  'region',
  'reminder',
];

export async function fingerprint(db: PgConnection, leave: readonly string[] = []): Promise<string> {
  const there = await db.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'core'`,
  );
  const known = new Set(there.rows.map((row) => row.name));
  const tables = [
    ...objects.map(tableName),
    ...machinery.filter((name) => known.has(name)).map((name) => `core.${name}`),
  ];
  const parts = tables
    .filter((name) => !leave.includes(name))
    .map(
      (name, i) =>
        `select ${i} as place, '${name} ' || count(*) || ' ' || coalesce(sum(hashtextextended(t.ctid || ' ' || t.xmin, 0)), 0) as sum from ${name} t`,
    );
  const { rows } = await db.query<{ sum: string }>(`${parts.join(' union all ')} order by place`);
  return rows.map((row) => row.sum).join('\n');
}
