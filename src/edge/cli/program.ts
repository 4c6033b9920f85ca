// The command line of who runs the machine: what can be asked and how it is told. What the commands do they are given.
import { Command, CommanderError } from 'commander';
import type { Commands, LedgerVerdict } from './commands.ts';
import { describeLink, describeList, describeRescue, describeStatus } from './descriptions.ts';
import { describeLeaks } from './leaks-text.ts';

/** Exit codes: 0 done, 1 refused, 2 asked in a way that cannot be understood. */
export const exitCodes = { done: 0, refused: 1, misunderstood: 2 } as const;

/** The command did what it was asked, and what it found is bad. */
class Failed extends Error {
  override name = 'Failed';
}

type Print = (text: string) => void;

/** Runs one command line (without `node` and file) and answers the exit code. What a command throws is thrown on. */
export async function runCommandLine(args: readonly string[], commands: Commands, print: Print): Promise<number> {
  const program = describeProgram(commands, print);
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCodes.done;
  } catch (error) {
    if (error instanceof Failed) return exitCodes.refused;
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.misunderstood;
    throw error;
  }
}

/** Everything that can be asked, as commander knows it. */
export function describeProgram(commands: Commands, print: Print): Command {
  const program = new Command('strongroom')
    .description('Runs an installation of Strongroom and looks after its tenants.')
    .exitOverride()
    .showHelpAfterError('(--help tells what can be asked)')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText(
      'after',
      '\nSettings are environment variables or lines of strongroom.conf: see docs/operate/settings.md.',
    );
  program
    .command('start')
    .description('serve all tenants until Ctrl-C; `npm start` does this')
    .option('--demo', 'add a tenant "demo" with lifelike data')
    .action((options: { demo?: true }) => commands.start({ demo: options.demo === true }));
  program
    .command('status')
    .description('tell whether it serves, on which PostgreSQL, and what to know')
    .option('--json', 'as JSON')
    .action(async (options: { json?: true }) => {
      const status = await commands.status();
      print(options.json === true ? JSON.stringify(status, null, 2) : describeStatus(status));
    });
  describeTenants(
    program.command('tenant').description('look after tenants; works while the server runs and while it does not'),
    {
      commands,
      print,
    },
  );
  describeChecks(program.command('check').description('try what is promised on this installation'), {
    commands,
    print,
  });
  describeLedger(
    program
      .command('ledger')
      .description('export, verify and check the ledgers of tenants; no value of a record is shown'),
    { commands, print },
  );
  return program;
}

function describeChecks(check: Command, { commands, print }: { commands: Commands; print: Print }): void {
  check
    .command('leaks')
    .description('try every path for what a role must not see, on made-up records under a copy of the configuration')
    .option('--tenant <slug>', 'only this tenant')
    .option('--roles <keys>', 'only these roles, keys separated by commas', (text) => text.split(',').filter(Boolean))
    .option('--together', 'one person with all of these roles, instead of one for each')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nNo record of the tenant is read. Exit code 1 when anything came out, or an action could not be tried.\n\n  strongroom check leaks --tenant acme --roles sales,support --together',
    )
    .action(async (options: { tenant?: string; roles?: string[]; together?: true; json?: true }) => {
      const checked = await commands.checkLeaks({
        ...(options.tenant === undefined ? {} : { tenant: options.tenant }),
        ...(options.roles === undefined ? {} : { roles: options.roles }),
        ...(options.together === undefined ? {} : { together: true }),
      });
      print(options.json === true ? JSON.stringify(checked, null, 2) : checked.map(describeLeaks).join('\n\n'));
      if (checked.some(({ report }) => report.findings.length > 0 || report.unprobed.length > 0)) throw new Failed();
    });
}

