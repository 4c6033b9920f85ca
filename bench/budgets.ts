// What nothing may exceed at a million contacts, whatever the run before it was: measured values with room for an unquiet machine. A budget
// is no aim; the aims, and by how much they are missed, stand in docs/develop/speed.md.
import type { Result } from './run.ts';

const people = ['owner', 'narrow', 'many'] as const;

interface Budget {
  /** p50 over p50 of the raw SQL at one connection, for the owner, the narrow one and the one with many roles */
  readonly ratio: readonly [owner: number, narrow: number, many: number];
  /** p50 over that of the owner, who asks by turns: of the narrow one, and of the one with many roles */
  readonly over: readonly [narrow: number, many: number];
}

export const budgets: Readonly<Record<string, Budget>> = {
  me: { ratio: [6, 6.5, 6.5], over: [9, 2] },
  list: { ratio: [3, 2, 3], over: [9, 2.5] },
  'list-counted': { ratio: [2.5, 2, 1.5], over: [9, 6] },
  filter: { ratio: [2.2, 2.2, 3], over: [9, 2.5] },
  'search-common': { ratio: [2.2, 1.6, 1.5], over: [9, 5] },
  'search-rare': { ratio: [1.8, 1.6, 1.8], over: [9, 1.6] },
  find: { ratio: [2, 2, 1.8], over: [9, 1.7] },
  get: { ratio: [2.8, 2.8, 4], over: [9, 2.5] },
  deep: { ratio: [2.4, 1.8, 2.4], over: [9, 1.8] },
  create: { ratio: [3, 3, 3.5], over: [9, 2] },
  edit: { ratio: [2.5, 2.5, 3], over: [9, 2.5] },
  group: { ratio: [2.4, 2, 2], over: [9, 2] },
  'today-figure': { ratio: [9, 9, 9], over: [9, 9] },
  'today-list': { ratio: [9, 9, 9], over: [9, 9] },
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
    if (m.overOwner !== undefined)
      hold(`${m.operation} as ${m.who}, p50 over the owner's`, m.overOwner, budget.over[who - 1]!);
  }
  for (const f of result.files.filter(({ size }) => size >= budgetFrom)) {
    const least = f.what === 'import' ? whole.importRows : whole.exportRows;
    hold(`${f.what}, seconds for a thousand rows`, 1000 / f.rowsPerSecond, 1000 / least);
  }
  if (large.length > 0) hold('MB of the web process at most', result.web.peakMB, whole.residentMB);
  return { counted, exceeded };
}
