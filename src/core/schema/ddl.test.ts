// The declared objects and the migrated database are the same: every column with its type, every index, nothing more.
import assert from 'node:assert/strict';
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

/** Everything about the tables of a schema that tells two of them apart: what is computed, every index, every constraint. */
async function describe(schema: string): Promise<string[]> {
  const { rows } = await db.query<{ line: string }>(
    `select replace(line, $1::text || '.', 'data.') as line from (
       select c.relname || '.' || a.attname || ' ' || pg_get_expr(d.adbin, d.adrelid) as line
       from pg_attrdef d join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum join pg_class c on c.oid = d.adrelid
       where c.relnamespace = $1::text::regnamespace
       union all select indexdef from pg_indexes where schemaname = $1::text
       union all select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) from pg_constraint
       where connamespace = $1::text::regnamespace) told`,
    [schema],
  );
  return rows.map((row) => row.line).toSorted();
}

test('the migrations together make what the declarations ask for', async () => {
  await db.query('begin');
  try {
    await db.query('alter schema data rename to migrated; create schema data');
    await db.query(recordDdl(Object.values(entities)));
    const [declared, migrated] = [await describe('data'), await describe('migrated')];
    assert.ok(declared.length > 100, `only ${declared.length} lines`);
    assert.deepEqual(migrated, declared);
  } finally {
    await db.query('rollback');
  }
});

test('every table is in the list of privileges, and nobody but the owner may change the ledger', async () => {
  const { rows } = await db.query<{ name: string }>(
    // Parts of a table are reached through the whole alone.
    `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('core', 'data') and c.relkind in ('r', 'p') and not c.relispartition`,
  );
  assert.deepEqual(rows.map((r) => r.name).toSorted(), Object.keys(tablePrivileges).toSorted());
  // What was written stays: entries, their values, the log over them, what its checks found. Beside it lie the queue and the sealer's own notes.
  const written = ['', '_values', '_leaf', '_node', '_head', '_check'];
  const beside = ['_unsealed', '_state', '_delivery', '_receiver', '_part', '_tally'];
  // What is decided about the ledger and where its archive lies is kept by the program itself; the archive's manifest is signed.
  const kept = ['core.ledger_retention', 'core.ledger_archive', 'core.ledger_archive_block'];
  const ledger = Object.entries(tablePrivileges).filter(
    ([table]) => table.startsWith('core.ledger') && !kept.includes(table),
  );
  assert.deepEqual(
    ledger.map(([table]) => table).toSorted(),
    [...written, ...beside].map((name) => `core.ledger${name}`).toSorted(),
  );
  for (const [table, roles] of ledger) {
    const stays = written.includes(table.slice('core.ledger'.length));
    for (const [role, list] of Object.entries(roles))
      if (stays || role === 'app') assert.doesNotMatch(list, /update/, table);
    // Whom heads are sent to is an administrator's to change.
    if (table !== 'core.ledger_receiver') assert.doesNotMatch(roles.app ?? '', /delete/, table);
  }
});