function describeTenants(tenant: Command, { commands, print }: { commands: Commands; print: Print }): void {
  const json = '--json';
  const asJson = 'as JSON';
  tenant
    .command('create <slug>')
    .description('make a new vault with a database, roles and keys of its own, and print the link for its first owner')
    .requiredOption('--name <name>', 'what people call the company')
    .option(json, asJson)
    .addHelpText(
      'after',
      '\nThe slug becomes part of the host name: small letters, digits and hyphens.\n\n  strongroom tenant create acme --name "Acme Oy"',
    )
    .action(async (slug: string, options: { name: string; json?: true }) => {
      const made = await commands.createTenant(slug, options.name);
      print(
        options.json === true
          ? JSON.stringify(made, null, 2)
          : `Made ${made.tenant.name} at ${made.tenant.address}\n${describeLink(made.link)}`,
      );
    });
  tenant
    .command('list')
    .description('tell every tenant with its state and address')
    .option(json, asJson)
    .action(async (options: { json?: true }) => {
      const tenants = await commands.listTenants();
      print(options.json === true ? JSON.stringify(tenants, null, 2) : describeList(tenants));
    });
  tenant
    .command('suspend <slug>')
    .description('let nobody in any more; what is under way is rolled back')
    .action(async (slug: string) => print(`${(await commands.suspendTenant(slug)).name} is suspended.`));
  tenant
    .command('resume <slug>')
    .description('serve a suspended tenant again, or try once more to upgrade one in maintenance')
    .action(async (slug: string) => print(`${(await commands.resumeTenant(slug)).name} is served again.`));
  tenant
    .command('network-off <slug>')
    .description(
      'switch a tenant’s rules on networks off, when they have locked everybody out; its administrators are told',
    )
    .addHelpText(
      'after',
      '\nThe rules stay as they are and act again once an administrator of the tenant switches them on. It stands in the ledgers of both.',
    )
    .action(async (slug: string) => {
      await commands.switchNetworkOff(slug);
      print(
        `Rules on networks of ${slug} are switched off. Its administrators are told, and switch them on again under Networks.`,
      );
    });
  tenant
    .command('link <slug>')
    .description('print a fresh one-time link for the first owner, as long as nobody has been owner')
    .option(json, asJson)
    .action(async (slug: string, options: { json?: true }) => {
      const link = await commands.linkOwner(slug);
      print(options.json === true ? JSON.stringify(link, null, 2) : describeLink(link));
    });
  tenant
    .command('rescue <slug> <email>')
    .description('bring back an administrator who has lost password or second factor; waits three days first')
    .addHelpText(
      'after',
      '\nEvery administrator of the tenant is told at once and can refuse. After 72 hours the same command removes the second factors of this\nperson and prints a one-time link for a new password. It opens no key, and a tenant can switch it off.',
    )
    .option('--json', 'as JSON')
    .action(async (slug: string, email: string, options: { json?: true }) => {
      const rescue = await commands.rescue(slug, email);
      print(options.json === true ? JSON.stringify(rescue, null, 2) : describeRescue(rescue));
    });
}

function describeLedger(ledger: Command, { commands, print }: { commands: Commands; print: Print }): void {
  const tell = ({ looked, findings }: LedgerVerdict): void => {
    print(
      [...looked, ...findings.map((says) => `WRONG  ${says}`), findings.length === 0 ? 'Nothing is wrong.' : '']
        .join('\n')
        .trimEnd(),
    );
    if (findings.length > 0) throw new Failed();
  };
  ledger
    .command('export <slug>')
    .description('write a tenant’s ledger with its signed heads to a file: headers and proofs, no values')
    .requiredOption('--to <file>', 'a new file')
    .action(async (slug: string, options: { to: string }) => {
      const { entries, key } = await commands.exportLedger(slug, options.to);
      print(`Wrote ${entries} entries to ${options.to}\nThe key its heads are signed with: ${key}`);
    });
  ledger
    .command('verify <file>')
    .description('verify an exported ledger, anywhere, without an installation; tells what is wrong and where')
    .option('--key <base64>', 'the tenant’s public key, as you have it from elsewhere')
    .option('--heads <file>', 'signed heads as a receiver got them, one a line')
    .action(async (file: string, against: { key?: string; heads?: string }) =>
      tell(await commands.verifyLedger(file, against)),
    );
  ledger
    .command('verify-extract <folder>')
    .description('verify entries somebody took out of an audit log, in the folder their archive was unpacked into')
    .option('--key <base64>', 'the tenant’s public key, as you have it from elsewhere')
    .action(async (folder: string, { key }: { key?: string }) => tell(await commands.verifyExtract(folder, key)));
  ledger
    .command('check <slug>')
    .description(
      'hold a tenant’s log against its tables and its records; tells changes made behind the program by record and field',
    )
    .action(async (slug: string) => tell(await commands.checkLedger(slug)));
}
