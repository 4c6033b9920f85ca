// A part is where its whole is: who sees no deal sees no line of it by any path, who may not change it changes none, and lines go into the
// bin and out of it with their deal.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { newId } from '../src/core/ids.ts';
import type { OperationDesk } from '../src/core/operation.ts';
import type { PgConnection } from '../src/core/pg.ts';
import { Watcher } from '../src/core/watch.ts';
import type { Vault } from '../src/core/vault.ts';
import { entities } from '../src/features/entities.ts';
import { newTenant, superuserIn } from './harness/cluster.ts';
import { engine, look, work } from './harness/engine.ts';
import { catalog } from './harness/people.ts';
import { type Done, perform } from './samples/engine.ts';
import {
  type PartScopes,
  mayAddPart,
  mayChangePart,
  mayMovePart,
  mayViewPart,
  seesPart,
} from './samples/part-reference.ts';
import { type Holder, type Person, makeRole, makeTeam, makeUser, openSession } from './samples/people.ts';
import { plant, plantNeeds, sampleOf } from './samples/records.ts';
import { type Scope, type Whose, allScopes } from './samples/reference.ts';

const { deal, dealLine, product } = entities;
const verbs = ['view', 'create', 'edit', 'archive', 'restore', 'import', 'export'];

let acme: Vault;
let db: PgConnection;
let team: string;
let mate: Person;
let other: Person;
let owner: Person;
let serial = 0;
const tag = (): string => `P${(serial += 1)}x`;

before(async () => {
  acme = await newTenant('acme');
  db = await superuserIn(acme);
  team = await makeTeam(db);
  mate = await makeUser(db, [], [team]);
  other = await makeUser(db, [], []);
  owner = await makeUser(db, [await makeRole(db, { everything: true })], []);
});

const everywhere = Object.fromEntries(verbs.map((v) => [v, 'all']));

async function actorWith(s: PartScopes, more: object = {}): Promise<Holder> {
  const line = { ...Object.fromEntries(verbs.map((v) => [v, s.change])), view: s.view, export: s.view, ...more };
  const whole = { view: s.viewWhole, edit: s.editWhole, export: s.viewWhole };
  const role = await makeRole(db, {
    objects: {
      dealLine: line,
      deal: whole,
      product: { view: 'all' },
      stage: { view: 'all' },
      pipeline: { view: 'all' },
    },
    areas: ['self.use', 'tool.undo-others'],
  });
  return openSession(db, await makeUser(db, [role], [team]));
}

interface Target {
  readonly whose: Whose;
  readonly deal: string;
  readonly line: string;
  readonly word: string;
}

async function plantLine(ownerId: string | null): Promise<Omit<Target, 'whose'>> {
  const word = tag();
  const values = sampleOf(dealLine).values(word);
  const line = await plant(acme, db, dealLine, values, { owner: ownerId });
  return { deal: values['deal'] as string, line, word };
}

async function targetsFor(me: Person): Promise<Target[]> {
  const absent = { whose: 'absent' as const, deal: newId(), line: newId(), word: tag() };
  return [
    { whose: 'mine', ...(await plantLine(me.id)) },
    { whose: 'teammate', ...(await plantLine(mate.id)) },
    { whose: 'other', ...(await plantLine(other.id)) },
    { whose: 'nobody', ...(await plantLine(null)) },
    absent,
  ];
}

const ask = (me: Person, action: string, input: object, change = {}): Promise<Done> =>
  perform(acme, me.actor, action, input, change);
const outcome = async (me: Person, action: string, input: object): Promise<string> =>
  (await ask(me, action, input)).outcome;
const rowsOf = (done: Done): string[] => (done.output as { rows: { id: string }[] }).rows.map((r) => r.id).sort();

async function stored(id: string): Promise<Record<string, unknown>> {
  return (await db.query('select * from data."dealLine" where id = $1', [id])).rows[0]!;
}

