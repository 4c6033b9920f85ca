// Whether a role stays within another: nobody gives what he does not hold, whatever the words are it is said in.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeCatalog } from '../catalog.ts';
import type { Grant } from '../principal.ts';
import { type RoleGrants, grantsOfRole } from '../roles.ts';
import { entities } from '../../features/entities.ts';
import { exportAllowance } from './allowance.ts';
import { isWithin } from './compare.ts';
import { maskOf } from './mask.ts';

const catalog = makeCatalog(entities);
const grants = (said: unknown): Grant[] => grantsOfRole({ id: 'r', key: 'r', name: 'R', grants: said }, catalog, {});
const within = (wanted: RoleGrants, held: RoleGrants): boolean => isWithin(grants(wanted), grants(held), catalog);
const view = (scope: unknown, more: object = {}): RoleGrants => ({
  objects: { contact: { view: scope, ...more } as never },
});

describe('a role within another', () => {
  const rule = { rule: 'record.stage == "lead"' };
  const yes: readonly (readonly [string, unknown, unknown])[] = [
    ['the same', 'own', 'own'],
    ['own within team', 'own', 'team'],
    ['team within teams below', 'team', 'teamBelow'],
    ['territory within all', 'territory', 'all'],
    ['a rule within itself', rule, rule],
    ['a rule within all', rule, 'all'],
    ['a rule within own is within own', { ...rule, within: 'own' }, 'own'],
    ['a rule within own is within the rule', { ...rule, within: 'own' }, rule],
    ['a rule within own is within the rule within team', { ...rule, within: 'own' }, { ...rule, within: 'team' }],
    ['nothing within nothing', 'none', 'none'],
  ];
  for (const [what, wanted, held] of yes) test(what, () => assert.ok(within(view(wanted), view(held))));

  const no: readonly (readonly [string, unknown, unknown])[] = [
    ['all is not within own', 'all', 'own'],
    ['team is not within own', 'team', 'own'],
    ['teams below are not within team', 'teamBelow', 'team'],
    ['territory is not within team', 'territory', 'teamBelow'],
    ['team is not within territory', 'team', 'territory'],
    ['a rule is not within own', rule, 'own'],
    ['a rule is not within another', rule, { rule: 'record.stage == "customer"' }],
    ['own is not within a rule', 'own', rule],
    ['a rule is not within itself within own', rule, { ...rule, within: 'own' }],
    ['a rule within team is not within it within own', { ...rule, within: 'team' }, { ...rule, within: 'own' }],
    ['a rule that is always true is not within own', { rule: 'true' }, 'own'],
    ['anything is not within nothing', 'own', 'none'],
  ];
  for (const [what, wanted, held] of no) test(what, () => assert.ok(!within(view(wanted), view(held))));

  test('by fields: masked is more than hidden and less than read', () => {
    const field = (right: string): RoleGrants => view('all', { fields: { notes: right } });
    const order = ['hidden', 'masked', 'read', 'edit'];
    for (const [i, a] of order.entries())
      for (const [j, b] of order.entries()) assert.equal(within(field(a), field(b)), i <= j, `${a} within ${b}`);
    assert.ok(!within(view('all'), view('all', { otherFields: 'read' })));
    assert.ok(!within(view('all'), { objects: { contact: { view: 'own' }, company: { view: 'all' } } }));
  });

  test('by type of activity, format and number of rows', () => {
    const types = (said: object, base = 'own'): RoleGrants => ({
      objects: { activity: { view: base, types: said } as never },
    });
    assert.ok(within(types({ call: { view: 'own' } }), types({})));
    assert.ok(!within(types({ call: { view: 'all' } }), types({})));
    assert.ok(!within(types({}), types({ call: { view: 'none' } })));
    assert.ok(within(types({ call: { view: 'none' } }), types({ call: { view: 'none' } })));
    const leaves = (said: object): RoleGrants => ({ objects: { contact: { export: 'all', ...said } as never } });
    assert.ok(within(leaves({ exportRows: 10 }), leaves({ exportRows: 20 })));
    assert.ok(!within(leaves({}), leaves({ exportRows: 20 })));
    assert.ok(!within(leaves({}), leaves({ exportFormats: ['csv'] })));
    assert.ok(within(leaves({}), leaves({ exportReason: false })));
    assert.ok(!within(leaves({ exportReason: false }), leaves({})));
  });

  test('by menus, modules and tools: a role without one cannot give it', () => {
    assert.ok(!within(view('own'), { ...view('own'), without: ['tool.search'] }));
    assert.ok(within({ ...view('own'), without: ['tool.search'] }, view('own')));
    assert.ok(!within({ areas: ['admin.members'] }, view('all')));
  });

  test('what is shared is not held: nobody gives it as a role', () => {
    const shared = grants(view('all')).map((g) => ({ ...g, from: { ...g.from, shares: ['s'] } }));
    assert.ok(!isWithin(grants(view('own')), shared, catalog));
  });

  test('everything is within everything alone', () => {
    assert.ok(within({ everything: true }, { everything: true }));
    const all = Object.fromEntries(catalog.entities.map((e) => [e.name, { view: 'all', edit: 'all' }]));
    assert.ok(!within({ everything: true }, { objects: all as never }));
  });
});

