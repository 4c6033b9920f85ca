// Roles changed by keyboard alone and reviewed before they are saved; a change that waits for somebody else; an API key made and used.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import {
  type Served,
  type Visit,
  ask,
  axeFindings,
  becomeOwner,
  focused,
  noBrowser,
  startStrongroom,
  toast,
  visit,
  pageHeaders,
  comes,
} from './browser.ts';

const sales = '00000000-0000-7000-8000-000000000103';

/** Where a program of somebody's is answered: a page that says it has come. */
async function callbackServer(): Promise<{ address: string }> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end('<!doctype html><html lang="en"><title>Shop</title><p>The shop has it</p></html>');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  after(() => server.close());
  const at = server.address();
  assert.ok(at !== null && typeof at === 'object');
  return { address: `http://127.0.0.1:${at.port}/done` };
}

/** Each line of the differences of two roles: where, before, after. */
async function differencesOn(page: Visit['page']): Promise<string[]> {
  const cells = await page.locator('.diff-table tbody td').allTextContents();
  return Array.from({ length: cells.length / 3 }, (_, n) => cells.slice(3 * n, 3 * n + 3).join(' | '));
}

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
    await page.getByText(/^\d{3} rights, each to be given by itself$/).waitFor();
    // One tab stop for the whole matrix.
    await comes(() => page.locator('[data-cell][tabindex="0"]').count(), 1);
    await cell.focus();
    await page.keyboard.press('t');
    await comes(() => focused(page), /Companies, View: Team, was All/);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await comes(() => focused(page), /Contacts, Create: Own/);
    await page.keyboard.press('Enter');
    await page.getByRole('listbox').waitFor();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /Contacts, Create: None/ }).waitFor();
    await comes(() => focused(page), /Contacts, Create: None/);
    // A letter for a scope that reaches nothing here does nothing.
    await page.getByRole('button', { name: 'Products, View: All' }).focus();
    await page.keyboard.press('o');
    await comes(() => focused(page), /Products, View: All/);
    await page.getByText('2 changes').waitFor();
    await page.getByRole('button', { name: 'Review changes' }).click();
    await page.getByText('Nobody holds this role.').waitFor();
    assert.deepEqual(await differencesOn(page), ['Companies: View | All | Team', 'Contacts: Create | Own | None']);
    await page.getByRole('textbox', { name: 'Reason' }).fill('Sees too much');
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

  test('a rule is written with its answer beside it, a kind of activity and exports get bounds, and a test of access stops the save', async () => {
    const { page, complaints } = me;
    await ask(me, 'POST', '/companies', { name: 'Aalto Steel', industry: 'steel' });
    await page.goto(`${served.origin}/roles?role=${sales}`);
    await page.getByRole('button', { name: 'Companies, View: All' }).focus();
    await page.keyboard.press('r');
    const dialog = page.getByRole('dialog', { name: 'Rule: Companies, View' });
    const text = dialog.getByRole('textbox', { name: 'Rule' });
    await text.fill('record.industri == "steel"');
    await dialog.getByText('Company has no field "industri"').waitFor();
    await comes(() => dialog.getByRole('button', { name: 'Use rule' }).isDisabled(), true);
    await text.fill('record.industry == "steel"');
    await dialog.getByText('Reaches records where Industry is "steel".').waitFor();
    await dialog.getByText(/Maria Lindqvist: 1 of 1/).waitFor();
    await dialog.getByRole('button', { name: 'Use rule' }).click();
    await page.getByRole('button', { name: /Companies, View: Rule, record.industry/ }).waitFor();
    // Ctrl Z takes it back, and a letter with Shift sets the row.
    await page.getByRole('button', { name: 'Contacts, View: All' }).focus();
    await page.keyboard.press('Shift+N');
    await page.getByRole('button', { name: /Contacts, Edit: None, was Own/ }).waitFor();
    await page.keyboard.press('Control+z');
    await page.getByRole('button', { name: 'Contacts, Edit: Own' }).waitFor();
    await page.getByRole('button', { name: 'Companies, Export: None' }).focus();
    await page.keyboard.press('o');
    await page.getByRole('button', { name: 'Companies', exact: true }).click();
    await page.getByRole('group', { name: 'Leave as' }).getByLabel('XLSX').uncheck();
    await page.getByLabel('At most at once').fill('500');
    await page.getByRole('button', { name: 'Activities', exact: true }).click();
    await page.getByRole('button', { name: 'Add an exception' }).click();
    await page.getByRole('button', { name: /^Kind:/ }).click();
    await page.getByRole('option', { name: 'Call' }).click();
    await page.getByRole('button', { name: /^Right:/ }).click();
    await page.getByRole('option', { name: 'View' }).click();
    await page.getByRole('button', { name: /^Reach:/ }).click();
    await page.getByRole('option', { name: 'All' }).click();
    await page.getByRole('button', { name: 'Review changes' }).click();
    assert.deepEqual(await differencesOn(page), [
      'Companies: View | All | rule record.industry == "steel"',
      'Companies: Export | None | Own',
      'Companies: Formats of exports | not set | csv',
      'Companies: Rows of an export at most | not set | 500',
      'Activities, Call: View | None | All',
    ]);
    await page.getByRole('button', { name: 'Save role' }).click();
    await toast(page, 'The role Sales is changed').waitFor();
    const saved = (await ask<Role>(me, 'GET', `/roles/${sales}`)).grants.objects;
    assert.deepEqual(saved['company']!['view'], { rule: 'record.industry == "steel"' });
    assert.deepEqual(saved['activity']!['types'], { call: { view: 'all' } });

    await page.getByText('5 changes').waitFor({ state: 'hidden' });
    await page.getByRole('tab', { name: 'Tests of access' }).click();
    const form = page.getByRole('region', { name: 'New test' });
    await form.getByRole('button', { name: /^Who / }).click();
    await page.getByRole('option', { name: 'One person' }).click();
    await form.getByRole('button', { name: /^One person/ }).click();
    await page.getByRole('option', { name: 'Maria Lindqvist' }).click();
    await form.getByRole('button', { name: /^Right/ }).click();
    await page.getByRole('combobox').fill('companies: view');
    await page.getByRole('option', { name: 'Companies: View', exact: true }).click();
    await form.getByRole('button', { name: /^About/ }).click();
    await page.getByRole('option', { name: 'One record' }).click();
    await form.getByRole('button', { name: /^Record/ }).click();
    await page.getByRole('option', { name: 'Aalto Steel' }).click();
    await form.getByRole('button', { name: /What is expected/ }).click();
    await page.getByRole('option', { name: 'Must have it' }).click();
    await form.getByRole('textbox', { name: 'Why' }).fill('the owner sees what she made');
    await form.getByRole('button', { name: 'Save test' }).click();
    await page
      .getByText('Maria Lindqvist must have Companies: View on one record: the owner sees what she made')
      .waitFor();
    assert.deepEqual(complaints, []);
  });

  test('where nobody else could approve, the page says when it takes effect, and it can be taken back', async () => {
    const { page, complaints } = me;
    await page.goto(`${served.origin}/approvals`);
    await page.getByLabel(/^Roles:/).check();
    await page.getByRole('button', { name: 'Save policy' }).click();
    await toast(page, 'The policy is changed').waitFor();
    await page.goto(`${served.origin}/roles?role=${sales}`);
    await page.getByRole('button', { name: 'Contacts, View: All' }).focus();
    await page.keyboard.press('n');
    await page.getByRole('button', { name: 'Review changes' }).click();
    await page.getByRole('button', { name: 'Save role' }).click();
    await toast(page, 'Nobody else can approve this').waitFor();
    await page.getByRole('button', { name: 'Contacts, View: All' }).waitFor();
    await page.goto(`${served.origin}/approvals`);
    await page.getByText(/Change the role “Sales”/).waitFor();
    await page.getByRole('button', { name: 'Take back' }).click();
    await page.getByText('Taken back', { exact: true }).waitFor();
    assert.deepEqual(complaints, []);
  });

  test('a key is made with the rights set in the matrix, shown once, and does only that', async () => {
    const { page, complaints } = me;
    const asked = { entity: 'company', by: 'industry', measures: '', in: 'each', filter: null, search: '', bin: false };
    const totals = await ask<{ id: string }>(me, 'POST', '/saved-totals', {
      name: 'Steel by industry',
      help: '',
      offered: true,
      question: { ...asked, order: '-count' },
    });
    await page.goto(`${served.origin}/keys`);
    await page.getByRole('button', { name: 'New key' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Web shop');
    for (const object of ['Companies', 'Tags']) {
      await page.getByRole('button', { name: `${object}, View: None` }).focus();
      await page.keyboard.press('a');
    }
    const making = page.getByRole('dialog', { name: 'New key' });
    await making.getByRole('button', { name: 'Companies', exact: true }).click();
    await making.getByRole('group', { name: 'Industry' }).getByLabel('Hidden').check();
    // All other rights by what they are called: saved totals by name, a menu and a tool taken away, and no right to give what nobody has.
    await making.getByRole('button', { name: /^Tools/ }).click();
    await making.getByLabel(/^Bulk changes/).uncheck();
    const find = making.getByRole('searchbox', { name: 'Filter objects and rights' });
    await find.fill('steel by');
    await making.getByLabel(/^Saved totals: Steel by industry/).check();
    await find.fill('menu: deals');
    await making.getByLabel(/^Menu: Deals/).uncheck();
    await find.fill('nothing of the kind');
    await making.getByText('No right has this in its name.').waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await find.fill('');
    await page.getByRole('button', { name: 'Make key' }).click();
    const secret = await page.getByRole('textbox', { name: 'Secret' }).inputValue();
    assert.match(secret, /^strk_/);
    await page.getByRole('button', { name: 'I have it' }).click();
    await page.getByText('uses 0 of 4 rights').waitFor();
    // In the page, but without its cookie: as a program would.
    const status = (path: string): Promise<number> =>
      page.evaluate(
        async ([at, key]) =>
          (await fetch(`/api/v1${at}`, { credentials: 'omit', headers: { authorization: `Bearer ${key}` } })).status,
        [path, secret],
      );
    assert.deepEqual([await status('/companies'), await status('/contacts')], [200, 403]);
    assert.equal(await status('/companies?sort=industry'), 400, 'a field that is hidden from the key is none to it');
    await page.reload();
    await page.getByText('uses 1 of 4 rights').waitFor();
    await page.getByText('Tags: View; Companies: View; Work in the product; Saved totals: Steel by industry').waitFor();
    const { rows } = await ask<{ rows: { grants: { without?: string[]; areas: string[] } }[] }>(me, 'GET', '/keys');
    assert.deepEqual(rows[0]!.grants.without?.toSorted(), ['menu.deal', 'tool.bulk']);
    assert.deepEqual(rows[0]!.grants.areas, ['self.use', `totals.${totals.id}`]);
    assert.equal(await status(`/saved-totals/${totals.id}/figures`), 409, 'they are by what the key does not see');
    assert.ok(!(await page.content()).includes(secret));
    // The field is given back, and at once the key may sort by it.
    await page.getByRole('button', { name: 'More about Web shop' }).click();
    await page.getByRole('menuitem', { name: 'Change' }).click();
    const changing = page.getByRole('dialog', { name: 'Web shop' });
    await changing.getByRole('button', { name: 'Companies', exact: true }).click();
    await changing.getByRole('group', { name: 'Industry' }).getByLabel('Edit').check();
    await changing.getByRole('button', { name: 'Save', exact: true }).click();
    await toast(page, 'The key Web shop is changed').waitFor();
    assert.equal(await status('/companies?sort=industry'), 200);
    assert.equal(await status(`/saved-totals/${totals.id}/figures`), 200);
    // Narrowed, it keeps the three it has used.
    await page.reload();
    await page.getByText('uses 3 of 4 rights').waitFor();
    await page.getByRole('button', { name: 'More about Web shop' }).click();
    await page.getByRole('menuitem', { name: 'Narrow to what it uses' }).click();
    await page.getByText('uses all 3 rights').waitFor();
    await page.getByText('Companies: View; Work in the product; Saved totals: Steel by industry').waitFor();
    assert.equal(await status('/companies'), 200);
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
    const company = await ask<{ id: string }>(me, 'POST', '/companies', {
      name: 'Kuusi Oy',
      industry: 'steel',
      taxNumber: '1234567-8',
    });
    await page.goto(`${served.origin}/companies/${company.id}`);
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Who can see this' }).click();
    const seers = page.getByRole('region', { name: 'Who can see this' });
    await seers
      .getByText(/^Sales gives it/)
      .first()
      .waitFor();
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
    await page.getByText(/not wholly readable: Tax number/).waitFor();
    await page.getByRole('button', { name: 'View as…' }).click();
    await page.getByLabel(/^Why/).fill('She cannot find a company');
    await page.getByRole('button', { name: 'Start looking' }).click();
    await page.getByText('You look as Kim Aalto.').waitFor();
    const asPage = { ...(await pageHeaders(page)), 'content-type': 'application/json' };
    const tried = await page.evaluate(async (headers) => {
      const answer = await fetch('/api/v1/companies', { method: 'POST', headers, body: '{"name":"No"}' });
      return [answer.status, ((await answer.json()) as { code: string }).code];
    }, asPage);
    assert.deepEqual(tried, [403, 'look-only']);
    await page.goto(`${served.origin}/companies/${company.id}`);
    await page.getByRole('heading', { name: 'Kuusi Oy' }).waitFor();
    await comes(() => page.getByText('1234567-8').count(), 0);

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

  test('an application is approved, allowed by a person who reads what it may do, reads only that, and is cut off', async () => {
    const { page, complaints } = me;
    const shop = await callbackServer();
    await page.goto(`${served.origin}/applications`);
    await page.getByRole('button', { name: 'Approve an application' }).click();
    const dialog = page.getByRole('dialog', { name: 'Approve an application' });
    await dialog.getByRole('textbox', { name: /^Name/ }).fill('Web shop orders');
    await dialog.getByRole('textbox', { name: 'What it is for' }).fill('Orders become deals.');
    await dialog.getByRole('textbox', { name: /^It is answered at/ }).fill(shop.address);
    await dialog.getByLabel('It runs on a server and keeps a secret').uncheck();
    await dialog.getByRole('button', { name: 'Companies, View: None' }).focus();
    await page.keyboard.press('a');
    await dialog.getByRole('button', { name: 'Contacts, View: None' }).focus();
    await page.keyboard.press('a');
    await comes(() => dialog.getByRole('button', { name: /^Administration/ }).count(), 0, 'it never administers');
    await dialog.getByRole('button', { name: 'Companies', exact: true }).click();
    await dialog.getByRole('group', { name: 'Tax number' }).getByLabel('Hidden').check();
    await dialog.getByRole('button', { name: 'Approve', exact: true }).click();
    await toast(page, 'People may now connect Web shop orders').waitFor();
    const { rows } = await ask<{ rows: { id: string }[] }>(me, 'GET', '/applications');
    const verifier = randomBytes(32).toString('base64url');
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: rows[0]!.id,
      redirect_uri: shop.address,
      state: 'from the shop',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
    // An address that was not approved is told to the person, and nothing is sent there.
    const elsewhere = new URLSearchParams(query);
    elsewhere.set('redirect_uri', `${shop.address}/elsewhere`);
    await page.goto(`${served.origin}/authorize?${elsewhere.toString()}`);
    await page.getByText('at an address that was not approved for it').waitFor();
    await page.goto(`${served.origin}/authorize?${query.toString()}`);
    await page.getByRole('heading', { name: 'Web shop orders asks to act for you' }).waitFor();
    await page.getByText('Companies: View (all you may reach), without Tax number').waitFor();
    await page.getByText(/^For that it may use: Search over everything/).waitFor();
    // Contacts are not the shop's business: what is left is what it gets.
    await page.getByLabel('Contacts: View (all you may reach)').uncheck();
    assert.deepEqual(await axeFindings(page), []);
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await page.getByText('The shop has it').waitFor();
    const back = new URL(page.url()).searchParams;
    assert.deepEqual([back.get('state'), back.get('iss')], ['from the shop', served.origin]);
    await page.goto(`${served.origin}/applications`);
    const program = (method: string, path: string, token: string | null, form: Record<string, string> | null) =>
      page.evaluate(
        async ([m, p, key, body]) => {
          const answer = await fetch(`/api/v1${p}`, {
            method: m,
            credentials: 'omit',
            headers: {
              ...(key === null ? {} : { authorization: `Bearer ${key}` }),
              ...(body === null ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
            },
            ...(body === null ? {} : { body: new URLSearchParams(body).toString() }),
          });
          return { status: answer.status, body: (await answer.json()) as Record<string, string> };
        },
        [method, path, token, form] as const,
      );
    const got = await program('POST', '/oauth/token', null, {
      grant_type: 'authorization_code',
      client_id: rows[0]!.id,
      code: back.get('code')!,
      redirect_uri: shop.address,
      code_verifier: verifier,
    });
    assert.equal(got.status, 200, JSON.stringify(got.body));
    const token = got.body['access_token']!;
    const status = async (path: string): Promise<number> => (await program('GET', path, token, null)).status;
    assert.deepEqual([await status('/companies'), await status('/contacts')], [200, 403]);
    await page.reload();
    await page.getByText('1 connection', { exact: true }).waitFor();
    await page.goto(`${served.origin}/access`);
    await page.getByText('for Maria Lindqvist, approved by Maria Lindqvist').waitFor();
    await page.getByRole('button', { name: 'More about Web shop orders' }).click();
    await page.getByRole('menuitem', { name: 'End connection' }).click();
    await toast(page, 'Web shop orders can do nothing for Maria Lindqvist any more').waitFor();
    assert.equal(await status('/companies'), 401);
    assert.deepEqual(complaints, []);
  });
});
