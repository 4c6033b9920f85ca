// Messages compile to what lingui shows, and a broken one is refused rather than shown half.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { setupI18n } from '@lingui/core';
import { compileMessage } from './compile.ts';
import { activateLocale, i18n } from './i18n.ts';
import { pseudo } from './pseudo.ts';

function say(message: string, values: Record<string, unknown> = {}, locale = 'en'): string {
  const i18n = setupI18n({ locale, messages: { [locale]: { m: message } } });
  i18n.setMessagesCompiler(compileMessage as never);
  return i18n._('m', values);
}

test('a value is put in its place', () => {
  assert.equal(say('Archive {name}', { name: 'Aino' }), 'Archive Aino');
});

test('a plural takes the case of its number, and # is the number written for the locale', () => {
  const message = '{count, plural, =0 {No rows} one {# row} other {# rows}} chosen';
  assert.equal(say(message, { count: 0 }), 'No rows chosen');
  assert.equal(say(message, { count: 1 }), '1 row chosen');
  assert.equal(say(message, { count: 12430 }), '12,430 rows chosen');
});

test('a value inside a plural is put in its place', () => {
  assert.equal(say('{n, plural, one {# of {all}} other {# of {all}}}', { n: 2, all: 9 }), '2 of 9');
});

test('a select falls back to other', () => {
  assert.equal(say('{kind, select, call {Call} other {Task}}', { kind: 'call' }), 'Call');
  assert.equal(say('{kind, select, call {Call} other {Task}}', { kind: 'toString' }), 'Task');
});

test('a brace that is not closed, one too many, and an unknown format are refused', () => {
  for (const broken of ['{name', 'name}', '{n, number}', '{n, plural, one {#}}', '{n, plural, other {#}']) {
    assert.throws(() => compileMessage(broken), Error, broken);
  }
});

test('every English message compiles, also in the pseudo-locale', async () => {
  const features = new URL('../../features/', import.meta.url);
  const pages = readdirSync(features, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('words.ts'));
  assert.ok(pages.length >= 5, `only ${pages.length} pages with words of their own were seen`);
  // a page's words join the others when they are loaded
  activateLocale('en');
  await Promise.all(pages.map((file) => import(new URL(file, features).href)));
  const messages = Object.entries(i18n.messages as Record<string, string>);
  assert.ok(messages.length > 600, `only ${messages.length} messages were seen`);
  for (const [key, message] of messages) {
    assert.doesNotThrow(() => compileMessage(message), key);
    assert.doesNotThrow(() => compileMessage(pseudo(message)), key);
  }
});

test('the pseudo-locale keeps the names of values and is two fifths longer', () => {
  const message = pseudo('Move {name} to the bin');
  assert.match(message, /\{name\}/);
  assert.ok(message.length > 'Move {name} to the bin'.length * 1.3);
});