describe('what is not understood grants nothing', () => {
  const nonsense: readonly unknown[] = [
    null,
    'everything',
    [],
    { everything: 'true' },
    { objects: [] },
    { objects: { contact: 'all' } },
    { objects: { contact: { view: 'ALL' } } },
    { objects: { contact: { view: ['all'] } } },
    { objects: { contact: { view: { rule: 'true', more: 1 } } } },
    { objects: { contact: { view: { rule: 'true', within: 'everything' } } } },
    { objects: { contact: { view: { rule: 'record.name.matches("x")' } } } },
    { objects: { contact: { view: { rule: 1 } } } },
    { objects: { contact: { view: 'all', otherFields: 'write' } } },
    { objects: { __proto__: { view: 'all' } } },
    { objects: { constructor: { view: 'all' } } },
    { areas: 'admin.members' },
    { areas: ['toString', 'admin'] },
  ];
  for (const said of nonsense)
    test(JSON.stringify(said), () => {
      const held = grants(said).filter((g) => g.rows.op !== 'none' && !/^(menu|module|tool)\./.test(g.permission));
      assert.deepEqual(held, []);
    });

  test('a right on a field that is none hides it', () => {
    const [g] = grants({ objects: { contact: { view: 'all', fields: { notes: 'all' } } } });
    assert.equal(g!.fields.get('notes'), 'hidden');
  });

  test('a number of rows that is none lets none leave', () => {
    const me = { grants: grants({ objects: { contact: { export: 'all', exportRows: '10' } } }) } as never;
    assert.equal(exportAllowance(me, catalog.entity('contact')).rows, 0);
  });
});

test('how much may leave is the most any role lets', () => {
  const one = grants({ objects: { contact: { export: 'all', exportRows: 10, exportFormats: ['csv'] } } });
  const two = grants({ objects: { contact: { export: 'own', exportRows: 50, exportFormats: [] } } });
  const three = grants({ objects: { contact: { export: 'own' } } });
  const allowance = (...all: Grant[][]): [string[], number | null] => {
    const { formats, rows } = exportAllowance({ grants: all.flat() } as never, catalog.entity('contact'));
    return [[...formats], rows];
  };
  assert.deepEqual(allowance([]), [[], 0]);
  assert.deepEqual(allowance(one), [['csv'], 10]);
  assert.deepEqual(allowance(one, two), [['csv'], 10]);
  assert.deepEqual(allowance(one, three), [['csv', 'xlsx'], null]);
});

test('a mask shows at most a quarter of a text, and nothing of a short one or of anything else', () => {
  const shown: readonly (readonly [unknown, string])[] = [
    ['', '****'],
    ['1234567', '****'],
    ['12345678', '****78'],
    ['1234567890123456789', '****6789'],
    ['a'.repeat(200), '****aaaa'],
    ['\u{1f600}'.repeat(8), '****\u{1f600}\u{1f600}'],
    [
      [
        { value: 'info@acme.example', label: 'x' },
        { value: 'second@acme.example', label: null },
      ],
      '****mple',
    ],
    [[], '****'],
    [true, '****'],
    [{ amount: '12345678.00', currency: 'EUR' }, '****'],
    [null, '****'],
  ];
  for (const [value, mask] of shown) assert.equal(maskOf(value), mask);
});
