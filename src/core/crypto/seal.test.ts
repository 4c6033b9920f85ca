// A sealed blob opens with its key in its place, and nothing else does; keys of different purposes and tenants have nothing in common.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { keyPurposes, openKeyring } from './keyring.ts';
import { seal, SealError, unseal } from './seal.ts';

const key = randomBytes(32);
const plain = Buffer.from('Äußerst geheim');

test('what was sealed opens in its place', () => {
  assert.deepEqual(unseal(key, seal(key, plain, 'a/b'), 'a/b'), plain);
  assert.deepEqual(unseal(key, seal(key, Buffer.alloc(0), 'a/b'), 'a/b'), Buffer.alloc(0));
});

test('two seals of the same bytes differ', () => {
  assert.notDeepEqual(seal(key, plain, 'a/b'), seal(key, plain, 'a/b'));
});

test('it does not open elsewhere, with another key, cut short, or with any one bit changed', () => {
  const blob = seal(key, plain, 'a/b');
  assert.throws(() => unseal(key, blob, 'a/c'), SealError);
  assert.throws(() => unseal(randomBytes(32), blob, 'a/b'), SealError);
  for (let length = 0; length < blob.length; length++) {
    assert.throws(() => unseal(key, blob.subarray(0, length), 'a/b'), SealError);
  }
  for (let bit = 0; bit < blob.length * 8; bit++) {
    const changed = Buffer.from(blob);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    assert.throws(() => unseal(key, changed, 'a/b'), SealError, `bit ${bit}`);
  }
});

test('every purpose and every tenant has keys of its own, the same ones every time', () => {
  const tenantKey = randomBytes(32);
  const seen = new Set<string>();
  for (const tenant of ['a', 'b']) {
    const ring = openKeyring(tenant, tenantKey);
    for (const purpose of keyPurposes) {
      seen.add(ring.purpose(purpose).toString('hex'));
      assert.deepEqual(openKeyring(tenant, tenantKey).purpose(purpose), ring.purpose(purpose));
    }
  }
  assert.equal(seen.size, 2 * keyPurposes.length);
});

test('a key of the wrong length or an unknown purpose is refused', () => {
  assert.throws(() => openKeyring('a', randomBytes(16)), /32 bytes/);
  assert.throws(() => openKeyring('a', randomBytes(32)).purpose('spare' as 'files'), /purpose/);
});
