// What this project claims to keep: surface/promises.csv and surface/asvs.csv, written by hand. Each claim names the tests that carry it.
import { readFileSync } from 'node:fs';
import { readCsv } from './csv.ts';

export interface Claim {
  readonly table: 'promises.csv' | 'asvs.csv';
  readonly id: string;
  readonly state: string;
  /** tests, each as `file > group > test` */
  readonly evidence: readonly string[];
  readonly limits: string;
}

export const claimTables = ['promises.csv', 'asvs.csv'] as const;

export const states: Readonly<Record<Claim['table'], readonly string[]>> = {
  'promises.csv': ['kept', 'partly', 'not yet'],
  'asvs.csv': ['kept', 'partly', 'not yet', 'not applicable'],
};

/** Test names may hold commas, semicolons and slashes, but never this. */
const between = ' | ';

export function readClaims(): Claim[] {
  return claimTables.flatMap((table) =>
    readCsv(readFileSync(new URL(`../../surface/${table}`, import.meta.url), 'utf8')).map((row) => ({
      table,
      id: row['id'] ?? '',
      state: row['state'] ?? '',
      evidence: (row['evidence'] ?? '').split(between).filter((name) => name !== ''),
      limits: row['limits'] ?? '',
    })),
  );
}

/** What is wrong with the claims by themselves, before any test has run. */
export function findClaimMistakes(claims: readonly Claim[]): string[] {
  const seen = new Set<string>();
  return claims.flatMap((claim) => {
    const name = `${claim.table} ${claim.id}`;
    const mistakes: string[] = [];
    if (seen.has(name)) mistakes.push('stands twice');
    seen.add(name);
    if (!states[claim.table].includes(claim.state)) mistakes.push(`"${claim.state}" is no state`);
    const claimed = claim.state === 'kept' || claim.state === 'partly';
    if (claimed && claim.evidence.length === 0) mistakes.push('is claimed without a test');
    if (!claimed && claim.evidence.length > 0) mistakes.push('names tests and claims nothing');
    if (claim.state === 'partly' && claim.limits === '') mistakes.push('does not say what is missing');
    if (claim.state === 'not applicable' && claim.limits === '') mistakes.push('does not say why it does not apply');
    for (const test of claim.evidence) {
      if (!/^(src|test|bench)\/\S+\.test\.ts > \S/.test(test)) mistakes.push(`"${test}" names no test`);
    }
    return mistakes.map((mistake) => `${name} ${mistake}`);
  });
}

export interface TestOutcome {
  readonly file: string;
  readonly name: string;
  readonly outcome: string;
}

/** Claims whose tests are not there, or did not pass in the run that is given. */
export function findEmptyClaims(claims: readonly Claim[], ran: readonly TestOutcome[]): string[] {
  const outcomes = new Map(ran.map((t) => [`${t.file} > ${t.name}`, t.outcome]));
  return claims.flatMap((claim) =>
    claim.evidence
      .filter((name) => outcomes.get(name) !== 'passed')
      .map((name) => `${claim.table} ${claim.id}: ${name}: ${outcomes.get(name) ?? 'there is no such test'}`),
  );
}
