// What the command line asks the benchmark for.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkout } from './home.ts';
import { operations } from './load/operations.ts';

export const usage = `npm run bench -- [what] [options]

what (default: run)
  fill       fill the tenants, or go on where the last fill ended
  run        fill what is missing, measure, print, and write bench/results
  plans      the plan of every statement into bench/plans; fails when one reads a big table from end to end
  tenants    make and open many tenants
  audit      fill a ledger with entries over a year, and ask it what the audit page asks
  ledger     what the ledger and its sealing cost: eight writers, by turns with both and with neither
  past       make a week of changes in the largest tenant, and look back over it
  guessing   attack every name of one tenant, and measure another one meanwhile
  compare    compare the two last results of a size; fails when a ratio to raw SQL is 20 % worse

options
  --sizes 10000,1000000   contacts of each tenant, with a fifth as many companies and half as many deals
  --only list,get         of ${operations.map((o) => o.name).join(', ')}, import, export
  --seconds 1.5           how long each of the rounds asks
  --rounds 3              medians of so many rounds
  --connections 1,16      how many ask at once, one number after the other
  --tenants 300           how many for "tenants"
  --rows 20000            rows of the file for "import"
  --changes 100000        records changed in the week of "past"
  --entries 10000000      of the ledger for "audit"
  --data FOLDER           where the data is kept (default: build/bench)
  --port 8391
  --profile FOLDER        write CPU profiles of the server there; then the times count for nothing
  --compare               after the run, compare with the last committed result
  --keep-results no       do not write bench/results`;

export interface Options {
  readonly what: (typeof whats)[number];
  readonly sizes: readonly number[];
  readonly only: readonly string[] | null;
  readonly seconds: number;
  readonly rounds: number;
  readonly connections: readonly number[];
  readonly tenants: number;
  readonly rows: number;
  readonly entries: number;
  readonly changes: number;
  readonly data: string;
  readonly port: number;
  readonly profile: string | undefined;
  readonly compare: boolean;
  readonly keep: boolean;
}

const whats = ['fill', 'run', 'plans', 'tenants', 'audit', 'ledger', 'past', 'guessing', 'compare'] as const;

export class WrongOption extends Error {
  override name = 'WrongOption';
}

/** Null: help was asked for. */
export function readOptions(args: readonly string[]): Options | null {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      sizes: { type: 'string', default: '10000,1000000' },
      only: { type: 'string' },
      seconds: { type: 'string', default: '1.5' },
      rounds: { type: 'string', default: '3' },
      connections: { type: 'string', default: '1,16' },
      tenants: { type: 'string', default: '300' },
      rows: { type: 'string', default: '20000' },
      entries: { type: 'string', default: '10000000' },
      changes: { type: 'string', default: '100000' },
      data: { type: 'string', default: join(checkout, 'build', 'bench') },
      port: { type: 'string', default: '8391' },
      profile: { type: 'string' },
      compare: { type: 'boolean', default: false },
      'keep-results': { type: 'string', default: 'yes' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const what = whats.find((known) => known === (positionals[0] ?? 'run'));
  if (what === undefined || positionals.length > 1) throw new WrongOption(usage);
  const only = values.only?.split(',') ?? null;
  const names = new Set([...operations.map((o) => o.name), 'import', 'export']);
  const strange = only?.find((name) => !names.has(name));
  if (strange !== undefined) throw new WrongOption(`--only ${strange}: expected some of ${[...names].join(', ')}`);
  return {
    what,
    sizes: values.sizes.split(',').map((text) => number('--sizes', text, 100, 10_000_000)),
    only,
    seconds: number('--seconds', values.seconds, 0.05, 600),
    rounds: number('--rounds', values.rounds, 1, 100),
    connections: values.connections.split(',').map((text) => number('--connections', text, 1, 64)),
    tenants: number('--tenants', values.tenants, 1, 5000),
    rows: number('--rows', values.rows, 10, 1_000_000),
    entries: number('--entries', values.entries, 120, 100_000_000),
    changes: number('--changes', values.changes, 100, 10_000_000),
    data: values.data,
    port: number('--port', values.port, 1, 65_535),
    profile: values.profile,
    compare: values.compare,
    keep: values['keep-results'] !== 'no',
  };
}

function number(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!(value >= least && value <= most)) throw new WrongOption(`${name} ${text}: expected ${least} to ${most}`);
  return value;
}
