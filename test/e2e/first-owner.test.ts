// The first minutes: from the printed link to a signed-in owner, and a second person by invitation.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import {
  type Served,
  ask,
  axeFindings,
  noBrowser,
  owner,
  signIn,
  startStrongroom,
  visit,
  comes,
  lastingToday,
} from './browser.ts';

describe('the first owner', { skip: noBrowser ?? false }, () => {
  let served: Served;
  before(async () => {
    served = await startStrongroom();
  });

  test('a weak password is refused with its reason, a good one opens the vault, and the link leaves the address', async () => {
    const { page, context, complaints } = await visit();
    await page.goto(served.ownerLink);
    await page.getByLabel('Your name').fill(owner.name);
    await page.getByLabel('Email address').fill(owner.email);
    await page.getByLabel('Password', { exact: true }).fill('short');
    await page.getByRole('button', { name: 'Open the vault' }).click();
    // What the server answers; the meter says the same at once.
    await page.locator('.form-error', { hasText: 'The password has 5 characters.' }).waitFor();
    assert.equal(new URL(page.url()).hash, '');
    await page.getByLabel('Password', { exact: true }).fill(owner.password);
    await page.getByRole('button', { name: 'Open the vault' }).click();
    await page.getByRole('heading', { name: 'Today' }).waitFor();
    // An empty vault says what to begin with; the first record ends that, and figures of one's own deals stay.
    await page.getByRole('heading', { name: 'First steps' }).waitFor();
    const steps = page
      .getByRole('listitem')
      .filter({ has: page.getByRole('link', { name: /^(Protect|Say|Bring|Invite)/ }) });
    assert.deepEqual(await steps.getByRole('link').allTextContents(), [
      'Protect your account',
      'Say how you count',
      'Bring your data',
      'Invite your people',
    ]);
    await page.getByText(/Until .* you may work without one/).waitFor();
    assert.deepEqual(await axeFindings(page), []);
    const me = { page, context, complaints };
    const { rows: stages } = await ask<{ rows: { id: string; outcome: string }[] }>(me, 'GET', '/stages');
    const amount = { amount: '1250', currency: 'EUR' };
    const [open, won] = ['open', 'won'].map((what) => stages.find(({ outcome }) => outcome === what)!.id);
    const today = await lastingToday();
    await ask(me, 'POST', '/deals', { name: 'Open, today', stage: open, amount, expectedClose: today });
    await ask(me, 'POST', '/deals', { name: 'Open, some day', stage: open, amount, expectedClose: '2031-01-01' });
    await ask(me, 'POST', '/deals', { name: 'Won', stage: won, amount, closedOn: today });
    await ask(me, 'POST', '/companies', { name: 'Kuusi Oy' });
    await page.reload();
    await page.getByRole('link', { name: /^Open\W*€2,500\W*2 deals/ }).waitFor();
    await page.getByRole('link', { name: /^Won this month\W*€1,250\W*1 deal$/ }).waitFor();
    await page.getByRole('heading', { name: 'First steps' }).waitFor({ state: 'detached' });
    // A deal nothing is planned for leaves that list with its first task.
    await page.getByRole('heading', { name: 'My deals without a next step 2' }).waitFor();
    await page.getByRole('button', { name: 'Plan a next step for Open, some day' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: /^Subject/ }).fill('Call them');
    await dialog.getByRole('textbox', { name: /^Due/ }).first().fill('tomorrow');
    await dialog.getByRole('button', { name: 'Add activity' }).click();
    await page.getByRole('heading', { name: 'My deals without a next step 1' }).waitFor();
    await page.getByRole('link', { name: 'Call them' }).waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.getByRole('link', { name: /^Expected to close this month\W*€1,250\W*1 deal$/ }).click();
    await page.getByRole('row', { name: /Open, today/ }).waitFor();
    await page.getByRole('row', { name: /Open, some day/ }).waitFor({ state: 'detached' });
    assert.deepEqual(complaints, []);
  });

  test('the link works once', async () => {
    const { page } = await visit();
    await page.goto(served.ownerLink);
    await page.getByRole('heading', { name: 'This link does not work' }).waitFor();
  });

  test('a wrong pair is refused without saying which half was wrong, the right one signs in, signing out ends it', async () => {
    const { page, complaints } = await visit();
    await page.goto(`${served.origin}/contacts`);
    await page.getByLabel('Email address').fill('nobody@office.example');
    await page.getByLabel('Password', { exact: true }).fill('a wrong password of some length');
    await page.getByRole('button', { name: 'Sign in' }).click();
    const alert = page.getByRole('alert');
    await alert.waitFor();
    const unknown = await alert.textContent();
    await page.getByLabel('Email address').fill(owner.email);
    await page.getByLabel('Password', { exact: true }).fill('a wrong password of some length');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('Password', { exact: true }).and(page.locator(':focus')).waitFor();
    await comes(() => alert.textContent(), unknown);
    await page.getByLabel('Password', { exact: true }).fill(owner.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Contacts' }).waitFor();
    await page.getByRole('button', { name: /account of/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    assert.deepEqual(complaints, []);
  });

  test('somebody invited joins by a link that is shown once', async () => {
    const inviting = await visit();
    await signIn(inviting.page, served);
    await inviting.page.goto(`${served.origin}/members`);
    await inviting.page.getByRole('button', { name: 'Invite' }).click();
    await inviting.page.getByRole('textbox', { name: /^Name/ }).fill('Tom Hargreaves');
    await inviting.page.getByRole('textbox', { name: /^Email address/ }).fill('tom@office.example');
    await inviting.page.getByRole('checkbox', { name: /^Sales(?! manager)/ }).check();
    await inviting.page.getByRole('button', { name: 'Make invitation link' }).click();
    const link = await inviting.page.getByLabel('Link').inputValue();
    await inviting.page.getByRole('button', { name: 'I have the link' }).click();
    await inviting.page
      .getByRole('row', { name: /Tom Hargreaves/ })
      .getByText('Invited')
      .waitFor();

    const joining = await visit();
    await joining.page.goto(link);
    await joining.page.getByLabel('Password', { exact: true }).fill('seven brave otters swim north');
    await joining.page.getByRole('button', { name: 'Join' }).click();
    await joining.page.getByRole('heading', { name: 'Today' }).waitFor();
    // no right to administer: the page says which one is missing, and the menu does not offer it
    await comes(() => joining.page.getByRole('button', { name: 'People and access' }).count(), 0);
    await joining.page.goto(`${served.origin}/members`);
    await joining.page.getByText('The right “Members” is missing').waitFor();
    assert.deepEqual([...inviting.complaints, ...joining.complaints], []);
  });

  test('a session that ends under the hands is renewed in a window over the page, and the change is saved then', async () => {
    const here = await visit();
    await signIn(here.page, served);
    await here.page.goto(`${served.origin}/companies`);
    await here.page.getByRole('heading', { name: 'Companies' }).waitFor();
    await here.page.keyboard.press('c');
    await here.page.getByRole('textbox', { name: /^Name/ }).fill('Kuusi & Koivu Oy');
    const elsewhere = await visit();
    await signIn(elsewhere.page, served);
    await elsewhere.page.goto(`${served.origin}/account`);
    await elsewhere.page.getByRole('button', { name: 'Sign out everywhere else' }).click();
    await elsewhere.page.getByText('All your other sessions have ended.').waitFor();

    await here.page.getByRole('button', { name: 'Add company' }).click();
    await here.page.getByRole('heading', { name: 'Your session has ended' }).waitFor();
    // Whoever comes by sees nothing of what was open.
    await here.page.locator('.shell').waitFor({ state: 'hidden' });
    await here.page.getByText('Kuusi & Koivu Oy').waitFor({ state: 'hidden' });
    await here.page.getByLabel('Password', { exact: true }).fill(owner.password);
    await here.page.getByRole('button', { name: 'Sign in' }).click();
    await here.page.getByRole('heading', { name: 'Kuusi & Koivu Oy' }).waitFor();
    assert.deepEqual(here.complaints, []);
  });
});
