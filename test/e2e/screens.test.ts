// Every screen in light and dark at three widths: axe finds nothing, the policy is never violated, nothing runs out of the window.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import {
  type Served,
  type Visit,
  ask,
  axeFindings,
  becomeOwner,
  noBrowser,
  startStrongroom,
  visit,
  comes,
} from './browser.ts';
import { type Screen, shapeScreens } from './shape-screens.ts';

const window =
  (opener: string, what: 'dialog' | 'menu' = 'dialog') =>
  async (page: Page) => {
    await page.keyboard.press(opener);
    await page.getByRole(what).waitFor();
  };

/** Leaves for an address that has no page, where nothing of the one before is left, and from there to another. */
async function goWithin(page: Page, path: string): Promise<void> {
  const nothing = page.getByRole('heading', { name: 'There is nothing at this address' });
  const go = (to: string) => page.evaluate(`history.pushState(null, '', ${JSON.stringify(to)})`);
  // what stands over the page would stay
  if ((await page.locator('[role=dialog], [role=alertdialog], [role=menu], [role=listbox]').count()) > 0) {
    await page.goto(new URL(path, page.url()).href);
    return;
  }
  await go('/between');
  await nothing.waitFor();
  await go(path);
  if (path !== '/nowhere') await nothing.waitFor({ state: 'detached' });
}