async function checkReading(me: Holder, s: PartScopes, targets: readonly Target[], what: string): Promise<void> {
  const filter = JSON.stringify({ field: 'id', op: 'in', value: targets.map((t) => t.line) });
  const seen = targets.filter((t) => seesPart(s, t.whose)).map((t) => t.line);
  const page = await ask(me, 'dealLine.list', { filter, count: 'exact' });
  if (s.view === 'all') {
    assert.deepEqual(rowsOf(page), seen.sort(), `list, ${what}`);
    assert.equal((page.output as { count: { value: number } }).count.value, seen.length, `count, ${what}`);
    const grouped = await ask(me, 'dealLine.group', { filter, by: 'createdAt:month', measures: 'sum:total' });
    const { groups } = grouped.output as { groups: { count: number }[] };
    assert.equal(
      groups.reduce((sum, g) => sum + g.count, 0),
      seen.length,
      `group, ${what}`,
    );
    const through = JSON.stringify({
      and: [JSON.parse(filter), { field: 'deal.name', op: 'contains', value: 'Deal' }],
    });
    const narrowed = await ask(me, 'dealLine.list', { filter: through });
    // Where no deal is ever seen, its name is no field to ask for.
    if (s.viewWhole === 'none') assert.equal(narrowed.outcome, 'unknown-field', `through, ${what}`);
    else assert.deepEqual(rowsOf(narrowed), seen.sort(), `through, ${what}`);
    const ids = targets.map((t) => t.line);
    const leaving = await look(acme, me, (tx) => tx.exports.rows(dealLine, ids, ['description']));
    assert.deepEqual(leaving.map((r) => String(r['id'])).sort(), seen.sort(), `export, ${what}`);
    const joined = await look(acme, me, (tx) =>
      tx.query.selectFrom(tx.readable(dealLine, 'l')).select('l.id').execute(),
    );
    const ours = joined.map((r) => r.id as string).filter((id) => ids.includes(id));
    assert.deepEqual(ours.sort(), seen.sort(), `report, ${what}`);
    const event = { topic: 'record', entity: 'dealLine', verb: 'edited', ids, operation: newId() } as const;
    const heard = await new Watcher(catalog).visible(acme, me.actor as never, [event]);
    assert.deepEqual(heard.flatMap((e) => (e.topic === 'record' ? e.ids : [])).sort(), seen.sort(), `events, ${what}`);
  } else assert.equal(page.outcome, 'not-allowed', `list, ${what}`);
  for (const t of targets) {
    assert.equal(
      await outcome(me, 'dealLine.view', { id: t.line }),
      mayViewPart(s, t.whose),
      `view ${t.whose}, ${what}`,
    );
    assert.equal(
      await outcome(me, 'dealLine.history', { id: t.line }),
      mayViewPart(s, t.whose),
      `history ${t.whose}, ${what}`,
    );
    const found = (await ask(me, 'search.find', { q: t.word })).output as { found: { id: string }[] };
    assert.equal(
      found.found.some((x) => x.id === t.line),
      seesPart(s, t.whose),
      `search ${t.whose}, ${what}`,
    );
  }
}

async function checkChanging(me: Holder, s: PartScopes, targets: readonly Target[], what: string): Promise<void> {
  for (const t of targets) {
    const expected = mayChangePart(s, t.whose);
    const was = t.whose === 'absent' ? undefined : await stored(t.line);
    const edited = await outcome(me, 'dealLine.edit', { id: t.line, quantity: String((serial += 1)) });
    assert.equal(edited, expected, `edit ${t.whose}, ${what}`);
    if (was !== undefined)
      assert.equal(
        (await stored(t.line))['version'] !== was['version'],
        expected === 'done',
        `edit ${t.whose}, ${what}`,
      );
    for (const to of targets) {
      if (to === t) continue;
      const moved = await outcome(me, 'dealLine.edit', { id: t.line, deal: to.deal });
      assert.equal(moved, mayMovePart(s, t.whose, to.whose), `move from ${t.whose} to ${to.whose}, ${what}`);
      await db.query('update data."dealLine" set deal = $2 where id = $1', [t.line, was?.['deal'] ?? null]);
    }
    assert.equal(await outcome(me, 'dealLine.archive', { id: t.line }), expected, `archive ${t.whose}, ${what}`);
    await db.query('update data."dealLine" set archived_at = now() where id = $1', [t.line]);
    assert.equal(await outcome(me, 'dealLine.restore', { id: t.line }), expected, `restore ${t.whose}, ${what}`);
    await db.query('update data."dealLine" set archived_at = null where id = $1', [t.line]);
    const input: Record<string, unknown> = { ...sampleOf(dealLine).values(tag()), deal: t.deal };
    if (t.whose !== 'absent') await plantNeeds(acme, db, dealLine, input);
    else await plant(acme, db, product, sampleOf(product).values(tag()), { id: input['product'] as string });
    assert.equal(await outcome(me, 'dealLine.create', input), mayAddPart(s, t.whose), `create ${t.whose}, ${what}`);
  }
  const ids = targets.map((t) => t.line);
  for (const verb of ['edit', 'archive', 'restore'] as const) {
    const values = verb === 'edit' ? { values: { quantity: '7' } } : {};
    const done = await ask(me, 'dealLine.bulk', { ids, do: verb, ...values });
    if (s.view !== 'all') {
      assert.equal(done.outcome, 'not-allowed', `bulk ${verb}, ${what}`);
      continue;
    }
    const { results } = done.output as { results: { ok: boolean; code?: string }[] };
    targets.forEach((t, i) => {
      const held =
        s.change === 'all' || !seesPart(s, t.whose) ? mayChangePart({ ...s, change: 'all' }, t.whose) : 'not-allowed';
      assert.equal(results[i]!.ok ? 'done' : results[i]!.code, held, `bulk ${verb} ${t.whose}, ${what}`);
    });
  }
}

