// What nothing may exceed at a million contacts, whatever the run before it was: measured values with room for an unquiet machine. A budget
// is no aim; the aims, and by how much they are missed, stand in docs/develop/speed.md.
import type { Result } from './run.ts';

const people = ['owner', 'narrow', 'many'] as const;

interface Budget {
  /** p50 over p50 of the raw SQL at one connection, for the owner, the narrow one and the one with many roles */
  readonly ratio: readonly [owner: number, narrow: number, many: number];
  /** p50 over that of the owner, who asks by turns: of the narrow one (null where the owner has no such records), and of the one with many roles */
  readonly over: readonly [narrow: number | null, many: number];
}

export const budgets: Readonly<Record<string, Budget>> = {
  me: { ratio: [6, 6.5, 6.5], over: [1.5, 1.5] },
  list: { ratio: [3, 1.8, 2.4], over: [1.5, 1.8] },
  'list-counted': { ratio: [2, 1.6, 0.4], over: [1.5, 1.6] },
  filter: { ratio: [2.8, 2.2, 2], over: [1.5, 1.6] },
  'search-common': { ratio: [1.8, 1, 0.5], over: [2.6, 3.4] },
  'search-rare': { ratio: [1.8, 1.6, 1.8], over: [1.5, 1.5] },
  find: { ratio: [2, 2, 1.6], over: [1.4, 1.5] },
  get: { ratio: [3.4, 3.4, 4], over: [1.4, 1.7] },
  deep: { ratio: [2.4, 1.6, 2], over: [1.6, 1.8] },
  create: { ratio: [3, 3, 3.5], over: [1.6, 1.7] },
  edit: { ratio: [2.5, 2.5, 3], over: [1.6, 1.8] },
  group: { ratio: [2.4, 1.6, 1], over: [0.5, 1.3] },
  'today-figure': { ratio: [8, 2.6, 8], over: [null, 1.6] },
  'today-list': { ratio: [5, 2.4, 6], over: [null, 1.5] },
};

/** Megabytes of the web process at most, an import included; rows a second of an import and an export into a million, at least. */
export const whole = { residentMB: 350, importRows: 2_000, exportRows: 3_000 } as const;

/** Budgets are for this size and those above. */
export const budgetFrom = 1_000_000;

export interface Exceeded {
  readonly what: string;
  readonly most: number;
  readonly now: number;
}

/** What exceeds its budget; `counted` is how many were looked at, so that nothing passes by being empty. */
export function findExceeded(result: Result): { counted: number; exceeded: Exceeded[] } {
  const exceeded: Exceeded[] = [];
  let counted = 0;
  const hold = (what: string, now: number, most: number): void => {
    counted += 1;
    if (now > most) exceeded.push({ what, most, now });
  };
  const large = result.measured.filter((m) => m.size >= budgetFrom && m.connections === 1);
  for (const m of large) {
    const budget = budgets[m.operation];
    const who = people.indexOf(m.who as 'owner');
    if (budget === undefined || who < 0) continue;
    hold(`${m.operation} as ${m.who}, p50 over raw SQL`, m.ratio, budget.ratio[who]!);
    const most = who === 0 ? null : budget.over[who - 1]!;
    if (m.overOwner !== undefined && most !== null)
      hold(`${m.operation} as ${m.who}, p50 over the owner's`, m.overOwner, most);
  }
  for (const f of result.files.filter(({ size }) => size >= budgetFrom)) {
    const least = f.what === 'import' ? whole.importRows : whole.exportRows;
    hold(`${f.what}, seconds for a thousand rows`, 1000 / f.rowsPerSecond, 1000 / least);
  }
  if (large.length > 0) hold('MB of the web process at most', result.web.peakMB, whole.residentMB);
  return { counted, exceeded };
}
