// A reminder comes due while somebody works: they are told on the spot, nobody else is, and it leads to what it is about.
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
  toast,
  visit,
  comes,
} from './browser.ts';

interface Made {
  readonly id: string;
}

describe('reminders', { skip: noBrowser ?? false }, () => {
  let served: Served;
  let me: Visit;
  let other: Visit;

  before(async () => {
    served = await startStrongroom();
    me = await visit();
    await becomeOwner(me.page, served);
    const roles = await ask<{ rows: { id: string; name: string }[] }>(me, 'GET', '/roles');
    const { link } = await ask<{ link: { url: string } }>(me, 'POST', '/members', {
      name: 'Ville Salo',
      email: 'ville@office.example',
      roles: roles.rows.filter((r) => r.name === 'Owner').map((r) => r.id),
    });
    other = await visit();
    await other.page.goto(link.url);
    await other.page.getByLabel('Password', { exact: true }).fill('a loud goose swims at noon');
    await other.page.keyboard.press('Enter');
    await other.page.getByRole('heading', { name: 'Today' }).waitFor();
  });

  const soon = async (subject: string, seconds: number): Promise<Made> =>
    await ask<Made>(me, 'POST', '/activities', {
      type: 'task',
      subject,
      remindAt: new Date(Date.now() + seconds * 1000).toISOString(),
    });

  test('it shows on whatever page its owner is, without taking the focus, and not to others', async () => {
    await me.page.goto(`${served.origin}/contacts`);
    await other.page.goto(`${served.origin}/contacts`);
    await me.page.getByRole('searchbox').fill('Kuu');
    const { id } = await soon('Call Aino back', 2);
    const message = toast(me.page, 'Reminder: Call Aino back');
    await message.waitFor();
    await comes(() => focused(me.page), /^input/);
    assert.deepEqual(await axeFindings(me.page), []);
    // said to those who do not see it, too
    await me.page
      .locator('[aria-live]', { hasText: 'Reminder: Call Aino back' })
      .first()
      .waitFor({ state: 'attached' });
    assert.equal(await toast(other.page, 'Call Aino back').count(), 0);
    await message.getByRole('button', { name: 'Open' }).click();
    await me.page.getByRole('heading', { name: 'Call Aino back' }).waitFor();
    assert.equal(new URL(me.page.url()).pathname, `/activities/${id}`);
    await message.waitFor({ state: 'detached' });
  });

  test('it is told once: a page loaded afterwards is silent', async () => {
    await me.page.reload();
    await me.page.getByRole('heading', { name: 'Call Aino back' }).waitFor();
    await soon('Second call', 1);
    await toast(me.page, 'Reminder: Second call').waitFor();
    assert.equal(await toast(me.page, 'Call Aino back').count(), 0);
  });

  test('one that was put off comes at the new time only, and one whose work is in the bin not at all', async () => {
    const early = await soon('Put off', 60);
    const gone = await soon('Thrown away', 3);
    await ask(me, 'POST', `/activities/${gone.id}/archive`);
    await ask(me, 'PATCH', `/activities/${early.id}`, { remindAt: new Date(Date.now() + 3000).toISOString() });
    await toast(me.page, 'Reminder: Put off').waitFor();
    assert.equal(await toast(me.page, 'Thrown away').count(), 0);
  });

  test('nothing violated the policy', () => {
    assert.deepEqual(me.complaints, []);
    assert.deepEqual(other.complaints, []);
  });
});
