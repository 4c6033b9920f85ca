// The tables a declared object needs. Migration 0001 was written from this; a test holds what all migrations make against it ever after.
import { type Entity, columnOf } from '../../contract/entity.ts';
import { type Field, isMulti, isVirtual } from '../../contract/field.ts';

/** One column with its SQL type, and whether PostgreSQL itself computes it. */
export interface Column {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly generated?: string;
}

/** What PostgreSQL computes in a column, from columns of the same row; empty where it computes nothing. */
export function generatedOf(column: Column): string {
  return column.generated ?? "''";
}

/** The tenant's ICU collation: one for lists, pages and exports. */
export const sorting = 'core.sorting';

export const sealedColumn = 'sealed';

/** Name of the column that holds the keyed hash of a protected field. */
export function hashColumn(fieldName: string, f: Field): string {
  return `${columnOf(fieldName, f)}_hash`;
}

function sqlType(f: Field): string {
  switch (f.kind) {
    case 'number':
    case 'percent':
    case 'money':
      return 'numeric';
    case 'date':
      return 'date';
    case 'dateTime':
      return 'timestamptz';
    case 'checkbox':
      return 'boolean';
    case 'ref':
      return 'uuid';
    case 'address':
    case 'emails':
    case 'phones':
    case 'multiSelect':
    case 'links':
      return 'jsonb';
    default:
      return 'text';
  }
}

/** Columns of one field: none of its own when it is sealed, but one for the keyed hash where equality is needed. */
export function fieldColumns(name: string, f: Field): Column[] {
  if (isVirtual(f)) return [];
  if (f.protected === true)
    return f.unique === true || f.key === true ? [{ name: hashColumn(name, f), type: 'bytea', required: false }] : [];
  const main = { name: columnOf(name, f), type: sqlType(f), required: f.required };
  return f.kind === 'money'
    ? [main, { name: `${columnOf(name, f)}_currency`, type: 'text', required: f.required }]
    : [main];
}

function titleExpression(e: Entity): string {
  const parts = e.title.map((name) => `coalesce(${columnOf(name, e.fields[name])}, '')`);
  if (parts.length === 0) return "''";
  return parts.length === 1 ? parts[0]! : `trim(both from ${parts.join(` || ' ' || `)})`;
}

export function searchExpression(e: Entity): string | null {
  const parts = Object.entries(e.fields)
    .filter(([, f]) => f.search === true && f.protected !== true)
    .map(([name, f]) => searchText(name, f));
  return parts.length === 0 ? null : `core.fold(${parts.join(` || chr(10) || `)})`;
}

/**
 * The searchable text of one field as SQL over its column; also used to look into a single field the searcher may read. Phones stand
 * there as written and as bare digits, so that they are found in any notation.
 */
export function searchText(name: string, f: Field, alias = ''): string {
  const column = `${alias}${columnOf(name, f)}`;
  if (!isMulti(f.kind)) return `coalesce(${column}, '')`;
  const values = `coalesce(jsonb_path_query_array(${column}, '$[*].value')::text, '')`;
  return f.kind === 'phones' ? `${values} || chr(10) || regexp_replace(${values}, '[^0-9,]+', '', 'g')` : values;
}

/** What is compared when a field serves as key or must be unique: the letter, the address, or the folded text. */
export function keyExpression(f: Field, column: string): string {
  if (f.exact === true) return column;
  return f.kind === 'email' ? `lower(${column})` : `core.fold(${column})`;
}

export function tableName(e: Entity): string {
  return `data."${e.name}"`;
}

export function columnsOf(e: Entity): Column[] {
  const own = Object.entries(e.fields).flatMap(([name, f]) => fieldColumns(name, f));
  const search = searchExpression(e);
  const isSealed = Object.values(e.fields).some((f) => f.protected === true);
  return [
    { name: 'id', type: 'uuid', required: true },
    { name: 'version', type: 'integer', required: true },
    ...(e.owner === 'owner' ? [{ name: 'owner', type: 'uuid', required: false }] : []),
    { name: 'created_at', type: 'timestamptz', required: true },
    { name: 'created_by', type: 'uuid', required: true },
    { name: 'updated_at', type: 'timestamptz', required: true },
    { name: 'updated_by', type: 'uuid', required: true },
    { name: 'archived_at', type: 'timestamptz', required: false },
    { name: 'archived_by', type: 'uuid', required: false },
    ...own,
    ...(isSealed ? [{ name: sealedColumn, type: 'bytea', required: false }] : []),
    { name: 'title', type: 'text', required: false, generated: titleExpression(e) },
    ...(search === null ? [] : [{ name: 'search', type: 'text', required: false, generated: search }]),
  ];
}

