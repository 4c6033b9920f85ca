// What slows guessing of passwords down and what stops it: every figure, its bounds, and the presets administrators choose from. Pure.

export interface GuessingPolicy {
  /** off: only what nobody can switch off is left (the day's cap, and the budget of an address) */
  readonly on: boolean;
  /** from this wrong password on each answer is followed by a wait: 1 s, 2 s, 4 s ... */
  readonly delayFrom: number;
  /** so many wrong ones block the name for everybody but its known devices */
  readonly blockAfter: number;
  /** minutes of the first block; each further one is twice as long, up to the longest */
  readonly blockMinutes: number;
  readonly longestMinutes: number;
  /** only an administrator lets a blocked name in again, who is told */
  readonly release: boolean;
  /** checks of one name by unknown devices, or by one known device, in 24 hours */
  readonly dayMost: number;
  readonly address: AddressBan;
}

export interface AddressBan {
  readonly on: boolean;
  /** so many wrong passwords of one address (an IPv6 /64), whatever the names, within the window */
  readonly after: number;
  readonly windowMinutes: number;
  readonly banMinutes: number;
  /** never banned: offices, and networks many people share one address in */
  readonly allowed: readonly string[];
}

export const guessingBounds = {
  delayFrom: [1, 10],
  blockAfter: [3, 100],
  blockMinutes: [1, 1_440],
  longestMinutes: [1, 10_080],
  dayMost: [10, 100],
  after: [5, 1_000],
  windowMinutes: [1, 1_440],
  banMinutes: [1, 43_200],
} as const;

export const usualGuessing: GuessingPolicy = {
  on: true,
  delayFrom: 3,
  blockAfter: 10,
  blockMinutes: 15,
  longestMinutes: 1_440,
  release: false,
  dayMost: 100,
  address: { on: true, after: 50, windowMinutes: 15, banMinutes: 60, allowed: [] },
};

/** The fourth wrong password blocks, and only an administrator lets in again. */
export const threeTries: GuessingPolicy = {
  ...usualGuessing,
  delayFrom: 4,
  blockAfter: 4,
  release: true,
};
