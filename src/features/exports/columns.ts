// Which columns a file has and what stands in each: laid out so that a person and our own import can both read it back. Pure.
import type { Entity } from '../../contract/entity.ts';
import type { Address, Field, FieldKind, LinkOut, OutValues, RefOut } from '../../contract/field.ts';
import { betweenValues, writeLabelled } from '../../contract/labelled-text.ts';
import { Problem } from '../../contract/problem.ts';

/** Text is defused and quoted; the others are written as they are. Dates are YYYY-MM-DD. */
export type CellKind = 'text' | 'number' | 'date' | 'yesNo';

export type Row = Readonly<Record<string, unknown>>;

export interface FileColumn {
  readonly heading: string;
  readonly kind: CellKind;
  /** null: nothing there, or not to be read on this row */
  readonly read: (row: Row) => string | null;
}

export interface Layout {
  readonly columns: readonly FileColumn[];
  /** names to read */
  readonly fields: readonly string[];
  /** objects whose titles or totals stand in the file */
  readonly refersTo: readonly string[];
}

/** Ours, so that imports do not take it for the id in another system. */
const idHeading = 'Strongroom ID';

const systemHeadings: Readonly<Record<string, string>> = {
  owner: 'Owner',
  createdAt: 'Created at',
  updatedAt: 'Updated at',
  archivedAt: 'Archived at',
  createdBy: 'Created by',
  updatedBy: 'Updated by',
};

/** `mayLeave` holds what this person may export on some rows at least; any other name is refused as if it were not there. */
export function layOut(e: Entity, names: readonly string[], mayLeave: ReadonlySet<string>, ids: boolean): Layout {
  const wanted = [...new Set(names.flatMap((name) => (name === 'title' ? titleParts(e, mayLeave) : [name])))];
  const strange = wanted.find((name) => !mayLeave.has(name) || fieldOf(e, name) === undefined);
  if (strange !== undefined)
    throw new Problem('unknown-field', `${e.label} has no field ${JSON.stringify(strange.slice(0, 80))} to export.`);
  const columns = wanted.flatMap((name) => columnsOf(name, fieldOf(e, name)!, ids));
  const own: FileColumn = { heading: idHeading, kind: 'text', read: (row) => row['id'] as string };
  return {
    columns: ids ? [own, ...columns] : columns,
    fields: wanted,
    refersTo: [...new Set(wanted.flatMap((name) => looksAt(fieldOf(e, name)!)))],
  };
}

function looksAt(f: Field): readonly string[] {
  return f.rollUp === undefined ? (f.to ?? []) : [f.rollUp.of];
}

/** A title is exported as the fields it is made of. */
function titleParts(e: Entity, mayLeave: ReadonlySet<string>): string[] {
  const parts = e.title.filter((name) => mayLeave.has(name));
  return parts.length === 0 ? ['title'] : parts;
}

function fieldOf(e: Entity, name: string): Field | undefined {
  if (Object.hasOwn(systemHeadings, name)) {
    const label = systemHeadings[name]!;
    return name.endsWith('At')
      ? { kind: 'dateTime', label, required: false }
      : { kind: 'ref', label, required: false, to: ['user'] };
  }
  return Object.hasOwn(e.fields, name) ? e.fields[name] : undefined;
}

function columnsOf(name: string, f: Field, ids: boolean): FileColumn[] {
  const value = <K extends FieldKind>(row: Row, _kind: K): OutValues[K] | null =>
    (row[name] ?? null) as OutValues[K] | null;
  const column = (heading: string, kind: CellKind, read: FileColumn['read']): FileColumn => ({ heading, kind, read });
  const text = (part: string | null, read: FileColumn['read']): FileColumn =>
    column(part === null ? f.label : `${f.label}: ${part}`, 'text', read);
  const { kind } = f;
  switch (kind) {
    case 'number':
    case 'percent':
      return [column(f.label, 'number', (row) => value(row, kind))];
    case 'date':
      return [column(f.label, 'date', (row) => value(row, kind))];
    case 'checkbox':
      return [column(f.label, 'yesNo', (row) => asText(row[name] ?? null))];
    case 'money':
      return [
        column(f.label, 'number', (row) => value(row, kind)?.amount ?? null),
        text('currency', (row) => value(row, kind)?.currency ?? null),
      ];
    case 'address':
      return addressParts.map(([part, label]) => text(label, (row) => value(row, kind)?.[part] ?? null));
    case 'emails':
    case 'phones':
      return [text(null, (row) => joined(value(row, kind)?.map(writeLabelled)))];
    case 'select':
      return [text(null, (row) => optionLabel(f, value(row, kind)))];
    case 'multiSelect':
      return [text(null, (row) => joined(value(row, kind)?.map((key) => optionLabel(f, key)!)))];
    case 'ref':
      return [
        text(null, (row) => refPart(value(row, kind), 'title')),
        ...(ids ? [text(idHeading, (row) => refPart(value(row, kind), 'id'))] : []),
      ];
    case 'links':
      return [
        text(null, (row) => joined(value(row, kind)?.map((link) => link.title))),
        ...(f.roles === true ? [text('role', (row) => roles(value(row, kind)))] : []),
        ...(ids ? [text(idHeading, (row) => joined(value(row, kind)?.map((link) => link.id)))] : []),
      ];
    default:
      return [text(null, (row) => asText(row[name] ?? null))];
  }
}

function joined(values: readonly string[] | undefined): string | null {
  return values === undefined || values.length === 0 ? null : values.join(betweenValues);
}

const addressParts: readonly (readonly [keyof Address, string])[] = [
  ['street', 'street'],
  ['postalCode', 'postal code'],
  ['city', 'city'],
  ['region', 'region'],
  ['country', 'country'],
];

function asText(value: unknown): string | null {
  if (value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function optionLabel(f: Field, key: string | null): string | null {
  if (key === null) return null;
  return f.options?.find((o) => o.key === key)?.label ?? key;
}

/** What may not be seen of a reference is as if it were not there. */
function refPart(ref: RefOut | null, part: 'id' | 'title'): string | null {
  return ref === null || 'restricted' in ref ? null : ref[part];
}

/** As many as there are links, empty where one has none; nothing where none has. */
function roles(links: readonly LinkOut[] | null): string | null {
  if (links === null || links.every((link) => link.role === null)) return null;
  return links.map((link) => link.role ?? '').join(betweenValues);
}
