// Every country one can write to, by its code, named and ordered for the reader.
import { compareTexts, countryName, currentRegion } from './format.ts';

let known: [string, string][] = [];
let knownFor = '';
// regions of the code list that are no countries one can write to
const unions = new Set(['EU', 'EZ', 'UN', 'QO', 'ZZ', 'XA', 'XB']);

export function countries(): readonly [code: string, name: string][] {
  const { locale, collation } = currentRegion();
  if (knownFor === `${locale} ${collation}`) return known;
  const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const codes = [...letters].flatMap((a) => [...letters].map((b) => a + b));
  const real = codes.filter(
    (c) => !unions.has(c) && names.of(c) !== undefined && new Intl.Locale('und', { region: c }).region === c,
  );
  const current = real.filter((c) => Intl.getCanonicalLocales(`und-${c}`)[0] === `und-${c}`);
  known = current.map((c): [string, string] => [c, countryName(c)]).sort((a, b) => compareTexts(a[1], b[1]));
  knownFor = `${locale} ${collation}`;
  return known;
}
