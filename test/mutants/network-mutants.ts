// Guards of rules on networks, broken one at a time.
import type { Mutant } from './mutants.ts';

const rules = 'src/features/network/network.test.ts';
const wire = 'src/edge/http/network.test.ts';
const verdicts = 'src/core/network/verdict.test.ts';

function mutant(file: string, what: string, find: string, replace: string, ...tests: string[]): Mutant {
  return { file: `src/${file}`, what, find, replace, times: 1, tests };
}

export const networkMutants: readonly Mutant[] = [
  mutant(
    'core/network/admit.ts',
    'sessions and keys come from anywhere',
    'if (me.network === undefined || mayCome(me.network, address).allowed) return me;',
    'return me;',
    rules,
  ),
  mutant(
    'core/network/admit.ts',
    'strangers come from anywhere',
    'if (allowed()) return rules.stored.version;',
    'if (rules !== undefined) return rules.stored.version;',
    rules,
  ),
  mutant(
    'core/door.ts',
    'rules on networks are believed as they were known last',
    "if (network !== null) unit.send('select core.assert_network($1)', [network], 'assert network');",
    '',
    rules,
  ),
  mutant(
    'core/perform.ts',
    'a password is looked at before the network',
    'await this.door.admitted(vault, actor, address)',
    'await this.door.principal(vault, actor)',
    rules,
  ),
  mutant(
    'core/quiet.ts',
    'a stream goes on from a network that is turned away',
    'address === null\n        ? known',
    'true\n        ? known',
    wire,
  ),
  mutant(
    'core/identity/porch-tools.ts',
    'the password of somebody bound to other networks is looked at',
    'const may = near && account?.active === true',
    'const may = account?.active === true',
    rules,
  ),
  mutant(
    'core/network/lock-out.ts',
    'one may lock oneself out',
    'const you = asker.address !== null &&',
    'const you = asker.address === "" &&',
    verdicts,
    rules,
  ),
  mutant(
    'core/network/lock-out.ts',
    'a set that locks out later is saved',
    '[known.at, ...turnsOf(strict, known.at, known.timeZone)]',
    '[known.at]',
    verdicts,
  ),
  mutant(
    'core/network/network-desk.ts',
    'rules are changed behind a proxy nobody named',
    'if (from?.doubt === true)',
    'if (false)',
    rules,
  ),
  mutant(
    'core/network/stored.ts',
    'a trial is kept from the session that began it',
    'return rowCount > 0;',
    'return true;',
    rules,
  ),
  mutant(
    'core/network/verdict.ts',
    'hopping through a /64 gets round a refusal',
    "rule.effect === 'deny' ? rule.addresses.map(widened) : rule.addresses",
    'rule.addresses',
    verdicts,
  ),
  mutant(
    'core/network/verdict.ts',
    'what narrows does not',
    'if (!group.some((r) => matches(r, address)))',
    'if (false)',
    verdicts,
  ),
  mutant(
    'edge/http/server.ts',
    'pages are served to everybody',
    'if (page !== null) return turnAway(request, reply, page);',
    '',
    wire,
  ),
  mutant('edge/jobs/run-job.ts', 'work goes on for a network that is turned away', 'cameFrom: job.address,', '', rules),
];
