// The tree: roots, proofs and the verifier against a naive reading of RFC 9162, and against published vectors of others.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { type ReadHashes, Peaks, consistencyProof, inclusionProof, nodeHash } from './merkle.ts';
import { isBeginningOf, isIncluded, leafOf } from './verify.ts';

const leaves = Array.from({ length: 1_300 }, (_, i) => leafOf(`entry ${i}`));

/** MTH as the RFC writes it. */
function naiveRoot(list: readonly Buffer[]): Buffer {
  if (list.length === 0) return createHash('sha256').digest();
  if (list.length === 1) return list[0]!;
  let k = 1;
  while (k * 2 < list.length) k *= 2;
  return nodeHash(naiveRoot(list.slice(0, k)), naiveRoot(list.slice(k)));
}

/** What the database holds: leaves, and nodes of every eighth level. */
const stored = new Map<string, Buffer>();
const roots: Buffer[] = [];
const tree = new Peaks();
roots.push(tree.root());
for (const leaf of leaves) {
  stored.set(`0 ${tree.size}`, leaf);
  for (const { level, place, hash } of tree.append(leaf)) stored.set(`${level} ${place}`, hash);
  roots.push(tree.root());
}
const read: ReadHashes = async (level, from, count) =>
  Array.from({ length: count }, (_, i) => stored.get(`${level} ${from + i}`)!).filter((hash) => hash !== undefined);

const sizes = [0, 1, 2, 3, 7, 8, 64, 255, 256, 257, 511, 512, 513, 769, 1_024, 1_025, 1_300];

test('the root after every append is the one the RFC defines', () => {
  for (const size of sizes) assert.deepEqual(roots[size], naiveRoot(leaves.slice(0, size)), String(size));
});

test('the empty tree and the tree of eight leaves have the roots every log of this kind gives', () => {
  // The test vectors of certificate-transparency: leaves of 0, 1, 1, 2, 4, 4, 8 and 16 bytes.
  const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
  const eight = new Peaks();
  assert.equal(eight.root().toString('hex'), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  for (const hex of inputs)
    eight.append(createHash('sha256').update(Buffer.of(0)).update(Buffer.from(hex, 'hex')).digest());
  assert.equal(eight.root().toString('hex'), '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328');
});

test('every proof of inclusion holds, and for no other leaf, place, size or root', async () => {
  for (const size of sizes.filter((n) => n > 0)) {
    for (const place of new Set([0, 1, Math.floor(size / 2), size - 2, size - 1].filter((n) => n >= 0 && n < size))) {
      const path = await inclusionProof(read, place, size);
      const root = roots[size]!;
      assert.ok(isIncluded(leaves[place]!, place, size, path, root), `${place} in ${size}`);
      assert.ok(!isIncluded(leafOf('another'), place, size, path, root));
      if (size > 1) assert.ok(!isIncluded(leaves[place]!, (place + 1) % size, size, path, root));
      assert.ok(!isIncluded(leaves[place]!, place, size, [...path, root], root));
      if (path.length > 0) assert.ok(!isIncluded(leaves[place]!, place, size, path.slice(1), root));
      assert.ok(!isIncluded(leaves[place]!, place + size, size, path, root), 'no place beyond the end');
    }
  }
});

test('every proof of consistency holds, and with no other root', async () => {
  for (const second of sizes) {
    for (const first of sizes.filter((n) => n <= second)) {
      const proof = await consistencyProof(read, first, second);
      const [a, b] = [
        { size: first, root: roots[first]! },
        { size: second, root: roots[second]! },
      ];
      assert.ok(isBeginningOf(a, b, proof), `${first} of ${second}`);
      const other = leafOf('another');
      if (first > 0) assert.ok(!isBeginningOf({ ...a, root: other }, b, proof));
      if (first > 0 && first < second) assert.ok(!isBeginningOf(a, { ...b, root: other }, proof));
    }
  }
});
