// Puts checked records into their tables: one statement for one record or for many, parameters by column.
import type { Entity } from '../../contract/entity.ts';
import { columnsOf, tableName } from '../schema/ddl.ts';
import { listOf } from '../pg-lists.ts';
import { statementName } from '../statement-names.ts';
import type { Unit } from '../unit.ts';
import { isSealed, writeColumns, writeLists } from './codec.ts';
import { type WriteDraft, changesOf } from './draft.ts';

interface ColumnType {
  readonly name: string;
  readonly type: string;
}

const stored = new WeakMap<Entity, ColumnType[]>();

/** Columns that are written; PostgreSQL computes the generated ones. */
function storedColumns(e: Entity): ColumnType[] {
  let columns = stored.get(e);
  if (columns === undefined) {
    columns = columnsOf(e).filter((c) => c.generated === undefined);
    stored.set(e, columns);
  }
  return columns;
}

export function insertRecords(unit: Unit, e: Entity, drafts: readonly WriteDraft[]): void {
  const columns = storedColumns(e);
  const { self } = unit.me;
  if (drafts.length === 1) {
    const { id, after } = drafts[0]!;
    const row = writeColumns(unit.vault.keys, e, id, after);
    row.set('id', id).set('version', 1).set('created_at', unit.at).set('created_by', self.id);
    row.set('updated_at', unit.at).set('updated_by', self.id);
    const names = columns.map((c) => c.name).join(', ');
    const marks = columns.map((_, i) => `$${i + 1}`).join(', ');
    const text = `insert into ${tableName(e)} (${names}) values (${marks})`;
    unit.send(
      text,
      columns.map((c) => row.get(c.name) ?? null),
      statementName(text),
    );
    return;
  }
  const same = { version: 1, created_at: unit.at, created_by: self.id, updated_at: unit.at, updated_by: self.id };
  const lists = writeLists(unit.vault.keys, e, drafts);
  lists.set(
    'id',
    drafts.map((d) => d.id),
  );
  unit.send(...insertMany(tableName(e), columns, new Map(Object.entries(same)), lists));
}

/** What is the same on every row is sent once, what no row says not at all: a file fills a few of many columns. */
function insertMany(
  table: string,
  columns: readonly ColumnType[],
  same: ReadonlyMap<string, unknown>,
  lists: ReadonlyMap<string, readonly unknown[]>,
): [string, unknown[]] {
  const names: string[] = [];
  const selected: string[] = [];
  const casts: string[] = [];
  const listed: string[] = [];
  const parameters: unknown[] = [];
  for (const { name, type } of columns) {
    const values = lists.get(name);
    const first = same.get(name) ?? values?.[0] ?? null;
    const isSame = values === undefined || values.every((value) => value === first);
    if (isSame && first === null) continue;
    names.push(name);
    const n = parameters.push(isSame ? first : listOf(type, values));
    selected.push(isSame ? `$${n}::${type}` : `v.${name}`);
    if (isSame) continue;
    casts.push(`$${n}::${type}[]`);
    listed.push(name);
  }
  return [
    `insert into ${table} (${names.join(', ')}) select ${selected.join(', ')} from unnest(${casts.join(', ')}) as v (${listed.join(', ')})`,
    parameters,
  ];
}

/** The columns a change touches. One sealed field changed means the whole blob is written again. */
function changedColumns(unit: Unit, e: Entity, d: WriteDraft): Map<string, unknown> {
  const changed: Record<string, unknown> = {};
  for (const name of changesOf(d).keys()) changed[name] = d.after[name];
  const seals = Object.entries(e.fields).filter(([, f]) => isSealed(f));
  if (seals.some(([name]) => name in changed)) for (const [name] of seals) changed[name] = d.after[name];
  return writeColumns(unit.vault.keys, e, d.id, changed);
}

export function updateRecords(unit: Unit, e: Entity, drafts: readonly WriteDraft[]): void {
  const types = new Map(storedColumns(e).map((c) => [c.name, c.type]));
  if (drafts.length === 1) {
    const values = changedColumns(unit, e, drafts[0]!);
    const sets = [...values.keys()].map((c, i) => `${c} = $${i + 4}`);
    unit.send(
      `update ${tableName(e)} set version = version + 1, updated_at = $2, updated_by = $3${sets.map((s) => `, ${s}`).join('')} where id = $1`,
      [drafts[0]!.id, unit.at, unit.me.self.id, ...values.values()],
    );
    return;
  }
  // Rows that change the same columns go together; imports have one or two such shapes.
  const shapes = Map.groupBy(
    drafts.map((d) => ({ d, values: changedColumns(unit, e, d) })),
    ({ values }) => [...values.keys()].sort().join(' '),
  );
  for (const group of shapes.values()) {
    const columns = [...group[0]!.values.keys()].sort();
    const sets = columns.map((c) => `, ${c} = v.${c}`).join('');
    const arrays = ['$3::uuid[]', ...columns.map((c, i) => `$${i + 4}::${types.get(c)}[]`)].join(', ');
    unit.send(
      `update ${tableName(e)} r set version = version + 1, updated_at = $1, updated_by = $2${sets}
       from unnest(${arrays}) as v (${['id', ...columns].join(', ')}) where r.id = v.id`,
      [
        unit.at,
        unit.me.self.id,
        listOf(
          'uuid',
          group.map((g) => g.d.id),
        ),
        ...columns.map((c) =>
          listOf(
            types.get(c)!,
            group.map((g) => g.values.get(c) ?? null),
          ),
        ),
      ],
    );
  }
}

export function markArchived(unit: Unit, e: Entity, ids: readonly string[], archived: boolean): void {
  unit.send(
    `update ${tableName(e)} set version = version + 1, updated_at = $2, updated_by = $3, archived_at = $4, archived_by = $5 where id = any($1)`,
    [ids, unit.at, unit.me.self.id, archived ? unit.at : null, archived ? unit.me.self.id : null],
  );
}
