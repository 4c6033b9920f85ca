// Numbers that look random and are the same on every machine: record number n is made of nothing but n.

/** A stream of its own for each kind of record and number. */
export class Seeded {
  #state: number;

  constructor(kind: string, n: number) {
    let h = 2166136261;
    for (const c of `${kind} ${n}`) h = Math.imul(h ^ c.charCodeAt(0), 16777619);
    this.#state = h >>> 0;
  }

  /** 0 <= x < 1 (mulberry32) */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(p: number): boolean {
    return this.next() < p;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  digits(count: number): string {
    let out = '';
    for (let i = 0; i < count; i++) out += this.below(10);
    return out;
  }
}
