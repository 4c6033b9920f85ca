// Turns what was read into what leaves the server: an allow-list by construction, for it copies only the fields that were asked for.
import { type Entity, columnOf } from '../../contract/entity.ts';
import type { LinkIn, LinkOut, RefOut } from '../../contract/field.ts';
import { maskOf } from '../access/mask.ts';
import type { Keyring } from '../crypto/keyring.ts';
import { isoInstant } from '../instants.ts';
import type { Table } from '../pg.ts';
import { sealedColumn } from '../schema/ddl.ts';
import { isSealed, openSealed, readPlainValue } from './codec.ts';
import { type PageTitles, titlesOf } from './reading.ts';
import type { Wanted } from './select.ts';

type Values = readonly unknown[];

/** What one row still has to give: its protected fields are opened once, when a field asks. */
interface Opened {
  values: Record<string, unknown> | undefined;
}

/** A row that does not say whether a field may be read does not let it be read. */
const always = -2;

/** How one field is taken out of a row. `can`: where the row says whether it may be read; `mask`: what its mask is made of, -1 for none. */
interface Step {
  readonly name: string;
  readonly can: number;
  readonly mask: number;
  readonly take: (row: Values, opened: Opened) => unknown;
  readonly isSealed: boolean;
}

/** The rows of a table as their reader gets them, from the first on, at most so many. */
export function outputRows(
  keys: Keyring,
  e: Entity,
  wanted: ReadonlyMap<string, Wanted>,
  table: Table,
  most = table.rows.length,
): Record<string, unknown>[] {
  const at = new Map(table.columns.map((name, i) => [name, i]));
  const column = (name: string): number => at.get(name) ?? -1;
  const titles = titlesOf(table);
  const [id, title, version] = [column('id'), column('title'), column('version')];
  const open = (row: Values, opened: Opened): Record<string, unknown> =>
    (opened.values ??= openSealed(keys, e, row[id] as string, row[column(sealedColumn)]));
  const steps = [...wanted.values()].map((w): Step => ({
    name: w.name,
    can: w.when === null ? always : column(`can$${w.name}`),
    mask: w.mask === null ? -1 : column(`mask$${w.name}`),
    take: takerOf(w, column, titles, open),
    isSealed: w.field !== null && isSealed(w.field),
  }));
  const out: Record<string, unknown>[] = [];
  for (let n = 0; n < table.rows.length && n < most; n++) {
    const row = table.rows[n]!;
    const record: Record<string, unknown> = { id: row[id] };
    if (title >= 0) record['title'] = row[title];
    record['version'] = row[version];
    const opened: Opened = { values: undefined };
    let masked: Record<string, string> | undefined;
    for (const step of steps) {
      if (step.mask >= 0 && row[step.mask] !== null) {
        const value = step.isSealed ? open(row, opened)[step.name] : row[step.mask];
        if ((value ?? null) !== null) (masked ??= {})[step.name] = maskOf(value);
      }
      if (step.can === always || row[step.can] === true) record[step.name] = step.take(row, opened);
    }
    if (masked !== undefined) record['masked'] = masked;
    out.push(record);
  }
  return out;
}

function takerOf(
  { name, field }: Wanted,
  column: (name: string) => number,
  titles: PageTitles,
  open: (row: Values, opened: Opened) => Record<string, unknown>,
): Step['take'] {
  const at = column(columnOf(name, field));
  if (field === null) {
    if (name !== 'owner' && name !== 'createdBy' && name !== 'updatedBy') return (row) => instantOut(row[at]);
    const users = titles.get('user');
    return (row) => refOut(row[at], users);
  }
  if (isSealed(field)) return (row, opened) => open(row, opened)[name] ?? null;
  if (field.kind === 'links') return (row) => linksOut(row[at], titles);
  if (field.kind === 'ref') {
    const targets = titles.get(field.to![0]!);
    return (row) => refOut(row[at], targets);
  }
  if (field.kind === 'money') {
    const currency = column(`${columnOf(name, field)}_currency`);
    return (row) => readPlainValue(field, row[at], row[currency]);
  }
  return (row) => readPlainValue(field, row[at], null);
}

function instantOut(value: unknown): unknown {
  return typeof value === 'string' ? isoInstant(value) : value instanceof Date ? value.toISOString() : null;
}

/** A reference whose target may not be seen says only that there is one. */
function refOut(id: unknown, titles: ReadonlyMap<string, string> | undefined): RefOut | null {
  if (typeof id !== 'string') return null;
  const title = titles?.get(id);
  return title === undefined ? { restricted: true } : { id, title };
}

/** Links to what may not be seen are left out; where none remains, there are none. */
function linksOut(links: unknown, titles: PageTitles): LinkOut[] | null {
  if (!Array.isArray(links)) return null;
  const seen: LinkOut[] = [];
  for (const l of links as LinkIn[]) {
    const title = titles.get(l.entity)?.get(l.id);
    if (title !== undefined) seen.push({ entity: l.entity, id: l.id, title, role: l.role ?? null });
  }
  return seen.length === 0 ? null : seen;
}
