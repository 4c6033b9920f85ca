// Chance that can be had again: numbers from a seed, for tests that take random steps one after the other.
export interface Dice {
  int(least: number, most: number): number;
  chance(of: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** a word that was not given before */
  word(): string;
}

export function dice(seed: number): Dice {
  let state = seed >>> 0;
  let words = 0;
  // Mulberry32.
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  return {
    int,
    chance: (of) => next() < of,
    pick: (list) => list[int(0, list.length - 1)]!,
    word: () => `W${seed.toString(36)}${(words += 1)}`,
  };
}
