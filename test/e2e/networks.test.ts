// Rules on networks in the browser: the lock-out that is refused, the address that is added, a trial that is kept from a new session, and any address tried.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { command } from './installation.ts';
import { type Served, ask, becomeOwner, noBrowser, signIn, startStrongroom, toast, visit, comes } from './browser.ts';

describe('networks', { skip: noBrowser ?? false }, () => {
  let served: Served;
  before(async () => {
    served = await startStrongroom();
  });

  test('a rule that would lock its author out is not saved until the own address is added, then acts, and a trial is kept from a new session alone', async () => {
    const me = await visit();
    const { page } = me;
    await becomeOwner(page, served);
    await page.goto(`${served.origin}/networks`);
    await page.getByText('People may come from anywhere').waitFor();
    const { address } = await ask<{ address: string }>(me, 'GET', '/network');
    await page.getByText(`You are here from ${address}.`).waitFor();

    await page.getByRole('button', { name: 'Add rule' }).click();
    await page.getByRole('textbox', { name: /^Name/ }).fill('Office');
    await page.getByRole('textbox', { name: 'Addresses' }).fill('10.0.0.0/8');
    const alert = page.getByRole('alert').filter({ hasText: 'would lock people out' });
    await alert.getByText(`You are signed in from ${address}, which would not be let in.`).waitFor();
    await page.getByText('1 of 1, by 1 person').waitFor();
    const save = page.getByRole('button', { name: 'Save rule' });
    await comes(() => save.isDisabled(), true);
    await page.getByRole('button', { name: `Add my address ${address}` }).click();
    await alert.waitFor({ state: 'detached' });
    // Browsers come to a machine's own name by either family.
    await page.getByRole('textbox', { name: 'Addresses' }).fill('10.0.0.0/8\n127.0.0.1\n::1');
    await save.and(page.locator(':enabled')).click();
    await toast(page, 'The rules are saved').waitFor();
    await page
      .getByRole('row', { name: /Office/ })
      .getByText('10.0.0.0/8')
      .waitFor();

    await page.getByRole('textbox', { name: 'Address', exact: true }).fill('192.0.2.7');
    await page.getByRole('button', { name: 'Try', exact: true }).click();
    await page.getByText('No, 192.0.2.7 could not come.').waitFor();
    await page.getByRole('textbox', { name: 'Address', exact: true }).fill('::ffff:10.1.2.3');
    await page.getByRole('button', { name: 'Try', exact: true }).click();
    await page.getByText('Yes, 10.1.2.3 could come.').waitFor();

    await page.getByRole('button', { name: 'Edit Office' }).click();
    await page.getByRole('textbox', { name: /^Name/ }).fill('Office and cabin');
    await page.getByRole('button', { name: 'Try it for 10 minutes, then undo' }).and(page.locator(':enabled')).click();
    const keep = page.getByRole('button', { name: 'Keep it' });
    await keep.waitFor();
    await comes(() => keep.isDisabled(), true);

    // What acts is shown first, and what comes back when the trial ends.
    await page.getByRole('heading', { name: 'Tried now' }).waitFor();
    await page.getByRole('row', { name: /Office and cabin/ }).waitFor();
    await page.getByRole('button', { name: 'Edit Office', exact: true }).waitFor();

    const anew = await visit();
    await signIn(anew.page, served);
    await anew.page.goto(`${served.origin}/networks`);
    await anew.page.getByRole('button', { name: 'Keep it' }).and(anew.page.locator(':enabled')).click();
    await toast(anew.page, 'What was tried is kept.').waitFor();
    await anew.page.getByRole('row', { name: /Office and cabin/ }).waitFor();
    assert.deepEqual([...me.complaints, ...anew.complaints], []);
  });

  test('whoever has locked everybody out is let in by the console of the machine, while the program runs, and switches the rules on again', async () => {
    const me = await visit();
    await signIn(me.page, served);
    // Every part of the page has come before nothing comes any more.
    await me.page.waitForLoadState('networkidle');
    const { version } = await ask<{ version: string }>(me, 'GET', '/network');
    const rule = { id: null, name: 'Far away', effect: 'allow', addresses: ['203.0.113.0/24'], countries: [] };
    const whole = { ...rule, who: 'everyone', named: [], from: null, to: null, report: false };
    // Only what undoes itself may lock out.
    const trial = { version, rules: [whole], redirect: null, minutes: 60 };
    await ask(me, 'POST', '/network/trial', trial);
    // A page may be served for one more second under what was known; after that nobody gets one.
    const asked = (): Promise<number> => me.page.evaluate(async () => (await fetch('/')).status);
    for (let tries = 0; tries < 60 && (await asked()) !== 403; tries++) await me.page.waitForTimeout(500);
    assert.equal((await me.page.goto(served.origin))?.status(), 403);
    const slug = new URL(served.origin).hostname.split('.')[0]!;
    const said = await command(served.data, 'tenant', 'network-off', slug);
    assert.match(said, /Rules on networks of \S+ are switched off\. Its administrators are told/);
    await me.page.goto(`${served.origin}/networks`);
    await me.page
      .getByText(/Switched off at the console/)
      .first()
      .waitFor();
    const { rows } = await ask<{ rows: { what: { kind: string } }[] }>(me, 'GET', '/notices');
    assert.ok(rows.some(({ what }) => what.kind === 'network'));
    await me.page.getByRole('button', { name: /Switch on again/ }).click();
    await me.page
      .getByText(/Switched off at the console/)
      .first()
      .waitFor({ state: 'detached' });
    assert.deepEqual(me.complaints, []);
  });
});
