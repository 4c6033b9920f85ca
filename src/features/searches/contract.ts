// Searches of the ledger that are kept, for oneself or for everybody who may read it; some of them watch and tell.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';
import { ledgerQueryMost } from '../../contract/ledger-query.ts';

/** So many entries within so many minutes, and who is told of it: people who may read the ledger. */
const alert = z.strictObject({
  count: z.int().check(z.gte(1), z.lte(1_000_000)),
  minutes: z.int().check(z.gte(1), z.lte(10_080)),
  people: z.array(z.uuid()).check(z.minLength(1), z.maxLength(50)),
});

const searchWish = {
  name: z.string().check(z.trim(), z.minLength(1), z.maxLength(80), z.regex(/^[^\0]*$/, 'Not a text.')),
  query: z.string().check(z.maxLength(ledgerQueryMost), z.regex(/^[^\0]*$/, 'Not a text.')),
  looks: z.boolean(),
  shared: z.boolean(),
  alert: z.nullable(alert),
};

const savedSearch = z.object({
  id: z.string(),
  name: z.string(),
  query: z.string(),
  looks: z.boolean(),
  shared: z.boolean(),
  mine: z.boolean(),
  owner: z.nullable(z.string()),
  mayChange: z.boolean(),
  alert: z.nullable(
    z.object({
      count: z.int(),
      minutes: z.int(),
      people: z.array(z.object({ id: z.string(), title: z.nullable(z.string()), told: z.boolean() })),
      works: z.boolean(),
      toldAt: z.nullable(z.string()),
    }),
  ),
});
export type SavedSearchView = z.infer<typeof savedSearch>;

export const listSearches = action({
  name: 'ledger.searches',
  http: 'GET /ledger/searches',
  access: { may: 'self.use' },
  summary: 'The searches of the ledger I keep, and with ledger.view those that are shared.',
  input: z.strictObject({}),
  output: z.object({ rows: z.array(savedSearch) }),
});

export const saveSearch = action({
  name: 'ledger.saveSearch',
  http: 'POST /ledger/searches',
  access: { may: 'self.use' },
  summary:
    'Keep a search of the ledger; with ledger.view also shared, and watching: it tells people when it finds so much.',
  input: z.strictObject(searchWish),
  output: z.object({ id: z.string() }),
});

export const changeSearch = action({
  name: 'ledger.changeSearch',
  http: 'PUT /ledger/searches/:id',
  access: { may: 'self.use' },
  summary: 'Change a kept search; a shared one of somebody else needs admin.ledger.',
  input: z.strictObject({ id: z.string(), ...searchWish }),
  output: z.object({}),
});

export const removeSearch = action({
  name: 'ledger.removeSearch',
  http: 'DELETE /ledger/searches/:id',
  access: { may: 'self.use' },
  summary: 'Keep a search no longer; a shared one of somebody else needs admin.ledger.',
  input: z.strictObject({ id: z.string() }),
  output: z.object({}),
});
