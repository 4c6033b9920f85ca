// Guards that stand on a line of their own and let nobody past without a right: every such line of the core is broken, without being named here, so
// that none is forgotten.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Mutant } from './mutants.ts';

const root = path.join(import.meta.dirname, '../..');

/** A statement that does nothing but refuse: by a right, as nobody but the product, by a function of its file that asks for a right. */
const guards = [
  /^(?:if \(.*\) )?unit\.refuseUnless\(.*\);$/,
  /^(?:if \(.*\) )?(?:assertAdmin|assertMay|assertMaySee|assertMayChange|assertKeyAdmin|assertPerson|assertSees|assertHost|assertInPerson|refuseUnlessViews|allow)\((?:unit)?\);$/,
  /^system\(\);$/,
  /^if \(!may\(unit\.me, '[\w.-]+'\)\) throw new Problem\('not-allowed'.*\);$/,
  /^if \((?:unit\.)?me\.kind !== '\w+'(?: \|\| [^)]*)?\) throw new Problem\('(?:not-allowed|not-signed-in)'.*\);$/,
];

/** Statements that refuse what a second administrator has not agreed to. */
const agreed = /^(?:if \(.*\) )?await assertAgreed\(unit, '\w+'\);$/;

/** The line with as many before it as it takes to find it once. */
function around(lines: readonly string[], at: number, source: string): string {
  for (let from = at; from >= 0; from--) {
    const text = lines.slice(from, at + 1).join('\n');
    if (source.split(text).length === 2) return text;
  }
  throw new Error(`line ${at + 1} cannot be told from others`);
}

function guardsOf(file: string): Mutant[] {
  const source = readFileSync(path.join(root, file), 'utf8');
  const lines = source.split('\n');
  return lines.flatMap((line, at) => {
    const isAgreed = agreed.test(line.trim());
    if (!isAgreed && !guards.some((guard) => guard.test(line.trim()))) return [];
    const find = around(lines, at, source);
    return [
      {
        file,
        what: `line ${at + 1} lets everybody past: ${line.trim()}`,
        find,
        replace: find.slice(0, find.length - line.length),
        times: 1,
        tests: isAgreed ? [desksAgreed] : [...(besides[file] ?? []), desks],
      },
    ];
  });
}

const desks = 'test/desks.test.ts';
const desksAgreed = 'test/desks-agreed.test.ts';

/** Where a guard stands behind the look at a record: whoever has no right at all does not get to it. */
const besides: Readonly<Record<string, readonly string[]>> = {
  'src/core/access/pending-desk.ts': ['src/features/approvals/approvals.test.ts'],
  'src/core/access/share-desk.ts': ['test/access-shares.test.ts'],
  'src/core/ledger/searches-desk.ts': ['src/features/ledger/asking.test.ts'],
  'src/core/totals/saved-desk.ts': ['src/features/totals/totals.test.ts'],
};

/** `broken`: those that are written down one by one, of which none is made again. */
export function deskMutants(broken: readonly Mutant[]): Mutant[] {
  const known = new Map<string, Mutant[]>();
  for (const m of broken) known.set(m.file, [...(known.get(m.file) ?? []), m]);
  const files = readdirSync(path.join(root, 'src/core'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => `src/core/${name}`)
    .toSorted();
  return files.flatMap((file) =>
    guardsOf(file).filter((guard) => {
      const source = readFileSync(path.join(root, file), 'utf8');
      const without = source.replace(guard.find, () => guard.replace);
      return !(known.get(file) ?? []).some(
        (m) => source.replace(m.find, () => m.replace).replaceAll(/\s/g, '') === without.replaceAll(/\s/g, ''),
      );
    }),
  );
}
