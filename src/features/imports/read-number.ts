// Reads numbers, percents and amounts as people write them, under a decimal sign that was chosen; never a float in between. Pure.
import { canonicalDecimal } from '../../contract/decimal.ts';
import { type Read, bad, good, spaces } from './read.ts';

export type DecimalSign = '.' | ',';

export const decimalSigns: readonly DecimalSign[] = ['.', ','];

const powers: Readonly<Record<string, number>> = { k: 3, t: 3, m: 6, mn: 6, mio: 6, b: 9, bn: 9, mrd: 9 };

const fits: Record<DecimalSign, string> = {
  '.': 'A number such as 1234.50 or 1,234.50.',
  ',': 'A number such as 1234,50 or 1.234,50.',
};

/** "1,234.50" under "." is 1234.5; "1.234,50" under "," likewise; brackets mean minus; K, M and bn multiply. */
export function readNumber(cell: string, decimal: DecimalSign): Read<string> {
  const refuse = bad('not-a-number', 'This is not a number.', fits[decimal]);
  const text = cell
    .trim()
    .replace(/[\u2212\u2012\u2013]/g, '-')
    .replace(spaces, ' ')
    .replaceAll('’', "'");
  const bracketed = /^\((.*)\)$/.exec(text);
  const signed = /^([-+]?)\s*(.*?)\s*(-?)$/.exec(bracketed?.[1] ?? text);
  if (signed === null || (bracketed !== null && signed[1] !== '') || (signed[1] !== '' && signed[3] !== ''))
    return refuse;
  const minus = bracketed !== null || signed[1] === '-' || signed[3] === '-';
  const parts = /^([\d.,' ]*\d|[.,]\d+)(?:e([-+]?\d{1,2}))?\s*([a-z]{0,3})\.?$/i.exec(signed[2]!);
  if (parts === null) return refuse;
  const power = parts[3] === '' ? 0 : powers[parts[3]!.toLowerCase()];
  const digits = plainDigits(parts[1]!, decimal);
  if (power === undefined || digits === null) return refuse;
  const value = canonicalDecimal(shift(digits, power + Number(parts[2] ?? 0)));
  if (value === undefined) return refuse;
  return good(minus && value !== '0' ? `-${value}` : value);
}

/** Digits with a point, once the thousands stand where thousands stand. */
function plainDigits(text: string, decimal: DecimalSign): string | null {
  const [whole = '', part, ...more] = text.split(decimal);
  if (more.length > 0 || (part !== undefined && !/^\d+$/.test(part))) return null;
  const grouping = whole.replace(/\d/g, '');
  if (grouping === '') return part === undefined ? whole : `${whole === '' ? '0' : whole}.${part}`;
  // One kind of sign between groups of three, or as in India of two with three at the end.
  const sign = grouping[0]!;
  if ([...grouping].some((c) => c !== sign) || sign === decimal) return null;
  const groups = whole.split(sign);
  const first = groups[0]!;
  const last = groups.at(-1)!;
  const middle = groups.slice(1, -1);
  const even = middle.every((g) => g.length === 3) || middle.every((g) => g.length === 2);
  if (first.length < 1 || first.length > 3 || last.length !== 3 || !even) return null;
  return part === undefined ? groups.join('') : `${groups.join('')}.${part}`;
}

/** Moves the point by so many places, in text. */
function shift(digits: string, places: number): string {
  if (places === 0) return digits;
  const [whole = '', part = ''] = digits.split('.');
  if (places > 0) {
    const moved = part.padEnd(places, '0');
    return `${whole}${moved.slice(0, places)}.${moved.slice(places)}`.replace(/\.$/, '');
  }
  const moved = whole.padStart(1 - places, '0');
  return `${moved.slice(0, places)}.${moved.slice(places)}${part}`;
}

export function readPercent(cell: string, decimal: DecimalSign): Read<string> {
  return readNumber(cell.replace(/\s*(%|percent|prozent|pct)\s*$/i, ''), decimal);
}

/** What stands around an amount and names its currency: a sign, some letters, or nothing. */
export interface Amount {
  readonly amount: string;
  /** ISO 4217 where the cell says it for certain */
  readonly currency: string | null;
  /** a sign several currencies use: $ kr ¥ */
  readonly sign: string | null;
}

const certain: Readonly<Record<string, string>> = {
  '€': 'EUR',
  '£': 'GBP',
  '₹': 'INR',
  '₽': 'RUB',
  '₩': 'KRW',
  '₪': 'ILS',
  '₺': 'TRY',
  '₴': 'UAH',
  '₫': 'VND',
  '฿': 'THB',
  '₱': 'PHP',
  '₦': 'NGN',
  zł: 'PLN',
  Kč: 'CZK',
  Ft: 'HUF',
  US$: 'USD',
  A$: 'AUD',
  C$: 'CAD',
  CA$: 'CAD',
  NZ$: 'NZD',
  HK$: 'HKD',
  S$: 'SGD',
  R$: 'BRL',
  'Fr.': 'CHF',
};

/** Currencies a sign may stand for, the likeliest first. */
export const sharedSigns: Readonly<Record<string, readonly string[]>> = {
  $: ['USD', 'CAD', 'AUD', 'NZD', 'SGD', 'HKD', 'MXN'],
  kr: ['SEK', 'NOK', 'DKK', 'ISK'],
  '¥': ['JPY', 'CNY'],
};

const currencies = new Set(Intl.supportedValuesOf('currency'));

/** "$1,117.10K", "1 234,50 €", "(EUR 5)", "12.- CHF". */
export function readAmount(cell: string, decimal: DecimalSign): Read<Amount> {
  const text = cell.trim().replace(spaces, ' ');
  const bracketed = /^\((.*)\)$/.exec(text);
  const inner = (bracketed?.[1] ?? text).trim();
  const found =
    /^([-+\u2212]?)\s*([^\d\s.,()+-]{1,3}[.]?(?=[\s\d.,+-]))?\s*([-+\u2212]?[\d.,'’ ]*\d(?:\s?(?:k|mn|mio|m|bn|mrd|b)\b)?)(?:[.,]?-)?\s*([^\d\s.,()+-]{1,4}\.?)?$/iu.exec(
      inner,
    );
  if (found === null) return bad('not-an-amount', 'This is not an amount.', fits[decimal]);
  const [, minus = '', before = '', digits = '', after = ''] = found;
  if ((before !== '' && after !== '') || (bracketed !== null && (minus !== '' || /^[-+]/.test(digits)))) {
    return bad('not-an-amount', 'This is not an amount.', fits[decimal]);
  }
  const read = readNumber(digits, decimal);
  if (!read.ok) return bad('not-an-amount', 'This is not an amount.', fits[decimal]);
  const unit = before === '' ? after : before;
  const named = currencyOf(unit);
  if (named === undefined)
    return bad(
      'not-a-currency',
      `"${unit}" is not a currency that is known here.`,
      'A code such as EUR, or a sign such as €.',
    );
  const negative = bracketed !== null || /[-\u2212]/.test(minus);
  const amount =
    negative && read.value !== '0' ? (read.value.startsWith('-') ? read.value.slice(1) : `-${read.value}`) : read.value;
  return good({ amount, ...named });
}

function currencyOf(unit: string): { currency: string | null; sign: string | null } | undefined {
  if (unit === '') return { currency: null, sign: null };
  const sign = Object.keys(sharedSigns).find((s) => s === unit || s === unit.toLowerCase().replace(/\.$/, ''));
  if (sign !== undefined) return { currency: null, sign };
  const code = certain[unit] ?? unit.toUpperCase();
  return currencies.has(code) ? { currency: code, sign: null } : undefined;
}

export function isCurrency(code: string): boolean {
  return currencies.has(code);
}
