// Shaping the CRM in a browser: objects and fields of one's own, usable at once; kinds changed after a trial; labels of any kind harmless; and settings that act for everybody.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import {
  type Served,
  type Visit,
  ask,
  becomeOwner,
  noBrowser,
  startStrongroom,
  toast,
  until,
  visit,
  comes,
} from './browser.ts';

type Row = Readonly<Record<string, unknown>> & { readonly id: string };
interface Field {
  readonly id: string;
  readonly name: string;
}

describe('shaping the CRM', { skip: noBrowser ?? false }, () => {
  let served: Served;
  let me: Visit;
  let page: Page;

  before(async () => {
    served = await startStrongroom();
    me = await visit();
    ({ page } = me);
    await becomeOwner(page, served);
    for (const name of ['Kuusi Oy', 'Havneby ApS']) await ask(me, 'POST', '/companies', { name });
  });

  const clean = () => assert.deepEqual(me.complaints, []);
  const goTo = async (path: string, heading: string) => {
    await page.goto(`${served.origin}${path}`);
    await page.getByRole('heading', { name: heading, level: 1, exact: true }).waitFor();
  };
  const addField = (entity: string, kind: string, label: string, more: object = {}) =>
    ask<Field>(me, 'POST', '/shape/fields', { entity, kind, label, ...more });
  const act = async (label: string, what: string) => {
    await page.getByRole('button', { name: `Actions on ${label}`, exact: true }).click();
    await page.getByRole('menuitem', { name: what, exact: true }).click();
  };
  const choose = async (within: Locator | Page, button: RegExp, option: string) => {
    await within.getByRole('button', { name: button }).click();
    await page.getByRole('option', { name: option, exact: true }).click();
  };
  const line = (label: string) => page.getByRole('row', { name: new RegExp(label) });

  test('by keyboard alone: a field is added, its options put in order, and a list is filtered by it', async () => {
    await goTo('/companies', 'Companies');
    const keys = page.keyboard;
    await keys.press('Control+k');
    await page.getByRole('dialog').waitFor();
    await keys.type('objects and');
    await page.getByRole('option', { name: /Objects and fields/ }).waitFor();
    await keys.press('Enter');
    // the heading of the page that was gone to has the focus, so the next stops are the page's own
    await page.locator('h1:focus', { hasText: 'Objects and fields' }).waitFor();
    await tabTo(page, /^Companies$/);
    await keys.press('Enter');
    await page.locator('h1:focus', { hasText: 'Companies' }).waitFor();
    await tabTo(page, /^Add field$/);
    await keys.press('Enter');
    await page.getByRole('dialog').waitFor();
    await keys.type('Tier');
    await keys.press('Tab');
    await keys.press('Enter');
    await page.getByRole('combobox', { name: 'Kind' }).waitFor();
    await keys.type('choice of one');
    await keys.press('Enter');
    await tabTo(page, /^Option 1$/);
    await keys.type('Silver');
    await keys.press('Enter');
    await keys.type('Gold');
    await keys.press('Enter');
    await keys.type('Tin');
    // Tin goes to the top, and back down by one
    await keys.press('Alt+ArrowUp');
    await keys.press('Alt+ArrowUp');
    await page.locator('#announcer', { hasText: 'Tin is now option 1 of 3.' }).waitFor({ state: 'attached' });
    await keys.press('Alt+ArrowDown');
    await keys.press('Control+Enter');
    await toast(page, '“Tier” is added.').waitFor();
    const { fields } = await ask<{ fields: (Field & { options: { label: string }[] | null })[] }>(
      me,
      'GET',
      '/shape/objects/company',
    );
    const tier = fields.find((f) => f.name === 'tier');
    assert.deepEqual(
      tier?.options?.map((o) => o.label),
      ['Silver', 'Tin', 'Gold'],
    );
    const { rows } = await ask<{ rows: Row[] }>(me, 'GET', '/companies?sort=title');
    await ask(me, 'PATCH', `/companies/${rows[0]!.id}`, { tier: 'o2' });

    await keys.press('g');
    await keys.press('o');
    await page.getByRole('row', { name: /Kuusi/ }).waitFor();
    await tabTo(page, /^Filter$/);
    await keys.press('Enter');
    await page.getByRole('combobox').waitFor();
    await keys.type('tier');
    await keys.press('Enter');
    await page.getByRole('option', { name: 'Gold', exact: true }).waitFor();
    // past how it is compared, to the options
    await keys.press('Tab');
    await keys.press('ArrowDown');
    await keys.press('Enter');
    await keys.press('Escape');
    await page.getByRole('row', { name: /Kuusi/ }).waitFor({ state: 'detached' });
    await page.getByRole('row', { name: /Havneby/ }).waitFor();
    assert.match(decodeURIComponent(page.url()), /"tier"/);
    clean();
  });

  test('an object is added, filled, searched, sorted, changed and undone like a built-in one', async () => {
    await goTo('/shape', 'Objects and fields');
    const elsewhere = await visit({ as: await me.context.storageState() });
    await elsewhere.page.goto(`${served.origin}/companies`);
    await elsewhere.page.getByRole('row', { name: /Kuusi/ }).waitFor();
    await page.getByRole('button', { name: 'New object' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: /Name of one/ }).fill('Machine');
    await dialog.getByRole('textbox', { name: /Name of several/ }).fill('Machines');
    await dialog.getByRole('button', { name: 'New object' }).click();
    await toast(page, '“Machines” is added.').waitFor();
    await page.getByRole('heading', { name: 'Machines', level: 1 }).waitFor();
    // a page that was open already has it in its menu, without being loaded again
    await elsewhere.page.getByRole('link', { name: 'Machines', exact: true }).waitFor();
    const path = new URL(page.url()).pathname.replace('/shape/', '/objects/');
    const name = path.replace('/objects/', '');
    await addField(name, 'ref', 'Stands at', { to: ['company'] });
    await addField(name, 'number', 'Hours');

    await page.getByRole('link', { name: 'Machines', exact: true }).click();
    await page.getByText('No machines yet').waitFor();
    await page.keyboard.press('c');
    const form = page.getByRole('dialog');
    await form.getByRole('textbox', { name: /^Name/ }).fill('Lathe 3');
    await form.getByLabel('Hours').fill('120');
    await form.getByRole('button', { name: 'Add machine' }).click();
    await page.getByRole('heading', { name: 'Lathe 3', level: 1 }).waitFor();
    assert.equal(new URL(page.url()).pathname.startsWith(`${path}/`), true);
    await page.getByRole('tab', { name: 'History' }).waitFor();
    await comes(() => page.getByRole('tab', { name: 'Timeline' }).count(), 0);
    await page.getByRole('button', { name: 'Edit Hours' }).click();
    await page.locator('#edit-hours').fill('130');
    await page.locator('#edit-hours').press('Enter');
    await page.getByText('Maria Lindqvist changed it').waitFor();
    await ask(me, 'POST', path, { name: 'Crane 1', hours: 5 });

    await goTo(path, 'Machines');
    await page.getByRole('row', { name: /Lathe 3.*130/ }).waitFor();
    await page.getByRole('columnheader', { name: /Hours/ }).getByRole('button').first().click();
    await page.locator('[role=columnheader][aria-sort=ascending]', { hasText: 'Hours' }).waitFor();
    await page.locator('#row-0', { hasText: 'Crane 1' }).waitFor();
    await page
      .getByRole('searchbox')
      .or(page.getByRole('textbox', { name: 'Search Machines' }))
      .first()
      .fill('lathe');
    await page.getByRole('row', { name: /Crane/ }).waitFor({ state: 'detached' });
    await page.getByRole('grid').focus();
    await page.keyboard.press('x');
    await page.getByText('1 selected').waitFor();
    await page.getByRole('region', { name: 'Selected rows' }).getByRole('button', { name: 'Move to bin' }).click();
    await toast(page, '1 record is in the bin.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('row', { name: /Lathe 3/ }).waitFor();
    await page.getByRole('button', { name: 'Export' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('crane');
    await page.getByRole('option', { name: /Crane 1/ }).click();
    await page.getByRole('heading', { name: 'Crane 1', level: 1 }).waitFor();

    // retired it is gone everywhere, and one step brings it back
    await goTo(`/shape/${name}`, 'Machines');
    await page.getByRole('button', { name: 'Change “Machines”' }).click();
    await page.getByRole('menuitem', { name: 'Retire object' }).click();
    await toast(page, '“Machines” is retired').waitFor();
    await elsewhere.page.getByRole('link', { name: 'Machines', exact: true }).waitFor({ state: 'detached' });
    await toast(page, '“Machines” is retired').getByRole('button', { name: 'Bring back' }).click();
    await toast(page, '“Machines” is back').waitFor();
    await elsewhere.page.getByRole('link', { name: 'Machines', exact: true }).waitFor();
    assert.deepEqual(elsewhere.complaints, []);
    await elsewhere.context.close();
    clean();
  });

  test('labels of any kind are shown as they were typed and do nothing', async () => {
    const labels = [
      '__proto__',
      '"; drop table data.company; --',
      '<img src=x onerror=alert(1)>',
      '🦊 {name, plural, one {#}}',
      'constructor',
    ];
    for (const text of labels) await addField('team', 'text', text);
    await goTo('/shape/team', 'Teams');
    for (const text of labels) await page.getByRole('rowheader').getByText(text, { exact: true }).waitFor();
    await act(labels[2]!, 'Change');
    await comes(() => page.getByRole('dialog').getByRole('textbox', { name: /^Name/ }).inputValue(), labels[2]);
    await page.keyboard.press('Escape');
    await act(labels[3]!, 'Retire');
    await toast(page, `“${labels[3]}” is retired`).waitFor();
    await comes(() => page.locator('img').count(), 0);
    clean();
  });

  test('a formula is checked while it is typed, and cannot be saved before it holds', async () => {
    await goTo('/shape/deal', 'Deals');
    await page.getByRole('button', { name: 'Add field' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: /^Name/ }).fill('Weighted amount');
    await choose(dialog, /^Kind/, 'Formula');
    const formula = dialog.getByRole('textbox', { name: /^Formula/ });
    await formula.fill('amuont * 2');
    await dialog.getByText('There is no field "amuont" to reckon with.').waitFor();
    await dialog.getByRole('button', { name: 'Add field' }).click();
    await page.waitForTimeout(300);
    assert.equal(await dialog.isVisible(), true);
    await formula.fill('');
    await dialog.getByRole('button', { name: /Fields to reckon with/ }).click();
    await page.keyboard.type('amount');
    await page.keyboard.press('Enter');
    await comes(() => formula.inputValue(), 'amount');
    await formula.press('End');
    await page.keyboard.type(' * probability / 100');
    await dialog.getByText('Gives: Number').waitFor();
    await dialog.getByRole('button', { name: 'Add field' }).click();
    await toast(page, '“Weighted amount” is added.').waitFor();
    const deal = await ask<Row>(me, 'POST', '/deals', { name: 'D', amount: { amount: '200', currency: 'EUR' } });
    const seen = await ask<Row>(me, 'GET', `/deals/${deal.id}`);
    assert.equal(Number(seen['weightedAmount']), (200 * Number(seen['probability'])) / 100);
    // what a formula needs stays, and says who needs it
    const rate = await addField('deal', 'number', 'Rate');
    await addField('deal', 'number', 'Share', { formula: `${rate.name} / 100` });
    await page.reload();
    await line('Rate').getByText('Formula: Share').waitFor();
    await act('Rate', 'Retire');
    await toast(page, 'It is used by Deal: Share.').waitFor();
    clean();
  });

  test('a roll-up totals what leads here', async () => {
    await goTo('/shape/company', 'Companies');
    await page.getByRole('button', { name: 'Add field' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: /^Name/ }).fill('Won with us');
    await choose(dialog, /^Kind/, 'Roll-up');
    await choose(dialog, /^Total over/, 'Deals, by Company');
    await choose(dialog, /^Which total/, 'Sum');
    await choose(dialog, /^Of which field/, 'Amount');
    await dialog.getByRole('button', { name: 'Add field' }).click();
    await toast(page, '“Won with us” is added.').waitFor();
    const { rows } = await ask<{ rows: Row[] }>(me, 'GET', '/companies?sort=title');
    for (const amount of ['10', '15'])
      await ask(me, 'POST', '/deals', { name: amount, company: rows[0]!.id, amount: { amount, currency: 'EUR' } });
    const seen = await ask<Row>(me, 'GET', `/companies/${rows[0]!.id}`);
    assert.deepEqual(seen['wonWithUs'], { amount: '25', currency: 'EUR' });
    clean();
  });

  test('a kind is changed after a trial of every value, and nothing is emptied that was not agreed to', async () => {
    const size = await addField('contact', 'text', 'Shoe size');
    const ids: string[] = [];
    for (const value of ['41', '42.5', 'large'])
      ids.push((await ask<Row>(me, 'POST', '/contacts', { familyName: value, [size.name]: value })).id);
    await goTo('/shape/contact', 'Contacts');
    await line('Shoe size').getByText('100%').waitFor();
    await act('Shoe size', 'Change kind');
    const dialog = page.getByRole('dialog');
    await choose(dialog, /^Becomes/, 'Number');
    await dialog.getByText('2 values fit.').waitFor();
    await dialog.getByText('One does not fit:').waitFor();
    await dialog.getByText('large', { exact: true }).waitFor();
    const save = dialog.getByRole('button', { name: 'Change kind' });
    await comes(() => save.isDisabled(), true);
    await dialog.getByRole('checkbox', { name: /Empty the one that does not fit/ }).check();
    await save.click();
    await toast(page, '“Shoe size” has another kind, with its 2 values.').waitFor();
    const values = await Promise.all(ids.map(async (id) => (await ask<Row>(me, 'GET', `/contacts/${id}`))[size.name]));
    assert.deepEqual(values, ['41', '42.5', null]);
    await line('Shoe size').getByText('Number').nth(1).waitFor();
    clean();
  });

  test('a field is renamed, retired, brought back and deleted for good, each with its way back named', async () => {
    const field = await addField('product', 'text', 'Colour');
    await ask(me, 'POST', '/products', { name: 'Chair', [field.name]: 'red' });
    await goTo('/shape/product', 'Products');
    await act('Colour', 'Change');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Its name in the API stays colour.').waitFor();
    await dialog.getByRole('textbox', { name: /^Name/ }).fill('Shade');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await toast(page, '“Shade” is changed.').getByRole('button', { name: 'Change back' }).click();
    await page.getByRole('rowheader', { name: /Colour/ }).waitFor();
    await act('Colour', 'Retire');
    await toast(page, '“Colour” is retired').getByRole('button', { name: 'Bring back' }).click();
    await toast(page, '“Colour” is back').waitFor();
    await act('Colour', 'Retire');
    await page.getByRole('heading', { name: 'Retired' }).waitFor();
    await act('Colour', 'Delete for good');
    await dialog.getByText(/One record holds a value/).waitFor();
    const purge = dialog.getByRole('button', { name: 'Delete for good' });
    await comes(() => purge.isDisabled(), true);
    await dialog.getByRole('textbox').fill('colour');
    await purge.click();
    await toast(page, '“Colour” and its values are deleted.').waitFor();
    await page.getByRole('rowheader', { name: /Colour/ }).waitFor({ state: 'detached' });
    clean();
  });

  test('an option that records hold is not removed; what was typed outlives the refusal', async () => {
    const field = await addField('contact', 'select', 'Class', { options: [{ label: 'First' }, { label: 'Second' }] });
    await ask(me, 'POST', '/contacts', { familyName: 'Rider', [field.name]: 'o1' });
    await goTo('/shape/contact', 'Contacts');
    await act('Class', 'Change');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Option 2', exact: true }).fill('Coach');
    await dialog.getByRole('button', { name: 'Remove First' }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText(/1 record holds “First”/).waitFor();
    await comes(() => dialog.getByRole('textbox', { name: 'Option 1', exact: true }).inputValue(), 'Coach');
    await page.keyboard.press('Escape');
    clean();
  });

  test('settings are looked at before they are saved, act for everybody at once, and are changed back', async () => {
    const elsewhere = await visit({ as: await me.context.storageState() });
    await ask(me, 'POST', '/deals', { name: 'Due', expectedClose: '2027-03-04' });
    await elsewhere.page.goto(`${served.origin}/deals?search=due`);
    await elsewhere.page.getByText('4 Mar 2027').waitFor();
    await goTo('/settings', 'Company settings');
    await page.getByRole('button', { name: /^Language and region/ }).click();
    await page.keyboard.type('united states');
    await page.getByRole('option', { name: /United States/ }).click();
    await page.getByText('Mar 4, 2027').waitFor();
    await page.getByRole('button', { name: /^Currency/ }).click();
    await page.keyboard.type('SEK');
    await page.getByRole('option', { name: /^SEK/ }).click();
    await page.getByText(/New amounts begin in Swedish Kron/).waitFor();
    await page.getByText(/Nothing is converted/).waitFor();
    const before = await ask<Row>(me, 'GET', '/settings');
    assert.equal(before['currency'], 'EUR');
    await page.getByRole('button', { name: 'Save for everybody' }).click();
    await toast(page, 'The settings are changed').waitFor();
    assert.deepEqual(await ask(me, 'GET', '/settings'), { ...before, locale: 'en-US', currency: 'SEK' });
    await elsewhere.page.getByRole('link', { name: 'Contacts' }).click();
    await elsewhere.page.getByRole('link', { name: 'Deals' }).click();
    await elsewhere.page.getByText('Mar 4, 2027').waitFor();
    await toast(page, 'The settings are changed').getByRole('button', { name: 'Change back' }).click();
    await page.getByText('4 Mar 2027').waitFor();
    assert.deepEqual(await ask(me, 'GET', '/settings'), before);
    assert.deepEqual(elsewhere.complaints, []);
    clean();
  });
});

/** Tab until the element of that name has the focus, as a person without a pointer does, once it is there. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  await until(
    page,
    `[...document.querySelectorAll('a, button, input, [tabindex]')].some((e) =>
      ${String(name)}.test((e.getAttribute('aria-label') ?? e.textContent ?? '').trim()))`,
  );
  for (let i = 0; i < 60; i++) {
    const here = await page.evaluate<string>(
      `(document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent ?? '').trim()`,
    );
    if (name.test(here)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`no Tab leads to ${name}`);
}
