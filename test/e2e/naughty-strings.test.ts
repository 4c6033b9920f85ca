// Strings that have broken other programs, as names and texts of companies: the pages show every one of them as it is, and run none.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import {
  type Served,
  type Visit,
  ask,
  becomeOwner,
  noBrowser,
  pageHeaders,
  startStrongroom,
  visit,
  comes,
} from './browser.ts';

const file = new URL('../../../shared/data/naughty_strings/blns.json', import.meta.url);
const absent = noBrowser ?? (existsSync(file) ? false : 'the list of strings is not there');

describe('naughty strings in the browser', { skip: absent }, () => {
  let served: Served;
  let me: Visit;
  let names: string[];
  const dialogs: string[] = [];

  before(async () => {
    if (absent !== false) return;
    served = await startStrongroom();
    me = await visit();
    me.page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await becomeOwner(me.page, served);
    const texts = [...new Set(JSON.parse(readFileSync(file, 'utf8')) as string[])].map((t) => t.trim());
    names = [...new Set(texts)].filter((t) => t !== '' && [...t].length <= 100);
    // Sent by the page itself, as a person would send them, a few at a time.
    const headers = { ...(await pageHeaders(me.page)), 'content-type': 'application/json' };
    const refused = await me.page.evaluate(
      async ([list, asPage]) => {
        const bad: string[] = [];
        for (let at = 0; at < list.length; at += 10) {
          await Promise.all(
            list.slice(at, at + 10).map(async (name) => {
              const answer = await fetch('/api/v1/companies', {
                method: 'POST',
                headers: asPage,
                body: JSON.stringify({ name, industry: name, notes: name }),
              });
              if (answer.status !== 201 && answer.status !== 200) bad.push(`${answer.status} ${name}`);
            }),
          );
        }
        return bad;
      },
      [names, headers] as const,
    );
    assert.deepEqual(refused, []);
  });

  test('a list shows all of them, letter by letter', async () => {
    const { page, complaints } = me;
    await page.goto(`${served.origin}/companies`);
    await page.getByRole('heading', { name: 'Companies', level: 1 }).waitFor();
    await page.getByRole('gridcell').first().waitFor();
    await page.getByRole('gridcell').first().hover();
    const seen = new Set<string>();
    // Rows are drawn as they come into view, and loaded a moment later: down once for loading, and again for what was missed.
    for (let pass = 0; pass < 4 && seen.size < names.length; pass++) {
      await page.mouse.wheel(0, -1_000_000);
      for (let step = 0; step < names.length / 8; step++) {
        for (const text of await page.getByRole('gridcell').allTextContents()) seen.add(text);
        await page.mouse.wheel(0, 400);
        await page.waitForTimeout(50);
      }
    }
    assert.deepEqual(
      names.filter((name) => !seen.has(name)),
      [],
    );
    assert.deepEqual([complaints, dialogs], [[], []]);
  });

  test('a record shows its own, in the heading and in a text of several lines', async () => {
    const { page, complaints } = me;
    const nasty = names.filter((n) => /[<>{}$]|\\u|[\u202a-\u202e\u2066-\u2069]|\p{Extended_Pictographic}/u.test(n));
    const shown = nasty.filter((_, i) => i % Math.ceil(nasty.length / 25) === 0);
    for (const name of shown) {
      const filter = encodeURIComponent(JSON.stringify({ field: 'name', op: 'eq', value: name }));
      const { rows } = await ask<{ rows: { id: string }[] }>(me, 'GET', `/companies?filter=${filter}`);
      assert.equal(rows.length, 1, name);
      await page.goto(`${served.origin}/companies/${rows[0]!.id}`);
      const heading = page.getByRole('heading', { level: 1 });
      await heading.waitFor();
      await comes(() => heading.textContent(), name);
      const body = (await page.locator('main').textContent()) ?? '';
      assert.ok(body.split(name).length > 2, `notes of ${name}`);
    }
    assert.ok(shown.length >= 20, `only ${shown.length}`);
    assert.deepEqual([complaints, dialogs], [[], []]);
  });
});
