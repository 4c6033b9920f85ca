// What the clock promises to tests.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { moveClock, now, resetClock, stopClock } from './clock.ts';

afterEach(resetClock);

test('the clock runs with the machine until it is moved', () => {
  const before = Date.now();
  assert.ok(now().getTime() >= before && now().getTime() <= Date.now() + 5);
  moveClock(3_600_000);
  assert.ok(now().getTime() >= before + 3_600_000);
});

test('a stopped clock stands still, moves when told, and runs again after a reset', () => {
  stopClock(new Date('2026-11-25T10:00:00Z'));
  assert.equal(now().toISOString(), '2026-11-25T10:00:00.000Z');
  moveClock(1_000);
  assert.equal(now().toISOString(), '2026-11-25T10:00:01.000Z');
  resetClock();
  assert.ok(Math.abs(now().getTime() - Date.now()) < 1_000);
});
