// Each column of an object as it was: out of the oldest change since, where there is one, and else as it stands.
import { type Entity, columnOf } from '../../contract/entity.ts';
import { type Field, isMulti, isVirtual } from '../../contract/field.ts';
import { isSealed } from '../records/codec.ts';
import { columnsOf, fieldColumns, hashColumn, sealedColumn } from '../schema/ddl.ts';
import { type Sql, sql } from '../sql.ts';
import { type ChosenBy, lastBefore, lastToldOf } from './changes.ts';

/** Over the row `c` as it is, what was changed since in `o`, and rows of other protected values in `s`. */
export interface Part {
  readonly name: string;
  /** of a row nobody has changed since */
  readonly same: Sql;
  readonly past: Sql;
  /** the field it is the value of, once a field, and whether it holds another value now */
  readonly field: string | null;
  readonly differs: Sql | null;
}

/** `lost`: columns that are there no more, with the names of their fields. `resealed`: whether `s` is there. */
export function partsOf(e: Entity, lost: ReadonlyMap<string, string>, resealed: boolean): Part[] {
  const parts = new Map(systemParts(e).map((p) => [p.name, p]));
  for (const [name, f] of Object.entries(e.fields)) {
    if (isVirtual(f)) continue;
    const made = isSealed(f) ? hashParts(name, f, resealed) : fieldParts(name, f, lost);
    for (const part of made) parts.set(part.name, part);
  }
  if (Object.values(e.fields).some(isSealed)) parts.set(sealedColumn, asSealed(sealedColumn, resealed));
  return columnsOf(e).flatMap((c) => (c.generated === undefined ? [parts.get(c.name)!] : []));
}

/** What follows from every change. */
const ofEvery: ReadonlySet<string> = new Set(['updated_at', 'updated_by', 'version']);

