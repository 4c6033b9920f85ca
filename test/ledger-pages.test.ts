// Pages and bars of the audit log over a long time: page after page the same entries as a naive question gives, and the same numbers, sealed or not.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { moveClock, now, resetClock } from '../src/core/clock.ts';
import { newId } from '../src/core/ids.ts';
import { keepParts } from '../src/core/ledger/months.ts';
import { sealOnce } from '../src/core/ledger/sealer.ts';
import { newTenant, sealableOf, superuserIn } from './harness/cluster.ts';
import { perform } from './samples/engine.ts';
import { type Site, makeRole, makeUser } from './samples/people.ts';

const day = 86_400_000;
let site: Site;
let owner: string;
let narrow: string;
/** Instants of the first and the last entry. */
let span: { from: Date; to: Date };

async function act(who: string, action: string, input: object): Promise<unknown> {
  const done = await perform(site.vault, { kind: 'user', id: who }, action, input, { requestId: newId() });
  return done.output;
}

before(async () => {
  const vault = await newTenant('acme');
  site = { vault, db: await superuserIn(vault) };
  owner = (await makeUser(site.db, ['00000000-0000-7000-8000-000000000101'], [])).id;
  const role = await makeRole(site.db, { areas: ['self.use', 'ledger.view'], objects: { tag: { view: 'all' } } });
  narrow = (await makeUser(site.db, [role], [])).id;
  const sealable = await sealableOf(vault);
  const from = new Date();
  // Over more than a year, some days apart and some within one: spans of every length are looked through, and several months.
  for (let i = 0; i < 60; i++) {
    await act(owner, i % 3 === 0 ? 'tag.list' : 'tag.create', i % 3 === 0 ? {} : { name: `Tag ${i} ${newId()}` });
    if (i % 5 === 0) await act(narrow, 'tag.create', { name: 'refused' });
    moveClock(i % 4 === 0 ? 25 * day : 3_600_000);
    if (i % 10 === 0) await keepParts(sealable.pool);
  }
  while ((await sealOnce(sealable)).head !== null);
  // And some that wait for the sealer.
  await act(owner, 'tag.create', { name: `Tag ${newId()}` });
  await act(narrow, 'tag.create', { name: 'refused' });
  await act(owner, 'tag.list', {});
  moveClock(day);
  span = { from: new Date(from.getTime() - day), to: new Date(Date.now() + 500 * day) };
});
after(resetClock);

interface Page {
  readonly rows: readonly { readonly id: string; readonly at: string }[];
  readonly next: string | null;
  readonly reached: string | null;
}

async function follow(question: Record<string, string>, limit: number): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | undefined; ;) {
    const page = (await act(owner, 'ledger.list', {
      ...question,
      limit: String(limit),
      ...(cursor === undefined ? {} : { cursor }),
    })) as Page;
    assert.ok(page.rows.length <= limit);
    ids.push(...page.rows.map((row) => row.id));
    if (page.next === null) return ids;
    cursor = page.next;
  }
}

/** Newest first, of what there was before anybody asked. */
async function naive(where: string): Promise<string[]> {
  const { rows } = await site.db.query<{ id: string }>(
    `select id from core.ledger l where action not like 'ledger.%' and ${where} order by at desc, id desc`,
  );
  return rows.map((row) => row.id);
}

describe('pages of entries', () => {
  const questions: readonly (readonly [string, Record<string, string>, string])[] = [
    ['one verb', { verb: 'created' }, `verb = 'created'`],
    ['an action', { actions: 'tag.list' }, `action = 'tag.list'`],
    ['a family', { actions: 'tag.' }, `action like 'tag.%'`],
    ['refusals', { outcome: 'refused' }, `outcome = 'refused'`],
    ['an object', { entity: 'tag' }, `entity = 'tag'`],
    ['what never was', { verb: 'merged' }, 'false'],
  ];
  for (const [name, question, where] of questions)
    test(`are those of a naive question, page after page: ${name}`, async () => {
      const expected = await naive(where);
      for (const limit of [1, 7, 200]) assert.deepEqual(await follow(question, limit), expected, `${limit} a page`);
    });

  test('end and begin where the question says', async () => {
    const all = await naive('true');
    const { rows } = await site.db.query<{ at: Date }>('select at from core.ledger where id = $1', [all[20]]);
    const at = rows[0]!.at.toISOString();
    const older = await naive(`at < '${at}' and verb = 'created'`);
    const newer = await naive(`at >= '${at}' and verb = 'created'`);
    assert.deepEqual(await follow({ verb: 'created', to: at }, 5), older);
    assert.deepEqual(await follow({ verb: 'created', from: at }, 5), newer);
  });
});

interface Bars {
  readonly buckets: readonly { readonly at: string; readonly done: number; readonly refused: number }[];
  readonly estimated: boolean;
}

describe('bars', () => {
  async function bars(who: string, question: Record<string, string>, many: number): Promise<Bars> {
    const input = { ...question, from: span.from.toISOString(), to: span.to.toISOString(), buckets: String(many) };
    return (await act(who, 'ledger.histogram', input)) as Bars;
  }
  async function counted(where: string, many: number): Promise<unknown[]> {
    const { rows } = await site.db.query<{ n: number; done: number; refused: number }>(
      `select floor(extract(epoch from at - $1::timestamptz) * 1000 / $3::float8)::int as n,
         count(*) filter (where outcome = 'done') as done, count(*) filter (where outcome <> 'done') as refused
       from core.ledger l where at >= $1 and at < $2 and ${where} group by 1 order by 1`,
      [span.from, span.to, (span.to.getTime() - span.from.getTime()) / many],
    );
    return rows.map((row) => [row.n, row.done, row.refused]);
  }
  const told = (b: Bars): unknown[] =>
    b.buckets.flatMap(({ done, refused }, n) => (done + refused === 0 ? [] : [[n, done, refused]]));

  test('of everything are exact, entries that wait for the sealer included', async () => {
    for (const many of [1, 13, 48]) {
      const expected = await counted('true', many);
      const got = await bars(owner, {}, many);
      assert.equal(got.estimated, false);
      assert.deepEqual(told(got), expected, `${many} bars`);
    }
  });

  test('of a narrower question are exact while there are not very many', async () => {
    for (const [question, where] of [
      [{ verb: 'created' }, `verb = 'created'`],
      [{ outcome: 'refused' }, `outcome = 'refused'`],
      [{ actions: 'tag.' }, `action like 'tag.%'`],
    ] as const) {
      const expected = await counted(where, 24);
      assert.deepEqual(told(await bars(owner, question, 24)), expected);
    }
  });

  test('leave out what tells of records their reader may not see', async () => {
    await site.db.query(
      `insert into core.ledger (id, at, operation, actor_kind, actor, action, verb, outcome, entity, record, commitment)
       select id, $2, gen_random_uuid(), 'user', $3, 'company.create', 'value withheld', 'done', 'company', gen_random_uuid(), sha256('x')
       from unnest($1::uuid[]) as id`,
      [[newId(), newId(), newId()], now(), owner],
    );
    const sum = (b: Bars): number => b.buckets.reduce((n, bucket) => n + bucket.done, 0);
    const [all, some] = [
      sum(await bars(owner, { verb: 'value withheld' }, 12)),
      sum(await bars(narrow, { verb: 'value withheld' }, 12)),
    ];
    assert.deepEqual([all, some], [3, 0]);
  });
});
