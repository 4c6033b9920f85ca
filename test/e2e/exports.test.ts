// A list becomes a file: the button above it, the window that asks why, the file that comes down, and the page of one's own exports.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import { cellsOf, sheetCells, unzip } from '../harness/exporting.ts';
import {
  type Served,
  type Visit,
  ask,
  axeFindings,
  becomeOwner,
  noBrowser,
  startStrongroom,
  visit,
} from './browser.ts';

describe('exports', { skip: noBrowser ?? false }, () => {
  let served: Served;
  let me: Visit;

  before(async () => {
    served = await startStrongroom();
    me = await visit();
    await becomeOwner(me.page, served);
    for (let i = 0; i < 30; i++)
      await ask(me, 'POST', '/companies', {
        name: `${i % 2 === 0 ? '=Even' : 'Odd'} ${String(i).padStart(2, '0')}`,
        employees: String(i),
        annualRevenue: { amount: '12.50', currency: 'EUR' },
      });
  });

  async function download(visited: Visit, name: RegExp): Promise<{ name: string; bytes: Buffer }> {
    const coming = visited.page.waitForEvent('download');
    await visited.page.getByRole('link', { name }).click();
    const file = await coming;
    return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
  }

  test('the file holds what the list shows, and asks for a reason first', async () => {
    const { page, complaints } = me;
    const filter = encodeURIComponent('{"field":"name","op":"contains","value":"Even"}');
    await page.goto(`${served.origin}/companies?filter=${filter}&sort=-title`);
    await page.getByRole('heading', { name: 'Companies' }).waitFor();
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Export companies' });
    await dialog.waitFor();
    assert.deepEqual(await axeFindings(page), []);
    assert.ok(await dialog.getByRole('button', { name: 'Export', exact: true }).isDisabled());
    await dialog.getByLabel('What is it for?').fill('Letters to the even ones');
    await dialog.getByRole('button', { name: 'Export', exact: true }).click();
    await dialog.getByText('The file is ready').waitFor();
    assert.deepEqual(await axeFindings(page), []);
    const { name, bytes } = await download(me, /^Download$/);
    assert.match(name, /^Companies - exported by Maria Lindqvist on .* UTC from .*\.csv$/);
    const [heading, ...rows] = cellsOf(bytes);
    assert.equal(heading![0], 'Name');
    assert.deepEqual(
      rows.map((row) => row[0]),
      Array.from({ length: 15 }, (_, i) => `'=Even ${String(28 - 2 * i).padStart(2, '0')}`),
    );
    assert.deepEqual(complaints, []);
  });

  test('all fields go into a workbook', async () => {
    const { page, complaints } = me;
    await page.goto(`${served.origin}/companies`);
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Export companies' });
    await dialog.getByLabel('Format').click();
    await page.getByRole('option', { name: 'Excel workbook (XLSX)' }).click();
    await dialog.getByLabel('Columns').click();
    await page.getByRole('option', { name: /^All fields/ }).click();
    await dialog.getByLabel('What is it for?').fill('A look at everything');
    await dialog.getByRole('button', { name: 'Export', exact: true }).click();
    await dialog.getByText('The file is ready').waitFor();
    const cells = sheetCells(unzip((await download(me, /^Download$/)).bytes).get('xl/worksheets/sheet1.xml')!);
    const headings = [...cells].filter(([place]) => /^[A-Z]+1$/.test(place)).map(([, cell]) => cell.value);
    assert.ok(headings.includes('Tax number') && headings.includes('Address: city'), headings.join());
    assert.ok(cells.has('A31') && !cells.has('A32'));
    assert.deepEqual(complaints, []);
  });

  test('one finds them again, fetches and removes them; the tray offers the file too', async () => {
    const { page, complaints } = me;
    await page.goto(`${served.origin}/exports`);
    await page.getByRole('heading', { name: 'My exports' }).waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.getByText('Letters to the even ones').waitFor();
    assert.ok((await download(me, /^Download Companies .*\.csv$/)).bytes.length > 0);
    await page.getByRole('button', { name: /^Jobs/ }).click();
    assert.equal(await page.getByRole('link', { name: 'Download the file' }).count(), 2);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Remove Companies .*\.csv$/ }).click();
    await page.getByText('Letters to the even ones').waitFor({ state: 'detached' });
    assert.equal(await page.getByText('A look at everything').count(), 1);
    assert.deepEqual(complaints, []);
  });
});
