// Columns of real products' files find their fields by heading, others by the look of their cells; nothing is proposed that may not be written.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { EntityName } from '../../contract/names.ts';
import { usualRegion } from '../../contract/region.ts';
import { catalog } from '../../../test/harness/people.ts';
import { grantsOfRole } from '../../core/roles.ts';
import type { Principal } from '../../core/principal.ts';
import type { ColumnSetting } from '../../contract/importing.ts';
import { suggestEntity, suggestMapping } from './suggest-mapping.ts';
import { targetsOf } from './targets.ts';

const data = new URL('../../../../shared/data/', import.meta.url);
const noData = existsSync(data) ? false : 'the folder of real data is not here';

function someone(grants: object): Principal {
  const role = { id: 'r', key: 'r', name: 'R', grants };
  const self = { id: 'me', selves: ['me'], teammates: ['me'], below: ['me'], territories: [] };
  return {
    kind: 'user',
    id: 'me',
    name: 'Me',
    tenant: 't',
    grants: grantsOfRole(role, catalog),
    version: '1',
    self,
    until: Infinity,
    sessionId: null,
    region: usualRegion,
    catalog,
  };
}

const owner = someone({ everything: true });

function spot(s: ColumnSetting): string | null {
  if (s.field === null) return null;
  const part = s.part === undefined || s.part === null ? '' : `.${s.part}`;
  const label = s.label === undefined || s.label === null ? '' : `#${s.label}`;
  return `${s.field}${part}${label}${s.link ? `@${s.link.entity}.${s.link.by}` : ''}`;
}

function suggest(
  entity: EntityName,
  headings: readonly string[],
  rows: readonly string[][] = [],
  me = owner,
): (string | null)[] {
  const columns = headings.map((heading, i) => ({ heading, cells: rows.map((r) => r[i] ?? '') }));
  return suggestMapping(entity, columns, targetsOf(me, catalog, catalog.entity(entity))).map((s) => spot(s.setting));
}

test('headings of the sales file', () => {
  assert.deepEqual(
    suggest('deal', [
      'opportunity_id',
      'sales_agent',
      'product',
      'account',
      'deal_stage',
      'engage_date',
      'close_date',
      'close_value',
    ]),
    [
      'externalId',
      'owner@user.name',
      'product',
      'company@company.name',
      'stage@stage.name',
      'openedOn',
      'expectedClose',
      'amount.amount',
    ],
  );
  assert.deepEqual(
    suggest('company', [
      'account',
      'sector',
      'year_established',
      'revenue',
      'employees',
      'office_location',
      'subsidiary_of',
    ]),
    ['name', 'industry', 'founded', 'annualRevenue.amount', 'employees', 'address.country', 'parent@company.name'],
  );
  assert.deepEqual(suggest('user', ['sales_agent', 'manager', 'regional_office']), ['name', null, 'teams@team.name']);
});

test('headings of people: first and last name win over the whole name, labels come from the words', () => {
  assert.deepEqual(
    suggest('contact', [
      'last_name',
      'first_name',
      'full_name',
      'birthday',
      'phone',
      'address',
      'state',
      'url',
      'bioguide_id',
      'party',
    ]),
    [
      'familyName',
      'givenName',
      null,
      'birthday',
      'phones',
      'address.street',
      'address.region',
      'website',
      'externalId',
      null,
    ],
  );
  assert.deepEqual(
    suggest('contact', [
      'id',
      'first_name',
      'last_name',
      'title',
      'status',
      'company',
      'email_work',
      'email_home',
      'phone_work',
      'phone_other',
    ]),
    [
      'externalId',
      'givenName',
      'familyName',
      'jobTitle',
      'stage',
      'companies@company.name',
      'emails#work',
      'emails#home',
      'phones#work',
      'phones#other',
    ],
  );
  assert.deepEqual(
    suggest('contact', [
      'First Name',
      'Last Name',
      'E-mail 1 - Value',
      'E-mail 2 - Value',
      'Organization Name',
      'Birthday',
      'Notes',
    ]),
    ['givenName', 'familyName', 'emails', 'emails', 'companies@company.name', 'birthday', 'notes'],
  );
  assert.deepEqual(suggest('contact', ['Contact Name', 'E-mail']), ['fullName', 'emails']);
  assert.deepEqual(suggest('contact', ['Vorname', 'Nachname', 'Straße', 'PLZ', 'Ort', 'Firma']), [
    'givenName',
    'familyName',
    'address.street',
    'address.postalCode',
    'address.city',
    'companies@company.name',
  ]);
  assert.deepEqual(suggest('contact', ['Etunimi', 'Sukunimi', 'Sähköposti', 'Puhelin']), [
    'givenName',
    'familyName',
    'emails',
    'phones',
  ]);
});

