// Totals of a list in a browser: grouped, sorted, converted, followed down to the records, shared by their address, and told when they cannot be made.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { cellsOf } from '../harness/exporting.ts';
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

interface Rows {
  readonly rows: readonly { readonly id: string; readonly title: string }[];
}

const row = (page: Page, name: string) =>
  page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) });

/** The table as it reads, a line a row, cells apart by a bar; amounts below each other stay in one cell. */
async function table(page: Page): Promise<string[]> {
  return await page.locator('.totals-table tbody tr, .totals-table tfoot tr').evaluateAll((rows) =>
    rows.map((r) =>
      [...(r as unknown as { children: Iterable<{ innerText: string }> }).children]
        .map((c) =>
          c.innerText
            .trim()
            .replaceAll(/\s*\n\s*/g, ' + ')
            .replaceAll('\u00A0', ' '),
        )
        .join(' | '),
    ),
  );
}

const settled = (page: Page) => page.locator('.totals-table:not([aria-busy])').waitFor();

/** What a role takes away of the everyday tools is not on the pages either. */
async function lacksTools({ page, complaints }: Visit, served: Served): Promise<void> {
  const asked: string[] = [];
  page.on('request', (request) => void asked.push(new URL(request.url()).pathname));
  await page.goto(`${served.origin}/deals`);
  const line = page.getByRole('row', { name: /Three/ });
  await line.getByRole('checkbox').check();
  await page.locator('.selection-bar').waitFor();
  await comes(() => page.locator('.selection-bar .bar-button').count(), 0, 'many can be changed at once');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search or run a command' }).fill('undo three');
  await page.getByText('Nothing you can see matches.').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.goto(`${served.origin}/deals/${await idOf(page, 'Three')}`);
  await page.getByRole('heading', { name: 'Three' }).waitFor();
  await comes(() => page.getByRole('tab', { name: 'History' }).count(), 0);
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Move to bin' }).click();
  await page.locator('.toast').first().waitFor();
  assert.equal(await page.locator('.toast').getByRole('button', { name: 'Undo' }).count(), 0);
  assert.ok(!asked.some((path) => /\/(search|history|bulk|undo)$/.test(path)), asked.join(' '));
  assert.deepEqual(complaints, []);
}

async function idOf(page: Page, title: string): Promise<string> {
  const rows = (await page.evaluate(async () => (await fetch('/api/v1/deals')).json())) as Rows;
  return rows.rows.find((r) => r.title === title)!.id;
}

