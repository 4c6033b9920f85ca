// The lock of one piece of work at a time: it holds among processes, and neither a dead holder nor a number given again keeps it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { exclusively } from './exclusive.ts';

const folder = mkdtempSync(join(tmpdir(), 'strongroom-lock-'));
after(() => rmSync(folder, { recursive: true }));

test('work of one process never overlaps', async () => {
  const file = join(folder, 'a');
  let inside = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 10 }, () =>
      exclusively(file, async () => {
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setTimeout(resolve, 5));
        inside -= 1;
      }),
    ),
  );
  assert.equal(most, 1);
  assert.equal(existsSync(file), false);
});

test('five processes that add to one file twenty times each lose nothing', async () => {
  const counter = join(folder, 'counter');
  writeFileSync(counter, '0');
  const text = `
    import { readFileSync, writeFileSync } from 'node:fs';
    import { exclusively } from ${JSON.stringify(join(import.meta.dirname, 'exclusive.ts'))};
    for (let i = 0; i < 20; i++) await exclusively(${JSON.stringify(join(folder, 'b'))}, async () => {
      const n = Number(readFileSync(${JSON.stringify(counter)}, 'utf8'));
      await new Promise((resolve) => setTimeout(resolve, 1));
      writeFileSync(${JSON.stringify(counter)}, String(n + 1));
    });`;
  await Promise.all(
    Array.from({ length: 5 }, async () => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', text], { stdio: 'inherit' });
      const code = await new Promise((resolve) => child.once('exit', resolve));
      assert.equal(code, 0);
    }),
  );
  assert.equal(readFileSync(counter, 'utf8'), '100');
});

test('a lock of a process that is gone, or whose number another process has, is taken over; work that throws leaves none', async () => {
  const file = join(folder, 'c');
  for (const left of ['999999999 1', `${process.pid} 1`, 'nonsense', '']) {
    writeFileSync(file, left);
    assert.equal(await exclusively(file, async () => 'done'), 'done', left);
  }
  await assert.rejects(
    exclusively(file, async () => {
      throw new Error('failed');
    }),
    /failed/,
  );
  assert.equal(existsSync(file), false);
});
