// Writes a result down: a table for people, JSON for the next comparison.
import type { FileTimes } from './files.ts';
import { operations } from './load/operations.ts';
import type { Measured } from './measure.ts';
import type { Result } from './run.ts';

const thousands = (n: number): string => Math.round(n).toLocaleString('en');

interface Row {
  readonly one: Measured;
  readonly many: Measured | undefined;
}

function rowsOf(result: Result, size: number): Row[] {
  const at = (m: Measured, connections: number): Measured | undefined =>
    result.measured.find(
      (x) => x.operation === m.operation && x.who === m.who && x.size === m.size && x.connections === connections,
    );
  return result.measured
    .filter((m) => m.size === size && m.connections === 1)
    .map((one) => ({ one, many: at(one, 16) }));
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

function questions(result: Result, size: number): string {
  const head = [
    'question',
    'as',
    'p50',
    'p95',
    'raw p50',
    'ratio',
    'over the owner',
    'web CPU',
    'PG CPU',
    'raw PG CPU',
    'p50 at 16',
    'p95 at 16',
    '/s at 16',
    'raw /s',
    'web CPU at 16',
  ];
  const rows = rowsOf(result, size).map(({ one, many }) => [
    operations.find((o) => o.name === one.operation)?.title ?? one.operation,
    one.who,
    one.product.p50.toFixed(2),
    one.product.p95.toFixed(2),
    one.raw.p50.toFixed(2),
    one.ratio.toFixed(2),
    one.overOwner?.toFixed(2) ?? '',
    one.product.cpuWeb.toFixed(2),
    one.product.cpuPg.toFixed(2),
    one.raw.cpuPg.toFixed(2),
    ...(many === undefined
      ? ['', '', '', '', '']
      : [
          many.product.p50.toFixed(1),
          many.product.p95.toFixed(1),
          thousands(many.product.perSecond),
          thousands(many.raw.perSecond),
          many.product.cpuWeb.toFixed(2),
        ]),
  ]);
  return table(head, rows);
}

/** How much more the same question takes with more records. */
function growth(result: Result): string {
  const [small, large] = [Math.min(...result.sizes), Math.max(...result.sizes)];
  const of = (operation: string, who: string, size: number): Measured | undefined =>
    result.measured.find((m) => m.operation === operation && m.who === who && m.size === size && m.connections === 1);
  const times = (a: Measured | undefined, b: Measured | undefined): string =>
    a === undefined || b === undefined ? '' : (a.product.p50 / b.product.p50).toFixed(2);
  const names = [...new Set(result.measured.map((m) => m.operation))];
  return table(
    [
      'question',
      `owner, ${thousands(large)} / ${thousands(small)}`,
      `narrow, ${thousands(large)} / ${thousands(small)}`,
    ],
    names.map((name) => [
      operations.find((o) => o.name === name)?.title ?? name,
      times(of(name, 'owner', large), of(name, 'owner', small)),
      times(of(name, 'narrow', large), of(name, 'narrow', small)),
    ]),
  );
}

function filesTable(files: readonly FileTimes[]): string {
  return table(
    [
      '',
      'records in the tenant',
      'rows',
      'rows/s',
      'web CPU ms per 1,000',
      'PG CPU ms per 1,000',
      'GET /me meanwhile, p50 ms',
    ],
    files.map((f) => [
      f.what,
      thousands(f.size),
      thousands(f.rows),
      thousands(f.rowsPerSecond),
      f.cpuWeb.toFixed(0),
      (f.cpuPg + f.cpuPgOthers).toFixed(0),
      f.meanwhile.toFixed(1),
    ]),
  );
}

/** What the server would not take, because it had too much to do: in none of the times. */
function refusals(result: Result): string[] {
  const said = result.measured
    .filter((m) => (m.refused ?? 0) > 0)
    .map((m) => `${m.operation} as ${m.who} of ${thousands(m.size)} at ${m.connections}: ${m.refused}`);
  return said.length === 0 ? [] : [`Answered with 503, in none of the times: ${said.join('; ')}.`];
}

export function describeResult(result: Result): string {
  const { machine, web } = result;
  const parts = [
    `# ${result.at.slice(0, 16).replace('T', ' ')} UTC, commit ${result.commit}`,
    `${machine.cores} cores of ${machine.cpu}, ${machine.memoryGiB} GiB; Node ${machine.node}, PostgreSQL ${machine.postgres}. ` +
      `Other programs used ${Math.round(machine.others * 100)} % of the cores meanwhile (load ${machine.loadAtStart.toFixed(1)} at the start). ` +
      `Medians of ${result.rounds} rounds of ${result.seconds} s; milliseconds.`,
    ...result.sizes.map((size) => `## ${thousands(size)} contacts\n\n${questions(result, size)}`),
    ...(result.sizes.length > 1 ? [`## Growth (p50 at one connection)\n\n${growth(result)}`] : []),
    ...(result.files.length > 0 ? [`## Files\n\n${filesTable(result.files)}`] : []),
    ...refusals(result),
    ...((result.broken ?? null) === null ? [] : [`The run did not end: ${result.broken}`]),
    `Web process: ready after ${web.startSeconds.toFixed(1)} s, ${Math.round(web.residentMB)} MB at the end, ${Math.round(web.peakMB)} MB at most.`,
  ];
  return `${parts.join('\n\n')}\n`;
}
