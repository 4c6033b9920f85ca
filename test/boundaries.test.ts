// The directions of the house hold for every module, and this test can tell when they do not: planted violations are found.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { longFiles } from './boundaries/exceptions.ts';
import { readTree } from './boundaries/source.ts';
import { findViolations, type Violation } from './boundaries/violations.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = readTree(root);

/** A test that reads nothing passes; this many modules and imports there are at the least. */
const least = { modules: 60, imports: 150 };

function show(violations: readonly Violation[]): string {
  return violations.map((v) => `${v.rule}: ${v.file}: ${v.what}`).join('\n');
}

describe('boundaries', () => {
  test('the test sees the whole house', () => {
    const imports = modules.reduce((sum, m) => sum + m.imports.length, 0);
    assert.ok(modules.length >= least.modules, `only ${modules.length} modules seen`);
    assert.ok(imports >= least.imports, `only ${imports} imports seen`);
    for (const folder of ['contract', 'core', 'host', 'edge', 'features', 'web']) {
      assert.ok(
        modules.some((m) => m.file.startsWith(`src/${folder}/`)),
        `nothing seen under src/${folder}`,
      );
    }
  });

  test('every module keeps to the directions, packages, names and sizes of the house', () => {
    const { violations } = findViolations(modules);
    assert.equal(show(violations), '');
  });

  test('every listed exception is still needed', () => {
    assert.deepEqual(findViolations(modules).idle, []);
    const needless = longFiles.filter((l) => {
      const found = modules.find((m) => m.file === l.file);
      return found === undefined || found.text.trimEnd().split('\n').length <= 300;
    });
    assert.deepEqual(needless, []);
  });
});

const opening = '// A file planted by the boundary test to see it fail.\n';
const innocent: Record<string, string> = {
  'src/contract/rule.ts': `${opening}export const rule = 1;\n`,
  'src/core/door.ts': `${opening}import { rule } from '../contract/rule.ts';\nexport const door = rule;\n`,
  'src/features/deals/contract.ts': `${opening}import { rule } from '../../contract/rule.ts';\nexport const deal = rule;\n`,
  'src/features/deals/server.ts': `${opening}import { door } from '../../core/door.ts';\nexport const deals = door;\n`,
  'src/features/notes/server.ts': `${opening}import { deal } from '../deals/contract.ts';\nexport const notes = deal;\n`,
};

