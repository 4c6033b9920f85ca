// Compares two results by what does not depend on the machine's mood: the ratio to raw SQL taken in the same minute.
import type { Result } from './run.ts';

/** Worse by more than this is a regression. */
export const tolerance = 0.2;

export interface Regression {
  readonly what: string;
  readonly before: number;
  readonly now: number;
}

/** What is in both and got worse; `counted` is how many were compared, so that nothing passes by being empty. */
export function findRegressions(before: Result, now: Result): { counted: number; worse: Regression[] } {
  const worse: Regression[] = [];
  let counted = 0;
  for (const m of now.measured) {
    const same = before.measured.find(
      (x) => x.operation === m.operation && x.who === m.who && x.size === m.size && x.connections === m.connections,
    );
    if (same === undefined) continue;
    counted += 1;
    if (m.ratio > same.ratio * (1 + tolerance)) {
      worse.push({
        what: `${m.operation} as ${m.who}, ${m.size} contacts, x${m.connections}`,
        before: same.ratio,
        now: m.ratio,
      });
    }
  }
  return { counted, worse };
}