describe('parts under every scope of their whole', () => {
  const partly: readonly Scope[] = ['none', 'all'];
  for (const viewWhole of allScopes) {
    for (const editWhole of allScopes) {
      test(`who sees ${viewWhole} and changes ${editWhole} of the deals reaches their lines so far and no further`, async () => {
        for (const view of partly) {
          for (const change of partly) {
            const s: PartScopes = { view, change, viewWhole, editWhole };
            const me = await actorWith(s);
            const targets = await targetsFor(me);
            const what = JSON.stringify(s);
            await checkReading(me, s, targets, what);
            await checkChanging(me, s, targets, what);
          }
        }
      });
    }
  }

  test('the scopes own and team give nothing on what belongs to nobody', async () => {
    for (const view of ['own', 'team'] as const) {
      const me = await actorWith({ view, change: view, viewWhole: 'all', editWhole: 'all' });
      assert.equal(await outcome(me, 'dealLine.list', {}), 'not-allowed');
    }
  });
});

describe('a line of a deal one may not see', () => {
  test('is told apart from no line that never was by no answer', async () => {
    const me = await actorWith({ view: 'all', change: 'all', viewWhole: 'own', editWhole: 'own' });
    const mine = await plantLine(me.id);
    const hidden = await plantLine(other.id);
    const face = ({ outcome: o, problem }: Done, id: string): string =>
      JSON.stringify([o, problem?.detail, problem?.extras]).replaceAll(id, '<id>');
    const questions: readonly (readonly [string, (line: string, deal: string) => object])[] = [
      ['dealLine.view', (id) => ({ id })],
      ['dealLine.history', (id) => ({ id })],
      ['dealLine.edit', (id) => ({ id, quantity: '2' })],
      ['dealLine.edit', (id) => ({ id, deal: mine.deal })],
      ['dealLine.archive', (id) => ({ id })],
      ['dealLine.restore', (id) => ({ id })],
      ['dealLine.edit', (_, whole) => ({ id: mine.line, deal: whole })],
      ['dealLine.create', (_, whole) => ({ deal: whole, description: 'x' })],
      ['dealLine.bulk', (id) => ({ ids: [id], do: 'archive' })],
    ];
    for (const [action, of] of questions) {
      const [line, whole] = [newId(), newId()];
      const there = await ask(me, action, of(hidden.line, hidden.deal));
      const absent = await ask(me, action, of(line, whole));
      const id = (d: Done, a: string, b: string): string => face(d, a).replaceAll(b, '<id>');
      assert.equal(id(there, hidden.line, hidden.deal), id(absent, line, whole), action);
      assert.ok(there.outcome !== 'done' || action === 'dealLine.bulk', action);
    }
    for (const of of [
      (id: string) => ({ field: 'deal', op: 'eq', value: id }),
      (id: string) => ({ not: { field: 'deal', op: 'eq', value: id } }),
      (id: string) => ({ field: 'deal.id', op: 'eq', value: id }),
    ]) {
      const there = await ask(me, 'dealLine.list', { filter: JSON.stringify(of(hidden.deal)) });
      const absent = await ask(me, 'dealLine.list', { filter: JSON.stringify(of(newId())) });
      assert.deepEqual(rowsOf(there), rowsOf(absent));
    }
  });

  test('is added to no roll-up, and its operation is undone by nobody who may not reach the deal', async () => {
    const me = await actorWith({ view: 'all', change: 'all', viewWhole: 'own', editWhole: 'own' });
    const mine = await plantLine(me.id);
    const hidden = await plantLine(other.id);
    const sums = await ask(me, 'dealLine.group', { measures: 'sum:quantity,filled:description' });
    assert.equal((sums.output as { groups: { count: number }[] }).groups[0]!.count, 1);
    const done = await ask(owner, 'dealLine.bulk', {
      ids: [mine.line, hidden.line],
      do: 'edit',
      values: { quantity: '9' },
    });
    const undone = await ask(me, 'operation.undo', { id: done.answer.operation });
    assert.equal(undone.outcome, 'done', JSON.stringify(undone.problem));
    const { result } = undone.output as { result: { back: number; kept: { title: string | null }[] } };
    assert.deepEqual([result.back, result.kept.map((k) => k.title)], [1, [null]]);
    assert.equal((await stored(hidden.line))['quantity'], '9');
    assert.equal((await stored(mine.line))['quantity'], '4');
  });

  test('cannot be imported into, by its own key or otherwise', async () => {
    const me = await actorWith({ view: 'all', change: 'all', viewWhole: 'own', editWhole: 'own' });
    const hidden = await plantLine(other.id);
    const key = `ext-${hidden.word}`;
    const found = await look(acme, me, (tx) => tx.records.findByKey(dealLine, 'externalId', [key]));
    assert.equal(found.size, 0);
    const results = await work(acme, me, (tx) =>
      tx.records.writeMany(
        dealLine,
        [
          { values: { deal: hidden.deal, description: 'smuggled' } },
          { id: hidden.line, values: { description: 'smuggled' } },
        ],
        { importing: true },
      ),
    );
    assert.deepEqual(
      results.map((r) => (r.ok ? 'done' : r.code)),
      ['invalid-input', 'not-found'],
    );
  });
});

