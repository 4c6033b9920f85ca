// Signing in as administrators decide on it, the question before a session ends, and that nothing personal stays in a browser after signing out.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import {
  type Served,
  ask,
  becomeOwner,
  chromiumArgs,
  noBrowser,
  owner,
  signIn,
  startStrongroom,
  toast,
  visit,
} from './browser.ts';

describe('signing in', { skip: noBrowser ?? false }, () => {
  let served: Served;
  before(async () => {
    served = await startStrongroom();
    const first = await visit();
    await becomeOwner(first.page, served);
  });

  test('idle minutes are set, beyond the standard with a mark; before the end one is asked, and stays', async () => {
    const me = await visit();
    const { page } = me;
    await signIn(page, served);
    await page.goto(`${served.origin}/signing-in`);
    await page
      .getByRole('row', { name: /Maria Lindqvist/ })
      .first()
      .waitFor();
    await page.getByRole('tab', { name: 'How sessions end' }).click();
    const idle = page.getByRole('group', { name: 'Administrators' }).getByRole('textbox', { name: /without use/ });
    await idle.fill('90');
    await page.getByText('deviates from NIST SP 800-63B-4').waitFor();
    await idle.fill('4');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('5 to 480 minutes.').waitFor();
    await idle.fill('5');
    await page.getByRole('button', { name: 'Save' }).click();
    await toast(page, 'Saved.').waitFor();

    await page.clock.install();
    await page.goto(`${served.origin}/contacts`);
    await page.getByRole('heading', { name: 'Contacts' }).waitFor();
    await page.keyboard.press('c');
    await page.getByRole('textbox', { name: /^Given name/ }).fill('Aino');
    await page.clock.runFor('03:05');
    const asked = page.getByRole('dialog', { name: 'Your session is about to end' });
    await asked.waitFor();
    await asked.getByRole('button', { name: 'Stay signed in' }).click();
    await asked.waitFor({ state: 'detached' });
    assert.equal(await page.getByRole('textbox', { name: /^Given name/ }).inputValue(), 'Aino');
    assert.deepEqual(me.complaints, []);
  });

  test('three tries and the blocked are a page: a preset is chosen, somebody is blocked and let in again', async () => {
    const me = await visit();
    const { page } = me;
    await signIn(page, served);
    await page.goto(`${served.origin}/signing-in`);
    await page.getByRole('tab', { name: 'Guessing' }).click();
    await page.getByRole('button', { name: '3 tries, then an administrator' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await toast(page, 'Saved.').waitFor();
    const stranger = await visit();
    await stranger.page.goto(`${served.origin}/`);
    for (let n = 0; n < 5; n++) {
      await stranger.page.getByLabel('Email address').fill(owner.email);
      await stranger.page.getByLabel('Password', { exact: true }).fill('not the password of anybody');
      await stranger.page.getByRole('button', { name: 'Sign in' }).click();
      await stranger.page.getByLabel('Password', { exact: true }).and(stranger.page.locator(':focus')).waitFor();
      await stranger.page.getByRole('alert').waitFor();
    }
    await stranger.page.getByText('An administrator has to let it in again').waitFor();
    await page.reload();
    await page.getByRole('tab', { name: 'Guessing' }).click();
    await page.getByText('until somebody lets in again').waitFor();
    await page.getByRole('button', { name: 'Let Maria Lindqvist in again' }).click();
    await page.getByText('Nobody is blocked.').waitFor();
    assert.deepEqual(me.complaints, []);
  });

  test('after signing out nothing of what was seen is in the profile of the browser', async () => {
    const me = await visit();
    await signIn(me.page, served);
    const canary = `Zyxwalda${Date.now()}`;
    const { id } = await ask<{ id: string }>(me, 'POST', '/contacts', { givenName: 'Canary', familyName: canary });
    const profile = mkdtempSync(join(tmpdir(), 'strongroom-profile-'));
    try {
      const context = await chromium.launchPersistentContext(profile, {
        executablePath: process.env['STRONGROOM_CHROMIUM'] ?? '/usr/bin/chromium',
        args: chromiumArgs,
      });
      const page = await context.newPage();
      await signIn(page, served);
      await page.goto(`${served.origin}/contacts`);
      await page.getByText(canary).first().waitFor();
      await page.goto(`${served.origin}/contacts/${id}`);
      await page.getByRole('heading', { name: new RegExp(canary) }).waitFor();
      await page.getByRole('button', { name: /account of/ }).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).click();
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      const kept = await page.evaluate(
        'Promise.all([indexedDB.databases(), caches.keys(), navigator.serviceWorker.getRegistrations()]).then((all) => all.map((x) => x.length).concat(localStorage.length, sessionStorage.length))',
      );
      assert.deepEqual(kept, [0, 0, 0, 0, 0]);
      await context.close();
      const found = readdirSync(profile, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .filter((file) => {
          const bytes = readFileSync(file);
          return [Buffer.from(canary, 'latin1'), Buffer.from(canary, 'utf16le')].some((text) => bytes.includes(text));
        });
      assert.deepEqual(
        found.map((file) => file.slice(profile.length)),
        [],
      );
    } finally {
      rmSync(profile, { recursive: true, force: true });
    }
  });
});
