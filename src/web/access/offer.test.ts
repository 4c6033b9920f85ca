// What one may hand to a program, as rows to choose from; and what is chosen, kept within it.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { rightNames } from '../../contract/right-names.ts';
import type { Offered } from '../../features/keys/contract.ts';
import { activateLocale } from '../i18n/i18n.ts';
import type { Grants } from './grants.ts';
import type * as Narrowing from './narrow.ts';
import type * as Offering from './offer.ts';

const offer: Offered = {
  objects: [
    {
      name: 'company',
      label: 'Companies',
      verbs: [
        { verb: 'view', scopes: ['none', 'own', 'team'], rules: [] },
        { verb: 'export', scopes: ['none', 'own'], rules: [{ rule: 'true' }] },
      ],
      fields: [{ name: 'notes', label: 'Notes', right: 'read' }],
      types: [],
      leaves: { formats: ['csv'], rows: 50, reason: true },
    },
  ],
  areas: [
    { name: 'tool.search', sentence: 'Search over everything one may see.', usual: true, forPeople: false },
    { name: 'admin.keys', sentence: 'Make API keys.', usual: false, forPeople: true },
  ],
  lacking: ['tool.bulk'],
  totals: [],
};
const names = rightNames([
  { name: 'company', label: 'Companies', fields: [{ name: 'taxNumber', label: 'Tax number' }] },
]);

// Texts of pages come after those of the shell, as they do when a page is opened.
let mine: typeof Offering;
let looked: typeof Narrowing;
before(async () => {
  activateLocale('en');
  [mine, looked] = [await import('./offer.ts'), await import('./narrow.ts')];
});

describe('rows to choose from', () => {
  test('reach as far as one reaches oneself, verb by verb', () => {
    const [row] = mine.rowsOf(offer, {}, names);
    assert.deepEqual(row!.verbs, ['view', 'export']);
    assert.deepEqual(row!.reach!['export'], { scopes: ['none', 'own'], rules: [{ rule: 'true' }] });
    assert.deepEqual(row!.fields, [{ name: 'notes', label: 'Notes', most: 'read' }]);
  });

  test('keep in sight what was given and is lost since, with nothing but taking it away', () => {
    const given: Grants = {
      objects: { company: { edit: 'all', fields: { taxNumber: 'read' } }, deal: { view: 'own' } },
      areas: ['self.use', 'admin.keys'],
    };
    const rows = mine.rowsOf(offer, given, names);
    assert.deepEqual(
      rows.map((row) => row.name),
      ['company', 'deal'],
    );
    assert.deepEqual(rows[0]!.verbs, ['view', 'export', 'edit']);
    assert.equal(rows[0]!.reach!['edit'], undefined);
    assert.deepEqual(rows[0]!.fields.at(-1), { name: 'taxNumber', label: 'Tax number', most: 'hidden' });
    assert.deepEqual(rows[1]!.reach, {});
    const areas = mine.areasOf(offer, given, false).map((area) => area.name);
    assert.deepEqual(areas, ['tool.search', 'self.use', 'admin.keys']);
    assert.deepEqual(
      mine.areasOf(offer, {}, true).map((area) => area.name),
      ['tool.search', 'admin.keys'],
    );
  });

  test('are found by object, by verb, and by what a right is called', () => {
    const all = {
      objects: mine.rowsOf(offer, {}, names),
      verbs: ['view', 'export'],
      areas: mine.areasOf(offer, {}, true),
    };
    const found = (text: string) => {
      const { objects, verbs, areas } = looked.narrowTo(text, all, names);
      return [objects.length, verbs, areas.map((area) => area.name)];
    };
    assert.deepEqual(found(''), [1, ['view', 'export'], ['tool.search', 'admin.keys']]);
    assert.deepEqual(found('exp comp'), [1, ['export'], []]);
    assert.deepEqual(found('api'), [0, ['view', 'export'], ['admin.keys']]);
    assert.deepEqual(found('nothing'), [0, ['view', 'export'], []]);
  });
});

describe('what is chosen', () => {
  test('is without the everyday rights one lacks, and leaves no further than one’s own records leave', () => {
    const chosen: Grants = { objects: { company: { view: 'own', export: 'own', exportReason: false } } };
    assert.deepEqual(mine.keptWithin(chosen, offer), {
      objects: { company: { view: 'own', export: 'own', exportFormats: ['csv'], exportRows: 50 } },
      without: ['tool.bulk'],
    });
    const narrower: Grants = { objects: { company: { export: 'own', exportFormats: ['csv'], exportRows: 7 } } };
    assert.deepEqual(mine.keptWithin(narrower, offer).objects, narrower.objects);
    assert.deepEqual(mine.keptWithin({ areas: ['admin.keys'] }, offer), { areas: ['admin.keys'] });
  });
});
