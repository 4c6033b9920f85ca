// Signing in as administrators decide on it, the question before a session ends, and that nothing personal stays in a browser after signing out.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { type Page, chromium } from 'playwright-core';
import { usualPasswords } from '../../src/contract/password-policy.ts';
import { deviceCookie, sessionCookie } from '../../src/edge/http/identify.ts';
import {
  type Served,
  type Visit,
  ask,
  axeFindings,
  becomeOwner,
  chromiumArgs,
  noBrowser,
  owner,
  signIn,
  startStrongroom,
  toast,
  visit,
  comes,
} from './browser.ts';

describe('signing in', { skip: noBrowser ?? false }, () => {
  let served: Served;
  before(async () => {
    served = await startStrongroom();
    const first = await visit();
    await becomeOwner(first.page, served);
  });

  /** What a manager reads of a form: each field for a name or a password, with its token. */
  const tokens = (page: Page): Promise<string[]> =>
    page
      .locator('input[type=password], input[autocomplete=username]')
      .evaluateAll((inputs) => (inputs as unknown as { autocomplete: string }[]).map((input) => input.autocomplete));

  /** The tokens of the forms that ask for the password again: for a sign-in that was not me, for a fresh proof, and for one that is too old. */
  async function asksAgain(me: Visit): Promise<string[][]> {
    const { page } = me;
    await page.goto(`${served.origin}/account`);
    await page.getByRole('button', { name: 'This was not me' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'This was not me' });
    await dialog.getByLabel('New password').waitFor();
    // The form of the page lies behind it.
    const notMe = (await tokens(page)).slice(-3);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    // The server's clock does not wait ten minutes for a test: what it says then is said here, once.
    const refusal = { code: 'step-up-needed', title: 'Prove once more that it is you.', status: 403 };
    await page.route(
      '**/api/v1/me',
      (route) =>
        route.request().method() === 'PATCH'
          ? route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify(refusal) })
          : route.fallback(),
      { times: 1 },
    );
    await page.getByLabel('Name', { exact: true }).fill('Olli Omistaja the First');
    await page.getByRole('button', { name: 'Save name' }).click();
    const step = page.getByRole('dialog').filter({ has: page.locator('input[type=password]') });
    await step.locator('input[type=password]').waitFor();
    const stepUp = (await tokens(page)).slice(-2);
    await page.keyboard.press('Escape');
    await step.waitFor({ state: 'detached' });
    await page.unroute('**/api/v1/me');
    const known = await ask<{ password: object }>(me, 'GET', '/me');
    await page.route('**/api/v1/me', (route) =>
      route.fulfill({ json: { ...known, password: { ...known.password, owed: true } } }),
    );
    await page.goto(`${served.origin}/account`);
    await page.getByRole('heading', { name: 'Choose a new password' }).waitFor();
    await page.getByLabel('New password').waitFor();
    const renew = await tokens(page);
    await page.unroute('**/api/v1/me');
    return [notMe, stepUp, renew];
  }

  test('every form for a password tells managers what it is for (O165), until the company wants browsers not to keep them (O166)', async () => {
    const me = await visit();
    const { page } = me;
    await page.goto(served.origin);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    assert.deepEqual(await tokens(page), ['username', 'current-password']);
    await signIn(page, served);
    const before = page.getByRole('status').filter({ hasText: /Last sign-in: .+Chrome/ });
    await before.getByRole('link', { name: 'Was that not you?' }).waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await before.getByRole('button', { name: 'It was me' }).click();
    await before.waitFor({ state: 'detached' });
    await page.goto(`${served.origin}/.well-known/change-password`);
    await page.getByLabel('New password').waitFor();
    assert.deepEqual(await tokens(page), ['username', 'current-password', 'new-password']);
    const all = ['username', 'current-password', 'new-password'];
    assert.deepEqual(await asksAgain(me), [all, all.slice(0, 2), all]);
    const link = await ask<{ link: { url: string } }>(me, 'POST', '/members', {
      name: 'Tuija Token',
      email: 'tuija@office.example',
      roles: [
        (await ask<{ rows: { id: string; name: string }[] }>(me, 'GET', '/roles')).rows.find((r) => r.name === 'Sales')!
          .id,
      ],
    });
    const other = await visit();
    await other.page.goto(link.link.url);
    await other.page.getByRole('button', { name: 'Join' }).waitFor();
    assert.deepEqual(await tokens(other.page), ['username', 'new-password']);
    await page.goto(`${served.origin}/signing-in`);
    await page.getByRole('tab', { name: 'Passwords' }).click();
    await page.getByLabel('Ask browsers not to keep passwords').check();
    await page.getByText('Browsers may ignore it').waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await toast(page, 'Saved.').waitFor();
    await other.page.goto(served.origin);
    await other.page.getByText('They may all the same; a passkey').waitFor();
    assert.deepEqual(await tokens(other.page), ['username', 'off']);
    await page.goto(`${served.origin}/account`);
    await page.getByLabel('New password').waitFor();
    assert.deepEqual(await tokens(page), ['username', 'off', 'off']);
    assert.deepEqual(await asksAgain(me), [
      ['username', 'off', 'off'],
      ['username', 'off'],
      ['username', 'off', 'off'],
    ]);
    assert.deepEqual([...me.complaints, ...other.complaints], []);
  });

  test('dates, times and numbers are written as somebody chose for himself, at once and on every page, and back by undo', async () => {
    const me = await visit();
    const { page } = me;
    await signIn(page, served);
    await ask(me, 'PATCH', '/settings', { timeZone: 'Europe/Helsinki' });
    await page.goto(`${served.origin}/account`);
    const card = page.getByRole('region', { name: 'Dates and times' });
    const choose = async (label: string, typed: string, option: RegExp) => {
      await card.getByLabel(label, { exact: true }).click();
      await page.keyboard.type(typed);
      await page.getByRole('option', { name: option }).first().click();
    };
    await choose('Dates and numbers', 'German', /^German/);
    await choose('Time zone', 'New York', /New York/);
    await card.getByText('1.234.567,89').waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await card.getByRole('button', { name: 'Save dates and times' }).click();
    await toast(page, 'Dates and times are written as you chose.').waitFor();
    await page.goto(`${served.origin}/audit`);
    await page.getByText('Time (New York)').first().waitFor();
    await page
      .getByText(/\d{2}\.\d{2}\.\d{4}, \d{2}:\d{2}:\d{2}/)
      .first()
      .waitFor();
    await page.goto(`${served.origin}/account`);
    await choose('Time zone', 'As this', /As this browser/);
    await card.getByRole('button', { name: 'Save dates and times' }).click();
    const saved = toast(page, 'Dates and times are written as you chose.');
    await saved.getByRole('button', { name: 'Undo' }).click();
    await card.getByLabel('Time zone', { exact: true }).getByText('America/New York').waitFor();
    await ask(me, 'PUT', '/me/region', { locale: null, timeZone: null });
    await page.reload();
    await card.getByText('As the company: Europe/Helsinki').waitFor();
    assert.deepEqual(me.complaints, []);
  });

  test('what deviates from the standard is marked; a meter says what makes a password weak, and a phrase is taken instead', async () => {
    const me = await visit({ width: 390 });
    const { page } = me;
    await signIn(page, served);
    await page.goto(`${served.origin}/signing-in`);
    await page.getByRole('tab', { name: 'Passwords' }).click();
    await page
      .getByRole('button', { name: /^Shortest password/ })
      .or(page.getByRole('combobox', { name: /^Shortest password/ }))
      .first()
      .click();
    await page.getByRole('option', { name: 'So many characters:' }).click();
    await page.getByLabel('Characters', { exact: true }).fill('7');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('8 to 64.').first().waitFor();
    await page.getByLabel('Characters', { exact: true }).fill('10');
    await page.getByText('Deviates from the standard').first().waitFor();
    await page.getByLabel('Ask browsers not to keep passwords').uncheck();
    await page.getByLabel('A digit').check();
    await page.getByText('capital in front').waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await toast(page, 'Saved.').waitFor();
    assert.deepEqual(await axeFindings(page), []);

    await page.goto(`${served.origin}/account`);
    const next = page.getByLabel('New password');
    await next.fill('P4ssw0rd99');
    await page.getByText('Digits in place of letters do not help.').waitFor();
    await page.getByText('Guessed at once').waitFor();
    await next.fill('abacus lunacy playful');
    await page.getByText('Add a digit.').waitFor();
    await page.getByText('It is made of 3 words of a dictionary.').waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.getByRole('button', { name: 'Suggest a phrase' }).click();
    const phrase = page.getByRole('region', { name: 'Suggested phrase' });
    await phrase.getByText('5 words drawn at random from 7,776: 2 to the power of 64 ways.').waitFor();
    await phrase.getByRole('button', { name: 'One word more' }).click();
    await phrase.getByText('6 words drawn').waitFor();
    const text = (await phrase.locator('.mono').textContent())!;
    assert.match(text, /^[a-z-]+\d$/);
    await phrase.getByRole('button', { name: 'Use this phrase' }).click();
    // Words that stand among the passwords of leaks cost a guesser less.
    await page.getByText(/: (Good|Strong)$/).waitFor();
    await comes(() => next.inputValue(), text);
    await page.getByLabel('Present password').fill(owner.password);
    await page.getByRole('button', { name: 'Change password' }).click();
    await toast(page, 'Your password is changed').waitFor();
    await ask(me, 'POST', '/me/password', { current: text, next: `${owner.password} 1` });
    // Two weeks before it grows too old it is told (C38).
    await ask(me, 'PUT', '/password-policy', { ...usualPasswords, expiryMonths: 1 });
    const { dueAt } = await ask<{ dueAt: string }>(me, 'GET', '/me/password');
    await page.clock.setFixedTime(new Date(Date.parse(dueAt) - 3 * 86_400_000));
    await page.goto(`${served.origin}/contacts`);
    await page.getByText('Your company asks for a new password by').waitFor();
    await page.clock.setFixedTime(new Date());
    await ask(me, 'PUT', '/password-policy', usualPasswords);
    await ask(me, 'POST', '/me/password', { current: `${owner.password} 1`, next: owner.password });
    await page.goto(`${served.origin}/account`);

    await page
      .getByRole('button', { name: /^Rename / })
      .first()
      .click();
    await page.getByRole('dialog').getByLabel('Name').fill('Phone at the desk');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByText('Phone at the desk').waitFor();
    await page.getByRole('button', { name: 'Forget Phone at the desk' }).click();
    await toast(page, 'That device is not known any more').waitFor();
    assert.deepEqual(await axeFindings(page), []);
    assert.deepEqual(me.complaints, []);
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
    const soon = (): Promise<boolean> =>
      asked.waitFor({ timeout: 1000 }).then(
        () => true,
        () => false,
      );
    // The server's word on the time comes when it comes: on a busy machine the minutes are counted from the end of the first run.
    for (let n = 0; n < 15 && !(await soon()); n++) await page.clock.runFor('00:20');
    await asked.waitFor();
    await asked.getByRole('button', { name: 'Stay signed in' }).click();
    await asked.waitFor({ state: 'detached' });
    await comes(() => page.getByRole('textbox', { name: /^Given name/ }).inputValue(), 'Aino');
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

  test('the security policy is written, read and acknowledged before anything else; signs stand on the sign-in page; a loss is reported', async () => {
    const me = await visit();
    const { page } = me;
    await signIn(page, served);
    await page.goto(`${served.origin}/security-policy`);
    await page.getByText('None has been published yet.').waitFor();
    await page.getByRole('button', { name: 'Start from a sample' }).click();
    await page.getByText('My account is mine alone.').last().waitFor();
    await page.getByRole('textbox', { name: 'What is new in it' }).fill('Everything');
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByRole('heading', { name: /^Security policy of / }).waitFor();
    await page.getByText('New in this version: Everything').waitFor();
    await page.locator('ol > li').first().waitFor();
    // A page that is asked for meanwhile is not there.
    await page.goto(`${served.origin}/contacts`);
    const agree = page.getByRole('button', { name: 'Acknowledge' });
    await agree.waitFor();
    await comes(() => agree.isDisabled(), true);
    await page.getByRole('checkbox', { name: 'I have read it and keep to it.' }).check();
    await agree.click();
    await page.getByRole('heading', { name: 'Contacts' }).waitFor();

    await page.goto(`${served.origin}/security-policy`);
    await page.getByRole('tab', { name: 'Who has acknowledged it' }).click();
    await page.getByText('Everybody has acknowledged what is asked for.').waitFor();
    await page.getByRole('row', { name: /Maria Lindqvist.*1/ }).waitFor();
    await page.getByRole('tab', { name: 'Sign of the company' }).click();
    await page.getByRole('button', { name: 'Choose a sign' }).click();
    await page.getByRole('radio', { name: 'Castle' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('radio', { name: 'Cat', checked: true }).and(page.locator(':focus')).waitFor();
    await page.getByRole('textbox', { name: 'Words beside it' }).fill('Two lanterns');
    await page.getByRole('button', { name: 'Save' }).click();
    await toast(page, 'Saved.').waitFor();

    await page.getByRole('button', { name: /account of/ }).click();
    await page.getByRole('menuitem', { name: 'Security' }).click();
    await page.getByText('You acknowledged it on').waitFor();
    await page.getByRole('button', { name: 'Choose a sign' }).click();
    await page.getByRole('radio', { name: 'Snail' }).click();
    await page.getByRole('textbox', { name: 'Words beside it' }).fill('My own heron');
    await page.getByRole('button', { name: 'Save' }).click();
    await toast(page, 'This browser shows it').waitFor();
    const other = await visit();
    await signIn(other.page, served);
    // A new version comes while somebody types: it is read over the page, and nothing is lost, also where the window comes after the refusal.
    const refused = other.page.waitForResponse((r) => r.request().method() === 'POST' && r.status() === 403);
    await other.page.route(/PolicyOwed/, async (route) => {
      await refused;
      await route.continue();
    });
    await other.page.goto(`${served.origin}/contacts`);
    await other.page.getByRole('heading', { name: 'Contacts' }).waitFor();
    await other.page.keyboard.press('c');
    await other.page.getByRole('textbox', { name: /^Family name/ }).fill('Heikkinen');
    await ask(me, 'POST', '/security-policy/versions', {
      after: 1,
      text: 'Shorter.',
      asks: true,
      changed: 'Half of it',
    });
    await other.page.getByRole('button', { name: 'Add contact' }).click();
    const over = other.page.getByRole('dialog', { name: /^Security policy of / });
    await over.getByText('New in this version: Half of it').waitFor();
    await over.getByRole('checkbox').check();
    await over.getByRole('button', { name: 'Acknowledge' }).click();
    await other.page.getByRole('heading', { name: 'Heikkinen' }).waitFor();
    // not the group of the menu that has the same name
    const form = page.getByRole('main');
    await form
      .getByRole('combobox', { name: 'What happened' })
      .or(form.getByRole('button', { name: /What happened/ }))
      .first()
      .click();
    await page.getByRole('option', { name: 'Something seems wrong' }).click();
    await page.getByRole('textbox', { name: /Anything that helps/ }).fill('A mail asked for my code');
    await page.getByRole('button', { name: 'Report', exact: true }).click();
    await page.getByText(/sessions? ha(s|ve) ended\. Administrators have been told\./).waitFor();
    await page.goto(`${served.origin}/signing-in`);
    await page.getByRole('tab', { name: 'Losses' }).click();
    await page.getByText('A mail asked for my code').waitFor();
    await page.getByRole('button', { name: 'Dealt with' }).click();
    await toast(page, 'Closed.').waitFor();

    await page.getByRole('button', { name: /account of/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByText('Two lanterns').waitFor();
    await page.getByText('My own heron').waitFor();
    await page.getByRole('img', { name: 'Blue Cat' }).waitFor();
    const stranger = await visit();
    await stranger.page.goto(served.origin);
    await stranger.page.getByText('Two lanterns').waitFor();
    await comes(() => stranger.page.getByText('My own heron').count(), 0);
    assert.deepEqual([...me.complaints, ...other.complaints, ...stranger.complaints], []);
  });

  test('a neighbouring host plants no session and no device, though it may plant other cookies', async () => {
    const { hostname } = new URL(served.origin);
    const neighbour = createServer((_, answer) => {
      const planted = [sessionCookie, deviceCookie].flatMap((name) => [
        `${name}=planted-${'x'.repeat(30)}; Domain=${hostname}; Path=/; Secure; HttpOnly`,
        `${name}=planted-${'y'.repeat(30)}; Domain=${hostname}; Path=/`,
      ]);
      answer.setHeader('set-cookie', [`probe=seen; Domain=${hostname}; Path=/`, ...planted]);
      answer.setHeader('content-type', 'text/html').end('<!doctype html><title>Neighbour</title>');
    });
    await new Promise<void>((done) => neighbour.listen(0, '127.0.0.1', done));
    const { port } = neighbour.address() as AddressInfo;
    try {
      const me = await visit();
      await me.page.goto(`http://evil.${hostname}:${port}/`);
      const names = JSON.stringify([sessionCookie, deviceCookie]);
      const bound = JSON.stringify(`Domain=${hostname}; Path=/; Secure`);
      await me.page.evaluate(`for (const name of ${names}) document.cookie = name + '=planted-by-script; ' + ${bound}`);
      await me.page.goto(served.origin);
      const seen = (await me.context.cookies(served.origin)).map(({ name }) => name);
      assert.ok(seen.includes('probe'), 'it can plant what is not bound to a host');
      assert.deepEqual(
        seen.filter((name) => name !== 'probe'),
        [],
      );
      await signIn(me.page, served);
      const [session] = (await me.context.cookies(served.origin)).filter(({ name }) => name === sessionCookie);
      assert.ok(session !== undefined && !session.value.startsWith('planted'));
      assert.equal(session.domain, hostname, 'for this host alone');
    } finally {
      neighbour.closeAllConnections();
      await new Promise((done) => neighbour.close(done));
    }
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

  test('a preset shows each difference and what people notice, is applied as one, and its undoing waits for a second administrator', async () => {
    const me = await visit();
    const { page } = me;
    await signIn(page, served);
    await page.goto(`${served.origin}/security-presets`);
    await page
      .getByRole('row', { name: /People: at most.*12 hours|People: at most.*720 minutes.*480 minutes/ })
      .waitFor();
    await page.getByRole('row', { name: /Asked of.*Administrators.*Everybody.*has none/ }).waitFor();
    await page.getByText('You are the only one who may approve.').waitFor();
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByText('Everything is set as this preset has it.').waitFor();
    await toast(page, 'settings changed.').getByRole('button', { name: 'Undo' }).click();
    await toast(page, 'second administrator').waitFor();
    await page.goto(`${served.origin}/approvals`);
    await page
      .getByText(/^Undo preset\.apply|Undo .*preset/)
      .first()
      .waitFor();
    assert.deepEqual(me.complaints, []);
  });
});
