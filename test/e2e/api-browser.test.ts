// The page about the API in a browser: it shows exactly what is served to whoever looks, and what it runs is real.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import {
  type Served,
  type Visit,
  ask,
  axeFindings,
  becomeOwner,
  focused,
  noBrowser,
  startStrongroom,
  visit,
  comes,
} from './browser.ts';

interface Document {
  readonly paths: Record<string, Record<string, { readonly operationId: string; readonly 'x-permission'?: string }>>;
}

describe('API browser', { skip: noBrowser ?? false }, () => {
  let served: Served;
  let me: Visit;

  before(async () => {
    served = await startStrongroom();
    me = await visit();
    await becomeOwner(me.page, served);
    await me.page.getByRole('button', { name: /^ML: account of/ }).click();
    await me.page.getByRole('menuitem', { name: 'The API' }).click();
    await me.page.getByRole('link', { name: /deal.list/ }).waitFor();
  });

  const shown = async (look: Visit): Promise<string[]> =>
    await look.page.locator('.api-item > span:last-child').allInnerTexts();

  test('every action of the document that one may run is there, and no other', async () => {
    const doc = await ask<Document>(me, 'GET', '/openapi.json');
    const { permissions } = await ask<{ permissions: string[] }>(me, 'GET', '/me');
    const may = new Set(permissions);
    const operations = Object.values(doc.paths).flatMap((byMethod) => Object.values(byMethod));
    const names = operations
      .filter((op) => op['x-permission'] === undefined || may.has(op['x-permission']))
      .map((op) => op.operationId);
    assert.ok(names.length > 150, `${names.length} actions`);
    assert.deepEqual((await shown(me)).toSorted(), names.toSorted());
  });

  test('who may do less sees less', async () => {
    const { link } = await ask<{ link: { url: string } }>(me, 'POST', '/members', {
      name: 'Ville Salo',
      email: 'ville@office.example',
      roles: (await ask<{ rows: { id: string; name: string }[] }>(me, 'GET', '/roles')).rows
        .filter((r) => /read/i.test(r.name))
        .map((r) => r.id),
    });
    const other = await visit();
    await other.page.goto(link.url);
    await other.page.getByLabel('Password', { exact: true }).fill('a loud goose swims at noon');
    await other.page.keyboard.press('Enter');
    await other.page.getByRole('heading', { name: 'Today' }).waitFor();
    await other.page.goto(`${served.origin}/developers/api`);
    await other.page.getByRole('link', { name: /deal.list/ }).waitFor();
    const names = await shown(other);
    for (const hidden of ['deal.create', 'member.invite', 'shape.add-field'])
      assert.ok(!names.includes(hidden), hidden);
    await other.page.goto(`${served.origin}/developers/api?action=member.invite`);
    await other.page.getByText('There is no such action, or your roles do not allow it.').waitFor();
    assert.deepEqual(other.complaints, []);
    await other.context.close();
  });

  test('by keyboard alone: found by typing, reached by arrows, opened by Enter', async () => {
    await me.page.keyboard.press('/');
    await me.page.keyboard.type('tag adds');
    await me.page.getByRole('link', { name: /deal.list/ }).waitFor({ state: 'detached' });
    await me.page.keyboard.press('ArrowDown');
    await comes(() => focused(me.page), 'a POSTtag.create');
    await me.page.keyboard.press('Enter');
    await me.page.getByRole('heading', { name: 'tag.create' }).waitFor();
    await me.page.keyboard.press('ArrowUp');
    await comes(() => focused(me.page), /^input Find an action/);
    await me.page.getByText('Needs the right tag.create, which you have.').waitFor();
  });

  test('the example says what is filled in, for a shell and for a program', async () => {
    await me.page.getByLabel('Body, as JSON').fill('{"name":"It\'s new"}');
    assert.match(
      await me.page.getByRole('region', { name: 'curl' }).innerText(),
      /curl -X POST '.*\/api\/v1\/tags'[\s\S]*--data '\{"name":"It'\\''s new"\}'/,
    );
    await me.page.getByRole('tab', { name: 'fetch' }).click();
    assert.match(
      await me.page.getByRole('region', { name: 'fetch' }).innerText(),
      /fetch\("\/api\/v1\/tags"[\s\S]*"It's new"/,
    );
  });

  test('what changes something is named before it is done; cancelled, nothing has happened', async () => {
    await me.page.getByRole('button', { name: 'Run', exact: true }).click();
    const dialog = me.page.getByRole('dialog');
    await dialog.getByText('Adds a tag. This is no rehearsal').waitFor();
    await dialog.getByText('/api/v1/tags').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    assert.deepEqual((await ask<{ rows: unknown[] }>(me, 'GET', '/tags')).rows, []);
  });

  test('done for real it shows status, version, operation and body, and Undo takes it back', async () => {
    await me.page.getByRole('button', { name: 'Run', exact: true }).click();
    await me.page.getByRole('button', { name: 'Run it for real' }).click();
    const answer = me.page.getByRole('region', { name: 'Answer' }).first();
    await answer.getByText(/^201 in \d+ ms$/).waitFor();
    for (const header of ['etag', 'operation', 'request-id', 'content-type'])
      await answer.getByText(header, { exact: true }).waitFor();
    await comes(() => answer.locator('pre').innerText(), /"name": "It's new"/);
    assert.equal((await ask<{ rows: unknown[] }>(me, 'GET', '/tags')).rows.length, 1);
    await me.page.getByRole('button', { name: 'Undo' }).click();
    await me.page.locator('.toast', { hasText: 'Undone' }).waitFor();
    assert.deepEqual((await ask<{ rows: unknown[] }>(me, 'GET', '/tags')).rows, []);
  });

  test('a body that is no JSON and a part that is missing are told before anything is sent', async () => {
    await me.page.getByLabel('Body, as JSON').fill('{name}');
    await me.page.getByRole('button', { name: 'Run', exact: true }).click();
    await me.page.getByText('This is not JSON').waitFor();
    await comes(() => me.page.getByRole('dialog').count(), 0);
    await me.page.goto(`${served.origin}/developers/api?action=deal.view`);
    await me.page.getByRole('button', { name: 'Run', exact: true }).click();
    await me.page.getByText('This is needed.').waitFor();
    await comes(() => me.page.locator('.api-outcome').count(), 0);
  });

  test('a refusal is shown as it comes', async () => {
    await me.page.getByRole('textbox', { name: /^id/ }).fill('nothing/../..');
    await me.page.getByRole('button', { name: 'Run', exact: true }).click();
    const answer = me.page.getByRole('region', { name: 'Answer' }).first();
    await answer.getByText(/^404 in \d+ ms$/).waitFor();
    await comes(() => answer.locator('pre').innerText(), /"code": "not-found"/);
  });

  test('reading asks nothing and shows the rows', async () => {
    await me.page.goto(`${served.origin}/developers/api?action=stage.list`);
    await me.page.getByRole('button', { name: 'Run', exact: true }).click();
    const answer = me.page.getByRole('region', { name: 'Answer' }).first();
    await answer.getByText(/^200 in \d+ ms$/).waitFor();
    await comes(() => answer.locator('pre').innerText(), /"title": "/);
  });

  test('the raw document is one step away, with its version', async () => {
    await me.page.getByText('Version 1, OpenAPI 3.1.0').waitFor();
    const href = await me.page.getByRole('link', { name: 'OpenAPI document' }).getAttribute('href');
    assert.equal(href, '/api/v1/openapi.json');
  });

  for (const [width, dark] of [
    [1440, true],
    [1000, false],
    [390, false],
    [390, true],
  ] as const)
    test(`axe finds nothing at ${width} px, ${dark ? 'dark' : 'light'}`, async () => {
      const look = await visit({ width, dark, as: await me.context.storageState() });
      await look.page.goto(`${served.origin}/developers/api`);
      await look.page.getByRole('link', { name: /deal.list/ }).waitFor();
      assert.deepEqual(await axeFindings(look.page), []);
      await look.page.goto(`${served.origin}/developers/api?action=deal.edit`);
      await look.page.getByRole('heading', { name: 'deal.edit' }).waitFor();
      await look.page.getByText('What it may be refused with').click();
      assert.deepEqual(await axeFindings(look.page), []);
      assert.ok(await look.page.evaluate('document.documentElement.scrollWidth <= innerWidth'));
      assert.deepEqual(look.complaints, []);
      await look.context.close();
    });

  test('nothing violated the policy', () => assert.deepEqual(me.complaints, []));
});
