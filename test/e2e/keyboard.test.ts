// The whole way without a pointer: sign in, find, add, change, note, undo, walk, and out again; the focus is never lost.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import {
  type Served,
  type Visit,
  ask,
  becomeOwner,
  focused,
  noBrowser,
  owner,
  startStrongroom,
  toast,
  visit,
  comes,
} from './browser.ts';

describe('by keyboard alone', { skip: noBrowser ?? false }, () => {
  let served: Served;
  let made: Visit;

  before(async () => {
    served = await startStrongroom();
    made = await visit();
    await becomeOwner(made.page, served);
    for (const name of ['Ashworth', 'Bélanger', 'Guérin', 'Højlund'])
      await ask(made, 'POST', '/contacts', { familyName: name, jobTitle: 'Buyer' });
    await made.page.close();
  });

  test('from the sign-in to a changed, noted and restored record', async () => {
    const { page, complaints } = await visit();
    await page.goto(`${served.origin}/`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await comes(() => focused(page), /^input/);
    await page.keyboard.type(owner.email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(owner.password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Today' }).waitFor();

    // the first tab stop skips to the content
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await page.getByRole('row', { name: /Ashworth/ }).waitFor();
    await comes(() => focused(page), 'h1 Contacts');
    // a letter or an arrow leads into the list, to its first row
    await page.keyboard.press('j');
    await comes(() => focused(page), 'grid Contacts');
    await comes(() => page.getByRole('grid').getAttribute('aria-activedescendant'), 'row-0');
    await page.keyboard.press('/');
    await comes(() => focused(page), /Search Contacts/);
    await page.keyboard.press('Escape');
    await comes(() => focused(page), 'grid Contacts');

    // one tab stop: arrows move by row, right steps into cells, F2 edits, Enter saves
    await page.keyboard.press('ArrowDown');
    const grid = page.getByRole('grid');
    await comes(() => grid.getAttribute('aria-activedescendant'), 'row-1');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('F2');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('Controller');
    await page.keyboard.press('Tab');
    // Tab saves and goes on to the next cell that can be typed into
    await page.getByRole('gridcell', { name: 'Controller' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');

    // select two, leave it, show beside the list, flip through
    await page.getByRole('grid').focus();
    await page.keyboard.press('x');
    await page.keyboard.press('Shift+ArrowDown');
    await page.getByText('2 selected').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('2 selected').waitFor({ state: 'detached' });
    // out of the cells again: Enter then opens the record
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Control+Home');
    await page.keyboard.press(' ');
    await page.getByRole('complementary', { name: 'Preview: Ashworth' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('complementary', { name: 'Preview: Bélanger' }).waitFor();
    await comes(() => focused(page), 'grid Contacts');
    await page.keyboard.press('Escape');
    await page.getByRole('complementary').waitFor({ state: 'detached' });

    // open, write a note, walk on, and come back to the row one came from
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Bélanger' }).waitFor();
    await comes(() => focused(page), 'h1 Bélanger');
    await page.keyboard.press('n');
    await page.getByRole('textbox', { name: 'Note' }).waitFor();
    await page.keyboard.type('Wants the quote by Friday');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('link', { name: 'Wants the quote by Friday' }).waitFor();
    await comes(() => focused(page), 'button Note');
    await page.keyboard.press(']');
    await page.getByRole('heading', { name: 'Guérin' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'Contacts' }).waitFor();
    await comes(() => focused(page), 'grid Contacts');
    await comes(() => grid.getAttribute('aria-activedescendant'), 'row-2');

    // add one more without leaving the keyboard
    await page.keyboard.press('c');
    await page.getByRole('dialog', { name: 'New contact' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type('Thackeray');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('heading', { name: 'Thackeray' }).waitFor();
    await page.keyboard.press('Control+z');
    await toast(page, 'Undone.').waitFor();

    // the menu of a row and the shortcuts
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await page.getByRole('row', { name: /Ashworth/ }).waitFor();
    await page.getByRole('grid').focus();
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menuitem', { name: /Move to bin/ }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await comes(() => focused(page), 'grid Contacts');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.deepEqual(complaints, []);
  });

  test('single letters can be turned off', async () => {
    const { page } = await visit({ as: await made.context.storageState() });
    await page.goto(`${served.origin}/contacts`);
    await page.getByRole('row', { name: /Ashworth/ }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('checkbox', { name: 'Shortcuts of a single letter are on' }).uncheck();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('c');
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Search or run a command' }).waitFor();
    await comes(() => page.getByRole('dialog', { name: 'New contact' }).count(), 0);
  });
});
