// The list of who has access, narrowed and put in order on the page: all of it is there. Pure.
import type { Holder } from '../contract.ts';

export const orders = ['name', 'since', 'lastUsed', 'what'] as const;
export type Order = (typeof orders)[number];

export interface Narrowing {
  readonly text: string;
  /** null: all kinds */
  readonly kind: string | null;
  readonly order: Order;
  readonly down: boolean;
}

/** Roles, rights and objects are found by their names too. */
function wordsIn(h: Holder): string {
  const what = h.what === null ? [] : [...h.what.sees, ...h.what.rights];
  return [h.name, h.detail ?? '', ...h.why.map((r) => r.name), ...what].join(' ').toLowerCase();
}

/** How much it holds: everything, then administration, then what it changes and sees. */
export function weightOf({ what }: Holder): number {
  if (what === null) return -1;
  if (what.everything) return 1_000_000;
  return what.rights.length * 1000 + what.takesAway.length * 100 + what.changes.length * 10 + what.sees.length;
}

/** What was never used comes first: it is what can go. */
function compareBy(order: Order, compareNames: (a: string, b: string) => number) {
  return (a: Holder, b: Holder): number => {
    if (order === 'what') return weightOf(b) - weightOf(a);
    if (order === 'name') return compareNames(a.name, b.name);
    const [x, y] = [a[order] ?? '', b[order] ?? ''];
    return x < y ? -1 : x > y ? 1 : 0;
  };
}

export function narrow(
  rows: readonly Holder[],
  by: Narrowing,
  compareNames: (a: string, b: string) => number,
): Holder[] {
  const words = by.text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = rows.filter(
    (h) => (by.kind === null || h.kind === by.kind) && words.every((w) => wordsIn(h).includes(w)),
  );
  const compare = compareBy(by.order, compareNames);
  return found.toSorted((a, b) => (by.down ? -compare(a, b) : compare(a, b)) || compareNames(a.name, b.name));
}

/** Kinds there are, in the order of the list. */
export function kindsIn(rows: readonly Holder[]): string[] {
  return [...new Set(rows.map((h) => h.kind))];
}
