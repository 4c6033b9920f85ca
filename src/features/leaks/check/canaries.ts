// Values that stand in one field of one made-up record and nowhere else, so that wherever one comes out, it is known where it came from.
import { randomBytes, randomInt } from 'node:crypto';
import type { Entity } from '../../../contract/entity.ts';
import { type Field, isVirtual } from '../../../contract/field.ts';

export interface Canary {
  readonly value: unknown;
  /** lower case; empty where the kind of field has too few values for one to be told from another */
  readonly marks: readonly string[];
}

const none = (value: unknown): Canary => ({ value, marks: [] });

/** Everything a mark can look like, to be found in an answer. */
export const markPattern = /zq[a-z]{10}|7\d{8}|1[67]\d\d-\d\d-\d\d/g;

/** Makes values; no two of one maker are alike. */
export class Canaries {
  readonly #salt = [...randomBytes(4)].map((b) => String.fromCharCode(97 + (b % 26))).join('');
  #words = 0;
  readonly #numbers = new Set<number>();
  #days = 0;

  word(): string {
    this.#words += 1;
    let rest = '';
    for (let n = this.#words, i = 0; i < 6; i += 1, n = Math.floor(n / 26)) rest += String.fromCharCode(97 + (n % 26));
    return `zq${this.#salt}${rest}`;
  }

  #number(): string {
    // At random, so that no sum or average of some is another.
    let number: number;
    do number = randomInt(700_000_000, 800_000_000);
    while (this.#numbers.has(number));
    this.#numbers.add(number);
    return String(number);
  }

  #day(): string {
    this.#days += 1;
    return new Date(Date.UTC(1601, 0, this.#days)).toISOString().slice(0, 10);
  }

  /** References are left out: what they lead to is planted first. */
  of(f: Field): Canary {
    const long = f.max === undefined || f.max >= 14;
    switch (f.kind) {
      case 'text':
      case 'longText':
        return long ? this.#worded((w) => w) : none('XPF');
      case 'url':
        return this.#worded((w) => `https://${w}.example/`);
      case 'email':
        return this.#worded((w) => `${w}@canary.example`);
      case 'emails':
        return this.#worded((w) => [{ value: `${w}@canary.example`, label: null }]);
      case 'address':
        return this.#worded((w) => ({ street: null, postalCode: null, city: w, region: null, country: null }));
      case 'phone':
        return this.#numbered((n) => `+358${n}`);
      case 'phones':
        return this.#numbered((n) => [{ value: `+358${n}`, label: null }]);
      case 'money':
        return this.#numbered((n) => ({ amount: n, currency: 'EUR' }));
      case 'number':
        return (f.most ?? Infinity) >= 800_000_000 && (f.least ?? 0) <= 700_000_000
          ? this.#numbered((n) => n)
          : none(String(f.least ?? f.most ?? 1));
      case 'percent':
        return none('37');
      case 'date':
        return this.#dated((d) => d);
      case 'dateTime':
        return this.#dated((d) => `${d}T12:00:00.000Z`);
      case 'checkbox':
        return none(false);
      case 'select':
        return none(f.options?.[0]?.key ?? null);
      case 'multiSelect':
        return none(f.options?.[0] === undefined ? null : [f.options[0].key]);
      case 'ref':
      case 'links':
        return none(null);
    }
  }

  #worded(make: (word: string) => unknown): Canary {
    const word = this.word();
    return { value: make(word), marks: [word] };
  }

  #numbered(make: (number: string) => unknown): Canary {
    const number = this.#number();
    return { value: make(number), marks: [number] };
  }

  #dated(make: (day: string) => unknown): Canary {
    const day = this.#day();
    return { value: make(day), marks: [day] };
  }
}

/** Fields that hold a value of their own: neither reckoned nor kept by the product itself. */
export function plantedFields(e: Entity): [string, Field][] {
  return Object.entries(e.fields).filter(([, f]) => !isVirtual(f) && f.computed !== true);
}
