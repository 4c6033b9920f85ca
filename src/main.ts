// The composition root: settings, then what the command line asks for. Prints, listens to signals, and ends with an exit code that says how it went.
import { join } from 'node:path';
import { log, setLogLevel } from './core/log.ts';
import { exitCodes, runCommandLine } from './edge/cli/program.ts';
import { ConfigError, readConfig } from './host/config.ts';
import type { Config } from './host/config.ts';
import { HostRefusal } from './host/refusal.ts';
import { makeCommands } from './main/commands.ts';
import { serve } from './main/serve.ts';
import type { OwnerLink, Running } from './main/serve.ts';

const checkout = join(import.meta.dirname, '..');
const print = (text: string): void => void process.stdout.write(`${text}\n`);
const say = (what: string): void => void process.stderr.write(`  ${what}\n`);

/** Resolves when somebody wants us to end: Ctrl-C, a supervisor, or the death of the process that started us. */
function wishToEnd(): Promise<string> {
  return new Promise((resolve) => {
    let asked: number | undefined;
    const ask = (why: string): void => {
      // The terminal and our parent may both pass on one Ctrl-C; a second one a while later means it.
      if (asked !== undefined && performance.now() - asked > 1_000) process.exit(exitCodes.refused);
      asked ??= performance.now();
      resolve(why);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ask(signal));
    process.once('disconnect', () => ask('the end of whoever started it'));
  });
}

function describe({ vaults, notes, ownerLinks }: Running): string {
  const all = vaults.all();
  const width = Math.max(...all.map(({ origin }) => origin.length));
  const lines = all.map(({ name, origin, state }) => {
    return `  ${origin.padEnd(width)}  ${name}${state === 'active' ? '' : ` (${state})`}`;
  });
  return [
    '',
    `Strongroom serves ${all.length === 1 ? 'one tenant' : `${all.length} tenants`}:`,
    ...lines.slice(0, 10),
    ...(lines.length > 10 ? [`  and ${lines.length - 10} more: npm run strongroom -- tenant list`] : []),
    ...ownerLinks.flatMap((owner) => ['', ...describeOwnerLink(owner)]),
    ...notes.map((note, index) => `${index === 0 ? '\n' : ''}Note: ${note}`),
    '',
    'Ctrl-C ends it. More tenants: npm run strongroom -- tenant --help',
  ].join('\n');
}

function describeOwnerLink({ vault, link }: OwnerLink): string[] {
  const until = link.expiresAt.slice(0, 16).replace('T', ' ');
  return [`Become the owner of ${vault.name} by this link, for one use until ${until} UTC:`, `  ${link.url}`];
}

/** Read when a command needs them, so that `--help` helps with wrong ones too. */
function settings(): Config {
  const config = readConfig(process.env, checkout);
  setLogLevel(config.logLevel);
  return config;
}

async function start(config: Config, demo: boolean): Promise<void> {
  const end = wishToEnd();
  const began = performance.now();
  say(`Strongroom, data in ${config.data}`);
  const running = await serve(config, { checkout, demo, say });
  say(`Ready after ${((performance.now() - began) / 1000).toFixed(1)} s`);
  print(describe(running));
  const why = await end;
  say(`Ending (${why})`);
  await running.close();
  say('Ended in order');
}

async function main(): Promise<number> {
  try {
    const commands = {
      start: ({ demo }: { demo: boolean }) => start(settings(), demo),
      ...makeCommands(settings, say),
    };
    return await runCommandLine(process.argv.slice(2), commands, print);
  } catch (error) {
    if (error instanceof ConfigError || error instanceof HostRefusal) {
      process.stderr.write(`${error.message}\n`);
      return error instanceof HostRefusal ? error.exitCode : exitCodes.misunderstood;
    }
    log.fatal({ err: error }, 'ended by an error of its own');
    process.stderr.write('Strongroom ended by an error of its own; the line above says where.\n');
    return exitCodes.refused;
  }
}

process.exitCode = await main();
// A connection that something forgot must not keep an ended program alive; what was printed has time to leave.
setTimeout(() => process.exit(), 2_000).unref();
if (process.connected) process.disconnect();
