// The encoding of a file is found from its bytes, asked where they do not tell, and refused where they are not text.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Problem } from '../../contract/problem.ts';
import type { Encoding } from '../../contract/importing.ts';
import { byteTables } from './byte-tables.ts';
import { decodeText } from './decode.ts';
import { EncodingScan, type EncodingVerdict } from './sniff-encoding.ts';

const data = new URL('../../../../shared/data/', import.meta.url);
const noData = existsSync(data) ? false : 'the folder of real data is not here';

function scan(bytes: Buffer, chunkSize = 65_536): EncodingVerdict {
  const it = new EncodingScan();
  for (let at = 0; at < bytes.length; at += chunkSize) it.feed(bytes.subarray(at, at + chunkSize));
  return it.finish();
}

async function textOf(chunks: AsyncIterable<Buffer>, encoding: Encoding): Promise<string> {
  let text = '';
  for await (const piece of decodeText(chunks, encoding)) text += piece;
  return text;
}

function encodeSingle(text: string, table: readonly string[]): Buffer {
  return Buffer.from([...text].map((c) => (c.charCodeAt(0) < 128 ? c.charCodeAt(0) : table.indexOf(c))));
}

const french = 'nom;ville\nPébéo;Genève\nCrédit Agricole – siège;Besançon\nL’Oréal;Clichy « Île »\nœuvre;€ 12\n';
const german = 'name;ort\nMüller & Söhne;Köln\nGroß;Straße 5\n';

test('plain letters and UTF-8 with and without mark are UTF-8', () => {
  for (const bytes of [
    Buffer.from('a,b\n1,2\n'),
    Buffer.from('\uFEFFa,b\nJosé,2\n'),
    Buffer.from('a,b\n日本,ʤ\n'),
    Buffer.from('name\n' + '🎉'.repeat(5000)),
  ]) {
    for (const size of [1, 7, 65_536]) {
      const verdict = scan(bytes, size);
      assert.equal(verdict.encoding, 'utf-8');
      assert.equal(verdict.sure, true);
    }
  }
});

test('UTF-16 is known by its mark, and without one by its zero bytes', () => {
  const le = Buffer.from('\uFEFFname,city\nJosé,Málaga\n', 'utf16le');
  const be = Buffer.from(le).swap16();
  assert.equal(scan(le).encoding, 'utf-16le');
  assert.equal(scan(be).encoding, 'utf-16be');
  assert.equal(scan(le.subarray(2)).encoding, 'utf-16le');
  assert.equal(scan(be.subarray(2), 3).encoding, 'utf-16be');
});

test('one byte a character: Windows-1252, Mac Roman and Latin-1 are told apart by what stands beside the letters', () => {
  for (const text of [french, german]) {
    assert.equal(scan(encodeSingle(text, byteTables['windows-1252'])).encoding, 'windows-1252');
    const mac = scan(encodeSingle(text, byteTables.macintosh));
    assert.equal(mac.encoding, 'macintosh');
    assert.equal(mac.sure, true);
  }
  const controls = Buffer.from('a\nM\xfcller\x85x\x81\n', 'latin1');
  assert.notEqual(scan(controls).encoding, 'utf-8');
});

test('a single byte that could be anything is asked about', () => {
  const verdict = scan(Buffer.from([0x61, 0x0a, 0x35, 0x2c, 0xa9, 0x0a]));
  assert.equal(verdict.sure, false);
  assert.ok(verdict.others.length > 0);
});

test('Big5 is known by its frequent characters, French is not taken for it', () => {
  // 公司,地址 / 台北市信義區中山路一號
  const big5 = Buffer.from(
    'a4bda5712ca661a75d0aa578a5ab2ca5785fa5ababb4b871b0cfa4a4a473b8f4a440b8b90a'.replace('a5785f', 'a578'),
    'hex',
  );
  assert.equal(scan(big5).encoding, 'big5');
  assert.notEqual(scan(encodeSingle('Pébéo,Crédit\n', byteTables['windows-1252'])).encoding, 'big5');
});

test('what is not text is refused by name', () => {
  const cases: [Buffer, RegExp][] = [
    [Buffer.alloc(0), /empty/],
    [Buffer.from('PK\x03\x04rest of an archive'), /zip archive/],
    [Buffer.from('d0cf11e0a1b11ae1', 'hex'), /old Excel/],
    [Buffer.from('%PDF-1.7'), /PDF/],
    [Buffer.from('fffe000061000000', 'hex'), /UTF-32/],
    [Buffer.from('0000feff00000061', 'hex'), /UTF-32/],
    [Buffer.from('fffe6100622c00d80a00', 'hex'), /cut short|damaged/],
    [Buffer.from('efbbbf61e90a', 'hex'), /says that it is UTF-8/],
    [Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7) % 32)), /not a text file/],
  ];
  for (const [bytes, reason] of cases) {
    assert.throws(
      () => scan(bytes),
      (e: unknown) => e instanceof Problem && reason.test(e.message),
      String(reason),
    );
  }
});

test('real files: vendor exports, damaged marks, other kinds of file', { skip: noData }, () => {
  const read = (path: string): Buffer => readFileSync(new URL(path, data));
  const found = (path: string): string => scan(read(path), 1000).encoding;
  assert.equal(found('salesforce_dataloader/samples/data/accountData.csv'), 'windows-1252');
  assert.equal(found('salesforce_dataloader/tests/csvtext_BOM_UTF16BE.csv'), 'utf-16be');
  assert.equal(found('salesforce_dataloader/tests/csvtext_BOM_UTF16LE.csv'), 'utf-16le');
  assert.equal(found('salesforce_dataloader/tests/csvtext_BOM_UTF8.csv'), 'utf-8');
  assert.equal(found('csv_dialects/csvkit/test_utf16_big.csv'), 'utf-16be');
  assert.equal(found('csv_dialects/csvkit/test_utf16_little.csv'), 'utf-16le');
  assert.equal(found('csv_dialects/csv-spectrum/csvs/location_coordinates.csv'), 'utf-8');
  assert.equal(found('congress/legislators-historical.csv'), 'utf-8');
  assert.equal(found('csv_dialects/csvkit/null_byte.csv'), 'utf-8');
  for (const broken of ['csvtext_BOM_UTF32BE.csv', 'csvtext_BOM_UTF32LE.csv']) {
    assert.throws(() => scan(read(`salesforce_dataloader/tests/${broken}`)), /UTF-32/);
  }
  for (const other of ['dummy.xlsx', 'dummy.xls', 'dummy.csv.gz', 'dummy.csv.bz2']) {
    assert.throws(() => scan(read(`csv_dialects/csvkit/${other}`)), Problem);
  }
});

test('bytes that do not belong to the encoding end the reading with their place', async () => {
  const chunks = async function* (): AsyncGenerator<Buffer> {
    yield Buffer.from('name\n');
    yield Buffer.from([0x4d, 0xfc, 0x6c, 0x0a]);
  };
  await assert.rejects(textOf(chunks(), 'utf-8'), /after byte 5 .* not valid UTF-8/);
  assert.equal(await textOf(chunks(), 'windows-1252'), 'name\nMül\n');
  assert.equal(await textOf(chunks(), 'iso-8859-1'), 'name\nMül\n');
});

test('a character cut by the border of two chunks stays whole', async () => {
  const chunks = async function* (): AsyncGenerator<Buffer> {
    for (const byte of Buffer.from('\uFEFFé🎉')) yield Buffer.of(byte);
  };
  assert.equal(await textOf(chunks(), 'utf-8'), 'é🎉');
});
