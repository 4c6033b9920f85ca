// What the audit page asks, and whoever reads the ledger beside it: each question with what it is called in the result.
import type { Queryable } from '../src/core/pg.ts';
import type { Tx } from '../src/core/tx.ts';
import { starts } from './audit-fill.ts';

export interface Answer {
  readonly rows?: readonly unknown[];
  readonly reached?: string | null;
  readonly estimated?: boolean;
}

/** Asked as the page does, or where no action stands for it alone, through the door. */
export type Question = { readonly name: string } & (
  | { readonly action: string; readonly input: Readonly<Record<string, unknown>> }
  | { readonly work: (tx: Tx) => Promise<Answer> }
);

interface Known {
  /** somebody who does middling much, an entry of long ago and what it names */
  readonly actor: string;
  readonly id: string;
  readonly at: Date;
  readonly record: string;
  readonly request: string;
  readonly address: string;
  readonly operation: string;
  readonly session: string;
  /** changed lately, there, and seen by the auditor too */
  readonly contact: string;
}

async function readKnown(db: Queryable): Promise<Known> {
  const { rows } = await db.query<Known>(
    `select md5('person3')::uuid as actor, l.id, l.at, l.record, l.request, l.address, l.operation, l.session,
       (select c.id from data.contact c join core.ledger k on k.record = c.id and k.verb = 'edited' where c.stage <> 'prospect' order by k.at desc limit 1) as contact
     from core.ledger l where l.at >= $1 and l.record is not null and l.version is not null order by l.at limit 1`,
    [starts()[3]],
  );
  return rows[0]!;
}

const list = (name: string, input: Readonly<Record<string, unknown>>): Question => ({
  name,
  action: 'ledger.list',
  input: { limit: '100', ...input },
});

const cursorAt = (at: Date, id: string): string =>
  Buffer.from(JSON.stringify([`${at.toISOString().slice(0, -1)}000Z`, id])).toString('base64url');

function lists(known: Known): Question[] {
  const old = { from: starts()[2]!.toISOString(), to: starts()[3]!.toISOString() };
  const q = (text: string): Question => list(text.replace(/[0-9a-f-]{36}/, 'ID'), { q: text });
  return [
    list('newest', {}),
    list('newest, changes and important functions', { changes: 'true' }),
    list('a page far back (cursor)', { cursor: cursorAt(known.at, known.id) }),
    list('a page far back of changes (cursor)', { changes: 'true', cursor: cursorAt(known.at, known.id) }),
    list('a month long ago', old),
    list('a person', { actor: known.actor }),
    list('a record', { record: known.record }),
    list('a record that is there', { record: known.contact }),
    list('a reference number', { request: known.request }),
    list('an operation', { operation: known.operation }),
    list('a session', { session: known.session }),
    list('an address', { address: known.address }),
    list('an address nobody has', { address: '203.0.113.99' }),
    list('a family of actions', { actions: 'deal.' }),
    list('one action', { actions: 'member.setRoles' }),
    list('important functions', { important: 'true' }),
    list('refused', { outcome: 'refused' }),
    list('a verb that never came', { verb: 'purged' }),
    list('a person’s refusals by import', { actor: known.actor, outcome: 'refused', source: 'import' }),
    list('two that never come together', { actions: 'session.start', source: 'command' }),
    q('object:contact verb:edited'),
    q('object:deal -source:page -source:api'),
    q('from:10.3.*'),
    q('role:Sales right:contact.edit'),
    q('role:Nobody'),
    q('who:Olivia'),
    q(known.record),
    q(known.address),
    q(known.request),
    q('nothing-of-this-name'),
  ];
}

function bars(known: Known): Question[] {
  const old = { from: starts()[2]!.toISOString(), to: starts()[3]!.toISOString() };
  const year = { from: starts()[0]!.toISOString(), to: new Date().toISOString(), buckets: '48' };
  const of = (name: string, input: Readonly<Record<string, unknown>>): Question => ({
    name: `bars of ${name}`,
    action: 'ledger.histogram',
    input: { ...year, ...input },
  });
  return [
    of('a year, everything', {}),
    of('a year, changes', { changes: 'true' }),
    of('a month long ago', old),
    of('a month long ago, changes', { ...old, changes: 'true' }),
    of('a year, a person', { actor: known.actor }),
    of('a year, a family', { actions: 'deal.' }),
    of('a year, one action', { actions: 'member.setRoles' }),
    of('a year, important functions', { important: 'true' }),
    of('a year, refused', { outcome: 'refused' }),
    of('a year, an address', { address: known.address }),
    of('a year, from pages', { source: 'page' }),
    of('a year, object:deal verb:edited', { q: 'object:deal verb:edited' }),
    of('a year, role:Nobody', { q: 'role:Nobody' }),
  ];
}

/** Beside the page: what reads the same tables. */
function others(known: Known): Question[] {
  const details = (name: string, limit: number, query: object): Question => ({
    name,
    work: (tx) => tx.ledger.details(query, { limit }),
  });
  return [
    { name: 'one entry with its proof', action: 'ledger.entry', input: { id: known.id } },
    { name: 'state of the log', action: 'ledger.status', input: {} },
    { name: 'kept searches', action: 'ledger.searches', input: {} },
    details('1,000 entries of an export', 1_000, {}),
    details('1,000 entries of an export, changes', 1_000, { changes: true }),
    { name: 'history of a contact', action: 'contact.history', input: { id: known.contact } },
    { name: 'the change history', action: 'configuration.list', input: {} },
  ];
}

/** `isWhole`: also what only whoever sees everything may ask. */
export async function questions(db: Queryable, isWhole: boolean): Promise<Question[]> {
  const known = await readKnown(db);
  const all = [...lists(known), ...bars(known), ...others(known)];
  return isWhole ? all : all.filter((question) => !('action' in question && question.action === 'configuration.list'));
}
