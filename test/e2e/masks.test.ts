// A masked value on the pages: its end and a lock, nowhere the value itself, and a look at it only with a reason that is put on record.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ask, axeFindings, becomeOwner, noBrowser, startStrongroom, visit, comes } from './browser.ts';

interface Made {
  readonly id: string;
}

describe('masked values', { skip: noBrowser ?? false }, () => {
  test('show their end and a lock; the value is seen with a reason, and is gone with the window', async () => {
    const served = await startStrongroom();
    const me = await visit();
    await becomeOwner(me.page, served);
    await ask<Made>(me, 'POST', '/companies', { name: 'Kuusi Oy' });
    const contact = await ask<Made>(me, 'POST', '/contacts', {
      familyName: 'Virtanen',
      emails: [{ value: 'aino.virtanen@example.com', label: 'work' }],
    });
    const role = await ask<Made>(me, 'POST', '/roles', {
      name: 'Sees no addresses',
      help: 'For the test',
      grants: {
        objects: {
          company: { view: 'all' },
          contact: { view: 'all', edit: 'all', reveal: 'all', fields: { emails: 'masked' } },
        },
        areas: ['self.use'],
        without: ['menu.company'],
      },
    });
    const { link } = await ask<{ link: { url: string } }>(me, 'POST', '/members', {
      name: 'Sam Sales',
      email: 'sam@office.example',
      roles: [role.id],
    });
    const sam = await visit();
    const { page } = sam;
    await page.goto(link.url);
    await page.getByLabel('Password', { exact: true }).fill('another heron walks at dusk');
    await page.getByRole('button', { name: 'Join' }).click();
    await page.getByRole('navigation').first().waitFor();

    await page.goto(`${served.origin}/contacts/${contact.id}`);
    await page.getByRole('heading', { name: 'Virtanen', level: 1 }).waitFor();
    await page.locator('[data-field=emails] .held', { hasText: '.com' }).waitFor();
    await comes(() => page.getByText('aino.virtanen').count(), 0);
    await comes(() => page.getByRole('button', { name: /^Edit E-mail/ }).count(), 0);
    assert.deepEqual(await axeFindings(page), []);

    await page
      .locator('[data-field=emails]')
      .getByRole('button', { name: /^Look at/ })
      .click();
    const dialog = page.getByRole('dialog');
    const show = dialog.getByRole('button', { name: 'Show the value' });
    await comes(() => show.isDisabled(), true);
    await dialog.getByRole('textbox', { name: /Why you need it/ }).fill('She asked for a copy of her contract');
    assert.deepEqual(await axeFindings(page), []);
    await show.click();
    await dialog.getByText('aino.virtanen@example.com').waitFor();
    await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
    await dialog.waitFor({ state: 'detached' });
    await comes(() => page.getByText('aino.virtanen').count(), 0);

    // Whose list is closed is not asked for, and the place where one would choose says why.
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.getByRole('button', { name: 'Edit Companies' }).click();
    await page
      .locator('[data-field=companies]')
      .getByRole('button', { name: /Companies/ })
      .first()
      .click();
    await page.getByText('needs the right to open the list of Companies').waitFor();
    await page.getByRole('combobox', { name: 'Companies' }).fill('kuusi');
    await page.getByText('needs the right to open the list of Companies').waitFor();
    assert.deepEqual(await axeFindings(page), []);
    assert.ok(!asked.some((path) => path.endsWith('/companies')), asked.join(' '));
    assert.deepEqual([...me.complaints, ...sam.complaints], []);
  });
});
