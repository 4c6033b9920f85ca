// How many random cases a property gets: a seeded sample in `npm test`, the full count with a seed of its own in `npm run proof`.
export interface Runs {
  readonly numRuns: number;
  readonly seed: number;
}

/** True while `npm run proof` runs. */
export const isProof = process.env['STRONGROOM_PROOF'] !== undefined;

export function counts(name: string, size: { readonly sample: number; readonly full: number }): Runs {
  if (!isProof) return { numRuns: size.sample, seed: 20261125 };
  const seed = Number(process.env['STRONGROOM_PROOF']);
  const numRuns = Math.ceil(size.full);
  console.log(`${name}: ${numRuns} runs, seed ${seed}`);
  return { numRuns, seed };
}
