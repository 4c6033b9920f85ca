// No refusal by who acts is forgotten: each that stands in the text of the core is broken by one of the mutants, or stands here with the reason why not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brokenBy, guardsOfCore } from './guards.ts';
import { mutants } from './mutants.ts';

/** Found by their words, and no refusals by who acts. */
const others: readonly { readonly file: string; readonly text: string; readonly why: string }[] = [
  { file: 'identity/factors/desk.ts', text: 'await assertRoom(', why: 'how many factors one person has' },
  { file: 'totals/saved-desk.ts', text: 'await assertRoom(', why: 'how many totals are kept' },
  { file: 'shape/own-fields.ts', text: 'if (mine.length >= shapeLimits', why: 'how many fields an object has' },
  { file: 'records/write.ts', text: 'if (options.ifVersion !== undefined)', why: 'what others changed meanwhile' },
  { file: 'records/compare.ts', text: "if (!isUser || (value['me']", why: 'how "me" is written in a filter' },
];

test('every refusal of the core by who acts is broken by a mutant', () => {
  const guards = guardsOfCore();
  assert.ok(guards.length > 250, `only ${guards.length} were found`);
  const isBroken = brokenBy(mutants);
  const is = (g: (typeof guards)[number], other: (typeof others)[number]): boolean =>
    g.file === `src/core/${other.file}` && g.text.startsWith(other.text);
  const open = guards.filter((g) => !isBroken(g) && !others.some((other) => is(g, other)));
  assert.deepEqual(
    open.map((g) => `${g.file}: ${g.text}`),
    [],
  );
  for (const other of others)
    assert.ok(
      guards.some((g) => is(g, other) && !isBroken(g)),
      `${other.file}: "${other.text}" needs no exception`,
    );
  console.log(`${guards.length} refusals by who acts, of which ${guards.filter(isBroken).length} are broken`);
});
