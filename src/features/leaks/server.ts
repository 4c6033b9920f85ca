// The check for leaks as actions and as a job. What makes the database it runs in, the host plane hands in; without it only results are shown.
import { Problem } from '../../contract/problem.ts';
import { now } from '../../core/clock.ts';
import { type Feature, type JobRun, on } from '../../core/feature.ts';
import type { Configuration } from '../../core/leaks-desk.ts';
import type { Tx } from '../../core/tx.ts';
import type { Json } from '../../contract/json.ts';
import { type LeakReport, type LeakResult, isPassed, leakReport, startLeaks, viewLeaks } from './contract.ts';

/** Makes a vault from the template, checks in it, and takes it away again whatever happens. One at a time. */
export interface LeakChecker {
  run(
    config: Configuration,
    wish: {
      readonly roles: readonly string[] | null;
      /** one person with all of them, instead of one for each */
      readonly together: boolean;
      readonly onStep: (done: number, total: number) => Promise<void>;
    },
  ): Promise<LeakReport>;
}

/** A check costs as much as some thousand requests: so long passes between two of one tenant. In milliseconds. */
export const betweenChecks = 10 * 60_000;

const kind = 'leak-check';

function resultOf(r: Awaited<ReturnType<Tx['leaks']['results']>>[number]): LeakResult {
  return { ...r, report: leakReport.parse(r.report) };
}

async function start(
  tx: Tx,
  checker: LeakChecker | null,
  { roles, together = false }: { roles?: readonly string[] | undefined; together?: boolean | undefined },
): Promise<{ job: string }> {
  if (checker === null)
    throw new Problem('wrong-state', 'Here the check is run by the command: npm run strongroom -- check leaks');
  const known = new Set((await tx.leaks.roles()).map((r) => r.key));
  const strange = roles?.find((key) => !known.has(key));
  if (strange !== undefined) throw new Problem('invalid-input', `There is no role ${JSON.stringify(strange)}.`);
  if (together && new Set(roles).size < 2)
    throw new Problem('invalid-input', 'Somebody who holds several roles at once needs two of them at least.');
  const [last] = await tx.leaks.results(1);
  const jobs = (await tx.jobs.list(50)).filter((j) => j.kind === kind);
  if (jobs.some((j) => j.status === 'waiting' || j.status === 'running'))
    throw new Problem('wrong-state', 'A check is under way already.');
  const at = Math.max(
    last?.by == null ? 0 : Date.parse(last.at),
    ...jobs.filter((j) => j.status === 'done' || j.status === 'failed').map((j) => Date.parse(j.createdAt)),
  );
  const wait = at + betweenChecks - now().getTime();
  if (wait > 0)
    throw new Problem('too-many', 'Between two checks ten minutes pass.', { retryAfter: Math.ceil(wait / 1000) });
  return {
    job: await tx.jobs.start(kind, 'Check for leaks', { roles: roles === undefined ? null : [...roles], together }),
  };
}

/** Somebody asked the job to stop: the check ends, and its database goes. */
class Cancelled extends Error {
  override name = 'Cancelled';
}

async function runCheck(job: JobRun, checker: LeakChecker | null): Promise<void> {
  if (checker === null) throw new Problem('wrong-state', 'Here the check is run by the command.');
  const config = await job.open((tx) => tx.leaks.configuration());
  const { roles, together = false } = job.input as { roles: string[] | null; together?: boolean };
  let told = 0;
  const onStep = async (done: number, total: number): Promise<void> => {
    const percent = Math.floor((done * 100) / total);
    if (percent === told) return;
    told = percent;
    if (await job.cancelled()) throw new Cancelled();
    await job.open((_tx, save) => save({ done: percent, total: 100 }));
  };
  let report: LeakReport;
  try {
    report = await checker.run(config, { roles, together, onStep });
  } catch (error) {
    if (error instanceof Cancelled) return;
    throw error;
  }
  await job.open(async (tx, save) => {
    const ok = isPassed(report);
    await tx.leaks.keep(ok, report as unknown as Json);
    await save({ done: 100, total: 100, result: { ok, findings: report.findings.length + report.more } });
  });
}

export function makeLeaks(checker: LeakChecker | null): Feature {
  return {
    name: 'leaks',
    handlers: [
      on(viewLeaks, async (tx) => {
        const [last, ...before] = (await tx.leaks.results(20)).map(resultOf);
        const roles = await tx.leaks.roles();
        return {
          last: last ?? null,
          before: before.map(({ id, at, ok }) => ({ id, at, ok })),
          roles: roles.map(({ key, name }) => ({ key, name })),
          here: checker !== null,
        };
      }),
      on(startLeaks, (tx, wish) => start(tx, checker, wish)),
    ],
    jobs: [{ kind, run: (job) => runCheck(job, checker) }],
  };
}
