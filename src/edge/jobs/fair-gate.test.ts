// Many tenants share few places: nobody waits behind all the work of another.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as tick } from 'node:timers/promises';
import { FairGate } from './fair-gate.ts';

test('no more than the width are inside, and a place is given on at once', async () => {
  const gate = new FairGate(2);
  let inside = 0;
  let most = 0;
  const visit = async (tenant: string): Promise<void> => {
    const leave = await gate.enter(tenant);
    inside += 1;
    most = Math.max(most, inside);
    await tick();
    inside -= 1;
    leave();
    leave();
  };
  await Promise.all(Array.from({ length: 20 }, (_, i) => visit(`t${i % 3}`)));
  assert.equal(most, 2);
  assert.equal(inside, 0);
});

test('a tenant with much to do gets its turns between those of the others', async () => {
  const gate = new FairGate(1);
  const order: string[] = [];
  const visit = async (tenant: string): Promise<void> => {
    const leave = await gate.enter(tenant);
    order.push(tenant);
    await tick();
    leave();
  };
  const busy = Array.from({ length: 6 }, () => visit('busy'));
  const others = ['b', 'c'].map(visit);
  await Promise.all([...busy, ...others]);
  assert.deepEqual(order, ['busy', 'busy', 'b', 'c', 'busy', 'busy', 'busy', 'busy']);
});
