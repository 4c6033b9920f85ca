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
  toast,
  visit,
  comes,
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
    await comes(() => dialog.getByRole('button', { name: 'Export', exact: true }).isDisabled(), true);
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
    const offered = page.getByRole('link', { name: 'Download the file' });
    await offered.first().waitFor();
    await comes(() => offered.count(), 2);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^Remove Companies .*\.csv$/ }).click();
    await page.getByText('Letters to the even ones').waitFor({ state: 'detached' });
    await comes(() => page.getByText('A look at everything').count(), 1);
    assert.deepEqual(complaints, []);
  });

  test('the window says what one may and refuses before the work; rules are set on their page, and who decides is told', async () => {
    const { page, complaints } = me;
    await page.goto(`${served.origin}/export-rules`);
    const above = page.getByLabel('Tell above so many records a day');
    await above.fill('none');
    await page.getByText('A whole number from 1, or nothing.').waitFor();
    await above.fill('5');
    await page.getByLabel('Reason').click();
    await page.getByRole('option', { name: /^Asked where/ }).click();
    assert.deepEqual(await axeFindings(page), []);
    await page.getByRole('button', { name: 'Save rules' }).click();
    await toast(page, 'The rules are changed').waitFor();

    const { id } = await ask<{ id: string }>(me, 'POST', '/roles', {
      name: 'Takes a little',
      help: 'For the test',
      grants: {
        objects: {
          company: { view: 'all', export: 'all', exportFormats: ['csv'], exportRows: 20, exportReason: false },
        },
        areas: ['self.use'],
      },
    });
    const { link } = await ask<{ link: { url: string } }>(me, 'POST', '/members', {
      name: 'Tim Taker',
      email: 'tim@office.example',
      roles: [id],
    });
    const tim = await visit();
    await tim.page.goto(link.url);
    await tim.page.getByLabel('Password', { exact: true }).fill('another heron walks at dusk');
    await tim.page.getByRole('button', { name: 'Join' }).click();
    await tim.page.getByRole('navigation').first().waitFor();
    await tim.page.goto(`${served.origin}/companies`);
    await tim.page.getByRole('button', { name: 'Export', exact: true }).click();
    const dialog = tim.page.getByRole('dialog', { name: 'Export companies' });
    await dialog.getByText('The list holds 30 records; your roles let 20 leave at once.').waitFor();
    await comes(() => dialog.getByRole('button', { name: 'Export', exact: true }).isDisabled(), true);
    assert.deepEqual(await axeFindings(tim.page), []);
    await tim.page.keyboard.press('Escape');
    await tim.page
      .getByRole('searchbox')
      .or(tim.page.getByRole('textbox', { name: 'Search Companies' }))
      .first()
      .fill('even');
    await tim.page.getByRole('row', { name: /Odd/ }).first().waitFor({ state: 'detached' });
    await tim.page.getByRole('button', { name: 'Export', exact: true }).click();
    await dialog.getByText('15 records of this list may leave.').waitFor();
    await dialog.getByText('When one person takes more than 5 in a day').waitFor();
    await dialog.getByLabel('Format').click();
    await comes(() => tim.page.getByRole('option').count(), 1);
    await tim.page.keyboard.press('Escape');
    await dialog.getByRole('button', { name: 'Export', exact: true }).click();
    await dialog.getByText('The file is ready').waitFor();

    // nobody reloads: the stream tells
    await page.getByRole('button', { name: '1 new notice' }).click();
    await page.getByText('Tim Taker took Companies away as CSV: 15 records').waitFor();
    await page.getByText('No reason was asked for.').waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.getByRole('button', { name: 'I have seen them' }).click();
    await page.getByRole('button', { name: 'Notices', exact: true }).waitFor();
    // not his to read
    await comes(() => tim.page.getByRole('button', { name: /notice/i }).count(), 0);

    // how much leaves is said in the matrix of the role
    await page.goto(`${served.origin}/roles?role=${id}`);
    await page.getByRole('button', { name: 'Companies', exact: true }).last().click();
    await page.getByLabel('At most at once').fill('25');
    await page.getByRole('button', { name: 'Review changes' }).click();
    await page.getByRole('button', { name: 'Save role' }).click();
    await toast(page, 'is changed').waitFor();
    const role = await ask<{ grants: { objects: { company: { exportRows: number } } } }>(me, 'GET', `/roles/${id}`);
    assert.equal(role.grants.objects.company.exportRows, 25);
    assert.deepEqual([...complaints, ...tim.complaints], []);
  });
});
