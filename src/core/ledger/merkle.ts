// The Merkle tree of RFC 9162 over leaves that only ever grow: appending, roots, and proofs, with a few stored nodes.
import { hash } from 'node:crypto';

/** Nodes are stored for whole subtrees of 256 leaves, of 256 of those, and so on. */
export const levelsStored = 8;

const one = Buffer.of(1);

export function nodeHash(left: Buffer, right: Buffer): Buffer {
  return hash('sha256', Buffer.concat([one, left, right]), 'buffer');
}

export interface Node {
  readonly level: number;
  readonly place: number;
  readonly hash: Buffer;
}

/** A tree as the roots of its whole subtrees, from the largest down: all that appending needs. */
export class Peaks {
  size: number;
  readonly peaks: Buffer[];

  constructor(size = 0, peaks: readonly Buffer[] = []) {
    this.size = size;
    this.peaks = [...peaks];
  }

  /** Answers the whole subtrees it completed that are to be stored. */
  append(leaf: Buffer): Node[] {
    const completed: Node[] = [];
    let root = leaf;
    let level = 0;
    let place = this.size;
    for (let n = this.size; n % 2 === 1; n = Math.floor(n / 2)) {
      root = nodeHash(this.peaks.pop()!, root);
      level += 1;
      place = Math.floor(place / 2);
      if (level % levelsStored === 0) completed.push({ level, place, hash: root });
    }
    this.peaks.push(root);
    this.size += 1;
    return completed;
  }

  /** `rest`: the root of what stands to the right of them. */
  root(rest?: Buffer): Buffer {
    if (this.peaks.length === 0) return rest ?? hash('sha256', '', 'buffer');
    const [last, ...before] = [...this.peaks, ...(rest === undefined ? [] : [rest])].reverse();
    return before.reduce((right, left) => nodeHash(left, right), last!);
  }
}

/** Hashes of one level, from a place on; level 0 are the leaves. Only levels that are stored are asked for. */
export type ReadHashes = (level: number, from: number, count: number) => Promise<readonly Buffer[]>;

/** Root over the leaves from `lo` to before `hi`; `lo` is where a subtree of that size may begin. */
async function rootOf(read: ReadHashes, lo: number, hi: number): Promise<Buffer> {
  const size = hi - lo;
  let level = 0;
  while (2 ** (level + levelsStored) <= size) level += levelsStored;
  const width = 2 ** level;
  const whole = Math.floor(size / width);
  const hashes = await read(level, lo / width, whole);
  if (hashes.length !== whole) throw new Error(`the log has holes: hashes of level ${level} are missing from ${lo} on`);
  const peaks = new Peaks();
  for (const known of hashes) peaks.append(known);
  const rest = lo + whole * width;
  return rest === hi ? peaks.root() : peaks.root(await rootOf(read, rest, hi));
}

/** The largest power of two that is smaller. */
function splitOf(size: number): number {
  let k = 1;
  while (k * 2 < size) k *= 2;
  return k;
}

/** That the leaf stands at this place of the tree of that size: RFC 9162, 2.1.3. */
export async function inclusionProof(read: ReadHashes, place: number, size: number): Promise<Buffer[]> {
  const path: Buffer[] = [];
  let [lo, hi] = [0, size];
  while (hi - lo > 1) {
    const middle = lo + splitOf(hi - lo);
    if (place < middle) {
      path.unshift(await rootOf(read, middle, hi));
      hi = middle;
    } else {
      path.unshift(await rootOf(read, lo, middle));
      lo = middle;
    }
  }
  return path;
}

/** That the tree of the one size is the beginning of the tree of the other: RFC 9162, 2.1.4. */
export async function consistencyProof(read: ReadHashes, first: number, second: number): Promise<Buffer[]> {
  const part = async (m: number, lo: number, hi: number, whole: boolean): Promise<Buffer[]> => {
    if (m === hi - lo) return whole ? [] : [await rootOf(read, lo, hi)];
    const k = splitOf(hi - lo);
    if (m <= k) return [...(await part(m, lo, lo + k, whole)), await rootOf(read, lo + k, hi)];
    return [...(await part(m - k, lo + k, hi, false)), await rootOf(read, lo, lo + k)];
  };
  return first === 0 || first === second ? [] : part(first, 0, second, true);
}
