// The published test vectors for other people's verifiers: made anew from fixed keys they are what is committed, and they verify as their table says.
// `node test/ledger-vectors.test.ts write` writes them, after a change of the format that was meant.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { openKeyring } from '../src/core/crypto/keyring.ts';
import { commitment } from '../src/core/ledger.ts';
import { headJson, signHead, signingKey } from '../src/core/ledger/heads.ts';
import { type Header, headerLine, leafHash } from '../src/core/ledger/header.ts';
import { Peaks } from '../src/core/ledger/merkle.ts';
import { verifyBundle } from '../src/core/ledger/verify.ts';

const folder = path.join(import.meta.dirname, '../docs/operate/ledger-vectors');
const tenant = '0123456789abcdef0123456789abcdef';
const ring = openKeyring(tenant, Buffer.alloc(32, 7));

const idOf = (n: number): string => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`;

interface Written {
  readonly line: string;
  readonly leaf: Buffer;
}

/** Twelve entries: plain and protected values, empty fields, letters beyond ASCII, quotes and a line break, one erased and the entry that says so. */
function entry(n: number, erasure: string): Written {
  const salt = Buffer.alloc(16, n);
  const erased = n === 4;
  const plain =
    n === 9
      ? JSON.stringify({ entries: [idOf(4)], reason: 'asked by the person' })
      : JSON.stringify({ changes: { notes: [null, `Größe "${n}"\n🔒`] } });
  const sealed = n % 5 === 0 ? JSON.stringify({ changes: { taxNumber: [null, `FI${n}`] } }) : null;
  const header: Header = {
    id: idOf(n),
    at: `2026-01-02T03:04:${String(n).padStart(2, '0')}.678000Z`,
    operation: idOf(100 + n),
    request: n % 2 === 0 ? `request-${n}` : null,
    actorKind: n === 9 ? 'system' : 'user',
    actor: n === 9 ? '00000000-0000-0000-0000-000000000000' : idOf(200),
    session: n === 9 ? null : idOf(300),
    address: n % 3 === 0 ? '2001:db8::7' : '192.0.2.7',
    source: n === 9 ? 'system' : 'page',
    action: n === 9 ? 'ledger.erase' : 'contact.edit',
    verb: n === 9 ? erasure : 'edited',
    outcome: 'done',
    important: n === 9,
    entity: n === 9 ? null : 'contact',
    record: n === 9 ? null : idOf(400 + n),
    version: n === 9 ? null : n + 1,
    permission: n === 9 ? null : 'contact.edit',
    allowedBy: n === 9 ? null : 'Verkäufer/own',
    commitment: commitment(salt, plain, sealed).toString('hex'),
  };
  const text = headerLine(header);
  const values = erased ? null : { salt: salt.toString('hex'), plain, sealed };
  const leaf = leafHash(text);
  const line = `{"seq":${n},"leaf":"${leaf.toString('hex')}","entry":${text},"values":${JSON.stringify(values)}}`;
  return { line, leaf };
}

/** `erasure`: the verb of the entry that names what was erased. */
function makeGood(erasure = 'values erased', signs = ring): { readonly lines: string[]; readonly heads: string[] } {
  const key = signingKey(signs);
  const first = {
    bundle: 'strongroom.ledger.1',
    tenant,
    exported: '2026-01-02T04:00:00.000Z',
    size: 12,
    key: key.open,
    keyId: key.id,
  };
  const lines = [JSON.stringify(first)];
  const heads: string[] = [];
  const tree = new Peaks();
  for (let n = 0; n < 12; n++) {
    const { line, leaf } = entry(n, erasure);
    lines.push(line);
    tree.append(leaf);
    if (![1, 5, 8, 12].includes(tree.size)) continue;
    heads.push(
      headJson(
        signHead(signs, tree.size, tree.root(), new Date(`2026-01-02T03:05:${String(tree.size).padStart(2, '0')}Z`)),
      ),
    );
    lines.push(heads.at(-1)!);
  }
  return { lines, heads };
}

const good = makeGood();
const isEntry = (seq: number) => (line: string) => line.startsWith(`{"seq":${seq},`);

/** File, its lines, and what a verifier has to find: kind, from, to before. */
const vectors: readonly {
  readonly file: string;
  readonly lines: readonly string[];
  readonly finds: readonly (readonly [string, number | null, number | null])[];
}[] = [
  { file: 'good.ndjson', lines: good.lines, finds: [] },
  {
    file: 'edited.ndjson',
    lines: good.lines.map((line) =>
      isEntry(6)(line) ? line.replace('192.0.2.7', '192.0.2.8').replace('2001:db8::7', '2001:db8::8') : line,
    ),
    finds: [['edited', 6, 7]],
  },
  {
    file: 'values-edited.ndjson',
    lines: good.lines.map((line) => (isEntry(3)(line) ? line.replace('Größe', 'Grösse') : line)),
    finds: [['values-edited', 3, 4]],
  },
  {
    file: 'values-missing.ndjson',
    lines: good.lines.map((line) => (isEntry(7)(line) ? line.replace(/"values":.*\}$/, '"values":null}') : line)),
    finds: [['values-missing', 7, 8]],
  },
  { file: 'deleted.ndjson', lines: good.lines.filter((line) => !isEntry(10)(line)), finds: [['deleted', 10, 11]] },
  {
    file: 'reordered.ndjson',
    lines: swap(good.lines, good.lines.findIndex(isEntry(6)), good.lines.findIndex(isEntry(7))),
    finds: [
      ['deleted', 6, 7],
      ['reordered', 6, 7],
    ],
  },
  {
    file: 'truncated.ndjson',
    lines: good.lines
      .slice(0, good.lines.findIndex(isEntry(8)))
      .map((line, i) => (i === 0 ? line.replace('"size":12', '"size":8') : line)),
    // What said that the values at 4 were erased is cut off too.
    finds: [
      ['truncated', 8, 12],
      ['values-missing', 4, 5],
    ],
  },
];

function swap(list: readonly string[], a: number, b: number): string[] {
  const out = [...list];
  [out[a], out[b]] = [out[b]!, out[a]!];
  return out;
}

if (process.argv[2] === 'write') {
  for (const { file, lines } of vectors) writeFileSync(path.join(folder, file), `${lines.join('\n')}\n`);
  writeFileSync(path.join(folder, 'heads.ndjson'), `${good.heads.join('\n')}\n`);
}

test('the committed vectors are what the program makes', () => {
  assert.equal(readFileSync(path.join(folder, 'heads.ndjson'), 'utf8'), `${good.heads.join('\n')}\n`);
  for (const { file, lines } of vectors)
    assert.equal(readFileSync(path.join(folder, file), 'utf8'), `${lines.join('\n')}\n`, file);
});

for (const { file, finds } of vectors) {
  test(`${file} verifies as it should against the heads somebody else holds`, async () => {
    const read = (name: string): string[] => readFileSync(path.join(folder, name), 'utf8').split('\n');
    const v = await verifyBundle(read(file), { key: signingKey(ring).open, heads: read('heads.ndjson') });
    assert.deepEqual(
      v.findings.map((f) => [f.kind, f.from, f.to]),
      finds,
      JSON.stringify(v.findings),
    );
    if (finds.length === 0) assert.deepEqual([v.entries, v.heads, v.witnesses, v.values, v.erased], [12, 4, 4, 11, 1]);
  });
}

const found = async (lines: readonly string[]): Promise<unknown[]> =>
  (await verifyBundle(lines, { key: signingKey(ring).open })).findings.map((f) => [f.kind, f.from, f.to]);

test('that a bundle ends before it says is told where nobody else holds a head', async () => {
  const cut = good.lines.slice(0, good.lines.findIndex(isEntry(8)));
  assert.deepEqual(await found(cut), [
    ['truncated', 8, 12],
    ['values-missing', 4, 5],
  ]);
});

test('values that are gone are excused by the entry of an erasure alone, whatever others name', async () => {
  assert.deepEqual(await found(good.lines), []);
  assert.deepEqual(await found(makeGood('edited').lines), [['values-missing', 4, 5]]);
});

test('who names a key of his own and signs with it is told of, and nothing he signed counts', async () => {
  const forged = makeGood('values erased', openKeyring(tenant, Buffer.alloc(32, 8)));
  assert.deepEqual(await found(forged.lines), [
    ['head', null, null],
    ...[1, 5, 8, 12].map((size) => ['head', null, size]),
    ['head', 0, 12],
  ]);
});

test('the verifier needs nothing but Node’s own hashes and signatures', () => {
  const text = readFileSync(path.join(import.meta.dirname, '../src/core/ledger/verify.ts'), 'utf8');
  assert.deepEqual(
    [...text.matchAll(/from '([^']+)'/g)].map((m) => m[1]),
    ['node:crypto'],
  );
});
