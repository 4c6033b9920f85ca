// The page of a deal: its lines added, changed where they stand, put in order, removed and taken back; their sum as its amount; its way through the stages.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import {
  type Served,
  type Visit,
  ask,
  axeFindings,
  becomeOwner,
  focused,
  noBrowser,
  startStrongroom,
  toast,
  visit,
  comes,
} from './browser.ts';

interface Made {
  readonly id: string;
}
interface Line {
  readonly position: string;
  readonly description: string;
  readonly quantity: string;
  readonly total: { amount: string; currency: string } | null;
}

const grid = (page: Page) => page.getByRole('grid', { name: 'Deal lines' });
const cell = (page: Page, line: string, column: string) =>
  grid(page).getByRole('row').filter({ hasText: line }).locator(`td[data-label="${column}"]`);

describe('the page of a deal', { skip: noBrowser ?? false }, () => {
  let served: Served;
  let me: Visit;
  let deal: string;
  let address: string;

  before(async () => {
    served = await startStrongroom();
    me = await visit();
    await becomeOwner(me.page, served);
    const product = async (name: string, amount: string) =>
      await ask<Made>(me, 'POST', '/products', { name, price: { amount, currency: 'EUR' } });
    const press = await product('Press', '1000');
    await product('Service', '80.50');
    const list = await ask<Made>(me, 'POST', '/price-lists', { name: 'Partners', currency: 'EUR' });
    await ask(me, 'POST', '/prices', {
      priceList: list.id,
      product: press.id,
      amount: { amount: '900', currency: 'EUR' },
    });
    deal = (await ask<Made>(me, 'POST', '/deals', { name: 'Two presses', amount: { amount: '5', currency: 'EUR' } }))
      .id;
    address = `${served.origin}/deals/${deal}?tab=deal-lines`;
    await me.page.goto(address);
    await me.page.getByText('This deal has no lines yet.').waitFor();
  });

  const lines = async (): Promise<string[]> => {
    const filter = encodeURIComponent(JSON.stringify({ field: 'deal', op: 'eq', value: deal }));
    const { rows } = await ask<{ rows: Line[] }>(me, 'GET', `/deal-lines?sort=position&filter=${filter}`);
    return rows.map((l) => `${l.position} ${l.description} x${l.quantity} = ${l.total?.amount ?? '-'}`);
  };
  const until = async (expected: readonly string[]): Promise<void> => {
    for (let i = 0; i < 40 && JSON.stringify(await lines()) !== JSON.stringify(expected); i++)
      await me.page.waitForTimeout(100);
    assert.deepEqual(await lines(), expected);
  };
  const add = async (name: string) => {
    await me.page.getByRole('button', { name: 'Add a product: Add a product' }).click();
    await me.page.getByRole('combobox').fill(name);
    await me.page.getByRole('option', { name }).click();
  };

  test('a product brings name and price along, and its quantity is what is asked for next', async () => {
    await add('Press');
    await cell(me.page, 'Press', 'Quantity').and(me.page.locator(':focus')).waitFor();
    await until(['1 Press x1 = 1000']);
    await me.page.keyboard.press('Enter');
    await me.page.getByRole('textbox', { name: 'Quantity' }).fill('2');
    await me.page.keyboard.press('Tab');
    // Tab saves and goes on to the price
    await me.page.getByRole('textbox', { name: 'Price' }).waitFor();
    await me.page.keyboard.press('Escape');
    await cell(me.page, 'Press', 'Total').getByText('€2,000').waitFor();
    await until(['1 Press x2 = 2000']);
  });

  test('the chosen price list gives new lines their price and leaves the others alone', async () => {
    await me.page.getByRole('button', { name: 'New lines by price list: The usual one' }).click();
    await me.page.getByRole('option', { name: 'Partners' }).click();
    await me.page.getByRole('button', { name: 'New lines by price list: Partners' }).waitFor();
    await add('Press');
    await until(['1 Press x2 = 2000', '2 Press x1 = 900']);
  });

  test("a line of one's own begins with its name; a discount counts", async () => {
    await me.page.getByRole('textbox', { name: 'A line of your own' }).fill('Carriage');
    await me.page.keyboard.press('Enter');
    await cell(me.page, 'Carriage', 'Quantity').and(me.page.locator(':focus')).waitFor();
    await me.page.keyboard.press('ArrowRight');
    await me.page.keyboard.press('Enter');
    await me.page.getByRole('textbox', { name: 'Price' }).fill('100');
    await me.page.keyboard.press('Enter');
    await me.page.keyboard.press('ArrowRight');
    await me.page.keyboard.press('F2');
    await me.page.getByRole('textbox', { name: 'Discount' }).fill('12.5');
    await me.page.keyboard.press('Enter');
    await until(['1 Press x2 = 2000', '2 Press x1 = 900', '3 Carriage x1 = 87.5']);
  });

  test('what is refused keeps what was typed and says why', async () => {
    await cell(me.page, 'Carriage', 'Discount').click();
    await me.page.getByRole('textbox', { name: 'Discount' }).fill('120');
    await me.page.keyboard.press('Enter');
    await cell(me.page, 'Carriage', 'Discount').locator('.cell-error').waitFor();
    await comes(() => cell(me.page, 'Carriage', 'Discount').innerText(), /120/);
    await cell(me.page, 'Carriage', 'Discount').click();
    await me.page.keyboard.press('Escape');
    await cell(me.page, 'Carriage', 'Discount').locator('.cell-error').waitFor({ state: 'detached' });
    await until(['1 Press x2 = 2000', '2 Press x1 = 900', '3 Carriage x1 = 87.5']);
  });

  test('Alt and an arrow put a line elsewhere, the menu too, and it stays there', async () => {
    await cell(me.page, 'Carriage', 'Total').click();
    await me.page.keyboard.press('Alt+ArrowUp');
    await until(['1 Press x2 = 2000', '2 Carriage x1 = 87.5', '3 Press x1 = 900']);
    await grid(me.page).getByRole('row').filter({ hasText: 'Carriage' }).getByRole('button').click();
    await me.page.getByRole('menuitem', { name: 'Move up' }).click();
    await until(['1 Carriage x1 = 87.5', '2 Press x2 = 2000', '3 Press x1 = 900']);
    await me.page.reload();
    await cell(me.page, 'Carriage', 'Total').waitFor();
    await comes(() => grid(me.page).getByRole('row').nth(1).innerText(), /Carriage/);
  });

  test('Delete removes a line, and Undo brings it back', async () => {
    await cell(me.page, 'Carriage', 'Total').click();
    await me.page.keyboard.press('Delete');
    await toast(me.page, 'Carriage is in the bin.').waitFor();
    await until(['2 Press x2 = 2000', '3 Press x1 = 900']);
    await toast(me.page, 'Carriage is in the bin.').getByRole('button', { name: 'Undo' }).click();
    await cell(me.page, 'Carriage', 'Total').waitFor();
    await until(['1 Carriage x1 = 87.5', '2 Press x2 = 2000', '3 Press x1 = 900']);
  });

  test('the sum becomes the amount of the deal by one press, and back by another', async () => {
    const sum = me.page.locator('.deal-sum');
    await sum.getByText('€2,987.50').waitFor();
    await comes(() => sum.innerText(), /Amount of the deal\s+€5/);
    await sum.getByRole('button', { name: 'Use the sum as amount' }).click();
    await sum.getByText('It is the amount of the deal.').waitFor();
    assert.equal((await ask<{ amount: { amount: string } }>(me, 'GET', `/deals/${deal}`)).amount.amount, '2987.5');
    await toast(me.page, 'The amount of the deal is €2,987.50 now.').getByRole('button', { name: 'Undo' }).click();
    await sum.getByRole('button', { name: 'Use the sum as amount' }).waitFor();
    assert.equal((await ask<{ amount: { amount: string } }>(me, 'GET', `/deals/${deal}`)).amount.amount, '5');
  });

  test('sums of two currencies are told and not offered as an amount', async () => {
    const foreign = await ask<Made>(me, 'POST', '/deal-lines', {
      deal,
      description: 'Freight',
      price: { amount: '30', currency: 'USD' },
    });
    await me.page.reload();
    await me.page.getByText('Sums of several currencies are no amount of a deal.').waitFor();
    await comes(() => me.page.locator('.deal-sum').innerText(), /€2,987\.50 \+ (US)?\$30/);
    await comes(() => me.page.getByRole('button', { name: 'Use the sum as amount' }).count(), 0);
    await ask(me, 'POST', `/deal-lines/${foreign.id}/archive`);
  });

  test('the path shows where the deal stands and since when; a press moves it, Lost asks why', async () => {
    const path = me.page.getByRole('navigation', { name: 'Stages of this deal' });
    await comes(() => path.locator('[aria-current=step]').innerText(), /New\s+today/);
    await path.getByRole('button', { name: 'Move to Proposal' }).click();
    await path.locator('[aria-current=step]', { hasText: 'Proposal' }).waitFor();
    await toast(me.page, 'Two presses is in Proposal.').waitFor();
    await comes(() => path.locator('.stage-past').count(), 2);
    await path.getByRole('button', { name: 'Move to Lost' }).click();
    await me.page.getByRole('dialog').getByLabel('Lost because').fill('Price');
    await me.page.getByRole('dialog').getByRole('button', { name: 'Move to Lost' }).click();
    await path.locator('[aria-current=step]', { hasText: 'Lost' }).waitFor();
    await toast(me.page, 'Two presses is in Lost.').waitFor();
    const { stage, lostReason } = await ask<{ stage: { title: string }; lostReason: string }>(
      me,
      'GET',
      `/deals/${deal}`,
    );
    assert.deepEqual([stage.title, lostReason], ['Lost', 'Price']);
    await path.getByRole('button', { name: 'Move to New' }).click();
    await path.locator('[aria-current=step]', { hasText: 'New' }).waitFor();
  });

  test('a price list has its prices on its page, added and changed there', async () => {
    const { rows } = await ask<{ rows: Made[] }>(me, 'GET', '/price-lists');
    await me.page.goto(`${served.origin}/price-lists/${rows[0]!.id}`);
    const prices = me.page.getByRole('grid', { name: 'Prices' });
    await prices.getByRole('row').filter({ hasText: '€900' }).waitFor();
    await me.page.getByRole('button', { name: 'Product: Product' }).click();
    await me.page.getByRole('option', { name: 'Service' }).click();
    await me.page.getByRole('textbox', { name: 'Price in EUR' }).fill('75');
    await me.page.getByRole('button', { name: 'Add price' }).click();
    await prices.getByRole('row').filter({ hasText: '€75' }).waitFor();
    await comes(() => focused(me.page), /€75/);
    // a second price of the same product is refused in words, and what was chosen stays
    await me.page.getByRole('button', { name: 'Product: Product' }).click();
    await me.page.getByRole('option', { name: 'Service' }).click();
    await me.page.getByRole('textbox', { name: 'Price in EUR' }).fill('70');
    await me.page.getByRole('button', { name: 'Add price' }).click();
    await me.page.locator('.form-error').waitFor();
    await me.page.getByRole('button', { name: 'Product: Service' }).waitFor();
  });

  for (const [width, dark] of [
    [1440, false],
    [1000, true],
    [390, false],
    [390, true],
  ] as const)
    test(`axe finds nothing at ${width} px, ${dark ? 'dark' : 'light'}`, async () => {
      const look = await visit({ width, dark, as: await me.context.storageState() });
      await look.page.goto(address);
      await cell(look.page, 'Carriage', 'Total').waitFor();
      await look.page.locator('.deal-sum').getByText('€2,987.50').waitFor();
      assert.deepEqual(await axeFindings(look.page), []);
      await cell(look.page, 'Carriage', 'Quantity').click();
      await look.page.getByRole('textbox', { name: 'Quantity' }).waitFor();
      assert.deepEqual(await axeFindings(look.page), []);
      assert.ok(await look.page.evaluate('document.documentElement.scrollWidth <= innerWidth'));
      assert.deepEqual(look.complaints, []);
      await look.context.close();
    });

  test('nothing violated the policy', () => assert.deepEqual(me.complaints, []));
});
