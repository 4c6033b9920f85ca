// A file becomes records in the browser: matched, asked about, checked, run, seen, and undone.
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
  visit,
} from './browser.ts';

/** Amounts without a currency and a country nobody knows: one question, one refused row. */
const file = `account,sector,revenue,office_location
Acme Corporation,technology,1100.04,United States
Betasoloin,medical,251.41,Kenya
Codehow,software,2714.9,Atlantis
`;

describe('an import', { skip: noBrowser ?? false }, () => {
  let served: Served;
  let me: Visit;

  before(async () => {
    served = await startStrongroom();
    me = await visit();
    await becomeOwner(me.page, served);
  });

  const companies = async () =>
    (await ask<{ count: { value: number } }>(me, 'GET', '/companies?count=exact')).count.value;

  test('is matched by its headings, asks what the file does not tell, refuses with the reason, and is undone by one click', async () => {
    const { page, complaints } = me;
    await page.goto(`${served.origin}/import?to=company`);
    await page
      .getByLabel('Choose a file')
      .setInputFiles({ name: 'accounts.csv', mimeType: 'text/csv', buffer: Buffer.from(file) });
    await page.getByRole('heading', { name: 'Match columns to fields' }).waitFor();
    await page.getByRole('button', { name: /Where account goes: Name/ }).waitFor();
    assert.deepEqual(await axeFindings(page), []);

    await page.getByRole('radio', { name: /^EUR/ }).click();
    await page.getByRole('radio').first().waitFor({ state: 'detached' });
    await page.getByRole('navigation', { name: 'Steps of the import' }).getByRole('button', { name: /Check/ }).click();
    await page.getByRole('button', { name: 'Check all rows' }).click();
    await page.getByText('There is no country of that name.').waitFor();
    assert.equal(await companies(), 0);
    assert.deepEqual(await axeFindings(page), []);

    await page.getByRole('button', { name: 'Go on to run' }).click();
    await page.getByText('1 row is refused').waitFor();
    await page.getByRole('button', { name: 'Import now' }).click();
    await page.getByText('The import is done.').waitFor();
    assert.equal(await companies(), 2);
    const coming = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Refused rows as a file' }).click();
    const refused = await coming;
    assert.match(refused.suggestedFilename(), /\.csv$/);
    assert.deepEqual(await axeFindings(page), []);

    await page.getByRole('button', { name: 'Undo this import' }).click();
    await page.getByText('The import is undone.').waitFor();
    assert.equal(await companies(), 0);
    assert.deepEqual(complaints, []);
  });
});
