// Verifies an exported ledger offline: needs nothing of this program but this file, and of Node nothing but its hashes and signatures.
// The format is docs/operate/ledger-format.md. Tells what is wrong and where, and goes on as far as it can.
import { createHash, createPublicKey, verify } from 'node:crypto';

export interface Finding {
  readonly kind:
    | 'unreadable'
    | 'edited'
    | 'values-edited'
    | 'values-missing'
    | 'deleted'
    | 'reordered'
    | 'inserted'
    | 'truncated'
    | 'fork'
    | 'head';
  /** places in the log it is about, from and to before; null: it is in no place */
  readonly from: number | null;
  readonly to: number | null;
  /** the entry, where one is known */
  readonly entry: string | null;
  readonly says: string;
}

export interface Verification {
  readonly tenant: string;
  /** entries the bundle says it holds, and those that were read */
  readonly size: number;
  readonly entries: number;
  /** heads in the bundle, and heads from elsewhere, that fit */
  readonly heads: number;
  readonly witnesses: number;
  /** entries with values that fit, and entries whose values were erased on record */
  readonly values: number;
  readonly erased: number;
  /** written and not sealed yet */
  readonly waiting: number;
  readonly root: string;
  readonly key: string;
  /** false: the key is the bundle's own word for itself */
  readonly keyIsTrusted: boolean;
  readonly findings: readonly Finding[];
}

export interface Against {
  /** the tenant's public key as one has it from elsewhere, base64 */
  readonly key?: string;
  /** heads as receivers got them: lines of JSON */
  readonly heads?: readonly string[];
}

interface Head {
  readonly tenant: string;
  readonly size: number;
  readonly root: string;
  readonly at: string;
  readonly line: string;
  readonly signature: string;
}

const findingsMost = 10_000;
/** Places of values in an entry: identifier, verb, commitment. */
const at = { id: 1, verb: 11, commitment: 19 } as const;
const entryFormat = 'strongroom.entry.1';
const headFormat = 'strongroom.head.1';
/** An entry of this verb names entries whose values were erased, and by whose wish that is on record. */
const erasureVerb = 'values erased';

const sha256 = (...parts: readonly (Buffer | string)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** RFC 9162: leaves are hashed behind 0, nodes behind 1. */
export const leafOf = (line: string): Buffer => sha256(Buffer.of(0), line);
export const nodeOf = (left: Buffer, right: Buffer): Buffer => sha256(Buffer.of(1), left, right);

/** SHA-256 over salt, plain and protected values, each behind its length in four bytes. */
function commitmentOf(parts: readonly Buffer[]): string {
  const pieces = parts.flatMap((part) => {
    const size = Buffer.alloc(4);
    size.writeUInt32BE(part.length);
    return [size, part];
  });
  return sha256(...pieces).toString('hex');
}

export function isSignedBy(key: string, line: string, signature: string): boolean {
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(key, 'base64')]);
  try {
    const open = createPublicKey({ key: der, format: 'der', type: 'spki' });
    return verify(null, Buffer.from(line), open, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}

/** Whether the leaf stands at this place under the root: RFC 9162, 2.1.3.2. */
export function isIncluded(leaf: Buffer, place: number, size: number, path: readonly Buffer[], root: Buffer): boolean {
  if (place >= size) return false;
  let [fn, sn, hash] = [place, size - 1, leaf];
  for (const p of path) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      hash = nodeOf(p, hash);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
    } else hash = nodeOf(hash, p);
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 && hash.equals(root);
}

/** Whether the first tree is the beginning of the second: RFC 9162, 2.1.4.2. */
export function isBeginningOf(
  first: { readonly size: number; readonly root: Buffer },
  second: { readonly size: number; readonly root: Buffer },
  proof: readonly Buffer[],
): boolean {
  if (first.size === second.size) return proof.length === 0 && first.root.equals(second.root);
  if (first.size === 0) return proof.length === 0;
  if (first.size > second.size) return false;
  const path = Number.isInteger(Math.log2(first.size)) ? [first.root, ...proof] : [...proof];
  let [fn, sn] = [first.size - 1, second.size - 1];
  while (fn % 2 === 1) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  const start = path.shift();
  if (start === undefined) return false;
  let [fr, sr] = [start, start];
  for (const c of path) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      [fr, sr] = [nodeOf(c, fr), nodeOf(c, sr)];
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
    } else sr = nodeOf(sr, c);
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 && fr.equals(first.root) && sr.equals(second.root);
}

/** Roots of the whole subtrees so far: leaves are appended, the root is theirs folded from the right. */
class Tree {
  size = 0;
  readonly #peaks: Buffer[] = [];

