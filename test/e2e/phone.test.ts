// At 390 pixels: everything that is read, every activity, and the ways around work with a thumb.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { type Served, type Visit, ask, becomeOwner, noBrowser, startStrongroom, toast, visit } from './browser.ts';

describe('on a phone', { skip: noBrowser ?? false }, () => {
  let served: Served;
  let owner: Visit;

  before(async () => {
    served = await startStrongroom();
    owner = await visit({ width: 390 });
    await becomeOwner(owner.page, served);
    await ask(owner, 'POST', '/contacts', {
      givenName: 'Aino',
      familyName: 'Ashworth',
      stage: 'lead',
      jobTitle: 'Buyer',
    });
  });

  test('find, open, change, note, and tick it off', async () => {
    const { page, complaints } = owner;
    await page.getByRole('navigation', { name: 'Main menu' }).getByRole('link', { name: 'Contacts' }).tap();
    await page.getByRole('row', { name: /Ashworth/ }).waitFor();
    await page.getByText('Buyer').tap();
    await page.getByRole('heading', { name: 'Aino Ashworth' }).waitFor();
    await page.getByRole('button', { name: 'Edit Job title' }).tap();
    await page.locator('#edit-jobTitle').fill('Head of buying');
    await page.locator('#edit-jobTitle').press('Enter');
    await page.getByText('Head of buying').first().waitFor();
    await page.getByRole('tab', { name: 'Timeline' }).tap();
    await page.getByRole('button', { name: 'Task' }).tap();
    await page.getByRole('textbox', { name: 'Subject' }).fill('Call back');
    await page.getByRole('button', { name: 'Save task' }).tap();
    await page.getByRole('checkbox', { name: 'Done: Call back' }).tap();
    await toast(page, 'Done: Call back').waitFor();
    assert.deepEqual(complaints, []);
  });

  test('add a record with the button under the thumb, and reach the rest through the bar', async () => {
    const { page, complaints } = owner;
    await page.goto(`${served.origin}/deals`);
    await page.getByText('No deals yet').waitFor();
    await page.locator('.page-primary').tap();
    await page.getByRole('textbox', { name: /^Name/ }).fill('Annual service');
    await page.getByRole('button', { name: 'Add deal' }).tap();
    await page.getByRole('heading', { name: 'Annual service' }).waitFor();
    await page.getByRole('button', { name: 'More', exact: true }).tap();
    await page.getByRole('menuitem', { name: 'Members' }).tap();
    await page.getByRole('heading', { name: 'Members' }).waitFor();
    await page.getByRole('button', { name: /account of/ }).tap();
    await page.getByRole('menuitem', { name: 'Sessions and password' }).tap();
    await page.getByText('This device').first().waitFor();
    assert.deepEqual(complaints, []);
  });
});
