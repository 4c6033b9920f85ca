// What people do all day: add, find, change in place, undo, bin, restore, put a value back, and meet somebody else's change.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import {
  type Served,
  type Visit,
  ask,
  axeFindings,
  becomeOwner,
  noBrowser,
  signIn,
  startStrongroom,
  toast,
  visit,
  comes,
} from './browser.ts';

interface Row {
  readonly id: string;
  readonly version: number;
  readonly [field: string]: unknown;
}

describe('records', { skip: noBrowser ?? false }, () => {
  let served: Served;
  let me: Visit;

  before(async () => {
    served = await startStrongroom();
    me = await visit();
    await becomeOwner(me.page, served);
  });

  const goTo = async (path: string, heading: string) => {
    await me.page.goto(`${served.origin}${path}`);
    await me.page.getByRole('heading', { name: heading, level: 1 }).waitFor();
  };
  const clean = () => {
    assert.deepEqual(me.complaints, []);
  };

  test('an empty list says what will be there, and a company is added from it', async () => {
    const { page } = me;
    await goTo('/companies', 'Companies');
    await page.getByText('No companies yet').waitFor();
    await page.getByRole('button', { name: 'New company' }).first().click();
    await page.getByRole('button', { name: 'Add company' }).click();
    await page.getByText('Name is needed.').waitFor();
    await page.getByRole('textbox', { name: /^Name/ }).fill('Kuusi & Koivu Oy');
    await page.getByRole('textbox', { name: 'Employees' }).fill('12,5');
    await page.getByRole('button', { name: 'Add company' }).click();
    // a refused number names its field and what would fit, and what was typed is still there
    const employees = page.getByRole('textbox', { name: 'Employees' });
    await page.locator('.form-error').waitFor();
    await comes(() => employees.inputValue(), '12,5');
    await employees.fill('120');
    await page.getByRole('button', { name: 'Add company' }).click();
    await page.getByRole('heading', { name: 'Kuusi & Koivu Oy' }).waitFor();
    await toast(page, 'Kuusi & Koivu Oy is added.').waitFor();
    clean();
  });

  test('a cell is changed in place, the change is on the server, and Ctrl Z takes it back', async () => {
    const { page } = me;
    await goTo('/companies', 'Companies');
    const cell = page
      .getByRole('row', { name: /Kuusi & Koivu/ })
      .getByRole('gridcell')
      .nth(2);
    await cell.dblclick();
    await page.keyboard.type('Timber');
    await page.keyboard.press('Enter');
    await page.getByRole('gridcell', { name: 'Timber' }).waitFor();
    const stored = async () =>
      (await ask<{ rows: Row[] }>(me, 'GET', '/companies?fields=industry')).rows[0]!['industry'];
    await assertSoon(async () => assert.equal(await stored(), 'Timber'));
    await page.keyboard.press('Control+z');
    await toast(page, 'Undone.').waitFor();
    await assertSoon(async () => assert.equal(await stored(), null));
    clean();
  });

  test('a value that does not fit stays in its cell with the reason', async () => {
    const { page } = me;
    await goTo('/companies', 'Companies');
    await page.getByRole('gridcell').first().waitFor();
    await page.getByRole('grid').focus();
    await page.keyboard.press('ArrowRight');
    for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight');
    const active = await page.locator('[role=grid][aria-activedescendant]').getAttribute('aria-activedescendant');
    await page.keyboard.press('F2');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('-7');
    await page.keyboard.press('Enter');
    const cell = page.locator(`#${active}`);
    await page.locator(`#${active}[aria-invalid=true]`).waitFor();
    await comes(() => cell.textContent(), /7/);
    assert.ok((await page.locator('.cell-error').textContent()) !== '');
    await page.keyboard.press('F2');
    await page.keyboard.press('Escape');
    await page.locator(`#${active}:not([aria-invalid])`).waitFor();
    clean();
  });

  test('a record goes to the bin with a way back, and is found there and restored', async () => {
    const { page } = me;
    await ask(me, 'POST', '/companies', { name: 'Havneby Logistik ApS' });
    await goTo('/companies', 'Companies');
    await page.getByRole('button', { name: 'Actions on Havneby Logistik ApS' }).click();
    await page.getByRole('menuitem', { name: 'Move to bin' }).click();
    await toast(page, 'Havneby Logistik ApS is in the bin.').waitFor();
    await page.getByRole('row', { name: /Havneby/ }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Bin', exact: true }).click();
    await page.getByRole('link', { name: 'Havneby Logistik ApS' }).click();
    await page.getByText(/In the bin since/).waitFor();
    await comes(() => page.getByRole('button', { name: 'Edit Domain' }).count(), 0);
    await page.getByRole('button', { name: 'Restore' }).click();
    await toast(page, 'Havneby Logistik ApS is back.').waitFor();
    await page.getByRole('button', { name: 'Edit Domain' }).waitFor();
    clean();
  });

  test('the history shows before and after, and puts one value back', async () => {
    const { page } = me;
    const made = await ask<Row>(me, 'POST', '/contacts', {
      givenName: 'Aino',
      familyName: 'Korhonen',
      jobTitle: 'Controller',
    });
    await ask(me, 'PATCH', `/contacts/${made.id}`, { jobTitle: 'Managing Director' });
    await goTo(`/contacts/${made.id}?tab=history`, 'Aino Korhonen');
    await page.getByText('Maria Lindqvist changed it').waitFor();
    await page.getByRole('button', { name: 'Put this value back: Job title' }).click();
    await toast(page, 'Job title is as it was.').waitFor();
    await assertSoon(async () =>
      assert.equal((await ask<Row>(me, 'GET', `/contacts/${made.id}`))['jobTitle'], 'Controller'),
    );
    // an ordinary edit, with the way back
    await toast(page, 'Job title is as it was.').getByRole('button', { name: 'Undo' }).click();
    await toast(page, 'Undone.').waitFor();
    await assertSoon(async () =>
      assert.equal((await ask<Row>(me, 'GET', `/contacts/${made.id}`))['jobTitle'], 'Managing Director'),
    );
    // beside each value stands where it comes from (P42), and the way to what was there before
    await page.getByRole('button', { name: 'Why: Job title' }).press('Enter');
    const why = page.getByRole('dialog', { name: 'Why: Job title' });
    await why.getByText(/^Maria Lindqvist, (this minute|.* ago)/).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Why: Website' }).press('Enter');
    await page.getByRole('dialog', { name: 'Why: Website' }).getByText('Nobody has put anything here yet.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Why: Family name' }).press('Enter');
    await page.getByRole('link', { name: 'All changes of this field' }).click();
    await page
      .getByRole('combobox', { name: 'Field' })
      .or(page.getByRole('button', { name: /^Field/ }))
      .getByText('Family name')
      .waitFor();
    await page.getByText('Maria Lindqvist added it').waitFor();
    await page.getByText('Maria Lindqvist changed it').waitFor({ state: 'detached' });
    clean();
  });

  test('two people change the same field: both values and the one before are shown, and whichever is chosen is what stands', async () => {
    const { page } = me;
    const outcomes: [pick: RegExp | null, stands: string][] = [
      [/^Yours/, 'Head of buying'],
      [/^Theirs/, 'Chief buyer'],
      [/^Before both/, 'Buyer'],
      [null, 'Chief buyer'],
    ];
    for (const [pick, stands] of outcomes) {
      const made = await ask<Row>(me, 'POST', '/contacts', {
        givenName: 'Rémi',
        familyName: 'Guérin',
        jobTitle: 'Buyer',
      });
      await goTo(`/contacts/${made.id}`, 'Rémi Guérin');
      await page.getByRole('button', { name: 'Edit Job title' }).click();
      await page.locator('#edit-jobTitle').fill('Head of buying');
      // somebody else is faster; whether this page has heard of it or not, the editing began before
      await ask(me, 'PATCH', `/contacts/${made.id}`, { jobTitle: 'Chief buyer' });
      await page.locator('#edit-jobTitle').press('Enter');
      await page.getByRole('heading', { name: 'Rémi Guérin was changed meanwhile' }).waitFor();
      const dialog = page.getByRole('dialog');
      for (const text of ['Head of buying', 'Chief buyer', 'Buyer'])
        await dialog.getByText(text, { exact: true }).waitFor();
      if (pick === null) await dialog.getByRole('button', { name: 'Leave theirs' }).click();
      else {
        await dialog.getByRole('radio', { name: pick }).check();
        await dialog.getByRole('button', { name: 'Save my choice' }).click();
      }
      await dialog.waitFor({ state: 'detached' });
      // the page shows what stands, and so does the server
      await page.locator('.record-left').getByText(stands, { exact: true }).waitFor();
      await assertSoon(async () =>
        assert.equal((await ask<Row>(me, 'GET', `/contacts/${made.id}`))['jobTitle'], stands),
      );
      if (pick !== null) await ask(me, 'POST', `/contacts/${made.id}/archive`);
    }
    clean();
  });

  test('a filter stands in the address, survives a reload, and back undoes it', async () => {
    const { page } = me;
    await goTo('/contacts', 'Contacts');
    await page.getByRole('row', { name: /Aino Korhonen/ }).waitFor();
    await page.getByRole('search').getByRole('button', { name: 'Stage' }).click();
    await page.getByRole('option', { name: 'Customer' }).click();
    await page.keyboard.press('Escape');
    await page.getByText('No contacts match').waitFor();
    await page.reload();
    await page.getByText('No contacts match').waitFor();
    await page.goBack();
    await page.getByRole('row', { name: /Aino Korhonen/ }).waitFor();
    clean();
  });

  test('the palette finds a record by a phone in another writing and says why', async () => {
    const { page } = me;
    await ask(me, 'POST', '/contacts', {
      familyName: 'Thackeray',
      phones: [{ value: '+33 6 28 11 22 33', label: 'mobile' }],
    });
    await page.keyboard.press('Control+k');
    await page.keyboard.type('+336281122');
    await page.getByRole('option', { name: /Thackeray/ }).waitFor();
    await page.getByRole('option', { name: /Thackeray.*Phone/ }).click();
    await page.getByRole('heading', { name: 'Thackeray' }).waitFor();
    clean();
  });

  test('what another person adds is announced by a pill, and rows do not jump', async () => {
    const { page } = me;
    await goTo('/deals', 'Deals');
    await page.getByText('No deals yet').waitFor();
    const other = await visit();
    await signIn(other.page, served);
    await ask(other, 'POST', '/deals', { name: 'Annual service' });
    await page.getByRole('button', { name: /1 new record/ }).click();
    await page.getByRole('row', { name: /Annual service/ }).waitFor();
    assert.deepEqual([...me.complaints, ...other.complaints], []);
  });

  test('many are changed at once and undone at once', async () => {
    const { page } = me;
    await goTo('/contacts', 'Contacts');
    await page.getByRole('row', { name: /Aino Korhonen/ }).waitFor();
    await page.getByRole('grid').focus();
    await page.keyboard.press('Control+a');
    await page.getByText('3 selected').waitFor();
    await page.getByRole('button', { name: 'Edit field' }).click();
    const dialog = page.getByRole('dialog');
    await dialog
      .getByRole('button', { name: 'Field: Choose' })
      .or(dialog.getByRole('button', { name: /Field/ }))
      .click();
    await page.getByRole('option', { name: 'Job title' }).click();
    await dialog.getByRole('textbox').fill('Friend');
    await dialog.getByRole('button', { name: 'Change 3 records' }).click();
    await toast(page, '3 records are changed.').waitFor();
    const titles = async () =>
      (await ask<{ rows: Row[] }>(me, 'GET', '/contacts?fields=jobTitle')).rows.map((r) => r['jobTitle']);
    assert.deepEqual(await titles(), ['Friend', 'Friend', 'Friend']);
    await page.getByRole('button', { name: 'Undo' }).click();
    await toast(page, 'Undone.').waitFor();
    assert.ok((await titles()).every((title) => title !== 'Friend'));
    clean();
  });

  test('the time machine shows a list and a record as they were, marks what differs, and brings them back', async () => {
    const { page } = me;
    const made = await ask<Row>(me, 'POST', '/companies', { name: 'Then Oy', industry: 'Paper' });
    const at = await ask<{ rows: { at: string }[] }>(me, 'GET', '/ledger?limit=1');
    const moment = new Date(new Date(at.rows[0]!.at).getTime() + 1000).toISOString();
    await assertSoon(async () => assert.ok(new Date().toISOString() > moment));
    await ask(me, 'PATCH', `/companies/${made.id}`, { name: 'Now Oy', industry: 'Steel' });
    const { currency } = await ask<{ currency: string }>(me, 'GET', '/settings');
    await ask(me, 'PATCH', '/settings', { currency: 'ISK' });
    await goTo(`/time-machine?at=${encodeURIComponent(moment)}`, 'Time machine');
    await page
      .getByRole('row', { name: /^Companies/ })
      .getByRole('link', { name: 'Now Oy' })
      .waitFor();
    await page.getByRole('button', { name: 'Bring back: Setting: Company settings' }).press('Enter');
    await page
      .getByRole('dialog')
      .getByRole('row', { name: `Currency ${currency} ISK` })
      .waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Bring back' }).press('Enter');
    await toast(page, '1 change was taken back.').waitFor();
    assert.equal((await ask<{ currency: string }>(me, 'GET', '/settings')).currency, currency);
    await page.getByRole('link', { name: 'Open the lists of this moment' }).click();
    await page.getByText(/^You are looking at .*Read only\.$/).waitFor();
    await page.getByRole('row', { name: /Then Oy/ }).waitFor();
    await comes(() => page.getByRole('button', { name: 'New company' }).count(), 0);
    await page.getByRole('link', { name: 'Then Oy' }).click();
    await page.getByText('Today: Steel').waitFor();
    assert.ok(page.url().includes('/at/'), 'the address holds the moment');
    await page.getByRole('button', { name: 'Bring this record back' }).press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('0 out of the bin, 1 with their values of then, 0 into the bin').waitFor();
    await dialog.getByRole('button', { name: 'Bring back' }).press('Enter');
    await toast(page, '1 record was brought back.').waitFor();
    await page.getByRole('navigation', { name: 'Objects' }).getByRole('link', { name: 'Totals' }).press('Enter');
    await page.getByRole('heading', { name: 'Totals' }).waitFor();
    await page.getByText(/^You are looking at .*Read only\.$/).waitFor();
    await comes(() => page.getByRole('button', { name: /Export/ }).count(), 0);
    await page.goBack();
    await page.getByRole('button', { name: 'Back to now' }).click();
    await page.getByRole('heading', { name: 'Then Oy' }).waitFor();
    clean();
  });

  test('what was done is named and taken back after a look at it, redone, and Ctrl Z takes one after the other back, settings too', async () => {
    const { page } = me;
    const made = await ask<Row>(me, 'POST', '/companies', { name: 'Undone Oy', notes: 'one' });
    await ask(me, 'PATCH', `/companies/${made.id}`, { name: 'Changed Oy', notes: 'two', status: 'customer' });
    await ask(me, 'PATCH', `/companies/${made.id}`, { notes: 'three' });
    await goTo('/operations', 'What was done');
    await page.getByRole('link', { name: 'Changed Oy' }).first().waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page
      .getByRole('button', { name: /^Undo: Company: edit, Changed Oy, / })
      .nth(1)
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('1 comes back, nothing goes to the bin, 1 stays as it is, in whole or in part.').waitFor();
    await dialog.getByText('Changed since: Notes.').waitFor();
    await dialog.getByText(/^changed by /).waitFor();
    await dialog.getByText('now: Customer').waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await dialog.getByRole('checkbox', { name: 'Put back anyway' }).check();
    await dialog.getByRole('button', { name: 'Undo', exact: true }).click();
    await toast(page, 'Undone.').waitFor();
    const stands = async () => {
      const row = await ask<Row>(me, 'GET', `/companies/${made.id}`);
      return [row['name'], row['notes'], row['status'] ?? null];
    };
    assert.deepEqual(await stands(), ['Undone Oy', 'one', null]);
    await toast(page, 'Undone.').getByRole('button', { name: 'Redo' }).click();
    await assertSoon(async () => assert.deepEqual(await stands(), ['Changed Oy', 'three', 'customer']));

    await goTo('/bin?tab=policy', 'Recycle bin');
    const days = page.getByRole('textbox', { name: 'Days in the bin' });
    const policy = async () => (await ask<{ expireDays: number | null }>(me, 'GET', '/bin-policy')).expireDays;
    const before = await policy();
    for (const next of ['30', '40']) {
      await days.fill(next);
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await assertSoon(async () => assert.equal(await policy(), Number(next)));
    }
    // In a text field it is the field's own.
    await days.focus();
    await page.keyboard.press('Control+z');
    assert.equal(await policy(), 40);
    for (const next of [30, before]) {
      await page.getByRole('heading', { name: 'Recycle bin' }).focus();
      await page.keyboard.press('Control+z');
      await assertSoon(async () => assert.equal(await policy(), next));
    }
    clean();
  });

  test('the message of a change goes by itself, and waits while somebody reads it; the bin restores, and deletes only what is counted and typed', async () => {
    const { page } = me;
    const made = await ask<Row>(me, 'POST', '/companies', { name: 'Binned Oy' });
    await page.clock.install();
    await goTo(`/companies/${made.id}`, 'Binned Oy');
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Move to bin' }).click();
    const said = page.locator('.toast').filter({ has: page.getByRole('button', { name: 'Undo', exact: true }) });
    await said.waitFor();
    await said.hover();
    await page.clock.runFor(20_000);
    assert.equal(await said.isVisible(), true, 'it waits under the pointer');
    await page.mouse.move(0, 0);
    await page.clock.runFor(9000);
    await said.waitFor({ state: 'detached' });
    await page.clock.resume();

    await goTo('/bin', 'Recycle bin');
    await page.getByRole('searchbox', { name: 'Part of the name' }).fill('binned oy');
    const row = page.getByRole('row', { name: /Binned Oy/ });
    await page.getByText(/^1 company$/).waitFor();
    await row.getByRole('button', { name: /^Restore: / }).click();
    await toast(page, '1 record is back.').waitFor();
    await page.getByText('Nothing in the bin matches').waitFor();
    await toast(page, '1 record is back.').getByRole('button', { name: 'Undo', exact: true }).click();
    await row.waitFor();
    const wish = { entity: 'company', record: made.id, reason: 'Case 9' };
    const hold = await ask<{ id: string }>(me, 'POST', '/holds', wish);
    await page.reload();
    await page.getByText(/^A legal hold of .*: Case 9$/).waitFor();
    await ask(me, 'POST', `/holds/${hold.id}/lift`, { reason: 'Over' });
    await page.reload();
    await row.getByRole('button', { name: /^Actions/ }).click();
    await page.getByRole('menuitem', { name: 'Delete for good…' }).click();
    const dialog = page.getByRole('dialog');
    const purge = dialog.getByRole('button', { name: 'Delete 1 for good' });
    await purge.waitFor();
    await comes(() => purge.isDisabled(), true);
    await dialog.getByRole('textbox', { name: 'Type 1 to confirm' }).fill('1');
    await purge.click();
    await toast(page, '1 record is deleted for good.').waitFor();
    const status = await page.evaluate(async (at) => (await fetch(at)).status, `/api/v1/companies/${made.id}`);
    assert.equal(status, 404);
    clean();
  });
});

/** Something that comes true within a few seconds. */
async function assertSoon(check: () => Promise<void>): Promise<void> {
  const until = performance.now() + 10_000;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (performance.now() > until) throw error;
      await new Promise((done) => setTimeout(done, 200));
    }
  }
}
