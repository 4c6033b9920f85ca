// Roles changed by keyboard alone and reviewed before they are saved; a change that waits for somebody else; an API key made and used.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import {
  type Served,
  type Visit,
  ask,
  becomeOwner,
  focused,
  noBrowser,
  startStrongroom,
  toast,
  visit,
} from './browser.ts';

const sales = '00000000-0000-7000-8000-000000000103';

interface Role {
  readonly version: number;
  readonly grants: { readonly objects: Readonly<Record<string, Readonly<Record<string, unknown>>>> };
}

describe('roles, approvals and keys', { skip: noBrowser ?? false }, () => {
  let served: Served;
  let me: Visit;

  before(async () => {
    served = await startStrongroom();
    me = await visit();
    await becomeOwner(me.page, served);
  });

  test('a role is changed by letters, reviewed with what it would do, saved with a reason, and taken back', async () => {
    const { page, complaints } = me;
    await page.goto(`${served.origin}/roles?role=${sales}`);
    const cell = page.getByRole('button', { name: 'Companies, View: All' });
    await cell.waitFor();
    // One tab stop for the whole matrix.
    assert.equal(await page.locator('[data-cell][tabindex="0"]').count(), 1);
    await cell.focus();
    await page.keyboard.press('t');
    assert.match(await focused(page), /Companies, View: Team, was All/);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    assert.match(await focused(page), /Contacts, Create: Own/);
    await page.keyboard.press('Enter');
    await page.getByRole('listbox').waitFor();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /Contacts, Create: None/ }).waitFor();
    assert.match(await focused(page), /Contacts, Create: None/);
    // A letter for a scope that reaches nothing here does nothing.
    await page.getByRole('button', { name: 'Products, View: All' }).focus();
    await page.keyboard.press('o');
    assert.match(await focused(page), /Products, View: All/);
    await page.getByText('2 changes').waitFor();
    await page.getByRole('button', { name: 'Review changes' }).click();
    await page.getByText('Nobody holds this role').waitFor();
    assert.deepEqual(await page.locator('.diff-table tbody tr').allInnerTexts(), [
      'company.view\tall\tteam',
      'contact.create\town\tnone',
    ]);
    await page.getByLabel('Reason').fill('Sees too much');
    await page.getByRole('button', { name: 'Save role' }).click();
    await toast(page, 'The role Sales is changed').waitFor();
    const saved = await ask<Role>(me, 'GET', `/roles/${sales}`);
    assert.equal(saved.grants.objects['company']!['view'], 'team');
    assert.equal(saved.grants.objects['contact']!['create'], undefined);
    await toast(page, 'The role Sales is changed').getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Companies, View: All' }).waitFor();
    assert.equal((await ask<Role>(me, 'GET', `/roles/${sales}`)).grants.objects['company']!['view'], 'all');
    assert.deepEqual(complaints, []);
  });

  test('where nobody else could approve, the page says when it takes effect, and it can be taken back', async () => {
    const { page, complaints } = me;
    await page.goto(`${served.origin}/approvals`);
    await page.getByLabel(/^Roles:/).check();
    await page.getByRole('button', { name: 'Save policy' }).click();
    await toast(page, 'The policy is changed').waitFor();
    await page.goto(`${served.origin}/roles?role=${sales}`);
    await page.getByRole('button', { name: 'Companies, View: All' }).focus();
    await page.keyboard.press('n');
    await page.getByRole('button', { name: 'Review changes' }).click();
    await page.getByRole('button', { name: 'Save role' }).click();
    await toast(page, 'Nobody else can approve this').waitFor();
    await page.getByRole('button', { name: 'Companies, View: All' }).waitFor();
    await page.goto(`${served.origin}/approvals`);
    await page.getByText(/Change the role “Sales”/).waitFor();
    await page.getByRole('button', { name: 'Take back' }).click();
    await page.getByText('Taken back', { exact: true }).waitFor();
    assert.deepEqual(complaints, []);
  });

  test('a key is made with the rights set in the matrix, shown once, and does only that', async () => {
    const { page, complaints } = me;
    await page.goto(`${served.origin}/keys`);
    await page.getByRole('button', { name: 'New key' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Web shop');
    await page.getByRole('button', { name: 'Companies, View: None' }).focus();
    await page.keyboard.press('a');
    await page.getByRole('button', { name: 'Make key' }).click();
    const secret = await page.getByRole('textbox', { name: 'Secret' }).inputValue();
    assert.match(secret, /^strk_/);
    await page.getByRole('button', { name: 'I have the key' }).click();
    await page.getByText('uses 0 of 2 rights').waitFor();
    // In the page, but without its cookie: as a program would.
    const status = (path: string): Promise<number> =>
      page.evaluate(
        async ([at, key]) =>
          (await fetch(`/api/v1${at}`, { credentials: 'omit', headers: { authorization: `Bearer ${key}` } })).status,
        [path, secret],
      );
    assert.deepEqual([await status('/companies'), await status('/contacts')], [200, 403]);
    await page.reload();
    await page.getByText('uses 1 of 2 rights').waitFor();
    assert.ok(!(await page.content()).includes(secret));
    assert.deepEqual(complaints, []);
  });

  test('who can see a record is told, it is shared and unshared, a field says why, and somebody looks as somebody else', async () => {
    const { page, complaints } = me;
    const invited = await ask<{ link: { url: string } }>(me, 'POST', '/members', {
      name: 'Kim Aalto',
      email: 'kim@office.example',
      roles: [sales],
    });
    const kim = await visit();
    await kim.page.goto(invited.link.url);
    await kim.page.getByLabel('Password', { exact: true }).fill('seven purple elephants dance');
    await kim.page.getByRole('button', { name: 'Join' }).click();
    await kim.page.getByRole('heading', { name: 'Today' }).waitFor();
    const company = await ask<{ id: string }>(me, 'POST', '/companies', { name: 'Kuusi Oy', taxNumber: '1234567-8' });
    await page.goto(`${served.origin}/companies/${company.id}`);
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Who can see this' }).click();
    const seers = page.getByRole('region', { name: 'Who can see this' });
    await seers.getByText('Sales gives it for every record').first().waitFor();
    assert.match(page.url(), /tab=access/);
    await page.getByRole('button', { name: 'Share…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Share Kuusi Oy' });
    await dialog.getByRole('button', { name: /^A person/ }).click();
    await page.getByRole('option', { name: 'Kim Aalto' }).click();
    await dialog.getByLabel('See and edit').check();
    await dialog.getByRole('button', { name: 'Share', exact: true }).click();
    await toast(page, 'Shared with Kim Aalto').waitFor();
    await page.getByRole('button', { name: 'End the share with Kim Aalto' }).click();
    await toast(page, 'has ended').getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'End the share with Kim Aalto' }).waitFor();

    // By keyboard alone: the sign behind the field, and the person it is explained for.
    await page.getByRole('button', { name: 'Why: Tax number' }).focus();
    await page.keyboard.press('Enter');
    const why = page.getByRole('dialog', { name: 'Why: Tax number' });
    await why.getByRole('button', { name: /^Explain for/ }).click();
    await page.getByRole('option', { name: 'Kim Aalto' }).click();
    await why.getByText('The field is hidden here.').first().waitFor();
    await page.keyboard.press('Escape');

    await page.goto(`${served.origin}/access`);
    await page.getByText('No account and no way to a record').waitFor();
    await page.getByRole('textbox', { name: /^Find by name/ }).fill('kim');
    await page.getByRole('link', { name: 'Kim Aalto' }).click();
    await page.getByText('Shared with them').waitFor();
    await page.getByText(/not wholly readable: taxNumber/).waitFor();
    await page.getByRole('button', { name: 'View as…' }).click();
    await page.getByLabel(/^Why/).fill('She cannot find a company');
    await page.getByRole('button', { name: 'Start looking' }).click();
    await page.getByText('You look as Kim Aalto.').waitFor();
    const tried = await page.evaluate(async () => {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch('/api/v1/companies', { method: 'POST', headers, body: '{"name":"No"}' });
      return [answer.status, ((await answer.json()) as { code: string }).code];
    });
    assert.deepEqual(tried, [403, 'look-only']);
    await page.goto(`${served.origin}/companies/${company.id}`);
    await page.getByRole('heading', { name: 'Kuusi Oy' }).waitFor();
    assert.equal(await page.getByText('1234567-8').count(), 0);

    await kim.page.goto(`${served.origin}/account`);
    await kim.page.getByText('She cannot find a company').waitFor();
    await page.getByRole('button', { name: 'Go on as myself' }).click();
    await page.getByText('You look as Kim Aalto.').waitFor({ state: 'detached' });
    assert.deepEqual(complaints, []);

    // What Kim may not do, Kim asks for; who could give it refuses with a word.
    await kim.page.goto(`${served.origin}/companies/${company.id}?tab=access`);
    const deed = kim.page.getByRole('listitem').filter({ hasText: 'Delete it for good' });
    await deed.getByRole('button', { name: 'Ask for access' }).click();
    await kim.page.getByLabel(/^Why you need it/).fill('It is there twice');
    await kim.page.getByRole('button', { name: 'Send request' }).click();
    await toast(kim.page, 'Asked').waitFor();
    await page.goto(`${served.origin}/requests`);
    await page.getByText('Reason: It is there twice').waitFor();
    await page.getByRole('button', { name: 'Refuse' }).click();
    await page.getByLabel(/^A word/).fill('Merge them instead');
    await page.getByRole('dialog').getByRole('button', { name: 'Refuse' }).click();
    await toast(page, 'Refused').waitFor();
    await kim.page.goto(`${served.origin}/requests`);
    await kim.page.getByText('Merge them instead').waitFor();
    assert.deepEqual(kim.complaints, []);
  });
});
