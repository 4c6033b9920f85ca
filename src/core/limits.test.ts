// Budgets run out, refill and stay bounded, whatever the clock and however many keys.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { moveClock, resetClock, stopClock } from './clock.ts';
import { Buckets, Slots } from './limits.ts';

afterEach(() => resetClock());

test('a bucket gives its burst, then refuses with the seconds to wait, then refills with time', () => {
  stopClock(new Date('2026-11-25T10:00:00Z'));
  const buckets = new Buckets({ burst: 3, perSecond: 0.5 });
  assert.deepEqual(
    [1, 2, 3, 4].map(() => buckets.take('a')),
    [0, 0, 0, 2],
  );
  assert.equal(buckets.take('b'), 0, 'another key has a bucket of its own');
  moveClock(2000);
  assert.equal(buckets.take('a'), 0);
  assert.equal(buckets.take('a'), 2);
});

test('a clock that jumps back gives no tokens and takes none', () => {
  stopClock(new Date('2026-11-25T10:00:00Z'));
  const buckets = new Buckets({ burst: 1, perSecond: 1 });
  assert.equal(buckets.take('a'), 0);
  moveClock(-3_600_000);
  assert.equal(buckets.take('a'), 1);
  moveClock(1000);
  assert.equal(buckets.take('a'), 0);
});

test('a flood of keys never makes more buckets than the bound, and gets no more than one burst beyond them', () => {
  stopClock(new Date('2026-11-25T10:00:00Z'));
  const buckets = new Buckets({ burst: 2, perSecond: 1 }, 100);
  let granted = 0;
  for (let i = 0; i < 10_000; i++) if (buckets.take(`key ${i}`) === 0) granted += 1;
  assert.equal(buckets.size, 100);
  assert.equal(granted, 102);
  moveClock(5000);
  assert.equal(buckets.take('late'), 0, 'buckets that have filled up again make room');
  assert.ok(buckets.size <= 100);
});

test('slots are bounded per key and come back once, however often they are given back', () => {
  const slots = new Slots(2);
  const first = slots.take('s');
  const second = slots.take('s');
  assert.ok(first !== undefined && second !== undefined);
  assert.equal(slots.take('s'), undefined);
  assert.ok(slots.take('t') !== undefined);
  first();
  first();
  assert.ok(slots.take('s') !== undefined);
  assert.equal(slots.take('s'), undefined);
});