  append(leaf: Buffer): void {
    let hash = leaf;
    for (let n = this.size; n % 2 === 1; n = Math.floor(n / 2)) hash = nodeOf(this.#peaks.pop()!, hash);
    this.#peaks.push(hash);
    this.size += 1;
  }

  root(): string {
    if (this.#peaks.length === 0) return sha256().toString('hex');
    return this.#peaks.reduceRight((right, left) => nodeOf(left, right)).toString('hex');
  }
}

function readHead(parsed: Record<string, unknown>): Head | null {
  const { head, signature } = parsed;
  if (!Array.isArray(head) || head[0] !== headFormat || typeof signature !== 'string') return null;
  const [, tenant, size, root, when] = head as [string, string, number, string, string];
  if (!Number.isSafeInteger(size) || size < 1 || typeof root !== 'string') return null;
  return { tenant, size, root, at: when, line: JSON.stringify(head), signature };
}

class Verifier {
  readonly #against: Against;
  readonly #tree = new Tree();
  readonly #findings: Finding[] = [];
  readonly #missing = new Map<string, number>();
  /** heads of others by size, from the smallest up */
  #others: Head[] = [];
  #tenant = '';
  #size = 0;
  #key = '';
  /** up to here a signed head fits */
  #proved = 0;
  /** up to here a head from elsewhere fits */
  #witnessed = 0;
  /** what comes after a hole or a wrong head can only be held against its own stored hash */
  #broken = false;
  #counts = { entries: 0, heads: 0, witnesses: 0, values: 0, erased: 0, waiting: 0 };
  #seen = false;

  constructor(against: Against) {
    this.#against = against;
  }

  take(line: string): void {
    if (line.trim() === '') return;
    let parsed: Record<string, unknown>;
    try {
      parsed = JSON.parse(line) as Record<string, unknown>;
    } catch {
      this.#find('unreadable', this.#tree.size, this.#tree.size + 1, null, 'A line is no JSON.');
      return;
    }
    if ('bundle' in parsed) this.#begin(parsed);
    else if ('seq' in parsed) this.#entry(parsed);
    else if ('head' in parsed) this.#head(parsed);
    else if ('unsealed' in parsed) this.#unsealed(parsed);
    else this.#find('unreadable', null, null, null, 'A line is neither entry nor head.');
  }

  #find(kind: Finding['kind'], from: number | null, to: number | null, entry: string | null, says: string): void {
    if (this.#findings.length < findingsMost) this.#findings.push({ kind, from, to, entry, says });
  }

  #begin({ tenant, size, key }: Record<string, unknown>): void {
    this.#seen = true;
    this.#tenant = String(tenant);
    this.#size = Number(size);
    this.#key = this.#against.key ?? String(key);
    if (this.#against.key !== undefined && key !== this.#against.key)
      this.#find('head', null, null, null, 'The bundle names another key than the one it is held against.');
    const given = (this.#against.heads ?? []).filter((line) => line.trim() !== '');
    const heads = given.map((line) => {
      try {
        return readHead(JSON.parse(line) as Record<string, unknown>);
      } catch {
        return null;
      }
    });
    const unread = heads.filter((h) => h === null).length;
    if (unread > 0) this.#find('head', null, null, null, `${unread} heads from elsewhere cannot be read.`);
    this.#others = heads.filter((h) => h !== null && h.tenant === this.#tenant && this.#isSigned(h)) as Head[];
    this.#others.sort((a, b) => a.size - b.size);
  }

  #isSigned(h: Head): boolean {
    const ok = h.tenant === this.#tenant && isSignedBy(this.#key, h.line, h.signature);
    if (!ok)
      this.#find('head', null, h.size, null, `The head of ${h.at} over ${h.size} entries is not signed by this key.`);
    return ok;
  }

  #entry(parsed: Record<string, unknown>): void {
    const seq = Number(parsed['seq']);
    const fields = Array.isArray(parsed['entry']) ? (parsed['entry'] as unknown[]) : null;
    const id = fields === null ? ((parsed['id'] as string | undefined) ?? null) : String(fields[at.id]);
    const place = this.#tree.size;
    if (seq > place) {
      const many = seq - place === 1 ? 'The entry' : `${seq - place} entries`;
      this.#find(
        'deleted',
        place,
        seq,
        null,
        `${many} from place ${place} on ${seq - place === 1 ? 'is' : 'are'} not there.`,
      );
      this.#broken = true;
    } else if (seq < place) {
      this.#find('reordered', seq, seq + 1, id, `Place ${seq} comes a second time, after place ${place - 1}.`);
      this.#broken = true;
      return;
    }
    while (this.#tree.size < seq) this.#tree.append(Buffer.alloc(32));
    const stored = Buffer.from(String(parsed['leaf']), 'hex');
    if (fields === null)
      this.#find('deleted', seq, seq + 1, id, `The entry at place ${seq} was deleted; its hash is still there.`);
    else this.#content(seq, fields, stored, parsed['values']);
    this.#tree.append(stored);
    this.#counts.entries += 1;
    this.#witnesses();
  }

  #content(seq: number, fields: unknown[], stored: Buffer, values: unknown): void {
    const id = String(fields[at.id]);
    if (fields[0] !== entryFormat)
      this.#find('unreadable', seq, seq + 1, id, `The entry at place ${seq} is of an unknown format.`);
    if (!leafOf(JSON.stringify(fields)).equals(stored))
      this.#find('edited', seq, seq + 1, id, `The entry at place ${seq} was edited, or another stands in its place.`);
    if (values === undefined) return;
    if (values === null) {
      this.#missing.set(id, seq);
      return;
    }
    const { salt, plain, sealed } = values as Record<string, unknown>;
    const fits =
      commitmentOf([
        Buffer.from(String(salt), 'hex'),
        Buffer.from(String(plain)),
        Buffer.from(typeof sealed === 'string' ? sealed : ''),
      ]) === fields[at.commitment];
    if (!fits) this.#find('values-edited', seq, seq + 1, id, `The values of the entry at place ${seq} were edited.`);
    else this.#counts.values += 1;
    if (fits && fields[at.verb] === erasureVerb) this.#erasure(String(plain));
  }

