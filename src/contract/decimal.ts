// Exact decimal numbers: money and amounts are compared and normalised digit by digit, never through a float.

const form = /^(-?)(\d+)(?:\.(\d+))?$/;

/** A decimal as rules see it; `text` is canonical: no leading or trailing zeros, no minus zero. */
export class Decimal {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** "0012.50" -> "12.5"; undefined when it is no plain decimal. */
export function canonicalDecimal(text: string): string | undefined {
  const m = form.exec(text);
  if (m === null) return undefined;
  const whole = m[2]!.replace(/^0+(?=\d)/, '');
  const part = (m[3] ?? '').replace(/0+$/, '');
  const digits = part === '' ? whole : `${whole}.${part}`;
  return digits === '0' ? '0' : `${m[1]}${digits}`;
}

/** A JSON number as a canonical decimal; undefined where JavaScript itself no longer writes it out. */
export function decimalOfNumber(n: number): string | undefined {
  const text = String(n);
  return canonicalDecimal(text);
}

/** Negative, zero or positive, like any comparison; both must be canonical. */
export function compareDecimals(a: string, b: string): number {
  const minusA = a.startsWith('-');
  const minusB = b.startsWith('-');
  if (minusA !== minusB) return minusA ? -1 : 1;
  const size = compareSizes(a.replace('-', ''), b.replace('-', ''));
  return minusA ? -size : size;
}

function compareSizes(a: string, b: string): number {
  const [wholeA = '', partA = ''] = a.split('.');
  const [wholeB = '', partB = ''] = b.split('.');
  if (wholeA.length !== wholeB.length) return wholeA.length - wholeB.length;
  if (wholeA !== wholeB) return wholeA < wholeB ? -1 : 1;
  const length = Math.max(partA.length, partB.length);
  const left = partA.padEnd(length, '0');
  const right = partB.padEnd(length, '0');
  return left === right ? 0 : left < right ? -1 : 1;
}

/** How many digits stand after the point. */
export function decimalPlaces(canonical: string): number {
  const at = canonical.indexOf('.');
  return at === -1 ? 0 : canonical.length - at - 1;
}

/** A whole number of units with so many digits behind the point: 12.5 is 125 with one place. */
interface Scaled {
  readonly units: bigint;
  readonly places: number;
}

function scaled(canonical: string): Scaled {
  const places = decimalPlaces(canonical);
  return { units: BigInt(canonical.replace('.', '')), places };
}

function decimalOf({ units, places }: Scaled): string {
  const digits = String(units < 0n ? -units : units).padStart(places + 1, '0');
  const at = digits.length - places;
  const text = places === 0 ? digits : `${digits.slice(0, at)}.${digits.slice(at)}`;
  return canonicalDecimal(units < 0n ? `-${text}` : text)!;
}

/** Exact, whatever the size. */
export function multiplyDecimals(a: string, b: string): string {
  const [left, right] = [scaled(a), scaled(b)];
  return decimalOf({ units: left.units * right.units, places: left.places + right.places });
}

/** Exact, whatever the size. */
export function addDecimals(a: string, b: string): string {
  return subtractDecimals(a, b.startsWith('-') ? b.slice(1) : canonicalDecimal(`-${b}`)!);
}

/** By a whole number above 0, to so many digits behind the point; a half goes away from zero. */
export function divideDecimal(canonical: string, by: number, places: number): string {
  const x = scaled(canonical);
  const scale = 10n ** BigInt(places + 1);
  const sign = x.units < 0n ? -1n : 1n;
  const step = BigInt(by) * 10n ** BigInt(x.places);
  // One digit more than asked for, and whether anything is behind it, is all that rounding needs to know.
  const digits = (x.units * sign * scale) / step;
  return roundDecimal(decimalOf({ units: digits * sign, places: places + 1 }), places);
}

/** Exact, whatever the size. */
export function subtractDecimals(a: string, b: string): string {
  const [left, right] = [scaled(a), scaled(b)];
  const places = Math.max(left.places, right.places);
  const at = (x: Scaled): bigint => x.units * 10n ** BigInt(places - x.places);
  return decimalOf({ units: at(left) - at(right), places });
}

/** To so many digits behind the point; a half goes away from zero, as money is rounded and PostgreSQL does. */
export function roundDecimal(canonical: string, places: number): string {
  const x = scaled(canonical);
  if (x.places <= places) return canonical;
  const step = 10n ** BigInt(x.places - places);
  const size = x.units < 0n ? -x.units : x.units;
  const rounded = (size + step / 2n) / step;
  return decimalOf({ units: x.units < 0n ? -rounded : rounded, places });
}
