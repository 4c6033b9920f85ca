// Whoever decides on a change that waits sees all of it but what lets somebody in elsewhere.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forDeciding } from './pending-rows.ts';

test('passwords and what a receiver asks for are said to be there, and not shown', () => {
  const server = { host: 'mail.example', port: 587, user: 'crm', password: 'open sesame' };
  assert.deepEqual(forDeciding(server), { ...server, password: '(not shown)' });
  const receiver = { kind: 'webhook', authorization: 'Bearer abc', about: { classes: ['roles'] } };
  assert.deepEqual(forDeciding(receiver), { ...receiver, authorization: '(not shown)' });
});

test('everything else is shown as it was asked for', () => {
  for (const input of [null, 'text', 7, ['password'], { password: null }, { password: '' }, { reason: 'password' }])
    assert.deepEqual(forDeciding(input), input);
});
