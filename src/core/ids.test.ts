// Ids sort by time of making, also within a millisecond and when the clock goes back.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { moveClock, resetClock, stopClock } from './clock.ts';
import { isId, newId, newOpaqueId, newToken } from './ids.ts';

afterEach(resetClock);

test('ids are UUIDs of version 7 that carry the time', () => {
  stopClock(new Date('2050-01-02T03:04:05.678Z'));
  const id = newId();
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16), Date.parse('2050-01-02T03:04:05.678Z'));
  assert.ok(isId(id));
});

test('100,000 ids of one millisecond are different and strictly increasing', () => {
  stopClock(new Date('2051-01-01T00:00:00Z'));
  let last = newId();
  for (let i = 0; i < 100_000; i++) {
    const next = newId();
    assert.ok(next > last, `${next} after ${last}`);
    last = next;
  }
});

test('ids keep increasing when the clock goes back', () => {
  stopClock(new Date('2052-01-01T00:00:00Z'));
  const before = newId();
  moveClock(-60_000);
  assert.ok(newId() > before);
});

test('only the canonical text of a UUID is an id', () => {
  for (const wrong of [
    undefined,
    7,
    '',
    'abc',
    newId().toUpperCase(),
    `{${newId()}}`,
    newId().replaceAll('-', ''),
    `${newId()}\n`,
  ]) {
    assert.equal(isId(wrong), false, String(wrong));
  }
});

test('opaque ids have 128 bits and tokens as many as asked', () => {
  assert.match(newOpaqueId(), /^[0-9a-f]{32}$/);
  assert.equal(Buffer.from(newToken(), 'base64url').length, 32);
  assert.equal(Buffer.from(newToken(16), 'base64url').length, 16);
  assert.notEqual(newToken(), newToken());
});
