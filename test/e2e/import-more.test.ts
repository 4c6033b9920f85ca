// What else a file may be: a workbook with several sheets, one whose rows hold several records, one like a file that was matched before.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { bookOf } from '../harness/archive.ts';
import {
  type Served,
  type Visit,
  ask,
  axeFindings,
  becomeOwner,
  noBrowser,
  startStrongroom,
  visit,
  comes,
} from './browser.ts';

const cell = (text: string): string => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
const rows = (lines: readonly (readonly string[])[]): string =>
  lines.map((cells, i) => `<row r="${i + 1}">${cells.map(cell).join('')}</row>`).join('');

const workbook = bookOf({
  sheets: {
    Readme: rows([['Deals of the north, as of today']]),
    Deals: rows([
      ['Deal name', 'Amount', 'Company', 'Company website'],
      ['Pump', '100 EUR', 'Kuusi Oy', 'https://kuusi.example'],
      ['Valve', '200 EUR', 'Kuusi Oy', 'https://kuusi.example'],
      ['Pipe', '300 EUR', 'Koivu Oy', 'https://koivu.example'],
    ]),
  },
});
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

describe('imports of more than a plain file', { skip: noBrowser ?? false }, () => {
  let served: Served;
  let me: Visit;

  before(async () => {
    served = await startStrongroom();
    me = await visit();
    await becomeOwner(me.page, served);
  });

  const count = async (path: string): Promise<number> =>
    (await ask<{ count: { value: number } }>(me, 'GET', `/${path}?count=exact`)).count.value;
  const step = (name: RegExp) =>
    me.page.getByRole('navigation', { name: 'Steps of the import' }).getByRole('button', { name }).click();
  const choose = async (what: string, option: string | RegExp) => {
    await me.page
      .getByRole('combobox', { name: what })
      .or(me.page.getByRole('button', { name: what }))
      .first()
      .click();
    await me.page.getByRole('option', { name: option }).first().click();
  };

  test('a sheet of a workbook whose rows are deals with their companies: chosen, matched, kept by name, run', async () => {
    const { page, complaints } = me;
    await page.goto(`${served.origin}/import?to=deal`);
    await page.getByLabel('Choose a file').setInputFiles({ name: 'deals.xlsx', mimeType: xlsx, buffer: workbook });
    await page.getByRole('heading', { name: 'Match columns to fields' }).waitFor();
    await step(/File/);
    await page.getByRole('heading', { name: 'How the file is read' }).waitFor();
    await comes(() => page.getByText('Letters are written in').count(), 0);
    await choose('Sheet of the workbook', 'Deals');
    await page.getByRole('columnheader', { name: 'Company website' }).waitFor();
    assert.deepEqual(await axeFindings(page), []);

    await step(/Match/);
    await choose('Where Company website goes', 'Company: Website');
    await page.getByRole('button', { name: /Where Company goes: Company: Name/ }).waitFor();
    await page.getByRole('button', { name: 'Keep this matching for files like it' }).click();
    await page.getByLabel('Name of the mapping').fill('From the ERP');
    await page.getByRole('button', { name: 'Keep', exact: true }).click();
    await page.getByRole('button', { name: 'Use From the ERP' }).waitFor();
    assert.deepEqual(await axeFindings(page), []);

    await step(/Link/);
    await page.getByRole('heading', { name: 'Company in the same row' }).waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await step(/Check/);
    await page.getByRole('button', { name: 'Check all rows' }).click();
    await page.getByRole('region', { name: 'Companies' }).getByText('2', { exact: true }).waitFor();
    assert.deepEqual([await count('deals'), await count('companies')], [0, 0]);
    assert.deepEqual(await axeFindings(page), []);
    await page.getByRole('button', { name: 'Go on to run' }).click();
    await page.getByRole('button', { name: 'Import now' }).click();
    await page.getByText('The import is done.').waitFor();
    assert.deepEqual([await count('deals'), await count('companies')], [3, 2]);
    await page.getByRole('button', { name: 'Undo this import' }).click();
    await page.getByText('The import is undone.').waitFor();
    assert.deepEqual([await count('deals'), await count('companies')], [0, 0]);
    assert.deepEqual(complaints, []);
  });

  test('a file like it is matched by one click', async () => {
    const { page, complaints } = me;
    await page.goto(`${served.origin}/import?to=company`);
    const text = 'Amount,Company website,Deal name,Company\nEUR 5,https://x.example,Hose,Mänty Oy\n';
    await page
      .getByLabel('Choose a file')
      .setInputFiles({ name: 'more.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await page.getByRole('button', { name: 'Use From the ERP' }).click();
    await page.getByRole('button', { name: /Where Company goes: Company: Name/ }).waitFor();
    await step(/Check/);
    await page.getByRole('button', { name: 'Check all rows' }).click();
    await page.getByRole('region', { name: 'Companies' }).waitFor();
    await step(/Match/);
    await page.getByRole('button', { name: 'Forget From the ERP' }).click();
    await page.getByRole('button', { name: 'Use From the ERP' }).waitFor({ state: 'detached' });
    assert.deepEqual(complaints, []);
  });

  test('people a file names as owners become placeholders, told before and shown among the members', async () => {
    const { page, complaints } = me;
    await page.goto(`${served.origin}/import?to=deal`);
    const text = 'Deal name,Owner\nPump,Ann Agent\nValve,Bob Broker\nPipe,Ann Agent\nHose,Maria Lindqvist\n';
    await page
      .getByLabel('Choose a file')
      .setInputFiles({ name: 'owners.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await page.getByRole('button', { name: /Where Owner goes: Owner/ }).waitFor();
    await step(/Link/);
    await page.getByRole('heading', { name: 'Cells that name other records' }).waitFor();
    await page.getByRole('button', { name: 'When there is none Add it' }).waitFor();
    await step(/Check/);
    await page.getByRole('button', { name: 'Check all rows' }).click();
    await page.getByText('Others added').waitFor();
    assert.deepEqual([await count('deals'), await count('users')], [0, 1]);
    await page.getByRole('button', { name: 'Go on to run' }).click();
    await page.getByRole('button', { name: 'Import now' }).click();
    await page.getByText('The import is done.').waitFor();
    assert.deepEqual([await count('deals'), await count('users')], [4, 3]);
    await page.getByRole('link', { name: 'See the deals' }).click();
    await page.getByRole('row', { name: /Pipe.*Ann Agent/ }).waitFor();
    await page.goto(`${served.origin}/members`);
    await page
      .getByRole('row', { name: /Ann Agent/ })
      .getByText('Placeholder')
      .waitFor();
    assert.deepEqual(complaints, []);
  });

  test('a file goes into an object of one’s own, its references made, and again by its key', async () => {
    const { page, complaints } = me;
    const machine = await ask<{ name: string }>(me, 'POST', '/shape/objects', {
      label: 'Machine',
      labelPlural: 'Machines',
    });
    await ask(me, 'POST', '/shape/fields', { entity: machine.name, kind: 'number', label: 'Power (kW)' });
    await ask(me, 'POST', '/shape/fields', { entity: machine.name, kind: 'ref', label: 'Site', to: ['company'] });
    const bring = async (rows: string) => {
      await page.goto(`${served.origin}/import?to=${machine.name}`);
      const text = `Name,External ID,Power (kW),Site\n${rows}`;
      await page
        .getByLabel('Choose a file')
        .setInputFiles({ name: 'machines.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
      await page.getByRole('button', { name: /Where Power \(kW\) goes: Power \(kW\)/ }).waitFor();
      await step(/Link/);
      await choose('When there is none Refuse the row', 'Add it');
      await step(/Check/);
      await page.getByRole('button', { name: 'Check all rows' }).click();
      await page.getByRole('button', { name: 'Go on to run' }).click();
      await page.getByRole('button', { name: 'Import now' }).click();
      await page.getByText('The import is done.').waitFor();
    };
    await bring('Lathe,M-1,5.5,Kuusi Oy\nDrill,M-2,2,Koivu Oy\n');
    await page.getByRole('link', { name: 'See the machines' }).click();
    await page.getByRole('row', { name: /Lathe.*5.5.*Kuusi Oy/ }).waitFor();
    await bring('Lathe,M-1,7,Kuusi Oy\n');
    await page.getByRole('link', { name: 'See the machines' }).click();
    await page.getByRole('row', { name: /Lathe.*7.*Kuusi Oy/ }).waitFor();
    assert.deepEqual([await count(`objects/${machine.name}`), await count('companies')], [2, 2]);
    assert.deepEqual(complaints, []);
  });
});
