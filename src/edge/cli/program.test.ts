// What whoever runs the machine can ask: no command takes or shows a password, and none acts as a person of a tenant (O186).
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Command } from 'commander';
import type { Commands } from './commands.ts';
import { describeProgram } from './program.ts';

interface Asked {
  readonly path: string;
  /** what can be typed: the command, its options and their values */
  readonly typed: string;
  /** what --help says */
  readonly said: string;
}

function all(command: Command, before: readonly string[] = []): Asked[] {
  const path = [...before, command.name()];
  const { options, registeredArguments: given } = command;
  const own = {
    path: path.slice(1).join(' '),
    typed: [command.name(), ...options.map((o) => o.flags), ...given.map((a) => a.name())].join('\n'),
    said: [command, ...options, ...given]
      .map((one) => (one instanceof Command ? one.description() : one.description))
      .join('\n'),
  };
  return [own, ...command.commands.flatMap((inner) => all(inner, path))];
}

describe('the command line', () => {
  const asked = all(describeProgram({} as Commands, () => {}));

  test('has these commands; another one is looked at by whoever adds it here', () => {
    const leaves = asked.map(({ path }) => path).filter((path) => path !== '');
    assert.deepEqual(leaves.toSorted(), [
      'check',
      'check leaks',
      'ledger',
      'ledger check',
      'ledger export',
      'ledger verify',
      'ledger verify-extract',
      'start',
      'status',
      'tenant',
      'tenant create',
      'tenant link',
      'tenant list',
      'tenant network-off',
      'tenant rescue',
      'tenant resume',
      'tenant suspend',
    ]);
  });

  test('nowhere takes a password, a session or a token, and does nothing in the name of a person', () => {
    assert.ok(asked.length > 10, `only ${asked.length}`);
    for (const { path, typed, said } of asked) {
      assert.doesNotMatch(typed, /pass(word|phrase|code)|\bpin\b|login|secret|token|session|--(as|user)\b/i, path);
      assert.doesNotMatch(said, /impersonat|log ?in as|sign ?in as|on behalf|in the name of/i, path);
    }
  });
});
