// What looking back costs: a week of changes is made in a tenant with a million contacts, by the product's own ways of changing many, and the tenant is asked
// as of before that week: as its owner, and as the narrow seller.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { moveClock, now } from '../src/core/clock.ts';
import type { Vault } from '../src/core/vault.ts';
import type { Tx } from '../src/core/tx.ts';
import { type Filled, fill } from './fill.ts';
import { type Home, openHome, openTenant } from './home.ts';
import type { Options } from './options.ts';
import { quietCall } from './people.ts';

const day = 86_400_000;
const batchRows = 500;
const turns = 5;

/** When the week begins: it stands beside the data, so that a second run asks about the same one. */
interface Week {
  readonly before: string;
  readonly changes: number;
}

/** Sets the program's clock so far into the week; the machine's stays. */
function setClock(week: string, days: number): void {
  moveClock(new Date(week).getTime() + days * day - now().getTime());
}

type Work = (tx: Tx, from: number, to: number) => Promise<readonly { readonly ok: boolean }[]>;

/** Of a hundred changes: 60 of a job, 10 of a stage, 10 of an owner, 8 of deals that move on, 5 of names, 4 into the bin, 3 new ones. */
function worksOf({ contacts, deals, people, stages }: Filled, changes: number): { count: number; work: Work }[] {
  const part = (share: number): number => Math.round((changes * share) / 100);
  let next = 0;
  const chosen = (list: readonly string[], count: number): readonly string[] => {
    const step = Math.max(1, Math.floor(list.length / (changes + 1)));
    return Array.from({ length: count }, () => list[(next++ * step + 7) % list.length]!);
  };
  const edits = (
    entity: 'contact' | 'deal',
    count: number,
    values: (n: number) => Record<string, unknown>,
  ): { count: number; work: Work } => {
    const ids = chosen(entity === 'contact' ? contacts : deals, count);
    const work: Work = (tx, from, to) =>
      tx.records.writeMany(
        tx.catalog.entity(entity),
        ids.slice(from, to).map((id, n) => ({ id, values: values(from + n) })),
      );
    return { count, work };
  };
  const binned = chosen(contacts, part(4));
  return [
    edits('contact', part(60), (n) => ({ jobTitle: `Changed ${n % 997}` })),
    edits('contact', part(10), () => ({ stage: 'customer' })),
    edits('contact', part(10), (n) => ({ owner: people.users[n % people.users.length]! })),
    edits('deal', part(8), (n) => ({ stage: stages[n % 3]! })),
    edits('contact', part(5), (n) => ({ familyName: `Renamed ${n}` })),
    {
      count: binned.length,
      work: (tx, from, to) => tx.records.archiveMany(tx.catalog.entity('contact'), binned.slice(from, to)),
    },
    {
      count: part(3),
      work: (tx, from, to) =>
        tx.records.writeMany(
          tx.catalog.entity('contact'),
          Array.from({ length: to - from }, (_, n) => ({
            values: { givenName: 'New', familyName: `Since ${from + n}` },
          })),
        ),
    },
  ];
}

