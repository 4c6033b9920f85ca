// The audit log as people use it: found in words, narrowed by what is clicked, read in full, put back; and what is hidden stays hidden.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import {
  type Served,
  type Visit,
  ask,
  axeFindings,
  becomeOwner,
  noBrowser,
  startStrongroom,
  toast,
  visit,
  comes,
} from './browser.ts';

interface Made {
  readonly id: string;
}
interface Status {
  readonly size: number;
  readonly head: { readonly size: number } | null;
  readonly check: { readonly found: number } | null;
}

describe('the audit log', { skip: noBrowser ?? false }, () => {
  let served: Served;
  let me: Visit;
  let contact: string;

  before(async () => {
    served = await startStrongroom();
    me = await visit();
    await becomeOwner(me.page, served);
    const made = await ask<Made>(me, 'POST', '/contacts', { familyName: 'Korhonen', jobTitle: 'Controller' });
    contact = made.id;
    await ask(me, 'PATCH', `/contacts/${contact}`, { jobTitle: 'Managing Director' });
  });

  const open = async ({ page }: Visit, query = '') => {
    await page.goto(`${served.origin}/audit${query}`);
    await page.getByRole('heading', { name: 'Audit log', level: 1 }).waitFor();
  };
  const jobTitle = async () => (await ask<{ jobTitle: string }>(me, 'GET', `/contacts/${contact}`)).jobTitle;

  test('says in words what happened; keys lead through it, and an entry tells what it changed and what allowed it', async () => {
    const { page, complaints } = me;
    await page.goto(`${served.origin}/contacts`);
    await page.getByRole('button', { name: 'What happened' }).click();
    await page.getByRole('link', { name: 'Audit log' }).click();
    const changed = page.getByRole('row', { name: /Changed Job title of Korhonen/ });
    await changed.waitFor();
    await page.getByRole('row', { name: /Added contact Korhonen/ }).waitFor();
    await changed.getByText('Changed Job title').click();
    const panel = page.getByRole('complementary', { name: 'Entry' });
    await panel.getByRole('row', { name: 'Job title Controller Managing Director' }).waitFor();
    await panel.getByText('Owner, scope all').waitFor();
    await panel.getByText('contact.edit', { exact: true }).first().waitFor();
    assert.match(page.url(), /open=/);
    assert.deepEqual(await axeFindings(page), []);
    // the panel follows the keys, Escape closes it and leaves the list where it was
    await page.keyboard.press('j');
    await panel.getByRole('heading', { name: 'Added contact Korhonen' }).waitFor();
    await page.keyboard.press('k');
    await panel.getByRole('heading', { name: /Changed Job title/ }).waitFor();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    await comes(() => page.evaluate('document.activeElement.getAttribute("role")'), 'grid');
    await page.keyboard.press('Enter');
    await panel.getByRole('heading', { name: /Changed Job title/ }).waitFor();
    // what is no record is told place by place too
    const { country } = await ask<{ country: string | null }>(me, 'GET', '/settings');
    await ask(me, 'PATCH', '/settings', { country: country === 'SE' ? 'FI' : 'SE' });
    await open(me, '?q=action%3Asettings.edit');
    await page
      .getByRole('row', { name: /Settings changed/ })
      .getByText('Settings changed')
      .click();
    await panel.getByRole('row', { name: country === 'SE' ? /country SE FI/i : /country .* SE/i }).waitFor();
    assert.deepEqual(complaints, []);
  });

  test('is narrowed by what is clicked, by important functions and by outcome; the address keeps it', async () => {
    const { page, complaints } = me;
    await open(me);
    await page
      .getByRole('row', { name: /Changed Job title/ })
      .getByText('Changed Job title')
      .click();
    const panel = page.getByRole('complementary', { name: 'Entry' });
    await panel.getByRole('button', { name: 'Show only: About' }).click();
    await page.locator('.chip', { hasText: 'Korhonen' }).waitFor();
    await page.reload();
    await page.getByRole('row', { name: /Changed Job title/ }).waitFor();
    assert.ok((await page.locator('.grid-body [role=row]').allInnerTexts()).every((text) => text.includes('Korhonen')));
    await page
      .getByRole('search')
      .getByRole('button', { name: /^Outcome/ })
      .click();
    await page.getByRole('option', { name: 'Refused' }).click();
    await page.getByText('No entry fits').waitFor();
    await page.getByRole('button', { name: 'Clear' }).last().click();
    // Looks are left out, and say so; the chip adds them, those at the log too.
    await page.getByRole('row', { name: /Added contact/ }).waitFor();
    await comes(() => page.getByRole('row', { name: /Looked at the audit log/ }).count(), 0);
    await page.getByRole('button', { name: 'Empty Changes and important functions' }).click();
    await page
      .getByRole('row', { name: /Looked at the audit log/ })
      .first()
      .waitFor();
    assert.match(page.url(), /looks=yes/);
    await open(me, '?entity=contact');
    await page.getByRole('row', { name: /Added contact/ }).waitFor();
    await page.getByRole('button', { name: 'Important functions', exact: true }).click();
    await page.getByRole('row', { name: /Added contact/ }).waitFor({ state: 'detached' });
    assert.match(page.url(), /is%3Aimportant/);
    await page.goBack();
    await page.getByRole('row', { name: /Added contact/ }).waitFor();
    assert.deepEqual(complaints, []);
  });

  test('a value of before is put back by an ordinary edit that can be undone', async () => {
    const { page, complaints } = me;
    await open(me, `?record=${contact}&verb=edited`);
    await page
      .getByRole('row', { name: /Changed Job title/ })
      .last()
      .getByText('Changed Job title')
      .click();
    await page.getByRole('button', { name: 'Put these values back' }).click();
    await toast(page, 'the values of before are back').waitFor();
    assert.equal(await jobTitle(), 'Controller');
    // the edit is an entry of its own
    await page.locator('.grid-body [role=row]').nth(1).waitFor();
    await toast(page, 'the values of before are back').getByRole('button', { name: 'Undo' }).click();
    await toast(page, 'Undone.').waitFor();
    assert.equal(await jobTitle(), 'Managing Director');
    assert.deepEqual(complaints, []);
  });

  test('is asked in words with suggestions, by keys and by dragging, in the zone one wants, and kept for others', async () => {
    const { page, complaints } = me;
    await open(me);
    await page.keyboard.press('/');
    const box = page.getByRole('combobox', { name: 'Ask the audit log' });
    await box.pressSequentially('ver');
    await page.getByRole('option', { name: /^verb:/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await comes(() => box.inputValue(), 'verb:');
    await page.getByRole('option', { name: 'edited' }).click();
    await page.locator('.chip', { hasText: 'verb: edited' }).waitFor();
    await page.getByRole('row', { name: /Added contact/ }).waitFor({ state: 'detached' });
    await page
      .getByRole('row', { name: /Changed Job title/ })
      .first()
      .waitFor();
    await box.fill('verb:edited colour:red');
    await box.press('Enter');
    await page.getByText('There is no colour: to ask by').first().waitFor();
    await box.fill('who:"Maria" object:contact');
    await box.press('Enter');
    await page.getByRole('row', { name: /Added contact/ }).waitFor();
    assert.deepEqual(await axeFindings(page), []);
    // all but this address: nothing is left, and the chip takes it back
    await page
      .getByRole('row', { name: /Added contact/ })
      .locator('.audit-value')
      .nth(1)
      .click({ modifiers: ['Alt'] });
    await page.getByText('No entry fits').waitFor();
    await page.locator('.chip', { hasText: 'without' }).getByRole('button').click();
    await page.getByRole('row', { name: /Added contact/ }).waitFor();
    // a span of bars, dragged, then by keys
    const bars = page.locator('.audit-bar');
    const [first, last] = [await bars.nth(40).boundingBox(), await bars.nth(47).boundingBox()];
    await page.mouse.move(first!.x + 2, first!.y + 10);
    await page.mouse.down();
    await page.mouse.move(last!.x + 2, last!.y + 10, { steps: 8 });
    await page.mouse.up();
    await page.waitForURL(/from=.*to=/);
    await page.getByRole('row', { name: /Added contact/ }).waitFor();
    await bars.nth(47).focus();
    await page.keyboard.press('Shift+ArrowLeft');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.searchParams.get('from') !== null);
    await page.goBack();
    await page.getByRole('button', { name: /^Time zone/ }).click();
    await page.getByRole('option', { name: 'UTC', exact: true }).click();
    await page.getByRole('columnheader', { name: 'Time (UTC)' }).waitFor();
    await page.getByRole('button', { name: 'Searches' }).click();
    await page.getByRole('button', { name: 'Keep this search' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Maria and her contacts');
    await dialog.getByLabel('Share with everybody who may read the audit log').check();
    await dialog.getByLabel('Tell people when it finds much').check();
    await dialog.getByLabel('Entries').fill('3');
    assert.deepEqual(await axeFindings(page), []);
    await dialog.getByRole('button', { name: 'Keep', exact: true }).click();
    await toast(page, 'Maria and her contacts is kept').waitFor();
    await open(me);
    await page.getByRole('button', { name: 'Searches' }).click();
    await page.getByRole('button', { name: 'Maria and her contacts', exact: true }).click();
    await comes(() => box.inputValue(), 'who:Maria object:contact');
    assert.deepEqual(complaints, []);
  });

  test('shows what happens as it happens until it is paused, and makes a signed file', async () => {
    const { page, complaints } = me;
    await open(me, '?entity=company');
    await page.getByText('No entry fits').waitFor();
    await page.getByRole('button', { name: 'Live', exact: true }).click();
    await page.getByText('New entries appear as they come.').waitFor();
    await ask(me, 'POST', '/companies', { name: 'Live Oy' });
    await page.getByRole('row', { name: /Added company Live Oy/ }).waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('New entries appear as they come.').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Export' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('What is it for?').fill('For the auditors');
    await dialog.getByRole('button', { name: 'Make the file' }).click();
    const link = dialog.getByRole('link', { name: 'Download' });
    await link.waitFor({ timeout: 60_000 });
    assert.deepEqual(await axeFindings(page), []);
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    assert.match(download.suggestedFilename(), /^Audit log - taken by Maria Lindqvist/);
    assert.deepEqual(complaints, []);
  });

  test('two moments of a record stand side by side, and a version is put back whole', async () => {
    const { page, complaints } = me;
    const made = await ask<Made>(me, 'POST', '/contacts', { familyName: 'Virtanen', jobTitle: 'Buyer' });
    await ask(me, 'PATCH', `/contacts/${made.id}`, { jobTitle: 'Head of buying', givenName: 'Ville' });
    await ask(me, 'PATCH', `/contacts/${made.id}`, { jobTitle: 'Director' });
    await page.goto(`${served.origin}/contacts/${made.id}?tab=history`);
    await page.getByRole('button', { name: 'Compare two moments' }).click();
    const table = page.getByRole('table', { name: 'What differs' });
    await table.getByRole('row', { name: /Job title Head of buying.*Director/ }).waitFor();
    await page
      .getByRole('button', { name: /^Earlier/ })
      .first()
      .click();
    await page.getByRole('option', { name: /^Version 1 / }).click();
    await table.getByRole('row', { name: /Job title Buyer.*Director/ }).waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.getByRole('button', { name: 'Put version 1 back' }).click();
    await toast(page, 'Version 1 is back').waitFor();
    const back = await ask<{ jobTitle: string; givenName: string | null }>(me, 'GET', `/contacts/${made.id}`);
    assert.deepEqual([back.jobTitle, back.givenName], ['Buyer', null]);
    await toast(page, 'Version 1 is back').getByRole('button', { name: 'Undo' }).click();
    await toast(page, 'Undone.').waitFor();
    const now = await ask<{ jobTitle: string }>(me, 'GET', `/contacts/${made.id}`);
    assert.equal(now.jobTitle, 'Director');
    assert.deepEqual(complaints, []);
  });

  test('what was changed of the configuration stands in its history and is rolled back; a person is reported and restricted', async () => {
    const { page, complaints } = me;
    const role = await ask<Made>(me, 'POST', '/roles', {
      name: 'Temporary',
      help: 'For the test',
      grants: { objects: { company: { view: 'own' } }, areas: ['self.use'] },
    });
    await ask(me, 'PUT', `/roles/${role.id}`, {
      version: 1,
      grants: { objects: { company: { view: 'all' } }, areas: ['self.use'] },
    });
    await page.goto(`${served.origin}/configuration?kind=roles`);
    const change = page.locator('.conf-change', { hasText: 'grants.objects.company.view' }).first();
    await change.getByText('Temporary').first().waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await change.getByRole('button', { name: 'Roll back' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('One change is put back as it was before.').waitFor();
    await dialog.getByRole('button', { name: 'Put it back' }).click();
    await toast(page, 'It is as it was before.').waitFor();
    await page.locator('.conf-change', { hasText: 'Rolled back' }).first().waitFor();

    await page.goto(`${served.origin}/data-subjects`);
    await page.getByRole('searchbox', { name: 'Find a person' }).fill('Korhonen');
    await page.getByRole('link', { name: 'Korhonen' }).first().click();
    await page.getByRole('heading', { name: 'What is held' }).waitFor();
    await page.getByRole('button', { name: 'Put a request on the register' }).click();
    await dialog.getByRole('button', { name: 'Put a request on the register' }).click();
    await toast(page, 'On the register.').waitFor();
    await page.getByRole('button', { name: 'Restrict', exact: true }).click();
    await dialog.getByLabel('Reason').fill('It is disputed.');
    await dialog.getByRole('button', { name: 'Restrict processing' }).click();
    await page.getByText(/Restricted since .*It is disputed/).waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.getByRole('button', { name: 'Process it again' }).click();
    await page.getByRole('button', { name: 'Restrict', exact: true }).waitFor();
    assert.deepEqual(complaints, []);
  });

  test('says of the seal what the server measured, and nothing more', async () => {
    const { page, complaints } = me;
    let status = await ask<Status>(me, 'GET', '/ledger/status');
    for (let i = 0; i < 60 && status.head === null; i++) {
      await new Promise((done) => setTimeout(done, 500));
      status = await ask<Status>(me, 'GET', '/ledger/status');
    }
    assert.notEqual(status.head, null, 'nothing was sealed in half a minute');
    await open(me);
    const state = page.getByRole('button', { name: /^State of the log/ });
    await state.waitFor();
    const said = (await state.getAttribute('aria-label'))!;
    const now = await ask<Status>(me, 'GET', '/ledger/status');
    assert.match(
      said,
      now.check === null ? /sealed to [\d,]+, not verified yet$/ : /sealed to [\d,]+, (checked|not verified)/,
    );
    await state.click();
    await page.getByText('Signed with the key').waitFor();
    assert.deepEqual(await axeFindings(page), []);
    assert.deepEqual(complaints, []);
  });

  test('what a role hides is hidden here too, and who has no right to the log sees what he did himself', async () => {
    const enter = async (name: string, areas: readonly string[]): Promise<Visit> => {
      const view = { view: 'all', fields: { jobTitle: 'hidden' } };
      const role = await ask<Made>(me, 'POST', '/roles', {
        name,
        help: 'For the test',
        grants: { objects: { contact: view }, areas },
      });
      const email = `${name.toLowerCase()}@office.example`;
      const { link } = await ask<{ link: { url: string } }>(me, 'POST', '/members', { name, email, roles: [role.id] });
      const other = await visit();
      await other.page.goto(link.url);
      await other.page.getByLabel('Password', { exact: true }).fill('another heron walks at dusk');
      await other.page.getByRole('button', { name: 'Join' }).click();
      await other.page.getByRole('navigation').first().waitFor();
      return other;
    };
    const auditor = await enter('Looker', ['self.use', 'ledger.view']);
    await open(auditor, `?record=${contact}&verb=edited`);
    await auditor.page
      .getByRole('row', { name: /Changed contact Korhonen/ })
      .first()
      .getByText('Changed contact')
      .click();
    await auditor.page.getByText('hidden from your role').waitFor();
    const text = await auditor.page.locator('body').innerText();
    assert.ok(!text.includes('Controller') && !text.includes('Managing Director'), text);
    await comes(() => auditor.page.getByRole('button', { name: 'Put these values back' }).count(), 0);

    const worker = await enter('Worker', ['self.use']);
    await comes(() => worker.page.getByRole('button', { name: 'What happened' }).count(), 0);
    // what a worker with one right does is look
    await open(worker, '?looks=yes');
    await worker.page.getByText('You see what you did yourself').waitFor();
    await worker.page
      .getByRole('row', { name: /Worker/ })
      .first()
      .waitFor();
    await comes(() => worker.page.getByRole('row', { name: /Maria Lindqvist/ }).count(), 0);
    await comes(() => worker.page.getByRole('button', { name: /^State of the log/ }).count(), 0);
    assert.deepEqual([...auditor.complaints, ...worker.complaints], []);
  });
});
