// Mistakes the compiler has to refuse: each case holds one, on a marked line, and compiles once that line is put right.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const cases = fileURLToPath(new URL('cases', import.meta.url));

/** A test over no cases passes; this many there are at the least. */
const leastCases = 30;

interface Case {
  readonly file: string;
  /** what the mistake is: the case's first line */
  readonly mistake: string;
  readonly wrong: string;
  readonly right: string;
  /** line of the mistake, and the compiler's number for it */
  readonly line: number;
  readonly code: string;
}

/** A case: `// right: ...` holds the right line, the wrong one follows it and ends with the compiler's number for the mistake. */
function readCase(file: string): Case {
  const wrong = readFileSync(path.join(cases, file), 'utf8');
  const lines = wrong.split('\n');
  const at = lines.findIndex((l) => /^\s*\/\/ right: /.test(l));
  const code = /\/\/ (TS\d+)$/.exec(lines[at + 1] ?? '')?.[1];
  assert.ok(at > 0 && code !== undefined, `${file} has no marked mistake`);
  const right = lines.with(at + 1, lines[at]!.replace('// right: ', '')).join('\n');
  return { file, mistake: lines[0]!.replace(/^\/\/ /, ''), wrong, right, line: at + 2, code };
}

/** Compiles a folder of the case files and answers the errors as `file:line TSnnnn`. */
async function compile(
  name: string,
  settings: string,
  files: readonly { file: string; text: string }[],
): Promise<string[]> {
  // As deep as the cases are, so that their imports lead to the same places.
  const folder = path.join(root, 'build/must-not-compile', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { file, text } of files) writeFileSync(path.join(folder, file), text);
  const include = readdirSync(folder);
  const types = settings.includes('web') ? [path.join(root, 'node_modules/vite/client.d.ts')] : [];
  writeFileSync(
    path.join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: path.join(root, settings), include: [...include, ...types], exclude: [] }),
  );
  const output = await new Promise<string>((resolve, reject) => {
    const args = [path.join(root, 'node_modules/typescript/bin/tsc'), '-p', folder, '--noEmit', '--pretty', 'false'];
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 1 << 24 }, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== 'number') reject(error);
      else resolve(stdout + stderr);
    });
  });
  return output
    .split('\n')
    .filter((l) => /error TS\d+/.test(l))
    .map((l) => {
      const [, file, line, code] = /^(.*)\((\d+),\d+\): error (TS\d+)/.exec(l) ?? [];
      return file === undefined ? l : `${path.basename(file)}:${line} ${code}`;
    });
}

/** Cases named `web-...` are compiled with the settings of the pages. */
const groups = [
  { name: 'server', settings: 'tsconfig.json', mine: (file: string) => !file.startsWith('web-') },
  { name: 'web', settings: 'src/web/tsconfig.json', mine: (file: string) => file.startsWith('web-') },
];

const all = readdirSync(cases)
  .filter((file) => /\.tsx?$/.test(file))
  .sort()
  .map(readCase);

test('there are enough cases to tell something', () => {
  assert.ok(all.length >= leastCases, `only ${all.length}`);
});

for (const group of groups) {
  describe(`mistakes in ${group.name} code`, () => {
    const mine = all.filter((c) => group.mine(c.file));
    let wrong: string[] = [];
    let right: string[] = [];
    before(async () => {
      wrong = await compile(
        `${group.name}-wrong`,
        group.settings,
        mine.map((c) => ({ file: c.file, text: c.wrong })),
      );
      right = await compile(
        `${group.name}-right`,
        group.settings,
        mine.map((c) => ({ file: c.file, text: c.right })),
      );
    });

    test('the compiler complains about nothing but the cases', () => {
      const files = new Set(mine.map((c) => c.file));
      const strange = [...wrong, ...right].filter((e) => !files.has(e.slice(0, e.indexOf(':'))));
      assert.deepEqual(strange, []);
    });

    for (const { file, mistake, line, code } of mine) {
      test(`does not compile: ${mistake}`, () => {
        assert.deepEqual(
          wrong.filter((e) => e.startsWith(`${file}:`)),
          [`${file}:${line} ${code}`],
        );
        assert.deepEqual(
          right.filter((e) => e.startsWith(`${file}:`)),
          [],
          'without the mistake it has to compile',
        );
      });
    }
  });
}
