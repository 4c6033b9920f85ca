// The deal board as people use it: by pointer, by keys, by menu, with two windows open, and when the server refuses.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import {
  type Served,
  type Visit,
  ask,
  axeFindings,
  becomeOwner,
  focused,
  noBrowser,
  startStrongroom,
  visit,
  comes,
} from './browser.ts';

interface Rows {
  readonly rows: readonly { readonly id: string; readonly title: string }[];
}

const column = (page: Page, name: string) =>
  page.locator('.board-column').filter({ has: page.getByRole('heading', { name, exact: false }) });
const card = (page: Page, name: string) => page.locator('.deal-card').filter({ hasText: name });
const inColumn = (page: Page, stage: string, name: string) =>
  column(page, stage).locator('.deal-card', { hasText: name });
const said = (page: Page, text: string) => page.getByText(text).first().waitFor({ state: 'attached' });

describe('deal board', { skip: noBrowser ?? false }, () => {
  let served: Served;
  let me: Visit;
  let stages: ReadonlyMap<string, string>;

  before(async () => {
    served = await startStrongroom();
    me = await visit();
    await becomeOwner(me.page, served);
    stages = new Map((await ask<Rows>(me, 'GET', '/stages')).rows.map((s) => [s.title, s.id]));
    const deals: readonly (readonly [string, string, string, string])[] = [
      ['Annual service', 'New', '1000', 'EUR'],
      ['Second press', 'New', '500.5', 'EUR'],
      ['Spare parts', 'Qualified', '200', 'EUR'],
      ['Overseas order', 'Qualified', '300', 'USD'],
      ['Long tender', 'Proposal', '7000', 'EUR'],
    ];
    for (const [name, stage, amount, currency] of deals)
      await ask(me, 'POST', '/deals', { name, stage: stages.get(stage), amount: { amount, currency } });
    await me.page.goto(`${served.origin}/deals/board`);
    await card(me.page, 'Annual service').waitFor();
  });

  const stageOf = async (name: string): Promise<string> => {
    const filter = encodeURIComponent(JSON.stringify({ field: 'name', op: 'eq', value: name }));
    const { rows } = await ask<{ rows: { stage: { title: string } }[] }>(me, 'GET', `/deals?filter=${filter}`);
    return rows[0]!.stage.title;
  };

  test('heads of stages tell count, sum and weighted sum of the server, each currency by itself', async () => {
    await column(me.page, 'New').getByText('weighted').waitFor();
    assert.match(
      await column(me.page, 'New').locator('header').innerText(),
      /New 2\s+EUR\s+€1,500\.50\s+€150 weighted/,
    );
    assert.match(
      await column(me.page, 'Qualified').locator('header').innerText(),
      /Qualified 2\s+EUR\s+€200\s+€50 weighted\s+USD\s+(?:US)?\$300\s+(?:US)?\$75 weighted/,
    );
    await me.page.getByText('Only deals you can see are counted.').waitFor();
  });

  /** Where an element stands once it has stopped moving: late sums above it push the cards down. */
  const settledBox = async (found: Locator) => {
    for (let before = ''; ;) {
      const box = (await found.boundingBox())!;
      if (JSON.stringify(box) === before) return box;
      before = JSON.stringify(box);
      await found.page().waitForTimeout(60);
    }
  };

  /** Takes a card with the mouse and holds it over a stage. */
  const holdOver = async (page: Page, name: string, stage: string) => {
    const from = await settledBox(card(page, name));
    await page.mouse.move(from.x + 40, from.y + 20);
    await page.mouse.down();
    await page.mouse.move(from.x + 90, from.y + 40, { steps: 3 });
    await page.locator('.deal-ghost').waitFor();
    const to = await settledBox(column(page, stage));
    await page.mouse.move(to.x + 60, to.y + 220, { steps: 5 });
    await page
      .locator('.board-over')
      .filter({ has: page.getByRole('heading', { name: stage }) })
      .waitFor();
  };

  test('the pointer drags a card to another stage, and Undo takes it back', async () => {
    // the answer is held back: what the board shows then can only be the drop itself
    let answer = (): void => undefined;
    const asked = new Promise<void>((seen) => {
      const released = new Promise<void>((done) => (answer = done));
      void me.page.route('**/api/v1/deals/*', async (route) => {
        if (route.request().method() === 'PATCH') {
          seen();
          await released;
        }
        await route.continue();
      });
    });
    await holdOver(me.page, 'Annual service', 'Proposal');
    await me.page.mouse.up();
    await asked;
    await inColumn(me.page, 'Proposal', 'Annual service').waitFor();
    await comes(() => inColumn(me.page, 'New', 'Annual service').count(), 0);
    assert.equal(await stageOf('Annual service'), 'New');
    answer();
    await said(me.page, 'Annual service is in Proposal.');
    await me.page.unroute('**/api/v1/deals/*');
    assert.equal(await stageOf('Annual service'), 'Proposal');
    await me.page.getByRole('button', { name: 'Undo' }).click();
    await inColumn(me.page, 'New', 'Annual service').waitFor();
    assert.equal(await stageOf('Annual service'), 'New');
  });

  test('Escape during a drag leaves everything as it was', async () => {
    await holdOver(me.page, 'Annual service', 'Proposal');
    await me.page.keyboard.press('Escape');
    await me.page.locator('.deal-ghost').waitFor({ state: 'detached' });
    await me.page.mouse.up();
    await comes(() => inColumn(me.page, 'New', 'Annual service').count(), 1);
    assert.equal(await stageOf('Annual service'), 'New');
  });

  test('the keyboard lifts, carries, drops and puts back, and the focus stays on the card', async () => {
    await me.page.mouse.move(5, 5);
    await card(me.page, 'Second press').locator('a').focus();
    await me.page.keyboard.press(' ');
    await said(me.page, 'Second press is lifted.');
    await me.page.keyboard.press('ArrowRight');
    await me.page.keyboard.press('ArrowRight');
    await inColumn(me.page, 'Proposal', 'Second press').waitFor();
    await comes(() => focused(me.page), 'a Second press');
    await me.page.keyboard.press('Escape');
    await inColumn(me.page, 'New', 'Second press').waitFor();
    await me.page.locator('a:focus', { hasText: 'Second press' }).waitFor();
    await me.page.keyboard.press(' ');
    await me.page.keyboard.press('ArrowRight');
    await me.page.keyboard.press(' ');
    await said(me.page, 'Second press is in Qualified.');
    await comes(() => focused(me.page), 'a Second press');
    assert.equal(await stageOf('Second press'), 'Qualified');
  });

  test('M offers the stages; Lost asks for the reason, Escape puts the card back, an answer is kept', async () => {
    await card(me.page, 'Long tender').locator('a').focus();
    await me.page.keyboard.press('m');
    await me.page.getByRole('menuitemcheckbox', { name: 'Lost' }).click();
    await me.page.getByRole('dialog').waitFor();
    await me.page.keyboard.press('Escape');
    await inColumn(me.page, 'Proposal', 'Long tender').waitFor();
    await me.page.locator('a:focus', { hasText: 'Long tender' }).waitFor();
    assert.equal(await stageOf('Long tender'), 'Proposal');
    await me.page.keyboard.press('m');
    await me.page.getByRole('menuitemcheckbox', { name: 'Lost' }).click();
    await me.page.getByLabel('Lost because').fill('Price');
    await me.page.getByRole('button', { name: 'Move to Lost' }).click();
    await said(me.page, 'Long tender is in Lost.');
    assert.equal(await stageOf('Long tender'), 'Lost');
  });

  test('what another person moves is moved here too, and a refusal puts the card back with its reason', async () => {
    const other = await visit({ as: await me.context.storageState() });
    await other.page.goto(`${served.origin}/deals/board`);
    await card(other.page, 'Spare parts').locator('a').focus();
    await other.page.keyboard.press('m');
    await other.page.getByRole('menuitemcheckbox', { name: 'Negotiation' }).click();
    await inColumn(me.page, 'Negotiation', 'Spare parts').waitFor();
    await other.page.route('**/api/v1/deals/*', (route) =>
      route.request().method() === 'PATCH'
        ? route.fulfill({
            status: 403,
            contentType: 'application/problem+json',
            body: JSON.stringify({
              code: 'not-allowed',
              title: 'Not allowed',
              status: 403,
              detail: 'Only its owner may.',
            }),
          })
        : route.continue(),
    );
    await card(other.page, 'Spare parts').locator('a').focus();
    await other.page.keyboard.press('m');
    await other.page.getByRole('menuitemcheckbox', { name: 'New' }).click();
    await said(other.page, 'Spare parts stays in Negotiation: Only its owner may.');
    await inColumn(other.page, 'Negotiation', 'Spare parts').waitFor();
    assert.deepEqual(other.complaints, []);
    await other.context.close();
  });

  test('filter and search stay when one changes to the list and back', async () => {
    await me.page.getByRole('searchbox').fill('press');
    await card(me.page, 'Spare parts').waitFor({ state: 'detached' });
    await me.page.getByRole('link', { name: 'List' }).click();
    await me.page.getByText('Second press').first().waitFor();
    assert.equal(new URL(me.page.url()).pathname, '/deals');
    assert.equal(new URL(me.page.url()).searchParams.get('search'), 'press');
    await me.page.getByRole('link', { name: 'Board' }).click();
    await inColumn(me.page, 'Qualified', 'Second press').waitFor();
    assert.equal(new URL(me.page.url()).searchParams.get('search'), 'press');
  });

  test('on a phone one stage is seen at a time and a card is moved by its menu', async () => {
    const phone = await visit({ width: 390, as: await me.context.storageState() });
    await phone.page.goto(`${served.origin}/deals/board`);
    await phone.page
      .getByRole('navigation', { name: 'Stages' })
      .getByRole('button', { name: /Qualified/ })
      .click();
    await phone.page.getByRole('button', { name: 'Move Second press to another stage' }).click();
    await phone.page.getByRole('menuitemcheckbox', { name: 'New' }).click();
    await said(phone.page, 'Second press is in New.');
    assert.equal(await stageOf('Second press'), 'New');
    assert.ok(await phone.page.evaluate('document.documentElement.scrollWidth <= innerWidth'));
    assert.deepEqual(phone.complaints, []);
    await phone.context.close();
  });

  /** A finger, as the browser itself hears one. */
  const finger = async (look: Visit) => {
    const cdp = await look.context.newCDPSession(look.page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: { x: number; y: number }[]) =>
      cdp.send('Input.dispatchTouchEvent', { type, touchPoints: points });
    return {
      down: (x: number, y: number) => touch('touchStart', [{ x, y }]),
      move: async (from: { x: number; y: number }, to: { x: number; y: number }) => {
        for (let i = 1; i <= 8; i++)
          await touch('touchMove', [{ x: from.x + ((to.x - from.x) * i) / 8, y: from.y + ((to.y - from.y) * i) / 8 }]);
      },
      up: () => touch('touchEnd', []),
    };
  };

  test('a finger that rests on a card lifts it and drops it on the name of a stage; one that moves on scrolls', async () => {
    const phone = await visit({ width: 390, as: await me.context.storageState() });
    await phone.page.goto(`${served.origin}/deals/board`);
    const box = await settledBox(card(phone.page, 'Annual service'));
    const at = { x: box.x + 60, y: box.y + 24 };
    const hand = await finger(phone);
    // on the move from the beginning: nothing is lifted
    await hand.down(at.x, at.y);
    await hand.move(at, { x: at.x, y: at.y - 40 });
    assert.equal(await phone.page.locator('.deal-ghost').count(), 0);
    await hand.up();
    const again = await settledBox(card(phone.page, 'Annual service'));
    const start = { x: again.x + 60, y: again.y + 24 };
    await hand.down(start.x, start.y);
    await phone.page.locator('.deal-ghost').waitFor();
    const name = phone.page.getByRole('navigation', { name: 'Stages' }).getByRole('button', { name: /Qualified/ });
    const target = await settledBox(name);
    await hand.move(start, { x: target.x + target.width / 2, y: target.y + target.height / 2 });
    await phone.page.locator('.stage-tab-over', { hasText: 'Qualified' }).waitFor();
    await hand.up();
    await said(phone.page, 'Annual service is in Qualified.');
    assert.equal(await stageOf('Annual service'), 'Qualified');
    await phone.page.getByRole('button', { name: 'Undo' }).click();
    await said(phone.page, 'Undone.');
    assert.equal(await stageOf('Annual service'), 'New');
    assert.deepEqual(phone.complaints, []);
    await phone.context.close();
  });

  test('on a tablet a finger carries a card to the next column', async () => {
    const tablet = await visit({ width: 1000, touch: true, as: await me.context.storageState() });
    await tablet.page.goto(`${served.origin}/deals/board`);
    const box = await settledBox(card(tablet.page, 'Annual service'));
    const start = { x: box.x + 40, y: box.y + 24 };
    const to = await settledBox(column(tablet.page, 'Qualified'));
    const hand = await finger(tablet);
    await hand.down(start.x, start.y);
    await tablet.page.locator('.deal-ghost').waitFor();
    await hand.move(start, { x: to.x + 60, y: to.y + 200 });
    await tablet.page.locator('.board-over').waitFor();
    await hand.up();
    await said(tablet.page, 'Annual service is in Qualified.');
    await tablet.page.getByRole('button', { name: 'Undo' }).click();
    await inColumn(tablet.page, 'New', 'Annual service').waitFor();
    assert.equal(await stageOf('Annual service'), 'New');
    assert.deepEqual(tablet.complaints, []);
    await tablet.context.close();
  });

  test('known rates bring the sums into one currency, and the note says which and of when', async () => {
    await ask(me, 'POST', '/exchange-rates', { currency: 'USD', date: '2026-11-02', rate: '0.9' });
    const look = await visit({ as: await me.context.storageState() });
    await look.page.goto(`${served.origin}/deals/board`);
    await look.page.getByRole('button', { name: /^In EUR, by rates of (Nov 2,|2 Nov) 2026/ }).click();
    await look.page.getByText(/1 USD = 0.9 EUR, rate of (Nov 2,|2 Nov) 2026/).waitFor();
    await look.page.keyboard.press('Escape');
    assert.doesNotMatch(await column(look.page, 'Qualified').locator('header').innerText(), /USD/);
    await ask(me, 'POST', '/deals', {
      name: 'Northern order',
      stage: stages.get('Qualified'),
      amount: { amount: '10', currency: 'SEK' },
    });
    await look.page.getByText('No exchange rate for SEK: such amounts stand beside.').waitFor();
    await comes(() => column(look.page, 'Qualified').locator('header').innerText(), /SEK/);
    assert.deepEqual(look.complaints, []);
    await look.context.close();
  });

  for (const [width, dark] of [
    [390, false],
    [1000, false],
    [1440, true],
  ] as const)
    test(`axe finds nothing at ${width} px, ${dark ? 'dark' : 'light'}`, async () => {
      const look = await visit({ width, dark, as: await me.context.storageState() });
      await look.page.goto(`${served.origin}/deals/board`);
      await card(look.page, 'Annual service').waitFor();
      await look.page.waitForTimeout(300);
      assert.deepEqual(await axeFindings(look.page), []);
      assert.deepEqual(look.complaints, []);
      await look.context.close();
    });

  test('nothing violated the policy', () => assert.deepEqual(me.complaints, []));
});
