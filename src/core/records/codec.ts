// How values stand in the database: each field is stored plain in columns of its own, or sealed in the row's one sealed blob.
import { createHmac } from 'node:crypto';
import { canonicalDecimal, Decimal } from '../../contract/decimal.ts';
import { type Entity, columnOf } from '../../contract/entity.ts';
import { type Field, isMulti } from '../../contract/field.ts';
import type { RuleRow } from '../../contract/rule.ts';
import type { Keyring } from '../crypto/keyring.ts';
import { seal, unseal } from '../crypto/seal.ts';
import { secretOf } from '../crypto/secret.ts';
import { isoInstant } from '../instants.ts';
import { fieldColumns, hashColumn, sealedColumn } from '../schema/ddl.ts';

export type StoredRow = Readonly<Record<string, unknown>>;
type DbRow = Readonly<Record<string, unknown>>;

export function isSealed(f: Field): boolean {
  return f.protected === true;
}

export function sealedFields(e: Entity): [string, Field][] {
  return Object.entries(e.fields).filter(([, f]) => isSealed(f));
}

/** One plain field out of its columns. */
export function readPlain(f: Field, name: string, row: DbRow): unknown {
  return readPlainValue(f, row[columnOf(name, f)], row[`${columnOf(name, f)}_currency`]);
}

/** `currency`: of a money field. */
export function readPlainValue(f: Field, stored: unknown, currency: unknown): unknown {
  const value = stored ?? null;
  if (value === null) return null;
  switch (f.kind) {
    case 'number':
    case 'percent':
      return canonicalDecimal(value as string);
    case 'money':
      return { amount: canonicalDecimal(value as string), currency };
    case 'dateTime':
      return typeof value === 'string' ? isoInstant(value) : (value as Date).toISOString();
    default:
      return value;
  }
}

/** Parameters for the columns of one plain field, in the order of `fieldColumns`. */
function plainParameters(f: Field, value: unknown): unknown[] {
  if (f.kind === 'money') {
    const money = value as { amount: string; currency: string } | null;
    return [money?.amount ?? null, money?.currency ?? null];
  }
  if (value !== null && (isMulti(f.kind) || f.kind === 'address')) return [JSON.stringify(value)];
  return [value];
}

function place(keys: Keyring, e: Entity, id: string): string {
  return `${keys.tenantId}/data.${e.name}/${sealedColumn}/${id}`;
}

/** The protected fields of a row; all null when nothing is sealed. Throws when the blob does not open: never a silent gap. */
export function openSealed(keys: Keyring, e: Entity, id: string, blob: unknown): Record<string, unknown> {
  const empty = Object.fromEntries(sealedFields(e).map(([name]) => [name, null]));
  if (!Buffer.isBuffer(blob)) return empty;
  const text = unseal(keys.purpose('fields'), blob, place(keys, e, id)).toString('utf8');
  return { ...empty, ...(JSON.parse(text) as Record<string, unknown>) };
}

/** The keyed hash that stands for a protected value where equality is needed; equal values of different fields differ. */
export function blindHash(keys: Keyring, e: Entity, field: string, value: string): Buffer {
  const folded = value
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s.-]/g, '');
  return createHmac('sha256', secretOf(keys.purpose('blind-index')))
    .update(`${e.name}/${field}/${folded}`)
    .digest();
}

/** A whole row as stored values: system columns by their names on the wire, references as ids. */
export function readStored(keys: Keyring, e: Entity, row: DbRow): StoredRow {
  const out: Record<string, unknown> = {
    id: row['id'],
    version: row['version'],
    createdAt: (row['created_at'] as Date).toISOString(),
    updatedAt: (row['updated_at'] as Date).toISOString(),
    createdBy: row['created_by'],
    updatedBy: row['updated_by'],
    archivedAt: (row['archived_at'] as Date | null)?.toISOString() ?? null,
  };
  if (e.owner === 'owner') out['owner'] = row['owner'] ?? null;
  const opened = sealedFields(e).length > 0 ? openSealed(keys, e, row['id'] as string, row[sealedColumn]) : {};
  for (const [name, f] of Object.entries(e.fields)) out[name] = isSealed(f) ? opened[name] : readPlain(f, name, row);
  return out;
}

interface Place {
  readonly name: string;
  readonly field: Field;
  readonly columns: readonly string[];
}

const placesOf = new WeakMap<Entity, Place[]>();

/** Where each field of an object is stored, worked out once: it is asked for each record that is written. */
function storedPlaces(e: Entity): readonly Place[] {
  let places = placesOf.get(e);
  if (places === undefined) {
    places = Object.entries(e.fields).map(([name, field]) => ({
      name,
      field,
      columns: fieldColumns(name, field).map((c) => c.name),
    }));
    placesOf.set(e, places);
  }
  return places;
}

