// Entries in words: what is said of a record, of a list that was looked at, of a refusal, and of what its reader may not see.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readCatalog } from '../../../web/catalog.ts';
import { activateLocale } from '../../../web/i18n/i18n.ts';

// before the words come along
activateLocale('en');
const { sayActor, sayAllowed, sayEntry } = await import('./say.ts');
const { queryOf, readTime, searched } = await import('./audit-state.ts');

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

  test('tells apart what was looked at', () => {
    assert.equal(
      say({ action: 'contact.list', verb: 'read', record: null, title: null }),
      'Looked at a list of contacts',
    );
    assert.equal(say({ action: 'contact.view', verb: 'read' }), 'Looked at contact Aino Korhonen');
    assert.equal(
      say({ action: 'role.list', verb: 'read', entity: null, record: null, title: null }),
      'Looked into: Roles and access (role.list)',
    );
  });

  test('says what was refused by what was asked for', () => {
    const refused = { verb: 'refused', outcome: 'refused', entity: null, record: null, title: null };
    assert.equal(say({ ...refused, action: 'contact.edit' }), 'Refused: contact, edit');
    assert.equal(say({ ...refused, action: 'session.start' }), 'Refused: sign-in');
    assert.equal(say({ ...refused, action: 'role.edit' }), 'Refused: role.edit');
  });

  test('says anything else as the ledger does', () => {
    assert.equal(say({ verb: 'roles set', entity: 'user', title: 'Sam Sales' }), 'Roles set: Sam Sales');
    assert.equal(say({ verb: 'export rules set', entity: null, record: null, title: null }), 'Export rules set');
  });

  test('names who did it, and says of somebody unseen that there is somebody', () => {
    const actor = (kind: string, id: string | null, title: string | null) => sayActor({ actor: { kind, id, title } });
    assert.equal(actor('user', 'a', 'Maria Lindqvist'), 'Maria Lindqvist');
    assert.equal(actor('user', 'a', null), 'Somebody you may not see');
    assert.equal(actor('stranger', null, null), 'Nobody signed in');
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
    assert.deepEqual(queryOf({ outcome: 'refused' }, time('time=all')), {
      outcome: 'refused',
      from: undefined,
      to: undefined,
    });
  });

  test('looks for an address as one, and for anything else as a reference number', () => {
    assert.deepEqual(searched(' 192.0.2.7 '), { address: '192.0.2.7', request: null });
    assert.deepEqual(searched('2001:db8::1'), { address: '2001:db8::1', request: null });
    assert.deepEqual(searched('req-1f2e'), { request: 'req-1f2e', address: null });
    assert.deepEqual(searched(''), { address: null, request: null });
  });
});
