// The checks of `npm test` that are programs of their own: types, lint, format, dead code. Each is a command and what it has to answer.

/** @typedef {{ name: string, command: string[][], hint: string }} Check */

/** @type {Check[]} */
export const checks = [
  {
    name: 'types',
    command: [
      ['typescript/bin/tsc', '--noEmit'],
      ['typescript/bin/tsc', '--noEmit', '-p', 'src/web'],
    ],
    hint: 'npm run check:types',
  },
  {
    name: 'lint',
    command: [['oxlint/bin/oxlint', '--type-aware', '--deny-warnings', 'src', 'test', 'bench', 'scripts']],
    hint: 'npm run check:lint',
  },
  { name: 'format', command: [['oxfmt/bin/oxfmt', '--check', '.']], hint: 'npm run format' },
  { name: 'dead code', command: [['knip/bin/knip.js', '--no-progress']], hint: 'npm run check:dead' },
];
