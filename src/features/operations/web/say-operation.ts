// What an operation did, in the words of the objects and rights there are.
import { wordFor } from '../../../web/access/word-for.ts';
import type { Catalog } from '../../../web/catalog.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { t } from './words.ts';

const spaced = (name: string): string =>
  name
    .replace(/([A-Z])/g, ' $1')
    .replace(/[._-]/g, ' ')
    .toLowerCase();

/** "Deal: change", and for what is about no object the words of its name. */
export function sayOperation(catalog: Catalog, what: string): string {
  const at = what.lastIndexOf('.');
  const [family, verb] = at < 0 ? ['', what] : [what.slice(0, at), what.slice(at + 1)];
  const entity = catalog.byName.get(family);
  if (entity === undefined) {
    const said = spaced(what);
    return said.charAt(0).toUpperCase() + said.slice(1);
  }
  const known = wordFor('verb', verb);
  return `${label(entity.label)}: ${(known.startsWith('verb.') ? spaced(verb) : known).toLowerCase()}`;
}

const kinds = [
  'accessTest',
  'account',
  'deputy',
  'field',
  'object',
  'role',
  'savedTotals',
  'setting',
  'share',
] as const;

/** What is no record, by a word where there is one. */
export function sayKind(kind: string): string {
  const known = kinds.find((k) => k === kind);
  return known === undefined ? kind : t(`back.kind.${known}`);
}

/** A value of any kind in one line. */
export function sayValue(value: unknown, empty: string): string {
  if (value === null || value === undefined || value === '') return empty;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.length === 0 ? empty : value.map((v) => sayValue(v, empty)).join(', ');
  const { title, label: name, value: inner, amount, currency } = value as Record<string, unknown>;
  const said = title ?? name ?? inner;
  if (typeof said === 'string') return said;
  if (typeof amount === 'string') return `${amount} ${typeof currency === 'string' ? currency : ''}`.trim();
  return JSON.stringify(value);
}
