// Protected values as they were: the database cannot look into them, so rows that held others are opened and sealed anew, to be read like any.
import type { Entity } from '../../contract/entity.ts';
import { openValues } from '../ledger.ts';
import { openSealed, sameValue, sealedFields, writeColumns } from '../records/codec.ts';
import { fieldColumns, sealedColumn, tableName } from '../schema/ddl.ts';
import { type Sql, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { type LaterEntry, laterSealed } from './changes.ts';

/** The relation (record, sealed, hashes, d$field) of the rows of one object whose protected values were others. */
export async function sealedThen(unit: Unit, e: Entity, at: Date): Promise<Sql> {
  const fields = sealedFields(e);
  const later = await unit.run<LaterEntry>(laterSealed(e, at));
  const before = new Map<string, Record<string, unknown>>();
  for (const entry of later) {
    const changes = (openValues(unit.vault.keys, entry)?.['changes'] ?? {}) as Record<string, [unknown, unknown]>;
    const values = before.get(entry.record) ?? {};
    for (const [name] of fields) if (name in changes) values[name] = changes[name]![0];
    before.set(entry.record, values);
  }
  const present = await unit.run<{ id: string; sealed: unknown }>(
    sql`select c.id, c.sealed from ${sql.raw(tableName(e))} c where c.id = any(${[...before.keys()]}::uuid[])`,
  );
  const hashes = fields.flatMap(([name, f]) => fieldColumns(name, f).map((c) => c.name));
  const rows = present.map((row) => {
    const now = openSealed(unit.vault.keys, e, row.id, row.sealed);
    const was = { ...now, ...before.get(row.id) };
    return { id: row.id, now, was, columns: writeColumns(unit.vault.keys, e, row.id, was) };
  });
  const lists = [
    sql`${rows.map((r) => r.id)}::uuid[]`,
    ...[sealedColumn, ...hashes].map((name) => sql`${rows.map((r) => r.columns.get(name) ?? null)}::bytea[]`),
    ...fields.map(([name]) => sql`${rows.map((r) => !sameValue(r.now[name], r.was[name]))}::boolean[]`),
  ];
  const names = ['record', sealedColumn, ...hashes, ...fields.map(([name]) => `d$${name}`)].map((n) => sql.ref(n));
  return sql`select * from unnest(${sql.join(lists)}) as s (${sql.join(names)})`;
}
