// Random operations of several people, taken back in a random order, undos of undos among them: the database is after each what a naive model says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newTenant, superuserIn } from './harness/cluster.ts';
import { type Deed, type Model, type ModelOperation, create, edit, move, undo } from './models/undo-model.ts';
import { perform } from './samples/engine.ts';
import { type Holder, makeUser, openSession } from './samples/people.ts';

const ownerRole = '00000000-0000-7000-8000-000000000101';
const words = ['alpha', 'beta', 'gamma', null] as const;
const steps = process.env['STRONGROOM_PROOF'] === undefined ? 140 : 3000;

/** The same numbers for the same seed. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return Math.floor((state / 4_294_967_296) * below);
  };
}

test('random operations of several people, undone in random order, leave what a naive model says', async (t) => {
  const vault = await newTenant('acme');
  const db = await superuserIn(vault);
  const people: Holder[] = [];
  for (let i = 0; i < 3; i++) people.push(await openSession(db, await makeUser(db, [ownerRole], [])));
  const seed = Date.now() % 1_000_000;
  t.diagnostic(`seed ${seed}`);
  const random = randomOf(seed);
  const pick = <T>(list: readonly T[]): T => list[random(list.length)]!;
  const model: Model = new Map();
  const done: ModelOperation[] = [];
  const word = (): string | null => pick(words);
  const some = (): string[] => [...new Set(Array.from({ length: 1 + random(4) }, () => pick([...model.keys()])))];

  async function act(action: string, input: object): Promise<{ operation: string; output: unknown }> {
    const answer = await perform(vault, pick(people).actor, action, input);
    assert.equal(answer.outcome, 'done', `${action}: ${answer.problem?.message}`);
    return { operation: answer.answer.operation!, output: answer.output };
  }

  const keep = (id: string, deeds: readonly (Deed | null)[]): void => {
    const real = deeds.filter((d) => d !== null);
    if (real.length > 0) done.push({ id, deeds: real, undoes: null, undoneBy: null });
  };

  async function step(): Promise<void> {
    const what = model.size < 4 ? 0 : random(10);
    if (what === 0) {
      const values = { name: `Company ${model.size}`, notes: word() };
      const { operation, output } = await act('company.create', { name: values.name, notes: values.notes });
      keep(operation, [create(model, (output as { id: string }).id, values)]);
    } else if (what < 4) {
      const ids = some();
      const values = random(2) === 0 ? { notes: word() } : { notes: word(), name: `Named ${random(5)}` };
      const { operation } = await act('company.bulk', { ids, do: 'edit', values });
      keep(
        operation,
        ids.map((id) => edit(model, id, values)),
      );
    } else if (what < 6) {
      const ids = some();
      const archived = what === 4;
      const { operation } = await act('company.bulk', { ids, do: archived ? 'archive' : 'restore' });
      keep(
        operation,
        ids.map((id) => move(model, id, archived)),
      );
    } else {
      const open = done.filter((o) => o.undoneBy === null);
      if (open.length === 0) return;
      const one = pick(open);
      const { operation } = await act('operation.undo', { id: one.id });
      const deed = undo(model, one, operation);
      if (deed !== null) done.push(deed);
    }
  }

  for (let n = 0; n < steps; n++) {
    await step();
    if (n % 5 !== 0 && n < steps - 1) continue;
    const { rows } = await db.query<{
      id: string;
      name: string;
      notes: string | null;
      archived: boolean;
      version: number;
    }>('select id, name, notes, archived_at is not null as archived, version from data.company order by id');
    const expected = [...model].map(([id, r]) => ({
      id,
      name: r.values['name'],
      notes: r.values['notes'],
      archived: r.archived,
      version: r.version,
    }));
    assert.deepEqual(
      rows,
      expected.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      `seed ${seed}, step ${n}`,
    );
  }
  const undone = done.filter((o) => o.undoes !== null).length;
  // Which of them can still be taken back is left to chance; that some were is what makes it a test.
  assert.ok(undone >= 8, `only ${undone} undos`);
});
