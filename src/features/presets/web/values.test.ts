// Presets in words: every setting is called something, every value says what it is, and what people notice is told of what is asked more of.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareSettings, isSame, presetNames, presets } from '../../../contract/security-preset.ts';
import { activateLocale } from '../../../web/i18n/i18n.ts';
import type { PresetPreview } from '../contract.ts';

activateLocale('en');
const { nameOf, noticeOf, sayValue } = await import('./values.ts');

const rows = compareSettings(presets.usual, presets.bank).map(
  (row) => ({ ...row, same: isSame(row) }) as PresetPreview['rows'][number],
);
const facts = {
  ...{ people: 5, enrolled: 2, openSessions: 4, outdated: 1, several: 2, approvers: 1 },
  ...{ networkRules: null, policy: false },
};

test('every setting of every preset is called something, and so is every value', () => {
  assert.ok(rows.length > 25);
  for (const row of rows) {
    assert.notEqual(nameOf(row), row.setting, `${row.area}.${row.setting}`);
    for (const value of [row.now, row.next]) {
      const said = sayValue(row, value, (name) => name);
      assert.ok(said !== '' && !/^(true|false|null|undefined)$/.test(said), `${row.setting}: ${said}`);
      if (typeof value === 'string') assert.notEqual(said, value, `${row.setting}: ${said}`);
    }
  }
  const idle = rows.find((row) => row.setting === 'normal.idle')!;
  assert.equal(sayValue(idle, idle.next, String), '10 minutes');
  assert.equal(presetNames.length, 2);
});

test('what people notice is told of what is asked more of, with how many', () => {
  const told = Object.fromEntries(rows.map((row) => [`${row.area}.${row.setting}`, noticeOf(row, facts)]));
  assert.equal(told['factors.required'], '3 people have none and are asked to set one up.');
  assert.equal(told['sessions.outdated'], '1 open session is in one.');
  assert.equal(told['sessions.distant'], null);
  const back = compareSettings(presets.bank, presets.usual).map(
    (row) => ({ ...row, same: isSame(row) }) as PresetPreview['rows'][number],
  );
  for (const row of back.filter((r) => !['normal.absolute'].includes(r.setting)))
    assert.equal(noticeOf(row, facts), null, `${row.area}.${row.setting}`);
});