/** Half a thousand a transaction, as bulk changes and imports have them, spread over seven days. */
async function changeForAWeek(
  home: Home,
  vault: Vault,
  filled: Filled,
  changes: number,
  say: (what: string) => void,
): Promise<Week> {
  const file = join(home.data, `week-${vault.slug}-${changes}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Week;
  const before = now().toISOString();
  const actor = { kind: 'user', id: filled.people.owner } as const;
  const purpose = { action: 'contact.bulk', reads: false, requestId: null, address: null };
  const parts = worksOf(filled, changes).flatMap(({ count, work }) =>
    Array.from({ length: Math.ceil(count / batchRows) }, (_, n) => ({
      work,
      from: n * batchRows,
      to: Math.min(count, (n + 1) * batchRows),
    })),
  );
  let done = 0;
  let refused = 0;
  const began = performance.now();
  for (const [n, { work, from, to }] of parts.entries()) {
    setClock(before, 0.01 + (6.9 * n) / parts.length);
    const results = await home.engine.door.open(vault, actor, purpose, (tx) => work(tx, from, to));
    refused += results.filter((r) => !r.ok).length;
    done += results.length;
    if (n % 40 === 39)
      say(`${done.toLocaleString('en')} changes, ${Math.round((done / (performance.now() - began)) * 1000)} a second`);
  }
  if (refused > changes / 100) throw new Error(`${refused} of ${done} changes were refused`);
  const week = { before, changes: done - refused };
  writeFileSync(file, JSON.stringify(week));
  const db = await home.superuser(vault);
  say('Vacuum and analyze, as autovacuum would soon do');
  await db.query('vacuum analyze');
  await db.query('checkpoint');
  await db.close();
  return week;
}

const role = '00000000-0000-7000-8000-00000000b00f';

/** The narrow one may look back, and nothing else beside what he may. */
async function letLookBack(home: Home, vault: Vault, person: string): Promise<void> {
  const db = await home.superuser(vault);
  await db.query(
    `insert into core.role (id, key, name, help, grants) values ($1, 'looks-back', 'Looks back', '', '{"areas": ["tool.time-machine", "tool.totals"]}')
     on conflict (id) do nothing`,
    [role],
  );
  await db.query('insert into core.member_role (user_id, role_id) values ($1, $2) on conflict do nothing', [
    person,
    role,
  ]);
  await db.query('update core.access_version set version = version + 1');
  await db.close();
}

interface Asked {
  readonly what: string;
  readonly owner: Timed;
  readonly narrow: Timed;
}

interface Timed {
  readonly first: number;
  readonly middle: number;
}

export async function measurePast(options: Options, commit: string, say: (what: string) => void): Promise<string> {
  const home = await openHome(options.data, options.port, say);
  try {
    const size = Math.max(...options.sizes);
    const vault = await openTenant(home, size, say);
    const filled = await fill(home, vault, size, say);
    const week = await changeForAWeek(home, vault, filled, options.changes, say);
    await letLookBack(home, vault, filled.people.narrow);
    setClock(week.before, 7);
    const people = { owner: filled.people.owner, narrow: filled.people.narrow };
    const ask = (who: keyof typeof people, action: string, input: object): Promise<unknown> =>
      home.engine.performer.run(vault, { kind: 'user', id: people[who] }, action, input, quietCall());
    const timed = async (work: () => Promise<unknown>, times = turns): Promise<Timed> => {
      const took: number[] = [];
      for (let n = 0; n < times; n++) {
        const began = performance.now();
        await work();
        took.push(performance.now() - began);
      }
      const [first, ...rest] = took;
      return { first: first!, middle: rest.sort((a, b) => a - b)[Math.floor(rest.length / 2)] ?? first! };
    };
    const mine = (await ask('narrow', 'contact.list', { limit: '1' })) as { rows: { id: string }[] };
    const asked: Asked[] = [];
    for (const [what, action, input] of questionsOf(week.before, mine.rows[0]!.id)) {
      const one = {
        what,
        owner: await timed(() => ask('owner', action, input)),
        narrow: await timed(() => ask('narrow', action, input)),
      };
      asked.push(one);
      say(sayAsked(one));
    }
    const whole = async (who: keyof typeof people): Promise<void> => {
      const seen = (await ask(who, 'catalog.view', {})) as { entities: { name: string }[] };
      for (const { name } of seen.entities) await ask(who, 'past.difference', { object: name, at: week.before });
      await ask(who, 'past.configuration', { at: week.before });
    };
    const all = {
      what: 'the whole tenant, object by object',
      owner: await timed(() => whole('owner'), 2),
      narrow: await timed(() => whole('narrow'), 2),
    };
    say(sayAsked(all));
    return page(
      commit,
      size,
      week,
      [...asked, all],
      `${home.host.server.origin} PostgreSQL ${home.host.server.version.major}`,
    );
  } finally {
    await home.close();
  }
}

function questionsOf(at: string, id: string): readonly (readonly [string, string, object])[] {
  const contact = { object: 'contact', at };
  const job = JSON.stringify({ field: 'jobTitle', op: 'eq', value: 'Head of Sales' });
  return [
    ['list of 50 by name, of now', 'contact.list', { limit: '50' }],
    ['list of 50 by name', 'past.list', { ...contact, limit: '50' }],
    ['with its count, as the page asks', 'past.list', { ...contact, limit: '50', count: 'estimate' }],
    ['with its count, exact', 'past.list', { ...contact, limit: '50', count: 'exact' }],
    ['filtered by job, of now', 'contact.list', { limit: '50', filter: job }],
    ['filtered by job', 'past.list', { ...contact, limit: '50', filter: job }],
    ['searched', 'past.list', { ...contact, limit: '50', search: 'virtanen' }],
    ['newest change first', 'past.list', { ...contact, limit: '50', sort: '-updatedAt' }],
    ['deals, largest first', 'past.list', { object: 'deal', at, limit: '50', sort: '-amount' }],
    ['board: deals by stage', 'past.group', { object: 'deal', at, by: 'stage', measures: 'sum:amount' }],
    ['totals of contacts by stage', 'past.group', { ...contact, by: 'stage' }],
    ['one contact', 'past.view', { ...contact, id }],
    ['difference of contacts', 'past.difference', contact],
    ['what all would bring back', 'past.preview', { ...contact, archived: 'both', made: 'true' }],
  ];
}

function ms({ first, middle }: Timed): string {
  return `${first.toFixed(0)} / ${middle.toFixed(0)}`;
}

function sayAsked({ what, owner, narrow }: Asked): string {
  return `| ${what} | ${ms(owner)} | ${ms(narrow)} |`;
}

function page(commit: string, size: number, week: Week, asked: readonly Asked[], postgres: string): string {
  return [
    `# Looking back over a week, commit ${commit}`,
    '',
    `${size.toLocaleString('en')} contacts, a fifth as many companies and half as many deals; ${week.changes.toLocaleString('en')} records changed within the week, by writing many at once; asked as of before it. ` +
      `Milliseconds, the first time / the middle of the ${turns - 1} that follow. ${availableParallelism()} cores, load ${loadavg()[0]!.toFixed(1)} at the end, ${postgres}.`,
    '',
    '| as of a week ago | owner | narrow seller |',
    '|---|--:|--:|',
    ...asked.map(sayAsked),
    '',
  ].join('\n');
}
