// When somebody is asked whether he stays.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leftOf } from './session-left.ts';

const at = new Date('2026-11-30T10:00:00Z');
const time = { idleSeconds: 1_800, expiresAt: '2026-11-30T20:00:00Z', outdated: [] };

test('a minute before the earliest moment at which the server may end it, and not before', () => {
  assert.equal(leftOf(time, 0, at), null);
  assert.equal(leftOf(time, 1_679, at), null);
  assert.equal(leftOf(time, 1_680, at), 60);
  assert.equal(leftOf(time, 1_745, at), -5);
});

test('the end of any session counts too, however much it is used', () => {
  assert.equal(leftOf({ ...time, expiresAt: '2026-11-30T10:00:45Z' }, 0, at), 45);
});
