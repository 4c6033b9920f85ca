// What is measured: each question as a request to the product and, beside it, the raw SQL that gives the same answer.
import type { PgConnection, Row } from '../../src/core/pg.ts';
import { contactValues } from '../data/records.ts';
import type { Facts, Input } from './facts.ts';
import { inputOf } from './facts.ts';
import type { Sent } from './http.ts';
import { rawCountedList, rawCreate, rawDeep, rawEdit, rawFilter, rawGet, rawList, rawSearch } from './raw-contacts.ts';
import { rawFind, rawGroup, rawMe, rawMyDeals, rawMyFigure } from './raw-others.ts';

type Request = Pick<Sent, 'method' | 'path' | 'body' | 'more'>;

export interface Operation {
  readonly name: string;
  /** the action that is asked for, to look at its plans; absent for what the others show already */
  readonly action?: string;
  /** the last part of the path is the record's id */
  readonly named?: boolean;
  /** in a table people read */
  readonly title: string;
  readonly kind: 'read' | 'write' | 'total';
  /** what its cost is measured against: issue 3's aims, in milliseconds of CPU of the web process */
  readonly cpuAim: number | null;
  /** read in the order of an index, so that its cost must not grow with the number of records */
  readonly keyset: boolean;
  readonly input: (facts: Facts, n: number) => Input;
  readonly request: (facts: Facts, input: Input) => Request;
  readonly raw: (db: PgConnection, facts: Facts, input: Input) => Promise<Row[]>;
  /** what both must agree on; undefined: only that there is an answer */
  readonly same?: { readonly ofAnswer: (body: never) => unknown; readonly ofRows: (rows: readonly Row[]) => unknown };
}

const get = (path: string): Request => ({ method: 'GET', path: `/api/v1${path}` });
const send = (method: 'POST' | 'PATCH', path: string, body: unknown): Request => ({
  method,
  path: `/api/v1${path}`,
  body: JSON.stringify(body),
});

/** What Today asks of my open deals. */
const myOpen = ({ me }: Facts): string =>
  encodeURIComponent(
    JSON.stringify({
      and: [
        { field: 'owner', op: 'eq', value: me },
        { field: 'stage.outcome', op: 'eq', value: 'open' },
      ],
    }),
  );

const seen = (facts: Facts, n: number): Input => inputOf(facts, n, facts.rare, facts.seen);
const mine = (facts: Facts, n: number): Input => inputOf(facts, n, facts.rare, facts.mine);
const words =
  (list: 'common' | 'rare' | 'names') =>
  (facts: Facts, n: number): Input =>
    inputOf(facts, n, facts[list], facts.seen);

/** The page holds fifty; the statement asks for one more, to know whether there is another page. */
const samePage: NonNullable<Operation['same']> = {
  ofAnswer: (body: {
    rows: { id: string; owner?: { title: string } | null; companies?: { title: string }[] | null }[];
  }) =>
    body.rows.map((row) => [
      row.id,
      row.owner?.title ?? null,
      row.companies?.map((c) => c.title).sort() ?? null,
      'phones' in row && row.phones !== null,
    ]),
  ofRows: (rows) =>
    rows
      .slice(0, 50)
      .map((row) => [
        row['id'],
        row['owner_title'],
        row['company_titles'] === null ? null : (Object.values(row['company_titles'] as object) as string[]).sort(),
        row['phones'] !== null,
      ]),
};

const sameRecord: NonNullable<Operation['same']> = {
  ofAnswer: (body: object) => samePage.ofAnswer({ rows: [body] } as never),
  ofRows: samePage.ofRows,
};

/** A new contact as a form would send it; the product and the raw SQL never make the same one. */
function newContact(facts: Facts, n: number, letter: string): Record<string, unknown> {
  const { owner: _, ...values } = contactValues(50_000_000 + n, [facts.me], facts.companies);
  return { ...values, externalId: `${letter}${facts.who}-${n}-${facts.session.slice(-12)}` };
}

