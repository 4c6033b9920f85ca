// The declared objects and the migrated database are the same: every column with its type, every index, nothing more.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { entities } from '../../features/entities.ts';
import { columnsOf, recordDdl } from './ddl.ts';
import { tablePrivileges } from './grants.ts';

const acme = await newTenant('acme');
const db = await superuserIn(acme);

test('every table has exactly the columns its object declares', async () => {
  const { rows } = await db.query<{
    table: string;
    column: string;
    type: string;
    required: boolean;
    generated: boolean;
  }>(`
    select c.relname as "table", a.attname as "column", format_type(a.atttypid, a.atttypmod) as type,
      a.attnotnull as required, a.attgenerated = 's' as generated
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'data' and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped`);
  const types: Record<string, string> = { timestamptz: 'timestamp with time zone' };
  const declared = Object.values(entities).flatMap((e) =>
    columnsOf(e).map(
      (c) =>
        `${e.name}.${c.name} ${types[c.type] ?? c.type}${c.required ? ' required' : ''}${c.generated === undefined ? '' : ' generated'}`,
    ),
  );
  const present = rows.map(
    (r) => `${r.table}.${r.column} ${r.type}${r.required ? ' required' : ''}${r.generated ? ' generated' : ''}`,
  );
  assert.deepEqual(present.toSorted(), declared.toSorted());
});

test('the first migration is what the declarations ask for', () => {
  const text = readFileSync(join(import.meta.dirname, 'migrations/0001-records.sql'), 'utf8');
  assert.ok(
    text.endsWith(`${recordDdl(Object.values(entities))}\n`),
    'write the tables of 0001-records.sql anew from recordDdl',
  );
});

test('every table is in the list of privileges, and nobody but the owner may change the ledger', async () => {
  const { rows } = await db.query<{ name: string }>(
    `select schemaname || '.' || tablename as name from pg_tables where schemaname in ('core', 'data')`,
  );
  assert.deepEqual(rows.map((r) => r.name).toSorted(), Object.keys(tablePrivileges).toSorted());
  for (const [table, roles] of Object.entries(tablePrivileges)) {
    if (table.startsWith('core.ledger'))
      for (const list of Object.values(roles)) assert.doesNotMatch(list, /update/, table);
    if (table.startsWith('core.ledger')) assert.doesNotMatch(roles.app ?? '', /delete/, table);
  }
});
