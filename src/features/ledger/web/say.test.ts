// Entries in words: what is said of a record, of a list that was looked at, of a refusal, and of what its reader may not see.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parseLedgerQuery, writeLedgerQuery } from '../../../contract/ledger-query.ts';
import { readCatalog } from '../../../web/catalog.ts';
import { activateLocale } from '../../../web/i18n/i18n.ts';

// before the words come along
activateLocale('en');
const { sayActor, sayAllowed, sayEntry } = await import('./say.ts');
const { narrowed, queryOf, readText, readTime } = await import('./audit-state.ts');
const { namedActions, sayAction } = await import('./action-words.ts');

const field = {
  kind: 'text',
  required: false,
  read: 'always',
  edit: 'always',
  create: 'always',
  sortable: true,
  filterable: 'full',
  protected: false,
  computed: false,
  unique: false,
  key: false,
  fits: '',
} as const;
const { byName } = readCatalog({
  entities: [
    {
      name: 'contact',
      path: 'contacts',
      label: 'Contact',
      labelPlural: 'Contacts',
      help: '',
      menu: true,
      setting: false,
      hasOwner: true,
      verbs: ['view', 'edit'],
      title: ['name'],
      columns: ['name'],
      fields: [
        { ...field, name: 'name', label: 'Name' },
        { ...field, name: 'jobTitle', label: 'Job title' },
        { ...field, name: 'notes', label: 'Notes' },
      ],
    },
  ],
});
const entry = {
  action: 'contact.edit',
  verb: 'edited',
  outcome: 'done',
  entity: 'contact',
  record: 'a',
  title: 'Aino Korhonen',
  fields: [],
};
const say = (more: Partial<Parameters<typeof sayEntry>[0]>): string =>
  sayEntry({ ...entry, ...more }, (name) => byName.get(name));

describe('an entry in words', () => {
  test('names one or two changed fields by their labels, and counts more', () => {
    assert.equal(say({ fields: ['jobTitle'] }), 'Changed Job title of Aino Korhonen');
    assert.equal(say({ fields: ['jobTitle', 'owner'] }), 'Changed Job title and Owner of Aino Korhonen');
    assert.equal(say({ fields: ['jobTitle', 'owner', 'notes'] }), 'Changed 3 fields of Aino Korhonen');
    // none that its reader may see
    assert.equal(say({ fields: [] }), 'Changed contact Aino Korhonen');
  });

  test('says of a record that is not seen that it is not, and never guesses a name', () => {
    assert.equal(
      say({ verb: 'archived', title: null }),
      'Moved contact (not visible to you, or gone) to the recycle bin',
    );
    assert.equal(say({ verb: 'created', entity: 'own_vessel', title: 'Aava' }), 'Added own_vessel Aava');
  });

  test('says of a sign-in whose it was, where that may be seen', () => {
    const signIn = { verb: 'signed-in', action: 'session.open', entity: 'user' };
    assert.equal(say({ ...signIn, title: 'Maria Lindqvist' }), 'Maria Lindqvist signed in');
    assert.equal(say({ ...signIn, title: null }), 'Signed in');
  });

  test('tells apart what was looked at', () => {
    assert.equal(
      say({ action: 'contact.list', verb: 'read', record: null, title: null }),
      'Looked at a list of contacts',
    );
    assert.equal(say({ action: 'contact.view', verb: 'read' }), 'Looked at contact Aino Korhonen');
    assert.equal(
      say({ action: 'role.list', verb: 'read', entity: null, record: null, title: null }),
      'Looked at roles',
    );
    assert.equal(
      say({ action: 'event.stream', verb: 'read', entity: null, record: null, title: null }),
      'Looked at changes of records as they happen, for keeping a page current',
    );
  });

  test('says what was refused by what was asked for', () => {
    const refused = { verb: 'refused', outcome: 'refused', entity: null, record: null, title: null };
    assert.equal(say({ ...refused, action: 'contact.edit' }), 'Refused: contact, edit');
    assert.equal(say({ ...refused, action: 'session.start' }), 'Refused: sign-in');
    assert.equal(say({ ...refused, action: 'role.edit' }), 'Refused: changing a role');
  });

  test('says anything else as the ledger does', () => {
    assert.equal(say({ verb: 'roles set', entity: 'user', title: 'Sam Sales' }), 'Roles set: Sam Sales');
    assert.equal(say({ verb: 'export rules set', entity: null, record: null, title: null }), 'Export rules set');
  });

  test('says of what was done without a word of its own what it was', () => {
    const done = { verb: 'done', entity: null, record: null, title: null };
    assert.equal(say({ ...done, action: 'mail.deliver' }), 'Delivering mail');
    assert.equal(say({ ...done, action: 'ledger.check' }), 'A check of the log');
  });

  test('names who did it, and says of somebody unseen that there is somebody', () => {
    const actor = (kind: string, id: string | null, title: string | null) => sayActor({ actor: { kind, id, title } });
    assert.equal(actor('user', 'a', 'Maria Lindqvist'), 'Maria Lindqvist');
    assert.equal(actor('user', 'a', null), 'Somebody you may not see');
    assert.equal(actor('stranger', null, null), 'Not signed in');
    assert.equal(actor('system', null, null), 'Strongroom');
    assert.equal(sayAllowed('Sales/North/team and below'), 'Sales/North, scope team and below');
  });
});

