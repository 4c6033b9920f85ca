// Rights by the names people read.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { entities } from '../features/entities.ts';
import { allPermissions } from './permission.ts';
import { namedObjects, rightNames } from './right-names.ts';
import { describeGrants } from './role-differences.ts';

const names = rightNames(namedObjects(Object.values(entities)));

describe('names of rights', () => {
  test('every right there is has one, and no two have the same', () => {
    const all = allPermissions().map(({ name }) => name);
    const called = all.map((name) => names.one(name));
    assert.deepEqual(
      called.filter((name) => /^[a-z]+\.[\w-]+$/.test(name)),
      [],
    );
    assert.equal(new Set(called).size, all.length);
  });

  test('rights over one object stand together, and what has no name keeps its own', () => {
    assert.equal(
      names.all(['company.view', 'admin.members', 'company.edit', 'deal.view', 'no.such']),
      'Companies: View, Edit; Deals: View; Members; no.such',
    );
    assert.equal(names.one('menu.contact'), 'Menu: Contacts');
    assert.equal(names.one('__proto__'), '__proto__');
    assert.equal(names.place('constructor.view'), 'constructor.view');
  });

  test('every place of a role is told by words, and what is not said by what that means', () => {
    const before = { objects: { company: { view: 'all' } }, areas: ['tool.import'] };
    const after = {
      objects: {
        company: { view: { rule: 'record.employees > 5', within: 'team' }, fields: { taxNumber: 'hidden' } },
        activity: { types: { call: { view: 'own' } } },
        deal: { export: 'own', exportFormats: ['csv'], exportRows: 50, exportReason: false, otherFields: 'read' },
      },
      without: ['tool.bulk'],
    };
    assert.equal(
      describeGrants(before, after, names),
      'Companies: View: rule record.employees > 5 within team (was all); Imports: no (was yes); Companies: Tax number: hidden; ' +
        'Activities, Call: View: own; Deals: Export: own; Deals: Formats of exports: csv; Deals: Rows of an export at most: 50; ' +
        'Deals: Exports ask for a reason: no; Deals: All other fields: read; Bulk changes: taken away.',
    );
  });
});
