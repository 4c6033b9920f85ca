// Lists against a naive list in memory: random filters, orders and pages give the same records in the same order, and nothing twice or
// lost while others write.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import type { ListQuery } from '../src/contract/filter.ts';
import { resetClock, stopClock } from '../src/core/clock.ts';
import { look, work } from './harness/engine.ts';
import { type Thing, listed } from './lists/naive.ts';
import { type Question, questions } from './lists/questions.ts';
import { type Lists, dice, makeLists, today } from './lists/world.ts';
import { counts } from './samples/counts.ts';

let lists: Lists;

before(async () => {
  // Before midnight in the company's zone and elsewhere: days are told apart by the clock alone.
  stopClock(new Date(`${today}T12:00:00Z`));
  lists = await makeLists(150);
});
after(resetClock);

/** All pages, one after the other; `between` is called after each. */
async function walk(q: Question, between: () => Promise<void> = async () => {}): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const query: ListQuery = {
      sort: q.sort,
      limit: q.limit,
      fields: [],
      ...(q.filter === undefined ? {} : { filter: q.filter }),
      ...(cursor === undefined ? {} : { cursor }),
    };
    const page = await look(lists.vault, lists.reader, (tx) => tx.records.list(lists.own, query));
    assert.ok(page.rows.length <= q.limit);
    ids.push(...page.rows.map((r) => r.id));
    cursor = page.next ?? undefined;
    if (cursor !== undefined) await between();
  } while (cursor !== undefined);
  return ids;
}

describe('a list and a naive list', () => {
  test('have the same records in the same order, page by page, and count them the same', async () => {
    const seen = { some: 0, none: 0, all: 0 };
    const property = fc.asyncProperty(questions(lists.world.specs, lists.own.name, lists.pools), async (q) => {
      const expected = listed(lists.world, lists.own.name, q.filter, q.sort).map((t) => t.id);
      assert.deepEqual(await walk(q), expected);
      const query: ListQuery = { limit: 1, count: 'exact', ...(q.filter === undefined ? {} : { filter: q.filter }) };
      const { count } = await look(lists.vault, lists.reader, (tx) => tx.records.list(lists.own, query));
      assert.deepEqual(count, { value: expected.length, kind: 'exact' });
      const all = lists.things.size;
      seen[expected.length === 0 ? 'none' : expected.length === all ? 'all' : 'some'] += 1;
    });
    await fc.assert(property, counts('lists against a naive list', { sample: 150, full: 5_000 }));
    // Questions that find everything or nothing prove little.
    assert.ok(seen.some > seen.none + seen.all, JSON.stringify(seen));
  });

  test('agree on every single comparison of every field, too', async () => {
    const one = questions(lists.world.specs, lists.own.name, lists.pools).filter(
      (q) => q.filter !== undefined && 'field' in q.filter,
    );
    const asked = new Set<string>();
    const property = fc.asyncProperty(one, async (q) => {
      const filter = q.filter as { field: string; op: string };
      asked.add(`${filter.field} ${filter.op}`);
      const wide: Question = { filter: q.filter, sort: [], limit: 200 };
      assert.deepEqual(
        await walk(wide),
        listed(lists.world, lists.own.name, q.filter, []).map((t) => t.id),
      );
    });
    await fc.assert(property, counts('single comparisons', { sample: 400, full: 10_000 }));
    assert.ok(asked.size > 120, `only ${asked.size} pairs of field and comparison`);
  });
});

describe('while others write', () => {
  /** Creates, changes and archives records of the world; tells which it touched. Of two who write, each has a half of the records. */
  async function disturb(roll: (n: number) => number, touched: Set<string>, half: 0 | 1): Promise<void> {
    const ids = [...lists.things.keys()].filter((one) => Number.parseInt(one.at(-1)!, 16) % 2 === half);
    const { sent, kept } = lists.values(roll);
    // Never so few that there is nothing left to be disturbed.
    const what = ids.length < 30 ? 0 : roll(3);
    if (what === 0) {
      const [made] = await work(lists.vault, lists.writer, (tx) => tx.records.writeMany(lists.own, [{ values: sent }]));
      assert.ok(made?.ok);
      touched.add(made.id);
      lists.things.set(made.id, { id: made.id, title: String(kept['name']), values: kept });
      return;
    }
    const id = ids[roll(ids.length)]!;
    touched.add(id);
    if (what === 1) {
      await work(lists.vault, lists.writer, (tx) => tx.records.edit(lists.own, id, sent as never));
      lists.things.set(id, { id, title: String(kept['name']), values: kept });
    } else {
      await work(lists.vault, lists.writer, (tx) => tx.records.archive(lists.own, id));
      lists.things.delete(id);
    }
  }

  test('no record that they leave alone is lost, doubled or out of place', async () => {
    let changes = 0;
    let pages = 0;
    const walks = questions(lists.world.specs, lists.own.name, lists.pools).map((q) => ({
      ...q,
      limit: Math.min(q.limit, 20),
    }));
    const property = fc.asyncProperty(walks, fc.nat(1_000_000), async (q, seed) => {
      const roll = dice(seed + 1);
      const touched = new Set<string>();
      const atFirst = new Map<string, Thing>(lists.things);
      const walking = { on: true };
      // One writer goes on all the while, another strikes exactly between two pages.
      const writing = (async () => {
        for (let i = 0; i < 6 && walking.on; i++) {
          await disturb(roll, touched, 0);
          changes += 1;
        }
      })();
      let ids: string[];
      try {
        ids = await walk(q, async () => {
          await disturb(dice(seed + pages), touched, 1);
          pages += 1;
          changes += 1;
        });
      } finally {
        walking.on = false;
        await writing;
      }
      const left = ids.filter((id) => !touched.has(id));
      const still = { ...lists.world, records: { ...lists.world.records, [lists.own.name]: atFirst } };
      const expected = listed(still, lists.own.name, q.filter, q.sort).filter((t) => !touched.has(t.id));
      assert.deepEqual(
        left,
        expected.map((t) => t.id),
      );
    });
    // What was written stays, so a failure cannot be made smaller by trying again.
    const runs = counts('lists while others write', { sample: 25, full: 500 });
    await fc.assert(property, { ...runs, endOnFailure: true });
    assert.ok(changes > 60 && pages > 10, `${changes} changes, ${pages} pages`);
    // What the writers left is what a list shows.
    const rest: Question = { filter: undefined, sort: [{ field: 'title', down: false }], limit: 50 };
    assert.deepEqual(
      await walk(rest),
      listed(lists.world, lists.own.name, undefined, rest.sort).map((t) => t.id),
    );
  });
});