describe('the bin', () => {
  const inBin = async (...ids: string[]): Promise<boolean[]> =>
    Promise.all(ids.map(async (id) => (await stored(id))['archived_at'] !== null));

  async function dealWithLines(): Promise<{ id: string; kept: string; gone: string }> {
    const { deal: id, line: kept } = await plantLine(owner.id);
    const gone = await plant(acme, db, dealLine, { ...sampleOf(dealLine).values(tag()), deal: id });
    await ask(owner, 'dealLine.archive', { id: gone });
    return { id, kept, gone };
  }

  test('takes lines with their deal and gives back those it took, each put on record and heard of', async () => {
    const { id, kept, gone } = await dealWithLines();
    await ask(owner, 'deal.archive', { id });
    assert.deepEqual(await inBin(kept, gone), [true, true]);
    const filter = JSON.stringify({ field: 'deal', op: 'eq', value: id });
    assert.deepEqual(rowsOf(await ask(owner, 'dealLine.list', { filter })), []);
    assert.deepEqual(rowsOf(await ask(owner, 'dealLine.list', { filter, archived: 'only' })), [kept, gone].sort());
    await ask(owner, 'deal.restore', { id });
    assert.deepEqual(await inBin(kept, gone), [false, true], 'what was in the bin before stays there');
    const { entries } = (await ask(owner, 'dealLine.history', { id: kept })).output as { entries: { verb: string }[] };
    assert.deepEqual(
      entries.map((e) => e.verb),
      ['restored', 'archived'],
    );
    const { rows } = await db.query<{ payload: { verb: string } }>(
      `select payload from core.outbox where payload ->> 'entity' = 'dealLine' and payload -> 'ids' ? $1 order by id`,
      [kept],
    );
    assert.deepEqual(
      rows.map((r) => r.payload.verb),
      ['archived', 'restored'],
    );
  });

  test('takes lines also from who may see the deal and none of its lines', async () => {
    const { id, kept } = await dealWithLines();
    const role = await makeRole(db, { objects: { deal: everywhere }, areas: ['self.use'] });
    const me = await makeUser(db, [role], []);
    assert.equal(await outcome(me, 'deal.archive', { id }), 'done');
    assert.deepEqual(await inBin(kept), [true]);
    assert.equal(await outcome(me, 'deal.restore', { id }), 'done');
    assert.deepEqual(await inBin(kept), [false]);
  });

  test('lets no line out, in or in change while the deal is in it', async () => {
    const { id, kept, gone } = await dealWithLines();
    const free = await plantLine(owner.id);
    await ask(owner, 'deal.archive', { id });
    assert.equal(await outcome(owner, 'dealLine.restore', { id: gone }), 'wrong-state');
    assert.equal(await outcome(owner, 'dealLine.restore', { id: kept }), 'wrong-state');
    assert.equal(await outcome(owner, 'dealLine.edit', { id: kept, quantity: '2' }), 'wrong-state');
    assert.equal(await outcome(owner, 'dealLine.create', { deal: id, description: 'x' }), 'wrong-state');
    assert.equal(await outcome(owner, 'dealLine.edit', { id: free.line, deal: id }), 'wrong-state');
  });

  test('and undo agree: archiving is undone with the lines, and so is the undo', async () => {
    const { id, kept, gone } = await dealWithLines();
    const archived = await ask(owner, 'deal.archive', { id });
    const undone = await ask(owner, 'operation.undo', { id: archived.answer.operation });
    const { result } = undone.output as { result: { back: number; keptCount: number } };
    assert.deepEqual([result.back, result.keptCount], [1, 0]);
    assert.deepEqual(await inBin(kept, gone), [false, true]);
    await ask(owner, 'operation.undo', { id: undone.answer.operation });
    assert.deepEqual(await inBin(kept, gone), [true, true]);
  });

  test('takes back what an import made, lines before deals, also in parts', async () => {
    for (const atOnce of [2000, 1]) {
      const { ids, operation } = await work(acme, owner, async (tx) => {
        const made = await tx.records.create(deal, { name: `Made ${tag()}` });
        const lines = await tx.records.writeMany(dealLine, [
          { values: { deal: made.id, description: 'one' } },
          { values: { deal: made.id, description: 'two' } },
        ]);
        return { ids: lines.map((r) => r.id!), operation: tx.operation };
      });
      const undoing = newId();
      let cursor: string | null = null;
      let binned = 0;
      let kept = 0;
      do {
        const purpose = { action: 'test.write', reads: false, requestId: null, address: null, operation: undoing };
        const from: string | null = cursor;
        const part: Awaited<ReturnType<OperationDesk['undoPart']>> = await engine.open(
          acme,
          owner.actor,
          purpose,
          (tx) => tx.operations.undoPart(operation, from, atOnce),
        );
        binned += part.result.binned;
        kept += part.result.keptCount;
        cursor = part.next;
      } while (cursor !== null);
      assert.deepEqual([binned, kept], [3, 0], `${atOnce} at once`);
      assert.deepEqual(await inBin(...ids), [true, true]);
    }
  });

  test('keeps a deal whose line would come back with a value that was taken meanwhile', async () => {
    const { id, kept } = await dealWithLines();
    const externalId = (await stored(kept))['external_id'] as string;
    await ask(owner, 'deal.archive', { id });
    const free = await plantLine(owner.id);
    assert.equal(await outcome(owner, 'dealLine.edit', { id: free.line, externalId }), 'done');
    assert.equal(await outcome(owner, 'deal.restore', { id }), 'already-exists');
    assert.deepEqual(await inBin(kept), [true]);
  });

  test('is no gap through which a line comes into a deal that goes there at the same time', async () => {
    for (let round = 0; round < 10; round++) {
      const { deal: id } = await plantLine(owner.id);
      const [added] = await Promise.all([
        ask(owner, 'dealLine.create', { deal: id, description: 'late' }),
        ask(owner, 'deal.archive', { id }),
      ]);
      const { rows } = await db.query('select 1 from data."dealLine" where deal = $1 and archived_at is null', [id]);
      assert.equal(rows.length, 0, `a live line in a deal in the bin, added: ${added.outcome}`);
    }
  });
});