/** What is planted, and the rule that has to find it. */
const planted: readonly { mistake: string; rule: string; file: string; text: string }[] = [
  {
    mistake: 'core imports a feature',
    rule: 'direction',
    file: 'src/core/a.ts',
    text: `import { deal } from '../features/deals/contract.ts';\nexport const a = deal;\n`,
  },
  {
    mistake: 'contract imports a type of core',
    rule: 'direction',
    file: 'src/contract/a.ts',
    text: `import type { door } from '../core/door.ts';\nexport type A = typeof door;\n`,
  },
  {
    mistake: 'core imports a type of edge inline',
    rule: 'direction',
    file: 'src/core/a.ts',
    text: `export type A = import('../edge/b.ts').B;\n`,
  },
  {
    mistake: 'a feature knows the server of another',
    rule: 'direction',
    file: 'src/features/notes/a.ts',
    text: `import { deals } from '../deals/server.ts';\nexport const a = deals;\n`,
  },
  {
    mistake: 'the edge knows a feature',
    rule: 'direction',
    file: 'src/edge/a.ts',
    text: `import { deal } from '../features/deals/contract.ts';\nexport const a = deal;\n`,
  },
  {
    mistake: 'web imports core',
    rule: 'direction',
    file: 'src/web/a.ts',
    text: `import { door } from '../core/door.ts';\nexport const a = door;\n`,
  },
  {
    mistake: 'host imports edge by a lazy import',
    rule: 'direction',
    file: 'src/host/a.ts',
    text: `export const a = (): unknown => import('../edge/b.ts');\n`,
  },
  {
    mistake: 'two files import each other',
    rule: 'cycle',
    file: 'src/contract/rule.ts',
    text: `import type { A } from './a.ts';\nexport const rule: A = 1;\n`,
  },
  {
    mistake: 'a feature imports kysely',
    rule: 'package kysely',
    file: 'src/features/deals/a.ts',
    text: `import type { Kysely } from 'kysely';\nexport type A = Kysely<unknown>;\n`,
  },
  {
    mistake: 'the edge imports pg',
    rule: 'package pg',
    file: 'src/edge/a.ts',
    text: `import pg from 'pg';\nexport const a = pg;\n`,
  },
  {
    mistake: 'a feature opens a socket',
    rule: 'package node:net',
    file: 'src/features/deals/a.ts',
    text: `import { connect } from 'node:net';\nexport const a = connect;\n`,
  },
  {
    mistake: 'core fetches',
    rule: 'word fetch(',
    file: 'src/core/a.ts',
    text: `export const a = (): unknown => fetch('https://example.com');\n`,
  },
  {
    mistake: 'a page fetches by itself',
    rule: 'word fetch(',
    file: 'src/features/deals/web/a.ts',
    text: `export const a = (): unknown => fetch('/api/v1/deals');\n`,
  },
  {
    mistake: 'a feature touches stored bytes',
    rule: 'package node:fs/promises',
    file: 'src/features/deals/a.ts',
    text: `import { readFile } from 'node:fs/promises';\nexport const a = readFile;\n`,
  },
  {
    mistake: 'contract names a package',
    rule: 'package',
    file: 'src/contract/a.ts',
    text: `import { z } from 'zod';\nexport const a = z;\n`,
  },
  {
    mistake: 'a barrel',
    rule: 'barrel',
    file: 'src/core/a.ts',
    text: `export { door } from './door.ts';\nexport type { A } from './b.ts';\n`,
  },
  {
    mistake: 'a barrel by star',
    rule: 'barrel',
    file: 'src/core/a.ts',
    text: `export * from './door.ts';\nexport const a = 1;\n`,
  },
  { mistake: 'a default export', rule: 'default export', file: 'src/core/a.ts', text: `export default 1;\n` },
  { mistake: 'a file of utilities', rule: 'name', file: 'src/core/string-utils.ts', text: `export const a = 1;\n` },
  { mistake: 'a folder of helpers', rule: 'name', file: 'src/core/helpers/a.ts', text: `export const a = 1;\n` },
  { mistake: 'a camel-case file', rule: 'name', file: 'src/core/theDoor.ts', text: `export const a = 1;\n` },
  { mistake: 'a file that is too long', rule: 'length', file: 'src/core/a.ts', text: 'export {};\n'.repeat(300) },
  {
    mistake: 'the time of day read elsewhere',
    rule: 'word new Date()',
    file: 'src/core/a.ts',
    text: `export const a = new Date();\n`,
  },
  {
    mistake: 'a setting read elsewhere',
    rule: 'word process.env',
    file: 'src/edge/a.ts',
    text: `export const a = process.env['A'];\n`,
  },
  {
    mistake: 'text becomes SQL',
    rule: 'word sql.raw(',
    file: 'src/core/a.ts',
    text: `export const a = (sql: any) => sql.raw('x');\n`,
  },
  {
    mistake: 'a page declares an answer itself',
    rule: 'answer',
    file: 'src/features/deals/web/a.ts',
    text: `interface A {}\nconst call = <T>(a: string): T => JSON.parse(a);\nexport const a = call<A>('GET');\n`,
  },
  {
    mistake: 'a page declares an answer on the way',
    rule: 'answer',
    file: 'src/web/a.ts',
    text: `const call = <T>(a: string): T => JSON.parse(a);\nexport const a = call<{ rows: string[] }>('GET');\n`,
  },
  { mistake: 'a file outside every layer', rule: 'place', file: 'src/a.ts', text: `export const a = 1;\n` },
  {
    mistake: 'an import of nothing',
    rule: 'resolve',
    file: 'src/core/a.ts',
    text: `import { b } from './gone.ts';\nexport const a = b;\n`,
  },
  {
    mistake: 'code that imports a test',
    rule: 'direction',
    file: 'src/core/a.ts',
    text: `import { b } from './b.test.ts';\nexport const a = b;\n`,
  },
];

describe('planted violations are found', () => {
  const violationsOf = (files: Record<string, string>): readonly Violation[] => {
    const folder = mkdtempSync(path.join(tmpdir(), 'boundaries-'));
    try {
      for (const [file, text] of Object.entries(files)) {
        mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
        writeFileSync(path.join(folder, file), text);
      }
      return findViolations(readTree(folder)).violations;
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  test('a house without a mistake has none', () => {
    assert.equal(show(violationsOf(innocent)), '');
  });

  for (const { mistake, rule, file, text } of planted) {
    test(`${mistake}: found by the rule "${rule}"`, () => {
      const files = { ...innocent, [file]: `${opening}${text}` };
      if (rule === 'cycle')
        files['src/contract/a.ts'] = `${opening}import { rule } from './rule.ts';\nexport type A = typeof rule;\n`;
      const rules = violationsOf(files).map((v) => v.rule);
      assert.ok(rules.includes(rule), `found only: ${rules.join(', ')}`);
    });
  }

  test('a file without its opening sentence is found', () => {
    const rules = violationsOf({ ...innocent, 'src/core/a.ts': 'export const a = 1;\n' }).map((v) => v.rule);
    assert.deepEqual(rules, ['first line']);
  });

  test('a word in a comment or a string is no violation', () => {
    const text = `${opening}/* fetch( and new Date() */\nexport const a = 'fetch(' + \`new Date() \${1} eval(\` + String(/Date.now()/);\n`;
    assert.equal(show(violationsOf({ ...innocent, 'src/core/a.ts': text })), '');
  });

  test('a word inside a template hole is one', () => {
    const text = `${opening}export const a = \`\${Math.random()}\`;\n`;
    assert.deepEqual(
      violationsOf({ ...innocent, 'src/core/a.ts': text }).map((v) => v.rule),
      ['word Math.random('],
    );
  });
});
