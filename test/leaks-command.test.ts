// The command that checks for leaks: what it asks for, what it prints, and the exit code that says how it went.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Commands } from '../src/edge/cli/commands.ts';
import { exitCodes, runCommandLine } from '../src/edge/cli/program.ts';
import type { LeakReport } from '../src/features/leaks/contract.ts';

const cell = (path: 'list' | 'key', state: 'ok' | 'leak' | 'absent', object: string | null) =>
  ({ role: 'sales', path, object, state, asked: 3 }) as const;

const clean: LeakReport = {
  seconds: 1.5,
  asked: 42,
  roles: [
    { key: 'owner', name: 'Owner', all: true },
    { key: 'sales', name: 'Sales', all: false },
  ],
  objects: ['company', 'deal'],
  cells: [cell('list', 'ok', 'company'), cell('list', 'absent', 'deal'), cell('key', 'ok', 'company')],
  findings: [],
  more: 0,
  unprobed: [],
};

const leaking: LeakReport = {
  ...clean,
  cells: [cell('list', 'leak', 'company')],
  findings: [
    {
      role: 'sales',
      path: 'list',
      object: 'company',
      what: 'The answer holds taxNumber of a company (foreign).',
      request: { method: 'GET', target: '/api/v1/companies?limit=200', by: 'key' },
    },
  ],
};

async function run(report: LeakReport, ...args: string[]): Promise<{ code: number; text: string; asked: unknown }> {
  let asked: unknown;
  let text = '';
  const commands = {
    checkLeaks: async (wish: unknown) => {
      asked = wish;
      return [{ slug: 'acme', report }];
    },
  } as unknown as Commands;
  const code = await runCommandLine(['check', 'leaks', ...args], commands, (line) => (text += `${line}\n`));
  return { code, text, asked };
}

describe('strongroom check leaks', () => {
  test('checks every tenant and role, or those named', async () => {
    assert.deepEqual((await run(clean)).asked, {});
    const named = await run(clean, '--tenant', 'acme', '--roles', 'sales,support');
    assert.deepEqual(named.asked, { tenant: 'acme', roles: ['sales', 'support'] });
    const both = await run(clean, '--roles', 'sales,support', '--together');
    assert.deepEqual(both.asked, { roles: ['sales', 'support'], together: true });
  });

  test('prints a matrix for each role, and ends with 0 when nothing came out', async () => {
    const { code, text } = await run(clean);
    assert.equal(code, exitCodes.done);
    assert.match(text, /Owner \(owner\): sees everything/);
    assert.match(text, /Sales \(sales\)\n +list  key\ncompany  ok    ok\ndeal     -\n/);
    assert.match(text, /42 requests in 1.5 s/);
    assert.match(text, /acme: no leak found\./);
  });

  test('prints what came out with the request that shows it, and ends with 1', async () => {
    const { code, text } = await run(leaking);
    assert.equal(code, exitCodes.refused);
    assert.match(text, /company +LEAK/);
    assert.match(
      text,
      /LEAK {2}sales, list, company: The answer holds taxNumber of a company \(foreign\)\.\n +GET \/api\/v1\/companies\?limit=200\n +with an API key/,
    );
    assert.match(text, /acme: 1 found\./);
  });

  test('ends with 1 when an action could not be tried, whatever else', async () => {
    const { code, text } = await run({ ...clean, unprobed: ['new.action'] });
    assert.equal(code, exitCodes.refused);
    assert.match(text, /nobody has said how to try new\.action/);
  });

  test('as JSON it is the same, for programs', async () => {
    const { code, text } = await run(leaking, '--json');
    assert.equal(code, exitCodes.refused);
    assert.deepEqual(JSON.parse(text), [{ slug: 'acme', report: leaking }]);
  });
});
