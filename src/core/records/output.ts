// Turns a row that was read into what leaves the server: an allow-list by construction, for it copies only the fields that were asked for.
import { type Entity, columnOf } from '../../contract/entity.ts';
import type { LinkIn, LinkOut, RefOut } from '../../contract/field.ts';
import { maskOf } from '../access/mask.ts';
import type { Keyring } from '../crypto/keyring.ts';
import type { Row } from '../pg.ts';
import { isSealed, openSealed, readPlain } from './codec.ts';
import type { Wanted } from './select.ts';
import { sealedColumn } from '../schema/ddl.ts';

export function outputRow(
  keys: Keyring,
  e: Entity,
  wanted: ReadonlyMap<string, Wanted>,
  row: Row,
): Record<string, unknown> {
  const out: Record<string, unknown> = { id: row['id'] };
  if ('title' in row) out['title'] = row['title'];
  out['version'] = row['version'];
  let opened: Record<string, unknown> | undefined;
  let masked: Record<string, string> | undefined;
  for (const w of wanted.values()) {
    if (w.mask !== null && (row[`mask$${w.name}`] ?? null) !== null) {
      const isOpened = w.field !== null && isSealed(w.field);
      if (isOpened) opened ??= openSealed(keys, e, row['id'] as string, row[sealedColumn]);
      const value = isOpened ? opened![w.name] : row[`mask$${w.name}`];
      if ((value ?? null) !== null) (masked ??= {})[w.name] = maskOf(value);
    }
    if (w.when !== null && row[`can$${w.name}`] !== true) continue;
    if (w.field === null) {
      out[w.name] = systemValue(w.name, row);
    } else if (isSealed(w.field)) {
      opened ??= openSealed(keys, e, row['id'] as string, row[sealedColumn]);
      out[w.name] = opened[w.name] ?? null;
    } else if (w.field.kind === 'ref') {
      out[w.name] = refOut(row[columnOf(w.name, w.field)], row[`title$${w.name}`]);
    } else if (w.field.kind === 'links') {
      out[w.name] = linksOut(row[columnOf(w.name, w.field)], row[`title$${w.name}`]);
    } else {
      out[w.name] = readPlain(w.field, w.name, row);
    }
  }
  if (masked !== undefined) out['masked'] = masked;
  return out;
}

function systemValue(name: string, row: Row): unknown {
  const value = row[columnOf(name)] ?? null;
  if (value instanceof Date) return value.toISOString();
  return name === 'createdAt' || name === 'updatedAt' || name === 'archivedAt'
    ? value
    : refOut(value, row[`title$${name}`]);
}

/** A reference whose target may not be seen says only that there is one. */
function refOut(id: unknown, title: unknown): RefOut | null {
  if (typeof id !== 'string') return null;
  return typeof title === 'string' ? { id, title } : { restricted: true };
}

/** Links to what may not be seen are left out; where none remains, there are none. */
function linksOut(links: unknown, found: unknown): LinkOut[] | null {
  if (!Array.isArray(links)) return null;
  const titles = new Map(
    ((found ?? []) as (Record<string, string | null> | null)[]).flatMap((part) => Object.entries(part ?? {})),
  );
  const seen = (links as LinkIn[]).flatMap((l) =>
    titles.has(l.id) ? [{ entity: l.entity, id: l.id, title: titles.get(l.id) ?? '', role: l.role ?? null }] : [],
  );
  return seen.length === 0 ? null : seen;
}