export const operations: readonly Operation[] = [
  {
    name: 'me',
    action: 'me.view',
    title: 'session check (who am I)',
    kind: 'read',
    cpuAim: null,
    keyset: true,
    input: seen,
    request: () => get('/me'),
    raw: rawMe,
    same: {
      ofAnswer: (body: { user: { id: string } }) => [body.user.id],
      ofRows: (rows) => rows.map((row) => row['id']),
    },
  },
  {
    name: 'list',
    action: 'contact.list',
    title: 'list of 50 by name',
    kind: 'read',
    cpuAim: 0.8,
    keyset: true,
    input: seen,
    request: () => get('/contacts?limit=50'),
    raw: rawList,
    same: samePage,
  },
  {
    name: 'list-counted',
    action: 'contact.list',
    title: 'list of 50 with a count',
    kind: 'read',
    cpuAim: null,
    keyset: false,
    input: seen,
    request: () => get('/contacts?limit=50&count=estimate'),
    raw: rawCountedList,
    same: samePage,
  },
  {
    name: 'filter',
    action: 'contact.list',
    title: 'filter by company',
    kind: 'read',
    cpuAim: 0.8,
    keyset: true,
    input: seen,
    request: (_, { company }) =>
      get(`/contacts?filter=${encodeURIComponent(JSON.stringify({ field: 'companies', op: 'has', value: company }))}`),
    raw: rawFilter,
    same: samePage,
  },
  {
    name: 'search-common',
    action: 'contact.list',
    title: 'search, three letters',
    kind: 'read',
    cpuAim: 1,
    keyset: false,
    input: words('common'),
    request: (_, { word }) => get(`/contacts?search=${encodeURIComponent(word)}`),
    raw: rawSearch,
    same: samePage,
  },
  {
    name: 'search-rare',
    action: 'contact.list',
    title: 'search, part of an address',
    kind: 'read',
    cpuAim: 1,
    keyset: false,
    input: words('rare'),
    request: (_, { word }) => get(`/contacts?search=${encodeURIComponent(word)}`),
    raw: rawSearch,
    same: samePage,
  },
  {
    name: 'find',
    action: 'search.find',
    title: 'search over everything',
    kind: 'read',
    cpuAim: 1,
    keyset: false,
    input: words('names'),
    request: (_, { word }) => get(`/search?q=${encodeURIComponent(word)}`),
    raw: rawFind,
    // Among more than three hundred matches which are considered is the database's choice: only how many are shown must agree.
    same: { ofAnswer: (body: { found: unknown[] }) => body.found.length, ofRows: (rows) => rows.length },
  },
  {
    name: 'get',
    action: 'contact.view',
    named: true,
    title: 'one contact with relations',
    kind: 'read',
    cpuAim: 0.8,
    keyset: true,
    input: seen,
    request: (_, { id }) => get(`/contacts/${id}`),
    raw: rawGet,
    same: sameRecord,
  },
  {
    name: 'deep',
    action: 'contact.list',
    title: 'page far in the list',
    kind: 'read',
    cpuAim: 0.8,
    keyset: true,
    input: seen,
    request: (_, { deep }) => get(`/contacts?limit=50&cursor=${deep.cursor}`),
    raw: rawDeep,
    same: samePage,
  },
  {
    name: 'create',
    title: 'create a contact',
    kind: 'write',
    cpuAim: 1.5,
    keyset: false,
    input: mine,
    request: (facts, { n }) => send('POST', '/contacts', newContact(facts, n, 'p')),
    raw: (db, facts, { n }) => rawCreate(db, facts, newContact(facts, n, 'r')),
  },
  {
    name: 'edit',
    action: 'contact.edit',
    named: true,
    title: 'edit a contact',
    kind: 'write',
    cpuAim: 1.5,
    keyset: false,
    input: mine,
    request: (_, { id, n }) => send('PATCH', `/contacts/${id}`, { jobTitle: `Job ${n}` }),
    raw: (db, facts, { id, n }) => rawEdit(db, facts, id, `Raw job ${n}`),
    same: sameRecord,
  },
  {
    name: 'group',
    action: 'deal.group',
    title: 'deals by stage (sums)',
    kind: 'total',
    cpuAim: null,
    keyset: false,
    input: seen,
    request: () => get('/deals/group?by=stage&measures=sum:amount'),
    raw: rawGroup,
    same: {
      ofAnswer: (body: { groups: { count: number; measures: { amount: string }[][] }[] }) => [
        body.groups.reduce((sum, g) => sum + g.count, 0),
        body.groups.flatMap((g) => g.measures.flatMap((m) => m.map((x) => Number(x.amount)))).sort((a, b) => a - b),
      ],
      ofRows: (rows) => [
        rows.reduce((sum, row) => sum + (row['n'] as number), 0),
        rows.map((row) => Number(row['amount'])).sort((a, b) => a - b),
      ],
    },
  },
  {
    name: 'today-figure',
    action: 'deal.group',
    title: 'Today: a figure of my deals',
    kind: 'read',
    cpuAim: null,
    keyset: true,
    input: seen,
    request: (facts) => get(`/deals/group?filter=${myOpen(facts)}&measures=sum:amount&in=company`),
    raw: rawMyFigure,
    same: {
      ofAnswer: (body: { groups: { count: number }[] }) => body.groups.reduce((sum, g) => sum + g.count, 0),
      ofRows: (rows) => rows.reduce((sum, row) => sum + (row['n'] as number), 0),
    },
  },
  {
    name: 'today-list',
    action: 'deal.list',
    title: 'Today: my deals by their day',
    kind: 'read',
    cpuAim: null,
    keyset: true,
    input: seen,
    request: (facts) =>
      get(`/deals?filter=${myOpen(facts)}&sort=expectedClose&fields=title,expectedClose,amount,company&limit=50`),
    raw: rawMyDeals,
    same: {
      ofAnswer: (body: { rows: { id: string; company?: { title: string } | null }[] }) =>
        body.rows.map((row) => [row.id, row.company?.title ?? null]),
      ofRows: (rows) => rows.slice(0, 50).map((row) => [row['id'], row['company_title']]),
    },
  },
];

export function operationOf(name: string): Operation {
  const found = operations.find((operation) => operation.name === name);
  if (found === undefined)
    throw new Error(`there is no ${name}; there are ${operations.map((operation) => operation.name).join(', ')}`);
  return found;
}