  /** The erased come before the entry that says so. */
  #erasure(plain: string): void {
    const { entries, from, to } = JSON.parse(plain) as { entries?: unknown; from?: unknown; to?: unknown };
    if (Array.isArray(entries))
      for (const id of entries) if (this.#missing.delete(String(id))) this.#counts.erased += 1;
    if (typeof from !== 'string' || typeof to !== 'string') return;
    // Small letters and one length: identifiers compare as texts.
    for (const id of this.#missing.keys())
      if (id >= from && id < to && this.#missing.delete(id)) this.#counts.erased += 1;
  }

  #head(parsed: Record<string, unknown>): void {
    const head = readHead(parsed);
    if (head === null) {
      this.#find('unreadable', null, null, null, 'A head cannot be read.');
      return;
    }
    if (!this.#isSigned(head)) return;
    if (head.size === this.#tree.size) this.#compare(head, 'heads');
    else if (head.size > this.#tree.size) this.#short(head, this.#tree.size);
    else this.#find('head', head.size, this.#tree.size, null, `The head of ${head.at} stands in the wrong place.`);
  }

  /** An old copy may have gone on since: what is the same for sure ends at `from`. */
  #short(head: Head, from: number): void {
    this.#find(
      'truncated',
      from,
      head.size,
      null,
      `On ${head.at} the log had ${head.size} entries; here it ends after ${this.#tree.size}.`,
    );
  }

  #witnesses(): void {
    while (this.#others[0] !== undefined && this.#others[0].size === this.#tree.size)
      this.#compare(this.#others.shift()!, 'witnesses');
  }

  #compare(head: Head, what: 'heads' | 'witnesses'): void {
    if (this.#broken) return;
    if (head.root === this.#tree.root()) {
      this.#proved = head.size;
      if (what === 'witnesses') this.#witnessed = head.size;
      this.#counts[what] += 1;
      return;
    }
    this.#broken = true;
    const whose = what === 'heads' ? 'The signed head' : 'The head somebody else holds';
    this.#find(
      'fork',
      this.#proved,
      head.size,
      null,
      `${whose} of ${head.at} over ${head.size} entries does not fit: something between place ${this.#proved} and ${head.size} is not what it was, or this is another branch.`,
    );
  }

  #unsealed({ unsealed, queued }: Record<string, unknown>): void {
    const id = Array.isArray(unsealed) ? String(unsealed[at.id]) : null;
    if (queued === true) this.#counts.waiting += 1;
    else
      this.#find(
        'inserted',
        null,
        null,
        id,
        'An entry stands beside the log: it was never sealed and does not wait to be.',
      );
  }

  end(): Verification {
    if (!this.#seen)
      this.#find('unreadable', null, null, null, 'This is no exported ledger: its first line is missing.');
    const size = this.#tree.size;
    if (size < this.#size)
      this.#find(
        'truncated',
        size,
        this.#size,
        null,
        `The bundle says it holds ${this.#size} entries and ends after ${size}.`,
      );
    for (const head of this.#others) if (head.size > size) this.#short(head, Math.min(this.#witnessed, size));
    for (const [id, seq] of this.#missing)
      this.#find(
        'values-missing',
        seq,
        seq + 1,
        id,
        `The values of the entry at place ${seq} are gone, and no erasure is on record.`,
      );
    if (size > this.#proved && !this.#broken)
      this.#find('head', this.#proved, size, null, `No signed head covers the entries from place ${this.#proved} on.`);
    return {
      tenant: this.#tenant,
      size: this.#size,
      ...this.#counts,
      root: this.#tree.root(),
      key: this.#key,
      keyIsTrusted: this.#against.key !== undefined,
      findings: this.#findings,
    };
  }
}

/** Reads the lines of a bundle one by one; memory does not grow with it. */
export async function verifyBundle(
  lines: AsyncIterable<string> | Iterable<string>,
  against: Against = {},
): Promise<Verification> {
  const verifier = new Verifier(against);
  for await (const line of lines) verifier.take(line);
  return verifier.end();
}
