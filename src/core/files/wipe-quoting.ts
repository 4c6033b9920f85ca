// Looks through stored files for what quotes a person - tables, workbooks, archives - and wipes those that do, whoever they belong to, with the documents
// that are nothing without them. What cannot be looked through is wiped too.
import type { Readable } from 'node:stream';
import { unseal } from '../crypto/seal.ts';
import type { Quoting } from '../files.ts';
import type { Unit } from '../unit.ts';
import { zipTexts } from './unzip.ts';
import type { FileStore } from './store.ts';

/** Packed files are looked through in memory. */
const packedMost = 256 * 1024 ** 2;
const pieceBytes = 1024 ** 2;
/** What ends in one piece and goes on in the next is seen whole. */
const overlap = 64 * 1024;

type Encoding = 'utf8' | 'utf16le' | 'latin1';
const encodings: readonly Encoding[] = ['utf8', 'utf16le', 'latin1'];

/** Folded once; cells in quotes have theirs doubled, and workbooks escape. */
export function quoteTest({ texts, together }: Pick<Quoting, 'texts' | 'together'>): (piece: string) => boolean {
  const fold = (text: string): string => text.toLowerCase();
  const forms = (text: string): string[] => [
    fold(text),
    fold(text).replaceAll('"', '""'),
    fold(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    JSON.stringify(fold(text)).slice(1, -1),
  ];
  const words = [...new Set(texts.flatMap(forms))];
  const parts = together.map(fold);
  return (piece) => {
    const folded = fold(piece);
    if (words.some((word) => folded.includes(word))) return true;
    if (parts.length < 2 || !parts.every((part) => folded.includes(part))) return false;
    return folded.split(/\r?\n|<\/row>/).some((line) => parts.every((part) => line.includes(part)));
  };
}

/** Whether bytes quote, in whichever encoding a file may have been sent. */
export async function bytesQuote(stream: Readable, quotes: (piece: string) => boolean): Promise<boolean> {
  const chunks: Buffer[] = [];
  let [size, packed] = [0, false];
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    packed ||= size === 0 && chunk.length >= 4 && chunk.readUInt32LE(0) === 0x04034b50;
    chunks.push(chunk);
    size += chunk.length;
    if (packed ? size <= packedMost : size < pieceBytes) continue;
    if (packed) return true;
    const piece = Buffer.concat(chunks.splice(0));
    if (pieceQuotes(piece, quotes)) return true;
    // An even number left out, so that letters of two bytes stay whole.
    const rest = piece.subarray(piece.length - overlap - ((piece.length - overlap) % 2));
    chunks.push(rest);
    size = rest.length;
  }
  return packed ? packedQuotes(Buffer.concat(chunks), quotes) : pieceQuotes(Buffer.concat(chunks), quotes);
}

/** One that cannot be read may hold anything. */
function packedQuotes(bytes: Buffer, quotes: (text: string) => boolean): boolean {
  try {
    for (const inner of zipTexts(bytes)) if (quotes(inner)) return true;
    return false;
  } catch {
    return true;
  }
}

function pieceQuotes(piece: Buffer, quotes: (text: string) => boolean): boolean {
  return encodings.some((encoding) => quotes(piece.toString(encoding)));
}

interface FileRow {
  readonly id: string;
  readonly place: string;
  readonly sealed: Buffer;
}

/** The next file behind `after`, in the order of their ids. `removed` is told the place of bytes to take away after the commit. */
export async function wipeNextFile(
  unit: Unit,
  store: FileStore,
  about: Quoting,
  after: string | null,
  kinds: readonly string[],
): Promise<{ next: string | null; wiped: number; place: string | null }> {
  const { rows } = await unit.query<FileRow>(
    'select id, place, sealed from core.file where ($1::uuid is null or id > $1) order by id limit 1 for update',
    [after],
  );
  const row = rows[0];
  if (row === undefined) return { next: null, wiped: 0, place: null };
  const { keys, id: vault } = unit.vault;
  const plain = unseal(keys.purpose('files'), row.sealed, `${vault}/core.file/sealed/${row.id}`).toString('utf8');
  const facts = JSON.parse(plain) as { name: string; key: string };
  const quotes = quoteTest(about);
  const isAbout =
    quotes(facts.name) ||
    (await isImportedFrom(unit, about.record, row.id)) ||
    (await bytesQuote(await store.read(unit.vault, row.id, row.place, Buffer.from(facts.key, 'base64')), quotes));
  if (!isAbout) return { next: row.id, wiped: 0, place: null };
  await unit.query('delete from core.file where id = $1', [row.id]);
  await forgetDocuments(unit, row.id, kinds);
  unit.ledger.add({ verb: 'wiped', outcome: 'done', entity: 'file', record: row.id, values: { because: 'erasure' } });
  return { next: row.id, wiped: 1, place: row.place };
}

interface KeptRow {
  readonly kind: string;
  readonly id: string;
  readonly owner: string;
  readonly sealed: Buffer;
}

function textOf(unit: Unit, { owner, kind, id, sealed }: KeptRow): string {
  const place = `${unit.vault.id}/core.kept/${owner}/${kind}/${id}`;
  return unseal(unit.vault.keys.purpose('files'), sealed, place).toString('utf8');
}

/** Whether the record came out of this file: an import of it wrote an entry about it. */
async function isImportedFrom(unit: Unit, record: string, file: string): Promise<boolean> {
  const { rows } = await unit.query<{ id: string; user: string }>(
    `select distinct j.id, j.user_id as user from core.ledger l join core.job j on j.operation = l.operation
     where l.record = $1 and l.source = 'import'`,
    [record],
  );
  if (rows.length === 0) return false;
  const kept = await unit.query<KeptRow>(
    `select kind, id, owner, sealed from core.kept where owner = any($1::uuid[]) and kind = 'import'`,
    [rows.map((r) => r.user)],
  );
  const texts = kept.rows.map((row) => textOf(unit, row));
  return texts.some((text) => text.includes(file) && rows.some((job) => text.includes(job.id)));
}

async function forgetDocuments(unit: Unit, file: string, kinds: readonly string[]): Promise<void> {
  const { rows } = await unit.query<KeptRow>(
    `select k.kind, k.id, k.owner, k.sealed from core.kept k where k.kind = any($1)`,
    [kinds],
  );
  for (const row of rows)
    if (textOf(unit, row).includes(file))
      await unit.query('delete from core.kept where owner = $1 and kind = $2 and id = $3', [
        row.owner,
        row.kind,
        row.id,
      ]);
}