// the widths are looked at side by side: a page waits more than it works
describe('screens', { skip: noBrowser ?? false, concurrency: 3 }, () => {
  let served: Served;
  let me: Visit;
  let screens: readonly Screen[];

  before(async () => {
    served = await startStrongroom();
    me = await visit();
    await becomeOwner(me.page, served);
    const company = await ask<{ id: string }>(me, 'POST', '/companies', {
      name: 'Kuusi & Koivu Oy',
      domain: 'kuusi.example',
      industry: 'Timber and everything that is made of it, since a very long time ago',
      phones: [{ value: '+358 9 1234567', label: 'work' }],
      emails: [{ value: 'info@kuusi.example', label: null }],
      address: { street: 'Kauppakatu 1', postalCode: '33100', city: 'Tampere', region: null, country: 'FI' },
      annualRevenue: { amount: '1234567.50', currency: 'EUR' },
      notes: 'Deliveries before nine.\nOne invoice a month.',
    });
    const about = [{ entity: 'company', id: company.id }];
    for (const name of ['Ashworth', 'Bélanger', 'Guérin'])
      await ask(me, 'POST', '/contacts', {
        givenName: 'Aino',
        familyName: name,
        stage: 'customer',
        companies: about,
        emails: [{ value: `${name.length}@example.com`, label: 'work' }],
      });
    const deal = await ask<{ id: string }>(me, 'POST', '/deals', {
      name: 'Annual service',
      company: company.id,
      amount: { amount: '96600', currency: 'EUR' },
    });
    await ask(me, 'POST', '/deal-lines', {
      deal: deal.id,
      description: 'Everything that belongs to it, twice a year, and whenever somebody calls',
      price: { amount: '48300', currency: 'EUR' },
      quantity: '2',
      discount: '2.5',
    });
    await ask(me, 'POST', '/activities', {
      type: 'task',
      subject: 'Send the quote',
      due: '2020-01-01T09:00:00.000Z',
      priority: 'high',
      about,
    });
    await ask(me, 'POST', '/activities', { type: 'note', subject: 'Met at the fair', about });
    const at = `/companies/${company.id}`;
    const { user } = await ask<{ user: { id: string } }>(me, 'GET', '/me');
    const moment = new Date().toISOString();
    await ask(me, 'PATCH', at, { industry: 'Timber' });
    await ask(me, 'PATCH', '/settings', { country: 'SE' });
    const machine = `/time-machine?at=${encodeURIComponent(moment)}`;
    screens = [
      { name: 'today', path: '/today' },
      { name: 'a list', path: '/contacts' },
      { name: 'an empty list', path: '/contacts?search=nobody-of-that-name' },
      {
        name: 'a list with a panel',
        path: '/contacts',
        prepare: async (page) => {
          await page.getByRole('row', { name: /Ashworth/ }).waitFor();
          await page.getByRole('grid').focus();
          await page.keyboard.press(' ');
          await page.getByText('More about this record').waitFor();
        },
      },
      {
        name: 'selected rows',
        path: '/contacts',
        prepare: async (page) => {
          await page.getByRole('row', { name: /Ashworth/ }).waitFor();
          await page.getByRole('grid').focus();
          await page.keyboard.press('x');
          await page.getByText('1 selected').waitFor();
        },
      },
      {
        name: 'two contacts to be merged',
        path: '/contacts',
        prepare: async (page) => {
          await page.getByRole('row', { name: /Ashworth/ }).waitFor();
          await page.getByRole('grid').focus();
          await page.keyboard.press('x');
          await page.keyboard.press('ArrowDown');
          await page.keyboard.press('x');
          await page.getByRole('button', { name: 'Merge' }).click();
          await page.getByText('Goes to the bin').waitFor();
        },
      },
      { name: 'a list as it is printed', path: '/print/companies?fields=domain,phones,annualRevenue' },
      { name: 'the check for leaks', path: '/leaks' },
      {
        name: 'the time machine',
        path: machine,
        prepare: async (page) => {
          await page.getByRole('row', { name: /^Companies/ }).waitFor();
          await page.getByText('What differs').first().waitFor();
          for (const one of await page.getByText('What differs').all()) await one.click();
          await page.getByRole('row', { name: /^Country/ }).waitFor();
        },
      },
      {
        name: 'everything to be brought back',
        path: machine,
        prepare: async (page) => {
          await page.getByRole('button', { name: 'Bring everything back' }).click();
          await page
            .getByRole('dialog')
            .getByText(/\d with their values of then/)
            .waitFor();
        },
      },
      {
        name: 'totals as they were',
        path: `/at/${moment.replace('.', ',')}/totals/contacts`,
        prepare: async (page) => {
          await page.locator('.totals-table:not([aria-busy])').waitFor();
        },
      },
      {
        name: 'the menu of a row',
        path: '/contacts',
        prepare: async (page) => {
          await page.getByRole('row', { name: /Ashworth/ }).waitFor();
          await page.getByRole('grid').focus();
          await window('Shift+F10', 'menu')(page);
        },
      },
      {
        name: 'a filter',
        path: '/contacts',
        prepare: async (page) => {
          await page.getByRole('search').getByRole('button', { name: 'Stage' }).click();
          await page.getByRole('option', { name: 'Customer' }).waitFor();
        },
      },
      {
        name: 'the palette',
        path: '/contacts',
        prepare: async (page) => {
          await window('Control+k')(page);
          await page.keyboard.type('kuusi');
          await page.getByRole('option', { name: /Kuusi/ }).first().waitFor();
        },
      },
      { name: 'a form', path: '/contacts', prepare: window('c') },
      { name: 'the shortcuts', path: '/contacts', prepare: window('?') },
      { name: 'a record', path: at },
      { name: 'its history', path: `${at}?tab=history` },
      { name: 'who may what with it', path: `${at}?tab=access` },
      {
        name: 'why a field may be changed',
        path: at,
        prepare: async (page) => {
          await page.getByRole('button', { name: 'Why: Industry' }).press('Enter');
          await page.getByText('The field may be seen and changed.').first().waitFor();
        },
      },
      {
        name: 'a share being given',
        path: `${at}?tab=access`,
        prepare: async (page) => {
          await page.getByRole('button', { name: 'Share…' }).click();
          await page.getByRole('radio', { name: 'A team' }).waitFor();
        },
      },
      { name: 'who has access', path: '/access' },
      { name: 'the access of a person', path: `/access/${user.id}` },
      { name: 'access requests', path: '/requests' },
      {
        name: 'a task being written',
        path: at,
        prepare: async (page) => {
          await page.getByRole('tab', { name: 'Timeline' }).click();
          await page.getByRole('button', { name: 'Task' }).click();
          await page.getByRole('textbox', { name: 'Subject' }).waitFor();
        },
      },
      {
        name: 'a changed role',
        path: '/roles?role=00000000-0000-7000-8000-000000000103',
        prepare: async (page) => {
          await page.getByRole('button', { name: 'Companies, View: All' }).focus();
          await page.keyboard.press('t');
          await page.getByRole('button', { name: 'Deals', exact: true }).last().click();
          await page.getByRole('button', { name: 'Review changes' }).waitFor();
        },
      },
      { name: 'tests of access', path: '/roles?role=tests' },
      { name: 'approvals', path: '/approvals' },
      { name: 'security for everybody', path: '/security' },
      {
        name: 'a security policy being written',
        path: '/security-policy',
        prepare: async (page) => {
          await page.getByRole('button', { name: 'Start from a sample' }).click();
          await page.getByRole('heading', { name: 'How we keep what is entrusted to us' }).waitFor();
        },
      },
      { name: 'a preset and what it would change', path: '/security-presets' },
      { name: 'open sessions of everybody', path: '/signing-in' },
      {
        name: 'how sessions end',
        path: '/signing-in',
        prepare: async (page) => {
          await page.getByRole('tab', { name: 'How sessions end' }).click();
          await page.getByRole('group', { name: 'Administrators' }).waitFor();
        },
      },
      {
        name: 'what passwords are made of',
        path: '/signing-in',
        prepare: async (page) => {
          await page.getByRole('tab', { name: 'Passwords' }).click();
          await page.getByLabel('Ask browsers not to keep passwords').waitFor();
        },
      },
      {
        name: 'what slows guessing down',
        path: '/signing-in',
        prepare: async (page) => {
          await page.getByRole('tab', { name: 'Guessing' }).click();
          await page.getByText('Nobody is blocked.').waitFor();
        },
      },
      {
        name: 'a rule on networks that would lock out',
        path: '/networks',
        prepare: async (page) => {
          await page.getByRole('button', { name: 'Add rule' }).click();
          await page.getByRole('textbox', { name: /^Name/ }).fill('Office');
          await page.getByRole('textbox', { name: 'Addresses' }).fill('10.0.0.0/8');
          await page.getByText('would lock people out').waitFor();
        },
      },
      {
        name: 'the audit log with an entry',
        path: '/audit?verb=edited',
        prepare: async (page) => {
          await page.getByRole('row', { name: /Changed Industry/ }).waitFor();
          await page.getByRole('grid').focus();
          await page.keyboard.press('Enter');
          await page.getByText('Right needed').waitFor();
        },
      },
      {
        name: 'a new key',
        path: '/keys',
        prepare: async (page) => {
          await page.getByRole('button', { name: 'New key' }).click();
          await page.getByRole('button', { name: 'Make key' }).waitFor();
        },
      },
      { name: 'members', path: '/members' },
      { name: 'teams', path: '/members?tab=teams' },
      {
        name: 'an invitation',
        path: '/members',
        prepare: async (page) => {
          await page.getByRole('button', { name: 'Invite' }).click();
          await page.getByRole('checkbox', { name: /^Owner/ }).waitFor();
        },
      },
      { name: 'the account', path: '/account' },
      { name: 'imports', path: '/import' },
      { name: 'the rules of exports', path: '/export-rules' },
      {
        name: 'where the ledger goes',
        path: '/ledger-settings',
        prepare: async (page) => {
          await page.getByRole('heading', { name: 'In the archive' }).waitFor();
        },
      },
      {
        name: 'a new receiver of the ledger',
        path: '/ledger-settings',
        prepare: async (page) => {
          await page.getByRole('button', { name: 'Add a receiver' }).click();
          await page.getByRole('dialog').waitFor();
        },
      },
      ...(await shapeScreens(me, company.id)),
      { name: 'totals', path: '/totals/deals?by=stage,company.industry&measures=sum:amount' },
      { name: 'no totals', path: '/totals/products' },
      { name: 'the API', path: '/developers/api?action=deal.create' },
      { name: 'the lines of a deal', path: `/deals/${deal.id}?tab=deal-lines` },
      { name: 'nothing at this address', path: '/nowhere' },
      { name: 'a record that is not there', path: '/contacts/00000000-0000-7000-8000-000000000000' },
    ];
  });

  // What is wide is looked at once more with the menu folded: the page goes narrower as a window does, which is cheaper than to load it again.
  for (const [width, narrower] of [
    [1440, 1000],
    [390, null],
  ] as const) {
    test(`at ${width} pixels, light and dark${narrower === null ? '' : `, and at ${narrower}, light`}`, async () => {
      const { page, complaints, context } = await visit({ width, as: await me.context.storageState() });
      const findings: string[] = [];
      const find = async (name: string, what: 'everything' | 'colours' = 'everything') => {
        for (const finding of await axeFindings(page, what)) findings.push(`${name}: ${finding}`);
        const over = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
        if (over > 0) findings.push(`${name}: ${over} pixels wider than the window`);
      };
      for (const [i, screen] of screens.entries()) {
        // Every address is loaded once. On the phone the page stays and goes from one to the next, as people do: axe need not start anew.
        if (i === 0 || narrower !== null) await page.goto(`${served.origin}${screen.path}`);
        else await goWithin(page, screen.path);
        await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
        await page.locator('.waiting').first().waitFor({ state: 'detached' });
        // on a phone the panel is the record's page, and some windows need a button that is in a menu
        if (screen.prepare !== undefined && !(width < 720 && screen.name.includes('panel'))) await screen.prepare(page);
        await find(screen.name);
        // the very same page goes dark: nothing but its colours can have become wrong
        await page.emulateMedia({ colorScheme: 'dark' });
        assert.match(
          await page.evaluate<string>('getComputedStyle(document.body).backgroundColor'),
          /rgb\(14, 19, 23\)/,
        );
        await find(`${screen.name}, dark`, 'colours');
        await page.emulateMedia({ colorScheme: 'light' });
        if (narrower === null) continue;
        await page.setViewportSize({ width: narrower, height: 860 });
        await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
        await find(`${screen.name}, ${narrower} pixels`);
        await page.setViewportSize({ width, height: 860 });
      }
      assert.deepEqual(findings, []);
      assert.deepEqual(complaints, []);
      await context.close();
    });
  }

  test('a receiver of the ledger is named and taken away again, and how long values are kept is decided, by keys alone', async () => {
    const { page, complaints } = await visit({ as: await me.context.storageState() });
    await page.goto(`${served.origin}/ledger-settings`);
    await page.getByRole('button', { name: 'Add a receiver' }).press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Log server');
    await dialog.getByRole('textbox', { name: 'Address' }).fill('http://logs.example.com/');
    await dialog.getByRole('button', { name: 'Add a receiver' }).press('Enter');
    await dialog.getByText('Expected an address that begins with https://').waitFor();
    await dialog.getByRole('textbox', { name: 'Address' }).fill('https://logs.example.com/');
    await dialog.getByRole('button', { name: 'Add a receiver' }).press('Enter');
    await dialog.waitFor({ state: 'detached' });
    const row = page.getByRole('row', { name: /Log server/ });
    await row.getByText('Signed heads').waitFor();
    await comes(() => page.getByText('logs.example.com').count(), 0, 'the address is not shown again');
    await row.getByRole('button', { name: 'More about Log server' }).press('Enter');
    await page.getByRole('menuitem', { name: 'Send nothing more there' }).press('Enter');
    await row.waitFor({ state: 'detached' });
    const live = page.getByRole('textbox', { name: 'Months values stay in the database' });
    await live.fill('2');
    await comes(() => page.getByRole('button', { name: 'Save' }).isDisabled(), true);
    await live.fill('12');
    await live.press('Enter');
    await page.getByText('Saved. The ledger says who changed it.').waitFor();
    assert.deepEqual(complaints, []);
  });

  test('the sign-in is clean too', async () => {
    for (const dark of [false, true]) {
      const { page, complaints } = await visit({ dark, width: dark ? 390 : 1440 });
      await page.goto(`${served.origin}/`);
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      assert.deepEqual(await axeFindings(page), []);
      assert.deepEqual(complaints, []);
    }
  });

  test('in the pseudo-locale, two fifths longer, no button runs out of the window and no English is left', async () => {
    const { page } = await visit({ as: await me.context.storageState() });
    for (const path of [
      '/today',
      '/contacts',
      '/members',
      '/account',
      '/import',
      '/shape',
      '/shape/deal',
      '/settings',
      '/export-rules',
      '/ledger-settings',
      '/totals/products',
      '/audit',
      '/developers/api',
    ]) {
      await page.goto(`${served.origin}${path}?locale=pseudo`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.locator('.waiting').first().waitFor({ state: 'detached' });
      await comes(() => page.getByRole('heading', { level: 1 }).textContent(), /^\[.*~\]$/, path);
      const out = await page.evaluate<string[]>(`[...document.querySelectorAll('button, a')]
        .filter((e) => { const r = e.getBoundingClientRect(); return r.width > 0 && !e.closest('.grid, .skip') && !e.classList.contains('skip') && (r.right > innerWidth + 1 || r.left < -1); })
        .map((e) => e.textContent)`);
      assert.deepEqual(out, [], path);
    }
  });
});