/** Columns and parameters that store the given fields of a record. When one sealed field changes, all of them are needed. */
export function writeColumns(keys: Keyring, e: Entity, id: string, values: StoredRow): Map<string, unknown> {
  const out = new Map<string, unknown>();
  let sealed: Record<string, unknown> | undefined;
  if ('owner' in values) out.set('owner', values['owner']);
  for (const { name, field: f, columns } of storedPlaces(e)) {
    if (!(name in values)) continue;
    const value = values[name] ?? null;
    if (isSealed(f)) {
      sealed ??= {};
      if (value !== null) sealed[name] = value;
      if (columns.length > 0)
        out.set(hashColumn(name, f), value === null ? null : blindHash(keys, e, name, value as string));
      continue;
    }
    plainParameters(f, value).forEach((parameter, i) => out.set(columns[i]!, parameter));
  }
  if (sealed !== undefined) out.set(sealedColumn, sealTogether(keys, e, id, sealed));
  return out;
}

/** The protected values of one record as one blob; null where there are none. */
function sealTogether(keys: Keyring, e: Entity, id: string, values: StoredRow): Buffer | null {
  const text = JSON.stringify(values);
  return text === '{}' ? null : seal(keys.purpose('fields'), Buffer.from(text), place(keys, e, id));
}

/** The same for many new records, column by column: a list of parameters in the order of the records. */
export function writeLists(
  keys: Keyring,
  e: Entity,
  records: readonly { readonly id: string; readonly after: StoredRow }[],
): Map<string, unknown[]> {
  const out = new Map<string, unknown[]>();
  out.set(
    'owner',
    records.map((r) => r.after['owner'] ?? null),
  );
  for (const { name, field: f, columns } of storedPlaces(e)) {
    const valueOf = (r: (typeof records)[number]): unknown => r.after[name] ?? null;
    if (isSealed(f)) {
      const hashOf = (value: unknown): unknown => (value === null ? null : blindHash(keys, e, name, value as string));
      if (columns.length > 0)
        out.set(
          hashColumn(name, f),
          records.map((r) => hashOf(valueOf(r))),
        );
    } else if (columns.length === 1) {
      const isJson = isMulti(f.kind) || f.kind === 'address';
      const stored = (value: unknown): unknown => (isJson && value !== null ? JSON.stringify(value) : value);
      out.set(
        columns[0]!,
        records.map((r) => stored(valueOf(r))),
      );
    } else
      columns.forEach((column, i) =>
        out.set(
          column,
          records.map((r) => plainParameters(f, valueOf(r))[i]),
        ),
      );
  }
  const names = sealedFields(e).map(([name]) => name);
  const sealedOf = ({ id, after }: (typeof records)[number]): Buffer | null => {
    const filled = names.filter((name) => (after[name] ?? null) !== null);
    return sealTogether(keys, e, id, Object.fromEntries(filled.map((name) => [name, after[name]])));
  };
  if (names.length > 0) out.set(sealedColumn, records.map(sealedOf));
  return out;
}

/** The row as rules look at it, made when one first looks. */
export function lazyRuleRow(e: Entity, stored: StoredRow): () => RuleRow {
  let row: RuleRow | undefined;
  return () => (row ??= ruleRow(e, stored));
}

/** The row as rules look at it: decimals exact, money as its amount. Sealed fields and the version are not there. */
export function ruleRow(e: Entity, stored: StoredRow): RuleRow {
  const out: Record<string, unknown> = { ...stored, version: null };
  for (const [name, f] of Object.entries(e.fields)) {
    const value = stored[name] ?? null;
    if (isSealed(f)) out[name] = null;
    else if (value === null) continue;
    else if (f.kind === 'number' || f.kind === 'percent') out[name] = new Decimal(value as string);
    else if (f.kind === 'money') out[name] = new Decimal((value as { amount: string }).amount);
  }
  return out;
}

/** Equal as stored values: jsonb does not keep the order of keys. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  const left = a ?? null;
  const right = b ?? null;
  if (left === null || right === null || typeof left !== 'object' || typeof right !== 'object') return left === right;
  return canonical(a ?? null) === canonical(b ?? null);
}

/** JSON with sorted keys: one text for one value. */
export function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null || value instanceof Date) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const parts: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const item: unknown = (value as Record<string, unknown>)[key];
    if (item !== undefined) parts.push(`${JSON.stringify(key)}:${canonical(item)}`);
  }
  return `{${parts.join(',')}}`;
}