function createTable(e: Entity): string {
  const lines = columnsOf(e).map((c) => {
    if (c.generated !== undefined) return `  ${c.name} ${c.type} generated always as (${c.generated}) stored`;
    if (c.name === 'id') return `  id uuid primary key`;
    return `  ${c.name} ${c.type}${c.required ? ' not null' : ''}`;
  });
  return `create table ${tableName(e)} (\n${lines.join(',\n')}\n);`;
}

/** Lists, search, references, keys: each index serves a question the product asks. Only records outside the bin are listed often. */
function indexes(e: Entity): string[] {
  const t = tableName(e);
  const live = 'where archived_at is null';
  const out = [
    `create index ${e.name}_by_title on ${t} (title collate ${sorting}, id) ${live};`,
    `create index ${e.name}_by_update on ${t} (updated_at, id) ${live};`,
    `create index ${e.name}_in_bin on ${t} (archived_at, id) where archived_at is not null;`,
  ];
  if (e.owner === 'owner')
    out.push(`create index ${e.name}_by_owner on ${t} (owner, title collate ${sorting}, id) ${live};`);
  if (searchExpression(e) !== null)
    out.push(`create index ${e.name}_by_search on ${t} using gin (search ext.gin_trgm_ops);`);
  for (const [name, f] of Object.entries(e.fields)) out.push(...fieldIndexes(e, t, name, f));
  for (const names of e.together ?? []) {
    const columns = names.map((name) => columnOf(name, e.fields[name]));
    out.push(`create unique index ${e.name}_once_${columns.at(-1)} on ${t} (${columns.join(', ')}) ${live};`);
  }
  return out;
}

function fieldIndexes(e: Entity, t: string, name: string, f: Field): string[] {
  const column = columnOf(name, f);
  if (f.protected === true) {
    if (f.unique === true)
      return [
        `create unique index ${e.name}_one_${column} on ${t} (${hashColumn(name, f)}) where archived_at is null;`,
      ];
    return f.key === true ? [`create index ${e.name}_by_${column} on ${t} (${hashColumn(name, f)});`] : [];
  }
  if (f.kind === 'ref') return [`create index ${e.name}_by_${column} on ${t} (${column}, id);`];
  // An empty list is asked for in other ways; most records have none.
  if (isMulti(f.kind))
    return [
      `create index ${e.name}_by_${column} on ${t} using gin (${column} jsonb_path_ops) where ${column} is not null;`,
    ];
  if (f.unique === true)
    return [
      `create unique index ${e.name}_one_${column} on ${t} ((${keyExpression(f, column)})) where archived_at is null;`,
    ];
  if (f.key === true) return [`create index ${e.name}_by_${column} on ${t} ((${keyExpression(f, column)}));`];
  if (f.sorted === true)
    return [`create index ${e.name}_by_${column} on ${t} (${column}, id) where archived_at is null;`];
  return [];
}

function foreignKeys(e: Entity): string[] {
  const t = tableName(e);
  const owner =
    e.owner === 'owner'
      ? [`alter table ${t} add constraint ${e.name}_owner foreign key (owner) references data."user";`]
      : [];
  const refs = Object.entries(e.fields).flatMap(([name, f]) =>
    f.kind === 'ref'
      ? [
          `alter table ${t} add constraint ${e.name}_${columnOf(name)} foreign key (${columnOf(name)}) references data."${f.to![0]}";`,
        ]
      : [],
  );
  return [...owner, ...refs];
}

/** Everything the objects need, in an order that runs. */
export function recordDdl(entities: readonly Entity[]): string {
  return [...entities.map(createTable), ...entities.flatMap(indexes), ...entities.flatMap(foreignKeys)].join('\n\n');
}
