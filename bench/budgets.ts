// What nothing may exceed at a million contacts, whatever the run before it was: measured values with room for an unquiet machine. A budget
// is no aim; the aims, and by how much they are missed, stand in docs/develop/speed.md.
import type { Measured } from './measure.ts';
import type { Result } from './run.ts';

interface Budget {
  /** p50 over p50 of the raw SQL at one connection, for the owner, the narrow one and the one with many roles */
  readonly ratio: readonly [owner: number, narrow: number, many: number];
  /** p50 of the one with many roles over that of the owner */
  readonly many: number;
}

export const budgets: Readonly<Record<string, Budget>> = {
  me: { ratio: [6, 6.5, 6.5], many: 2 },
  list: { ratio: [3, 2, 3], many: 2.5 },
  'list-counted': { ratio: [2.5, 2, 1.5], many: 6 },
  filter: { ratio: [2.2, 2.2, 3], many: 2.5 },
  'search-common': { ratio: [2.2, 1.6, 1.5], many: 5 },
  'search-rare': { ratio: [1.8, 1.6, 1.8], many: 1.6 },
  find: { ratio: [2, 2, 1.8], many: 1.7 },
  get: { ratio: [2.8, 2.8, 4], many: 2.5 },
  deep: { ratio: [2.4, 1.8, 2.4], many: 1.8 },
  create: { ratio: [3, 3, 3.5], many: 2 },
  edit: { ratio: [2.5, 2.5, 3], many: 2.5 },
  group: { ratio: [2.4, 2, 2], many: 2 },
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
    const who = (['owner', 'narrow', 'many'] as const).indexOf(m.who as 'owner');
    if (budget === undefined || who < 0) continue;
    hold(`${m.operation} as ${m.who}, p50 over raw SQL`, m.ratio, budget.ratio[who]!);
    if (m.who !== 'many') continue;
    const owner = large.find((x: Measured) => x.operation === m.operation && x.who === 'owner' && x.size === m.size);
    if (owner !== undefined)
      hold(`${m.operation}, p50 of many roles over the owner's`, m.product.p50 / owner.product.p50, budget.many);
  }
  for (const f of result.files.filter(({ size }) => size >= budgetFrom)) {
    const least = f.what === 'import' ? whole.importRows : whole.exportRows;
    hold(`${f.what}, seconds for a thousand rows`, 1000 / f.rowsPerSecond, 1000 / least);
  }
  if (large.length > 0) hold('MB of the web process at most', result.web.peakMB, whole.residentMB);
  return { counted, exceeded };
}
