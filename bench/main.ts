// `npm run bench`: reads what is asked for, does it, prints, and ends with a code that says how it went.
import { describeAudit, measureAudit } from './audit.ts';
import { findExceeded } from './budgets.ts';
import { findRegressions } from './compare.ts';
import { fill } from './fill.ts';
import { openHome, openTenant } from './home.ts';
import { type Options, WrongOption, readOptions, usage } from './options.ts';
import { describeResult } from './report.ts';
import { writePlans } from './plans.ts';
import { commitNow, resultsOf, savePage, saveResult, saveTenants } from './results.ts';
import { type Result, run } from './run.ts';
import { describeGuessing, measureGuessing } from './guessing.ts';
import { measureLedger } from './ledger.ts';
import { measurePast } from './past.ts';
import { describeTenants, measureTenants } from './tenants.ts';

const began = performance.now();
const say = (what: string): void =>
  console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(7)} s  ${what}`);

async function fillAll(options: Options): Promise<void> {
  const home = await openHome(options.data, options.port, say);
  try {
    for (const size of options.sizes) {
      const { amounts } = await fill(home, await openTenant(home, size, say), size, say);
      say(`Filled: ${JSON.stringify(amounts)}`);
    }
  } finally {
    await home.close();
  }
}

/** False when something got worse. */
function tellComparison(before: Result | undefined, now: Result): boolean {
  if (before === undefined) {
    console.log('There is no earlier result of this size to compare with.');
    return true;
  }
  const { counted, worse } = findRegressions(before, now);
  console.log(
    `\nCompared with ${before.at.slice(0, 16)} (${before.commit}): ${counted} ratios, ${worse.length} more than 20 % worse`,
  );
  for (const { what, before: was, now: is } of worse) console.log(`  ${what}: ${was.toFixed(2)} -> ${is.toFixed(2)}`);
  return worse.length === 0 && counted > 0;
}

/** False when something costs more than it may. */
function tellBudgets(now: Result): boolean {
  const { counted, exceeded } = findExceeded(now);
  if (counted > 0) console.log(`\n${counted} budgets, ${exceeded.length} exceeded`);
  for (const { what, most, now: is } of exceeded)
    console.log(`  ${what}: ${is.toFixed(2)}, at most ${most.toFixed(2)}`);
  return exceeded.length === 0;
}

async function measureAndTell(options: Options): Promise<boolean> {
  const before = resultsOf(options.sizes, true).at(-1);
  const result = await run(options, commitNow(), say, (soFar) => {
    if (options.keep) saveResult(soFar);
  });
  console.log(`\n${describeResult(result)}`);
  if (options.keep) console.log(`Written to ${saveResult(result)}`);
  const within = tellBudgets(result) && result.broken === null;
  return (options.compare ? tellComparison(before, result) : true) && within;
}

function tellPage(options: Options, name: string, page: string): void {
  console.log(`\n${page}`);
  if (options.keep) console.log(`Written to ${savePage(name, page)}`);
}

async function main(): Promise<boolean> {
  const options = readOptions(process.argv.slice(2));
  if (options === null) {
    console.log(usage);
    return true;
  }
  switch (options.what) {
    case 'fill':
      await fillAll(options);
      return true;
    case 'compare': {
      const [before, now] = resultsOf(options.sizes, false).slice(-2);
      if (now === undefined) throw new WrongOption('There are no two results of this size to compare.');
      return tellComparison(before, now);
    }
    case 'run':
      return await measureAndTell(options);
    case 'tenants': {
      const found = await measureTenants(options, say);
      console.log(`\n${describeTenants(found)}`);
      if (options.keep) console.log(`Written to ${saveTenants(found, commitNow())}`);
      return true;
    }
    case 'audit': {
      const found = await measureAudit(options, say);
      tellPage(options, 'audit', describeAudit(found, commitNow()));
      return true;
    }
    case 'ledger':
      tellPage(options, 'ledger', await measureLedger(options, say));
      return true;
    case 'past':
      tellPage(options, 'past', await measurePast(options, commitNow(), say));
      return true;
    case 'guessing':
      tellPage(options, 'guessing', describeGuessing(await measureGuessing(options, say), commitNow()));
      return true;
    case 'plans':
      return await writePlans(options, say);
  }
}

try {
  if (!(await main())) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof WrongOption)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