/** The fields whose columns of the row `r` stand in these pieces; null where one of them cannot be told. */
export function fieldsIn(used: readonly Sql[], e: Entity): ChosenBy | null {
  const of = new Map<string, readonly string[]>([
    ['id', []],
    ['created_at', []],
    ['created_by', []],
    ['owner', ['owner']],
    ['archived_at', ['archivedAt']],
    ['title', e.title],
    ['search', Object.keys(e.fields).filter((name) => e.fields[name]!.search === true)],
  ]);
  // What is sealed may change with no word of it in plain.
  for (const [name, f] of Object.entries(e.fields))
    if (!isSealed(f)) for (const c of fieldColumns(name, f)) of.set(c.name, [name]);
  const columns = used.flatMap(({ texts }) =>
    [...texts.join(' ').matchAll(/(?:\br|"r")\."?(\w+(?:\$\d+)?)/g)].map((m) => m[1]!),
  );
  const named = new Set<string>();
  let every = false;
  for (const column of columns) {
    // Whether a rule holds on the row as it is now follows from the fields of the same rule, which stand beside it.
    if (/^now\$\d+$/.test(column)) continue;
    if (ofEvery.has(column)) every = true;
    const fields = ofEvery.has(column) ? [] : of.get(column);
    if (fields === undefined) return null;
    for (const name of fields) named.add(name);
  }
  return { fields: [...named], every };
}

const at = (column: string): Sql => sql.ref(`c.${column}`);

function systemParts(e: Entity): Part[] {
  const plain = (name: string, past: Sql): Part => ({ name, same: at(name), past, field: null, differs: null });
  const last = lastBefore(sql`c.id`, sql`o.version`);
  // Before its second version a record was as it was made; others are looked up one by one.
  const since = (now: Sql, made: Sql, before: Sql): Sql =>
    sql`case when o.version is null then ${now} when o.version <= 2 then ${made} else coalesce(${before}, ${made}) end`;
  const binned = changed('archivedAt', at('archived_at'), (old) => sql`(${old} ->> 0)::timestamptz`);
  return [
    plain('id', at('id')),
    plain('version', sql`coalesce(o.version - 1, c.version)`),
    ...(e.owner === 'owner' ? [valuePart('owner', 'owner', (old) => sql`(${old} ->> 0)::uuid`)] : []),
    plain('created_at', at('created_at')),
    plain('created_by', at('created_by')),
    plain('updated_at', since(at('updated_at'), at('created_at'), last.at)),
    plain('updated_by', since(at('updated_by'), at('created_by'), last.by)),
    plain('archived_at', binned),
    plain('archived_by', sql`case when o.changes ? 'archivedAt' then null else c.archived_by end`),
  ];
}

/** A name of a field as the key it has in what was changed. */
export function nameOf(name: string): Sql {
  return sql`${name}::text`;
}

function changed(field: string, now: Sql, read: (pair: Sql) => Sql): Sql {
  const name = nameOf(field);
  return sql`case when o.changes ? ${name} then ${read(sql`(o.changes -> ${name})`)} else ${now} end`;
}

function valuePart(field: string, column: string, read: (pair: Sql) => Sql): Part {
  const name = nameOf(field);
  const differs = sql`coalesce(o.changes ? ${name} and ${read(sql`(o.changes -> ${name})`)} is distinct from ${at(column)}, false)`;
  return { name: column, same: at(column), past: changed(field, at(column), read), field, differs };
}

function fieldParts(name: string, f: Field, lost: ReadonlyMap<string, string>): Part[] {
  const column = columnOf(name, f);
  const isLost = lost.has(column);
  if (isLost) return lostParts(name, f, column);
  if (f.kind !== 'money') return [valuePart(name, column, (pair) => castOf(f, sql`(${pair} -> 0)`))];
  const amount = (pair: Sql): Sql => sql`(${pair} -> 0 ->> 'amount')::numeric`;
  const currency = (pair: Sql): Sql => sql`(${pair} -> 0 ->> 'currency')`;
  const [a, c] = [valuePart(name, column, amount), valuePart(name, `${column}_currency`, currency)];
  return [
    { ...a, differs: sql`(${a.differs} or ${c.differs})` },
    { ...c, field: null, differs: null },
  ];
}

/** A value out of JSON, in the type of its column. */
function castOf(f: Field, json: Sql): Sql {
  const text = sql`(${json} #>> '{}')`;
  switch (f.kind) {
    case 'number':
    case 'percent':
      return sql`${text}::numeric`;
    case 'date':
      return sql`${text}::date`;
    case 'dateTime':
      return sql`${text}::timestamptz`;
    case 'checkbox':
      return sql`${text}::boolean`;
    case 'ref':
      return sql`${text}::uuid`;
    default:
      return isMulti(f.kind) || f.kind === 'address' ? sql`nullif(${json}, 'null'::jsonb)` : text;
  }
}

/** The value of a deleted field is what the ledger told of it last. */
function lostParts(name: string, f: Field, column: string): Part[] {
  const part = (of: string, read: (json: Sql) => Sql): Part => ({
    name: of,
    same: read(lastToldOf(sql`c.id`, sql`null::int`, nameOf(name))),
    past: read(lastToldOf(sql`c.id`, sql`o.version`, nameOf(name))),
    field: null,
    differs: null,
  });
  if (f.kind !== 'money') return [part(column, (json) => castOf(f, json))];
  return [
    part(column, (json) => sql`(${json} ->> 'amount')::numeric`),
    part(`${column}_currency`, (json) => sql`(${json} ->> 'currency')`),
  ];
}

function asSealed(column: string, resealed: boolean): Part {
  const past = resealed
    ? sql`case when s.record is null then ${at(column)} else ${sql.ref(`s.${column}`)} end`
    : at(column);
  return { name: column, same: at(column), past, field: null, differs: null };
}

function hashParts(name: string, f: Field, resealed: boolean): Part[] {
  return fieldColumns(name, f).length === 0 ? [] : [asSealed(hashColumn(name, f), resealed)];
}