test('a place of one value is given once', () => {
  assert.deepEqual(suggest('company', ['Name', 'Company Name', 'Account']), ['name', null, null]);
});

test('without a heading that is known the cells decide, where they can', () => {
  const rows = [
    ['x', 'anna@example.com', '12'],
    ['y', 'bo@example.com', '13'],
  ];
  assert.deepEqual(suggest('contact', ['A', 'B', 'C'], rows), [null, 'emails', null]);
  assert.deepEqual(
    suggest(
      'contact',
      ['Direct phone line', 'B'],
      [
        ['+358 40 123 4567', ''],
        ['+358 40 123 4568', ''],
      ],
    ),
    ['phones', null],
  );
  assert.deepEqual(suggest('deal', ['owner', 'contact'], [['a@b.co', 'c@d.co']]), [
    'owner@user.email',
    'contact@contact.emails',
  ]);
});

test('words for nothing are proposed for numbers and dates, never for text: NA may be Namibia', () => {
  const columns = [
    { heading: 'employees', cells: ['12', 'NA', '-'] },
    { heading: 'country', cells: ['NA', 'FI'] },
    { heading: 'name', cells: ['NA', 'None'] },
  ];
  const settings = suggestMapping('company', columns, targetsOf(owner, catalog, catalog.entity('company'))).map(
    (s) => s.setting,
  );
  assert.deepEqual(
    settings.map((s) => s.empty),
    [['NA', '-'], undefined, undefined],
  );
});

test('only fields the person may write are proposed, only keys the person may read', () => {
  const sales = someone({
    objects: {
      company: {
        view: 'all',
        create: 'all',
        edit: 'all',
        import: 'all',
        fields: { taxNumber: 'hidden', annualRevenue: 'read' },
      },
      deal: { view: 'all', create: 'all', import: 'all' },
      user: { view: 'none' },
    },
    areas: ['tool.import'],
  });
  assert.deepEqual(suggest('company', ['name', 'VAT', 'revenue', 'employees'], [], sales), [
    'name',
    null,
    null,
    'employees',
  ]);
  assert.deepEqual(suggest('deal', ['owner'], [], sales), [null]);
  const targets = targetsOf(sales, catalog, catalog.entity('deal'));
  const company = targets.find((t) => t.field === 'company')!.links[0]!;
  assert.ok(!company.by.includes('taxNumber'));
  assert.equal(company.mayCreate, true);
  assert.ok(!targets.some((t) => t.field === 'stage' && t.links.some((l) => l.mayCreate)));
});

test('the object is found from headings, and from the file name between equals', () => {
  const find = (name: string, headings: string[]): EntityName | null => suggestEntity(name, headings, catalog.entities);
  assert.equal(find('accounts.csv', ['account', 'sector', 'year_established', 'revenue', 'employees']), 'company');
  assert.equal(
    find('x.csv', ['opportunity_id', 'sales_agent', 'product', 'account', 'deal_stage', 'close_value']),
    'deal',
  );
  assert.equal(find('legislators-current.csv', ['last_name', 'first_name', 'birthday', 'phone']), 'contact');
  assert.equal(find('sales_teams.csv', ['sales_agent', 'manager', 'regional_office']), 'user');
  assert.equal(find('x.csv', ['foo', 'bar']), null);
});

test('real vendors: most of the headings we have a place for find it', { skip: noData }, () => {
  const vendors = JSON.parse(readFileSync(new URL('vendor_headings.json', data), 'utf8')) as Record<
    string,
    { headings?: string[] }
  >;
  const found = (vendor: string, entity: EntityName): number =>
    suggest(entity, vendors[vendor]!.headings!).filter((s) => s !== null).length;
  assert.ok(found('salesforce_dataloader_account', 'company') >= 13);
  assert.ok(found('salesforce_dataloader_opportunity', 'deal') >= 9);
  assert.ok(found('salesforce_report_account', 'company') >= 12);
  assert.ok(found('salesforce_report_contact_lead', 'contact') >= 11);
  assert.ok(found('google_contacts_2024', 'contact') >= 12);
  assert.ok(found('atomic_crm', 'contact') >= 14);
});
