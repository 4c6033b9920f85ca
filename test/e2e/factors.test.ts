// Second factors as a person meets them: a passkey by the browser's own authenticator, an app, recovery codes, a fresh proof, and having to set one up first.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { CDPSession, Page } from 'playwright-core';
import { Secret, TOTP } from 'otpauth';
import {
  type Served,
  ask,
  axeFindings,
  becomeOwner,
  noBrowser,
  owner,
  startStrongroom,
  toast,
  visit,
} from './browser.ts';

/** Chromium's virtual authenticator: recognises its holder, keeps what it makes. */
async function authenticator(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return session;
}

async function typePassword(page: Page): Promise<void> {
  await page.getByLabel('Email address').fill(owner.email);
  await page.getByLabel('Password', { exact: true }).fill(owner.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /account of/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
}

describe('second factors', { skip: noBrowser ?? false }, () => {
  let served: Served;
  let codes: string[] = [];
  before(async () => {
    served = await startStrongroom();
  });

  test('a passkey is added on the page of one’s account, its recovery codes shown once, and signs in without a password', async () => {
    const here = await visit();
    const { page, complaints } = here;
    await authenticator(page);
    await becomeOwner(page, served);
    await page.goto(`${served.origin}/account`);
    await page.getByText('You have no second factor yet.').waitFor();
    await page.getByRole('button', { name: 'Add passkey or security key' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name for it').fill('Office laptop');
    await dialog.getByRole('button', { name: 'Add passkey or security key' }).click();
    await page.getByRole('dialog').getByText('Recovery codes').waitFor();
    codes = await page.getByRole('dialog').getByRole('listitem').allTextContents();
    assert.equal(codes.length, 10);
    assert.deepEqual(await axeFindings(page), []);
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByText('Office laptop').waitFor();
    await page.getByText('10 recovery codes left').waitFor();
    await signOut(page);
    // Under its own address, and never by mail or telephone (O185, O186).
    await page
      .getByText(`Sign in under ${new URL(served.origin).hostname} alone. Nobody who writes or calls`)
      .waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await page.getByRole('heading', { name: 'Today' }).waitFor();
    assert.deepEqual(complaints, []);
  });

  test('after the password the factor is asked for; a recovery code does once, and an app is set up by its key', async () => {
    const { page, complaints } = await visit();
    await page.goto(`${served.origin}/account`);
    await typePassword(page);
    await page.getByText('Your password was right.').waitFor();
    await page.reload();
    await typePassword(page);
    await page.getByLabel('Code', { exact: true }).fill('abcde-fghjk');
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Code', { exact: true }).fill(codes[0]!);
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('9 recovery codes left').waitFor();
    await page.getByRole('button', { name: 'Add authenticator app' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('img').waitFor();
    const secret = (await dialog.locator('.mono').textContent())!.replaceAll(' ', '');
    const totp = new TOTP({ secret: Secret.fromBase32(secret) });
    assert.deepEqual(await axeFindings(page), []);
    await dialog.getByLabel('Code the app shows now').fill(totp.generate());
    await dialog.getByRole('button', { name: 'Finish' }).click();
    await toast(page, 'Added. Your session goes on.').waitFor();
    await page.getByText('Authenticator app', { exact: true }).first().waitFor();
    assert.deepEqual(complaints, []);
  });

  test('who must have a factor is decided on a page; whoever has none can then only set one up', async () => {
    const boss = await visit();
    await authenticator(boss.page);
    await boss.page.goto(`${served.origin}/sign-in`);
    await typePassword(boss.page);
    await boss.page.getByLabel('Code', { exact: true }).fill(codes[1]!);
    await boss.page.getByRole('button', { name: 'Confirm' }).click();
    await boss.page.getByRole('heading', { name: 'Signing in' }).waitFor();
    const { rows } = await ask<{ rows: { id: string; name: string }[] }>(boss, 'GET', '/roles');
    const wish = { name: 'Tom', email: 'tom@office.example', roles: [rows.find((r) => r.name === 'Sales')!.id] };
    const { link } = await ask<{ link: { url: string } }>(boss, 'POST', '/members', wish);
    await boss.page
      .getByRole('combobox', { name: 'Required of' })
      .or(boss.page.getByRole('button', { name: /Required of/ }))
      .first()
      .click();
    await boss.page.getByRole('option', { name: 'Everybody' }).click();
    await boss.page.getByLabel('Days to set one up').fill('0');
    await boss.page.getByRole('button', { name: 'Save' }).click();
    await toast(boss.page, 'Saved. It acts from now on.').waitFor();
    assert.deepEqual(await axeFindings(boss.page), []);

    const { page, complaints } = await visit({ width: 390 });
    await authenticator(page);
    await page.goto(link.url);
    await page.getByLabel('Password', { exact: true }).fill('seven brave otters swim north');
    await page.getByRole('button', { name: 'Join' }).click();
    await page.getByRole('heading', { name: 'Set up a second factor' }).waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.goto(`${served.origin}/contacts`);
    await page.getByRole('heading', { name: 'Set up a second factor' }).waitFor();
    await page.getByRole('button', { name: 'Add passkey or security key' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Add passkey or security key' }).click();
    await page.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByRole('heading', { name: 'Contacts' }).waitFor();
    assert.deepEqual([...boss.complaints, ...complaints], []);
  });
});