describe('what stands in the address', () => {
  const now = new Date('2026-11-30T12:00:00.000Z');
  const time = (text: string) => readTime(new URLSearchParams(text), now);

  test('is the last week where nothing, or nothing that makes sense, is said', () => {
    const week = { from: '2026-11-23T12:00:00.000Z', to: null, span: 'week' };
    for (const text of [
      '',
      'time=never',
      'time=toString',
      'from=x&to=y',
      'from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z',
    ])
      assert.deepEqual(time(text), week, text);
    assert.deepEqual(time('time=hour').from, '2026-11-30T11:00:00.000Z');
    const all = { q: undefined, changes: 'true', from: undefined, to: undefined };
    assert.deepEqual(queryOf({ text: '', looks: false }, time('time=all')), all);
    assert.deepEqual(queryOf({ text: 'verb:read', looks: true }, time('time=all')), {
      ...all,
      q: 'verb:read',
      changes: undefined,
    });
  });

  test('links that name what they ask for one by one become a question', () => {
    assert.equal(
      readText(new URLSearchParams('record=a1&verb=edited&important=true')),
      'verb:edited record:a1 is:important',
    );
    assert.equal(readText(new URLSearchParams('q=who:x&entity=contact')), 'who:x object:contact');
    assert.equal(readText(new URLSearchParams('time=hour')), '');
  });

  test('a click asks for a value, with Alt for all but it, and never for both', () => {
    const { terms } = parseLedgerQuery('verb:edited from:192.0.2.7');
    const said = (...args: Parameters<typeof narrowed>) => writeLedgerQuery(narrowed(...args));
    assert.equal(said(terms, { address: '192.0.2.8' }), 'verb:edited from:192.0.2.8');
    assert.equal(said(terms, { address: '192.0.2.7' }, true), 'verb:edited -from:192.0.2.7');
    const without = parseLedgerQuery('-from:192.0.2.7 -from:192.0.2.9').terms;
    assert.equal(said(without, { address: '192.0.2.7' }), '-from:192.0.2.9 from:192.0.2.7');
    assert.equal(said(without, { address: '192.0.2.1' }, true), '-from:192.0.2.7 -from:192.0.2.9 -from:192.0.2.1');
    assert.equal(said(terms, { actor: null, verb: null }), 'from:192.0.2.7');
  });
});

/** Names under which the product acts by itself, as a job, or for whoever runs the machine: what is no action of the API. */
function ownActions(): string[] {
  const src = new URL('../../../', import.meta.url);
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
    (name) =>
      name.endsWith('.ts') &&
      !/\.test\.ts$|^web\/|\/web\/|^contract\/|^features\/leaks\/check\//.test(name.replaceAll('\\', '/')),
  );
  const shapes = [
    /\b(?:action[:=]|action =|purpose(?:Of)?\() ?'([a-z]+\.[a-zA-Z.-]+)'/g,
    /\bkind: '([a-zA-Z.-]+)', (?:security: '[a-z]+', )?run[:,(]/g,
    /\bexport const \w*(?:Job|Kind) = '([a-zA-Z.-]+)'/g,
  ];
  return files.flatMap((name) => {
    const text = readFileSync(new URL(name, src), 'utf8');
    return shapes.flatMap((shape) => [...text.matchAll(shape)].map((found) => found[1]!));
  });
}

describe('words for actions', () => {
  test('there are some for every action that is no action on a record, and for none that is not there', () => {
    const lines = readFileSync(new URL('../../../../surface/actions.csv', import.meta.url), 'utf8').split('\n');
    const declared = lines.slice(1).flatMap((line) => (line === '' ? [] : [line.slice(0, line.indexOf(','))]));
    assert.ok(declared.length > 300, 'the list of actions was read');
    const onRecords = new Set([
      'list',
      'view',
      'create',
      'edit',
      'archive',
      'restore',
      'purge',
      'history',
      'group',
      'bulk',
      'print',
      'reveal',
      'merge',
      'mergedInto',
      'assign',
      'complete',
    ]);
    const families = new Set([
      ...declared
        .filter((name) => name.endsWith('.mergedInto') || name.endsWith('.print'))
        .map((name) => name.split('.')[0]!),
    ]);
    const isOnRecord = (name: string): boolean => {
      const [family = '', verb = ''] = name.split('.');
      return families.has(family) && onRecords.has(verb);
    };
    assert.deepEqual(
      declared.filter((name) => !isOnRecord(name) && sayAction(name) === undefined),
      [],
    );
    const own = new Set(ownActions());
    assert.ok(own.size > 20, 'what the product does by itself was found');
    assert.deepEqual(
      [...own].filter((name) => !isOnRecord(name) && sayAction(name) === undefined),
      [],
      'say in action-words.ts what the product does there by itself',
    );
    assert.deepEqual(
      namedActions.filter((name) => !declared.includes(name) && !own.has(name)),
      [],
    );
  });
});
