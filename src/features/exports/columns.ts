// Which columns a file has and what stands in each: laid out so that a person and our own import can both read it back. Pure.
import type { Entity } from '../../contract/entity.ts';
import type { Address, Field, Labelled, LinkOut, Money, RefOut } from '../../contract/field.ts';
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
  const own: FileColumn = { heading: 'Strongroom ID', kind: 'text', read: (row) => row['id'] as string };
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
  const value = <T>(row: Row): T | null => (row[name] ?? null) as T | null;
  const column = (heading: string, kind: CellKind, read: (row: Row) => string | null): FileColumn => ({
    heading,
    kind,
    read,
  });
  const list = <T>(row: Row, of: (item: T) => string): string | null => {
    const items = value<readonly T[]>(row);
    return items === null || items.length === 0 ? null : items.map(of).join(betweenValues);
  };
  const whole = (kind: CellKind): FileColumn[] => [column(f.label, kind, value)];
  switch (f.kind) {
    case 'number':
    case 'percent':
      return whole('number');
    case 'date':
      return whole('date');
    case 'checkbox':
      return [column(f.label, 'yesNo', (row) => asText(value(row)))];
    case 'money':
      return [
        column(f.label, 'number', (row) => value<Money>(row)?.amount ?? null),
        column(`${f.label}: currency`, 'text', (row) => value<Money>(row)?.currency ?? null),
      ];
    case 'address':
      return Object.entries(addressParts).map(([part, label]) =>
        column(`${f.label}: ${label}`, 'text', (row) => value<Address>(row)?.[part as keyof Address] ?? null),
      );
    case 'emails':
    case 'phones':
      return [column(f.label, 'text', (row) => list<Labelled>(row, writeLabelled))];
    case 'select':
      return [column(f.label, 'text', (row) => optionLabel(f, value(row)))];
    case 'multiSelect':
      return [column(f.label, 'text', (row) => list<string>(row, (key) => optionLabel(f, key)!))];
    case 'ref':
      return [
        column(f.label, 'text', (row) => refPart(value(row), 'title')),
        ...(ids ? [column(`${f.label}: Strongroom ID`, 'text', (row) => refPart(value(row), 'id'))] : []),
      ];
    case 'links':
      return [
        column(f.label, 'text', (row) => list<LinkOut>(row, (link) => link.title)),
        ...(f.roles === true ? [column(`${f.label}: role`, 'text', (row) => roles(value(row)))] : []),
        ...(ids ? [column(`${f.label}: Strongroom ID`, 'text', (row) => list<LinkOut>(row, (link) => link.id))] : []),
      ];
    default:
      return [column(f.label, 'text', (row) => asText(value(row)))];
  }
}

const addressParts: Readonly<Record<keyof Address, string>> = {
  street: 'street',
  postalCode: 'postal code',
  city: 'city',
  region: 'region',
  country: 'country',
};

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
