// Splits a whole name into given and family name; no word of it is ever lost. Pure.
import type { ColumnFormat } from '../../contract/importing.ts';

export interface SplitName {
  readonly givenName: string | null;
  readonly familyName: string;
}

/** Words that begin a family name: van der Berg, de la Cruz, von Humboldt, af Klint, O' and Mac need no help. */
const particles = new Set(
  'van,von,der,den,de,del,della,di,da,das,dos,du,la,le,las,los,ter,ten,zu,zum,zur,af,av,al,el,bin,ibn,ben,bint,st,st.,saint,san,santa'.split(
    ',',
  ),
);
/** Words that end one: King Jr., Gates III, Smith PhD. */
const suffix = /^(jr|sr|jnr|snr|i{1,3}|iv|v|vi|phd|ph\.d|md|m\.d|esq|cpa|mba|msc|bsc)\.?,?$/i;

/** A comma always means "Family, Given"; otherwise the order that was chosen. */
export function splitName(name: string, order: ColumnFormat['name']): SplitName | null {
  const text = name.trim().replace(/\s+/g, ' ');
  if (text === '') return null;
  const comma = /^([^,]+),\s*(.+)$/.exec(text);
  if (comma !== null && !suffix.test(comma[2]!)) return { familyName: comma[1]!.trim(), givenName: comma[2]!.trim() };
  const words = text.split(' ');
  if (words.length === 1) return { givenName: null, familyName: text };
  return order === 'family-first' ? familyFirst(words) : givenFirst(words);
}

function givenFirst(words: readonly string[]): SplitName {
  let start = words.length - 1;
  while (start > 1 && suffix.test(words[start]!)) start -= 1;
  // Particles belong to the family name, but a name never begins with nothing.
  while (start > 1 && particles.has(words[start - 1]!.toLowerCase())) start -= 1;
  return { givenName: words.slice(0, start).join(' '), familyName: words.slice(start).join(' ') };
}

function familyFirst(words: readonly string[]): SplitName {
  let end = 1;
  while (end < words.length - 1 && particles.has(words[end - 1]!.toLowerCase())) end += 1;
  return { familyName: words.slice(0, end).join(' '), givenName: words.slice(end).join(' ') };
}
