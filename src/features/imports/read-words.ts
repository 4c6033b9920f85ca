// Reads cells that hold one of a few words: yes and no, words for "nothing", names of countries, options of a list. Pure.
import type { Option } from '../../contract/field.ts';
import { type Read, bad, good } from './read.ts';

const yes = new Set('true,t,yes,y,1,x,on,✓,✔,ja,j,wahr,oui,o,vrai,sand,sandt,kyllä,kylla,k,tosi,si,sí'.split(','));
const no = new Set('false,f,no,n,0,off,nein,falsch,non,faux,nej,falsk,ei,e,epätosi'.split(','));

export function readCheckbox(cell: string): Read<boolean> {
  const word = cell.trim().toLowerCase();
  if (yes.has(word)) return good(true);
  if (no.has(word)) return good(false);
  return bad('not-yes-or-no', 'This is neither yes nor no.', 'yes or no, true or false, 1 or 0.');
}

/** Words that often mean "nothing"; they are only proposed, for a column of numbers or dates, never taken for granted. */
export const nothingWords = [
  'na',
  'n/a',
  '#n/a',
  'null',
  'none',
  'nil',
  '-',
  '--',
  '.',
  '?',
  'nan',
  'undefined',
  'tbd',
  'unknown',
];

const simple = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/;

/** Text as option labels and names are compared: without case, accents and double spaces. */
export function plain(text: string): string {
  // Nearly all cells are this simple, and this is asked for every one of them.
  if (simple.test(text) && !text.includes('_')) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[\s_]+/g, ' ')
    .trim();
}

export function readOption(cell: string, options: readonly Option[]): Read<string> {
  const wanted = plain(cell);
  const found = options.find((o) => plain(o.key) === wanted || plain(o.label) === wanted);
  if (found !== undefined) return good(found.key);
  const labels = options.map((o) => o.label).join(', ');
  return bad('not-an-option', 'There is no such option.', `One of: ${labels}.`);
}

let countryNames: ReadonlyMap<string, string> | undefined;

/** Names of countries in several languages, and their two letters. */
function countries(): ReadonlyMap<string, string> {
  if (countryNames !== undefined) return countryNames;
  const names = new Map<string, string>();
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  for (const locale of ['en', 'de', 'fr', 'da', 'fi', 'es', 'it', 'nl', 'sv']) {
    const display = new Intl.DisplayNames(locale, { type: 'region', fallback: 'none' });
    for (const a of letters) {
      for (const b of letters) {
        const name = display.of(a + b);
        if (name !== undefined && !notCountries.has(a + b) && !names.has(plain(name))) names.set(plain(name), a + b);
      }
    }
  }
  for (const [name, code] of Object.entries(otherNames)) names.set(name, code);
  for (const code of new Set(names.values())) names.set(code.toLowerCase(), code);
  return (countryNames = names);
}

const notCountries = new Set([
  'EU',
  'EZ',
  'UN',
  'XA',
  'XB',
  'ZZ',
  'QO',
  'UK',
  'SU',
  'YU',
  'DD',
  'CS',
  'FX',
  'TP',
  'ZR',
  'BU',
  'AN',
  'NT',
  'YD',
  'HV',
  'DY',
  'RH',
  'NH',
  'VD',
]);
const otherNames: Readonly<Record<string, string>> = {
  usa: 'US',
  'u.s.a.': 'US',
  'u.s.': 'US',
  'united states of america': 'US',
  uk: 'GB',
  'u.k.': 'GB',
  'great britain': 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  'northern ireland': 'GB',
  'czech republic': 'CZ',
  'south korea': 'KR',
  'korea, republic of': 'KR',
  'north korea': 'KP',
  holland: 'NL',
  'the netherlands': 'NL',
  macedonia: 'MK',
  'ivory coast': 'CI',
  burma: 'MM',
  swaziland: 'SZ',
  'cape verde': 'CV',
  turkey: 'TR',
  russia: 'RU',
  'russian federation': 'RU',
  vietnam: 'VN',
  'viet nam': 'VN',
  'hong kong': 'HK',
  macau: 'MO',
  uae: 'AE',
  deu: 'DE',
  fra: 'FR',
  gbr: 'GB',
  fin: 'FI',
  dnk: 'DK',
  swe: 'SE',
  nor: 'NO',
};

export function readCountry(cell: string): Read<string> {
  const code = countries().get(plain(cell));
  if (code !== undefined) return good(code);
  return bad(
    'not-a-country',
    'There is no country of that name.',
    'A name such as Finland, or two letters such as FI.',
  );
}
