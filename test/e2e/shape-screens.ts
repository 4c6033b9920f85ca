// The screens that shape the CRM, and the pages of an object of one's own, for the test that looks at every screen.
import type { Page } from 'playwright-core';
import { type Visit, ask } from './browser.ts';

export interface Screen {
  readonly name: string;
  readonly path: string;
  /** what is done before looking */
  readonly prepare?: (page: Page) => Promise<void>;
}

interface Field {
  readonly id: string;
  readonly name: string;
}

const choose = async (page: Page, button: RegExp, option: string) => {
  await page.getByRole('dialog').getByRole('button', { name: button }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
};

const adding = (kind: string, then: (page: Page) => Promise<void>) => async (page: Page) => {
  await page.getByRole('button', { name: 'Add field' }).first().click();
  await choose(page, /^Kind/, kind);
  await then(page);
};

const acting = (label: string, what: string, then: (page: Page) => Promise<void>) => async (page: Page) => {
  await page.getByRole('button', { name: `Actions on ${label}`, exact: true }).click();
  await page.getByRole('menuitem', { name: what, exact: true }).click();
  await then(page);
};

/** Makes an object with fields and records, and a company that holds values; answers what is to be looked at. */
export async function shapeScreens(me: Visit, company: string): Promise<Screen[]> {
  const add = (entity: string, kind: string, label: string, more: object = {}) =>
    ask<Field>(me, 'POST', '/shape/fields', { entity, kind, label, ...more });
  const options = [{ label: 'Gold', tone: 'success' }, { label: 'Silver' }];
  const tier = await add('company', 'select', 'Tier', {
    options,
    default: 'Silver',
    sorted: true,
    help: 'Who goes first',
  });
  const badge = await add('company', 'text', 'Badge', { unique: true, search: true, personal: true });
  const seats = await add('company', 'number', 'Seats');
  await add('company', 'number', 'Twice', { formula: `${seats.name} * 2` });
  await add('company', 'text', '__proto__ "; drop table data.company; -- and a name that is rather long');
  const old = await add('company', 'text', 'Old remark');
  const values = { [tier.name]: 'o1', [badge.name]: 'K-1', [seats.name]: 12, [old.name]: 'x' };
  await ask(me, 'PATCH', `/companies/${company}`, values);
  await ask(me, 'POST', `/shape/fields/${old.id}/retire`);
  const machine = await ask<{ name: string }>(me, 'POST', '/shape/objects', {
    label: 'Machine',
    labelPlural: 'Machines',
    help: 'What stands in the halls of customers',
  });
  const at = await add(machine.name, 'ref', 'Stands at', { to: ['company'] });
  await add('company', 'number', 'Machines', { rollUp: { of: machine.name, via: at.name, op: 'count' } });
  const lathe = await ask<Field>(me, 'POST', `/objects/${machine.name}`, { name: 'Lathe 3', [at.name]: company });
  const ofCompany = '/shape/company';
  return [
    { name: 'objects', path: '/shape' },
    {
      name: 'a new object',
      path: '/shape',
      prepare: async (page) => {
        await page.getByRole('button', { name: 'New object' }).click();
        await page.getByRole('textbox', { name: /Name of several/ }).waitFor();
      },
    },
    {
      name: 'fields',
      path: ofCompany,
      prepare: async (page) =>
        await page
          .getByRole('progressbar', { name: /records hold a value/ })
          .first()
          .waitFor(),
    },
    { name: 'an object without fields of its own', path: '/shape/tag' },
    {
      name: 'a new choice',
      path: ofCompany,
      prepare: adding('Choice of one', async (page) => {
        await page.getByRole('textbox', { name: 'Option 1', exact: true }).fill('First');
        await page.getByRole('dialog').getByRole('button', { name: 'Add field' }).click();
        await page.getByText('A field needs a name.').waitFor();
      }),
    },
    {
      name: 'a formula that does not hold',
      path: '/shape/deal',
      prepare: adding('Formula', async (page) => {
        await page.getByRole('textbox', { name: /^Formula/ }).fill('nowhere');
        await page.getByText('There is no field').waitFor();
      }),
    },
    {
      name: 'a roll-up',
      path: ofCompany,
      prepare: adding('Roll-up', async (page) => {
        await choose(page, /^Total over/, 'Deals, by Company');
        await choose(page, /^Which total/, 'Sum');
      }),
    },
    {
      name: 'a field being changed',
      path: ofCompany,
      prepare: acting('Tier', 'Change', async (page) => await page.getByText('Its name in the API stays').waitFor()),
    },
    {
      name: 'another kind being tried',
      path: ofCompany,
      prepare: acting('Badge', 'Change kind', async (page) => {
        await choose(page, /^Becomes/, 'Number');
        await page.getByText('One does not fit:').waitFor();
      }),
    },
    {
      name: 'a field being deleted',
      path: ofCompany,
      prepare: acting(
        'Old remark',
        'Delete for good',
        async (page) => await page.getByText(/One record holds/).waitFor(),
      ),
    },
    {
      name: 'the settings',
      path: '/settings',
      prepare: async (page) => {
        await page.getByRole('button', { name: /^Currency/ }).click();
        await page.keyboard.type('SEK');
        await page.getByRole('option', { name: /^SEK/ }).click();
        await page.getByText(/Nothing is converted/).waitFor();
      },
    },
    { name: 'a list of one’s own', path: `/objects/${machine.name}` },
    { name: 'a record of one’s own', path: `/objects/${machine.name}/${lathe.id}` },
  ];
}