describe('totals', { skip: noBrowser ?? false }, () => {
  let served: Served;
  let me: Visit;

  before(async () => {
    served = await startStrongroom();
    me = await visit();
    await becomeOwner(me.page, served);
    const stages = new Map((await ask<Rows>(me, 'GET', '/stages')).rows.map((s) => [s.title, s.id]));
    const company = async (name: string, industry: string | null) =>
      (await ask<{ id: string }>(me, 'POST', '/companies', { name, industry })).id;
    const kuusi = await company('Kuusi', 'Timber');
    const vega = await company('Vega', 'Shipping');
    const bare = await company('Bare', null);
    const deals: readonly (readonly [string, string, string | null, string, string, string | null])[] = [
      ['One press', 'New', kuusi, '1000', 'EUR', '2026-01-31'],
      ['Two press', 'New', vega, '500.50', 'EUR', '2026-02-01'],
      ['Three', 'Qualified', kuusi, '200', 'EUR', '2026-02-28'],
      ['Four', 'Qualified', bare, '300', 'USD', null],
      ['Five', 'Proposal', null, '70', 'SEK', '2025-12-31'],
    ];
    for (const [name, stage, at, amount, currency, expectedClose] of deals)
      await ask(me, 'POST', '/deals', {
        name,
        stage: stages.get(stage),
        company: at,
        amount: { amount, currency },
        expectedClose,
      });
    await ask(me, 'POST', '/exchange-rates', { currency: 'USD', date: '2026-11-02', rate: '0.9' });
    // the page takes what there is from the catalog it was loaded with
    await me.page.goto(`${served.origin}/deals`);
  });

  test('from a list to its totals: stages in their order, sums in the company currency, rates and what has none told', async () => {
    await me.page.getByRole('navigation', { name: 'Ways to look at it' }).getByRole('link', { name: 'Totals' }).click();
    await settled(me.page);
    assert.equal(new URL(me.page.url()).pathname, '/totals/deals');
    assert.deepEqual(await table(me.page), [
      'New | 2 | €1,500.50 | €150.05',
      'Qualified | 2 | €470 | €117.50',
      'Proposal | 1 | SEK 70 | SEK 35',
      'Together | 5 | €1,970.50 + SEK 70 | €267.55 + SEK 35',
    ]);
    await me.page.getByText(/1 USD = 0.9 EUR \(rate of (Nov 2,|2 Nov) 2026\)/).waitFor();
    await me.page.getByText('There is no exchange rate for 1 amount in SEK').waitFor();
  });

  test('each currency by itself is one choice away', async () => {
    await me.page.getByRole('button', { name: /^Amounts/ }).click();
    await me.page.getByRole('option', { name: 'Each currency by itself' }).click();
    await me.page.getByRole('row', { name: /\$300/ }).first().waitFor();
    await settled(me.page);
    assert.match((await table(me.page))[1]!, /^Qualified \| 2 \| €200 \+ (US)?\$300 \| €50 \+ (US)?\$75$/);
    assert.equal(new URL(me.page.url()).searchParams.get('in'), 'each');
    await me.page.goBack();
    await me.page.getByText('1 USD = 0.9 EUR').waitFor();
  });

  test('a second field, through a reference, and a third by month; each group holds its own', async () => {
    await me.page.getByRole('button', { name: 'then by: Nothing' }).click();
    await me.page.getByRole('combobox').fill('industry');
    await me.page.getByRole('option', { name: 'Company: Industry' }).click();
    await me.page.getByRole('rowheader', { name: 'Timber' }).first().waitFor();
    await settled(me.page);
    assert.deepEqual(
      (await table(me.page)).map((line) => line.split(' | ').slice(0, 2).join(' ')),
      [
        'New 2',
        'Shipping 1',
        'Timber 1',
        'Qualified 2',
        'Timber 1',
        'Without company: industry 1',
        'Proposal 1',
        'Without company: industry 1',
        'Together 5',
      ],
    );
    await me.page.getByRole('button', { name: 'then by: Nothing' }).click();
    await me.page.getByRole('combobox').fill('expected');
    await me.page.getByRole('option', { name: 'Expected close' }).click();
    await me.page.getByRole('button', { name: 'Expected close: how it is gathered: by month' }).click();
    await me.page.getByRole('option', { name: 'by quarter' }).click();
    await row(me.page, 'Q1 2026').first().waitFor();
    assert.equal(new URL(me.page.url()).searchParams.get('by'), 'stage,company.industry,expectedClose:quarter');
    // no fourth is offered
    await comes(() => me.page.getByRole('button', { name: 'then by: Nothing' }).count(), 0);
  });

  test('the address is the whole question: opened elsewhere it answers the same', async () => {
    const here = await table(me.page);
    const other = await visit({ as: await me.context.storageState() });
    await other.page.goto(me.page.url());
    await row(other.page, 'Q1 2026').first().waitFor();
    await settled(other.page);
    assert.deepEqual(await table(other.page), here);
    assert.deepEqual(other.complaints, []);
    await other.context.close();
  });

  test('a figure leads to exactly its records, and the filter of the page stays with them', async () => {
    const filter = encodeURIComponent(JSON.stringify({ field: 'amount', op: 'gte', value: '100' }));
    await me.page.goto(
      `${served.origin}/totals/deals?by=company.industry&measures=sum:amount,filled:expectedClose&filter=${filter}`,
    );
    const bare = row(me.page, 'Without company: industry');
    await bare.getByRole('link').first().click();
    await me.page.getByRole('row', { name: /Four/ }).waitFor();
    await comes(() => me.page.locator('.page-count').innerText(), '1');
    await me.page.getByText('Amount').first().waitFor();
    await me.page.goBack();
    await row(me.page, 'Timber').getByRole('link', { name: '€1,200', exact: true }).click();
    await me.page.getByRole('row', { name: /One press/ }).waitFor();
    await comes(() => me.page.locator('.page-count').innerText(), '2');
    const at = new URL(me.page.url()).searchParams;
    assert.equal(at.get('sort'), '-amount');
    assert.match(at.get('filter')!, /"gte"/);
    // what the chip says can be taken away again
    await me.page.getByText('Company: Industry').waitFor();
    await me.page.goBack();
    await row(me.page, 'Without company: industry').getByRole('link', { name: '0', exact: true }).click();
    await me.page.getByText('No deals match').waitFor();
  });

  test('a list is narrowed by what its records refer to', async () => {
    await me.page.goto(`${served.origin}/deals`);
    await me.page.getByRole('row', { name: /Five/ }).waitFor();
    await me.page.getByRole('search').getByRole('button', { name: 'Filter', exact: true }).click();
    await me.page.getByRole('combobox').fill('company industry');
    await me.page.getByRole('option', { name: 'Company: Industry' }).click();
    await me.page.getByRole('dialog').getByRole('textbox').fill('timb');
    await me.page.getByRole('row', { name: /Five/ }).waitFor({ state: 'detached' });
    await me.page.keyboard.press('Escape');
    await comes(() => me.page.locator('.page-count').innerText(), '2');
    await me.page.getByRole('button', { name: /Company: Industry contains timb/ }).waitFor();
  });

  test('months hold their first and their last day, and those without a day are found', async () => {
    await me.page.goto(`${served.origin}/totals/deals?by=expectedClose:month&measures=`);
    await row(me.page, 'February 2026').getByRole('link').click();
    await me.page.getByRole('row', { name: /Three/ }).waitFor();
    await comes(() => me.page.locator('.page-count').innerText(), '2');
    await me.page.goBack();
    await row(me.page, 'Without expected close').getByRole('link').click();
    await me.page.getByRole('row', { name: /Four/ }).waitFor();
    await comes(() => me.page.locator('.page-count').innerText(), '1');
  });

  test('search narrows the totals; a heading sorts them, again turns it round, and a third time ends it', async () => {
    await me.page.goto(`${served.origin}/totals/deals?by=stage&measures=sum:amount`);
    const order = async () => (await table(me.page)).slice(0, -1).map((line) => line.split(' | ')[0]);
    await settled(me.page);
    const sum = me.page.getByRole('columnheader', { name: 'Sum of amount' });
    await sum.getByRole('button').click();
    await me.page.locator('th[aria-sort=descending]').waitFor();
    assert.deepEqual(await order(), ['New', 'Qualified', 'Proposal']);
    await sum.getByRole('button').click();
    await me.page.locator('th[aria-sort=ascending]').waitFor();
    assert.deepEqual(await order(), ['Proposal', 'Qualified', 'New']);
    await sum.getByRole('button').click();
    await me.page.locator('th[aria-sort]').waitFor({ state: 'detached' });
    await me.page.getByRole('searchbox').fill('press');
    await row(me.page, 'Qualified').waitFor({ state: 'detached' });
    // The groups and what they come to are asked for side by side.
    await me.page.getByRole('row', { name: /^Together 2/ }).waitFor();
    assert.deepEqual(await table(me.page), ['New | 2 | €1,500.50', 'Together | 2 | €1,500.50']);
    await me.page.getByRole('searchbox').fill('no such deal');
    await me.page.getByText('No deals match').waitFor();
  });

  test('what the page shows leaves as CSV, for a reason', async () => {
    await me.page.goto(`${served.origin}/totals/deals?by=stage&measures=sum:amount&in=each&search=press`);
    await settled(me.page);
    await me.page.getByRole('button', { name: 'Export', exact: true }).click();
    const dialog = me.page.getByRole('dialog');
    await comes(() => dialog.getByRole('button', { name: 'Make the file' }).isDisabled(), true);
    assert.deepEqual(await axeFindings(me.page), []);
    await dialog.getByRole('textbox').fill('For the board');
    const coming = me.page.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Make the file' }).click();
    const file = await coming;
    assert.match(
      file.suggestedFilename(),
      /^Deals totals - exported by Maria Lindqvist on \d{4}-\d\d-\d\d \d{4} UTC from .+\.csv$/,
    );
    assert.deepEqual(cellsOf(readFileSync(await file.path())), [
      ['Stage', 'Number', 'Sum of Amount (EUR)'],
      ['New', '2', '1500.5'],
    ]);
    await dialog.waitFor({ state: 'detached' });
  });

  test('more groups than a table can show is told in words, with the way back', async () => {
    await me.page.goto(`${served.origin}/totals/deals?by=stage,openedOn:day`);
    await settled(me.page);
    await me.page.route('**/api/v1/deals/group?by=stage%2CopenedOn%3Aday&**', (route) =>
      route.fulfill({
        status: 413,
        contentType: 'application/problem+json',
        body: JSON.stringify({ code: 'too-large', title: 'Too large', status: 413, detail: 'More than 1000.' }),
      }),
    );
    await me.page.reload();
    await me.page.getByText('More groups than a table can show').waitFor();
    await me.page.getByRole('button', { name: 'Take the last grouping away' }).click();
    await row(me.page, 'New').waitFor();
    assert.equal(new URL(me.page.url()).searchParams.get('by'), 'stage');
    await me.page.unroute('**/api/v1/deals/group?by=stage%2CopenedOn%3Aday&**');
  });

  test('another object is chosen without leaving, also one of the tenant and a setting', async () => {
    await me.page.getByRole('button', { name: 'Of: Deals' }).click();
    await me.page.getByRole('combobox').fill('companies');
    await me.page.keyboard.press('Enter');
    await row(me.page, 'Without status').waitFor();
    assert.equal(new URL(me.page.url()).pathname, '/totals/companies');
    const object = await ask<{ name: string }>(me, 'POST', '/shape/objects', {
      label: 'Machine',
      labelPlural: 'Machines',
      help: '',
    });
    await ask(me, 'POST', '/shape/fields', {
      entity: object.name,
      kind: 'select',
      label: 'State',
      options: [{ label: 'Good' }, { label: 'Worn' }],
    });
    await me.page.goto(`${served.origin}/totals`);
    await me.page.getByRole('button', { name: 'Of: Deals' }).click();
    await me.page.getByRole('combobox').fill('machines');
    await me.page.keyboard.press('Enter');
    await me.page.getByText('There is nothing to total').waitFor();
    await me.page.getByRole('button', { name: 'Group by: State' }).waitFor();
  });

  const toast = (page: Page, text: string) => page.locator('.toast').filter({ hasText: text });
  const bar = (page: Page) => page.getByRole('group', { name: 'Saved totals' });
  const inMenu = async (page: Page, name: string) => {
    await bar(page).getByRole('button', { name: 'Saved totals: actions' }).click();
    await page.getByRole('menuitem', { name }).click();
  };

  test('a question is saved, told from what it became, saved over or taken back, and found from anywhere', async () => {
    const { page } = me;
    await page.goto(`${served.origin}/totals/deals?by=stage&measures=sum:amount&search=press`);
    await settled(page);
    await page.getByRole('button', { name: 'Saved', exact: true }).click();
    await page.getByText('Nothing is saved yet').waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.getByRole('button', { name: 'Save these totals…' }).click();
    const dialog = page.getByRole('dialog');
    await comes(() => dialog.getByRole('button', { name: 'Save', exact: true }).isDisabled(), true);
    await dialog.getByRole('textbox', { name: /^Name/ }).fill('Press by stage');
    await dialog.getByRole('textbox', { name: 'What they are for' }).fill('For Monday');
    assert.deepEqual(await axeFindings(page), []);
    await dialog.getByRole('textbox', { name: /^Name/ }).press('Enter');
    await toast(page, '“Press by stage” is saved.').waitFor();
    await bar(page).getByRole('heading', { name: 'Press by stage' }).waitFor();
    await bar(page).getByText('Only you').waitFor();
    await settled(page);
    assert.deepEqual(await table(page), ['New | 2 | €1,500.50', 'Together | 2 | €1,500.50']);
    await comes(() => bar(page).getByText('Changed').count(), 0);

    await page.getByRole('searchbox').fill('three');
    await bar(page).getByText('Changed', { exact: true }).waitFor();
    await bar(page).getByRole('button', { name: 'Reset' }).click();
    await row(page, 'New').waitFor();
    await bar(page).getByText('Changed', { exact: true }).waitFor({ state: 'detached' });
    await page.getByRole('columnheader', { name: 'Sum of amount' }).getByRole('button').click();
    await bar(page).getByRole('button', { name: 'Save', exact: true }).click();
    await toast(page, '“Press by stage” is changed.').waitFor();
    await bar(page).getByText('Changed', { exact: true }).waitFor({ state: 'detached' });

    await page.goto(`${served.origin}/companies`);
    await page.getByRole('heading', { name: 'Companies' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search or run a command' }).fill('press by');
    await page.getByRole('option', { name: /Press by stage/ }).click();
    await bar(page).getByRole('heading', { name: 'Press by stage' }).waitFor();
    assert.equal(new URL(page.url()).searchParams.get('order'), '-0');
    await inMenu(page, 'Save as new…');
    await dialog.getByRole('textbox', { name: /^Name/ }).fill('A copy');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await bar(page).getByRole('heading', { name: 'A copy' }).waitFor();
  });

  test('what is offered is a right that roles give: its holder opens it and asks nothing else, others find nothing', async () => {
    const { page } = me;
    const { rows } = await ask<{ rows: { id: string; name: string }[] }>(me, 'GET', '/saved-totals');
    const { id } = rows.find((r) => r.name === 'Press by stage')!;
    await page.goto(`${served.origin}/totals/saved/${id}`);
    await inMenu(page, 'Offer to others…');
    await page.getByRole('dialog').getByRole('checkbox', { name: 'Offer to others' }).check();
    await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
    await bar(page).getByText('Offered to others').waitFor();
    const join = async (name: string, areas: readonly string[], without = ['tool.totals']): Promise<Visit> => {
      const deal = { view: 'all', edit: 'all', archive: 'all' };
      const grants = { objects: { deal, stage: { view: 'all' } }, areas, without };
      const role = await ask<{ id: string }>(me, 'POST', '/roles', { name, help: 'For the test', grants });
      const email = `${name.toLowerCase()}@office.example`;
      const { link } = await ask<{ link: { url: string } }>(me, 'POST', '/members', { name, email, roles: [role.id] });
      const other = await visit();
      await other.page.goto(link.url);
      await other.page.getByLabel('Password', { exact: true }).fill('another heron walks at dusk');
      await other.page.getByRole('button', { name: 'Join' }).click();
      await other.page.getByRole('navigation').first().waitFor();
      return other;
    };
    const reader = await join('Reader', ['self.use', `totals.${id}`]);
    await reader.page.getByRole('link', { name: 'Totals' }).click();
    await reader.page.getByRole('link', { name: 'Press by stage' }).click();
    await settled(reader.page);
    assert.deepEqual(await table(reader.page), ['New | 2 | €1,500.50', 'Together | 2 | €1,500.50']);
    await comes(() => reader.page.getByRole('group', { name: 'Totals' }).count(), 0, 'he can ask otherwise');
    assert.deepEqual(await axeFindings(reader.page), []);
    await reader.page.goto(`${served.origin}/totals/deals`);
    await reader.page.getByText('Totals', { exact: true }).first().waitFor();
    await comes(() => reader.page.locator('.totals-table').count(), 0);
    assert.deepEqual(reader.complaints, []);
    const tools = ['tool.totals', 'tool.search', 'tool.history', 'tool.bulk', 'tool.undo'];
    const other = await join('Other', ['self.use'], tools);
    await comes(() => other.page.getByRole('link', { name: 'Totals' }).count(), 0);
    await other.page.goto(`${served.origin}/totals/saved/${id}`);
    await other.page.getByText('There are no such saved totals').waitFor();
    await lacksTools(other, served);
    await other.context.close();

    await inMenu(page, 'Who may open it…');
    await page.getByRole('dialog').getByText('Reader', { exact: true }).first().waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.keyboard.press('Escape');
    await page.goto(`${served.origin}/roles`);
    await page.getByRole('tab', { name: 'Reader' }).click();
    await page.getByRole('checkbox', { name: /Saved totals: Press by stage/ }).uncheck();
    await page.getByRole('button', { name: 'Review changes' }).click();
    await page.getByRole('dialog').getByText('Saved totals: Press by stage').first().waitFor();
    await reader.context.close();
  });

  test('put away and brought back by undo or from the list, and deleted for good when its name is typed', async () => {
    const { page } = me;
    await page.goto(`${served.origin}/totals`);
    const open = async () => page.getByRole('button', { name: 'Saved', exact: true }).click();
    await open();
    await page.getByRole('link', { name: 'A copy' }).click();
    await bar(page).getByRole('heading', { name: 'A copy' }).waitFor();
    await inMenu(page, 'Put away');
    await toast(page, '“A copy” is put away.').getByRole('button', { name: 'Undo' }).click();
    await toast(page, 'Undone.').waitFor();
    await open();
    await page.getByRole('link', { name: 'A copy' }).click();
    await inMenu(page, 'Put away');
    await toast(page, '“A copy” is put away.').last().waitFor();
    await open();
    await page.getByText('Put away (1)').click();
    await page.getByRole('button', { name: 'Bring back: A copy' }).click();
    await page.getByRole('link', { name: 'A copy' }).waitFor();
    const { rows } = await ask<{ rows: { id: string; name: string }[] }>(me, 'GET', '/saved-totals');
    await ask(me, 'POST', `/saved-totals/${rows.find((r) => r.name === 'A copy')!.id}/put-away`);
    await page.reload();
    await open();
    await page.getByText('Put away (1)').click();
    await page.getByRole('button', { name: 'Delete for good: A copy' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete “A copy” for good' });
    await comes(() => dialog.getByRole('button', { name: 'Delete for good' }).isDisabled(), true);
    await dialog.getByRole('textbox').fill('A copy');
    await dialog.getByRole('button', { name: 'Delete for good' }).click();
    await toast(page, '“A copy” is deleted for good.').waitFor();
  });

  for (const [width, dark] of [
    [1440, false],
    [1000, true],
    [390, false],
    [390, true],
  ] as const)
    test(`axe finds nothing at ${width} px, ${dark ? 'dark' : 'light'}`, async () => {
      const look = await visit({ width, dark, as: await me.context.storageState() });
      await look.page.goto(
        `${served.origin}/totals/deals?by=stage,company.industry&measures=sum:amount,max:expectedClose`,
      );
      await settled(look.page);
      assert.deepEqual(await axeFindings(look.page), []);
      assert.ok(await look.page.evaluate('document.documentElement.scrollWidth <= innerWidth'));
      await look.page.getByRole('button', { name: /^Figures/ }).click();
      await look.page.getByRole('option', { name: 'Average of amount' }).click();
      await look.page.getByRole('columnheader', { name: 'Average of amount' }).waitFor();
      assert.deepEqual(await axeFindings(look.page), []);
      assert.deepEqual(look.complaints, []);
      await look.context.close();
    });

  test('nothing violated the policy', () => assert.deepEqual(me.complaints, []));
});
