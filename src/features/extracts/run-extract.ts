// The job that takes entries out of the ledger: page by page under the rights of each moment, then one archive with a signed statement.
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { constants, crc32, createInflateRaw, deflateRawSync } from 'node:zlib';
import type { Json } from '../../contract/json.ts';
import { parseLedgerQuery } from '../../contract/ledger-query.ts';
import { Problem } from '../../contract/problem.ts';
import { now } from '../../core/clock.ts';
import type { JobKind, JobRun } from '../../core/feature.ts';
import { readParts, removeParts, storePart } from '../../core/files/parts.ts';
import { type ZipEntry, writeZip } from '../../core/files/zip.ts';
import type { Kept } from '../../core/kept.ts';
import type { LedgerQuery } from '../../core/ledger/desk.ts';
import type { SignedExtract } from '../../core/ledger/extract.ts';
import { may } from '../../core/principal.ts';
import type { Tx } from '../../core/tx.ts';
import { extractDays, extractRowsMost } from './contract.ts';
import { type ExtractFormat, readme, writeEntries } from './extract-file.ts';

export interface ExtractDoc {
  readonly format: ExtractFormat;
  readonly query: string;
  readonly changes: boolean;
  readonly from: string | null;
  /** entries of later are not in it */
  readonly to: string;
  readonly zone: string;
  readonly reason: string;
  readonly job: string;
  readonly at: string;
  readonly until: string;
  readonly file: {
    readonly id: string;
    readonly name: string;
    readonly size: number;
    readonly rows: number;
    readonly sha256: string;
    /** it was made while everybody's entries might be read */
    readonly everybody: boolean;
  } | null;
}

export const extractKind = 'ledger-export';
const pageRows = 500;
const bytesMost = 1024 ** 3;

export function extractExpiry(): Date {
  return new Date(now().getTime() + extractDays * 86_400_000);
}

export async function putExtract(tx: Tx, id: string, doc: ExtractDoc): Promise<void> {
  await tx.kept.put(extractKind, id, doc as unknown as Json, new Date(doc.until));
}

export function getExtract(tx: Tx, id: string, lock = false): Promise<Kept<ExtractDoc>> {
  return tx.kept.get<ExtractDoc>(extractKind, id, { lock });
}

export function queryOfDoc({ query, changes, from, to }: ExtractDoc): LedgerQuery {
  return { terms: parseLedgerQuery(query).terms, changes, to, ...(from === null ? {} : { from }) };
}

interface State {
  readonly cursor: string | null;
  readonly over: boolean;
  readonly rows: number;
  readonly parts: readonly string[];
  readonly bytes: number;
  readonly packed: number;
  readonly crc: number;
  readonly everybody: boolean | null;
}

const begun: State = {
  cursor: null,
  over: false,
  rows: 0,
  parts: [],
  bytes: 0,
  packed: 0,
  crc: 0,
  everybody: null,
};

export const extractJob: JobKind = {
  kind: extractKind,
  run: async (job) => {
    const id = String(job.input['extract']);
    if (job.state['finished'] === true) return;
    let state = { ...begun, ...job.state } as State;
    try {
      while (!state.over) {
        if (await job.cancelled()) return await giveUp(job, state);
        state = await writePage(job, id, state);
      }
      await finish(job, id, state);
    } catch (error) {
      if (error instanceof Problem) await giveUp(job, state).catch(() => undefined);
      throw error;
    }
  },
};

async function giveUp(job: JobRun, state: State): Promise<void> {
  await job.open(async (tx, save) => {
    await removeParts(tx, state.parts);
    await save({ done: state.rows, total: null, state: { ...begun, finished: true } });
  });
}

function refuseOtherRights(tx: Tx, state: State): void {
  if (!may(tx.me, 'ledger.export')) throw new Problem('not-allowed', undefined, { missing: 'ledger.export' });
  if (state.everybody !== null && state.everybody !== may(tx.me, 'ledger.view'))
    throw new Problem(
      'wrong-state',
      'Your rights were changed while the file was made. No file was kept; start it again.',
    );
}

function writePage(job: JobRun, id: string, state: State): Promise<State> {
  return job.open(async (tx, save) => {
    refuseOtherRights(tx, state);
    const { doc } = await getExtract(tx, id);
    const page = { limit: pageRows, ...(state.cursor === null ? {} : { cursor: state.cursor }) };
    const { rows, next } = await tx.ledger.details(queryOfDoc(doc), page);
    const count = state.rows + rows.length;
    if (count > extractRowsMost)
      throw new Problem('too-large', `At most ${extractRowsMost} entries go into one file. Ask for a shorter time.`);
    const text = writeEntries(doc.format, rows, { first: state.parts.length === 0, zone: doc.zone });
    const bytes = Buffer.from(text);
    const packed = deflateRawSync(bytes, {
      finishFlush: next === null ? constants.Z_FINISH : constants.Z_SYNC_FLUSH,
    });
    const after: State = {
      cursor: next,
      over: next === null,
      rows: count,
      parts: [...state.parts, await storePart(tx, packed)],
      bytes: state.bytes + bytes.length,
      packed: state.packed + packed.length,
      crc: crc32(bytes, state.crc),
      everybody: may(tx.me, 'ledger.view'),
    };
    if (after.bytes > bytesMost) throw new Problem('too-large', 'The file would hold more than 1 GB.');
    await save({ done: count, total: next === null ? count : null, state: { ...after } });
    return after;
  });
}

async function finish(job: JobRun, id: string, state: State): Promise<void> {
  await job.open(async (tx, save) => {
    refuseOtherRights(tx, state);
    const { doc } = await getExtract(tx, id, true);
    const inner = `entries.${doc.format}`;
    const sha256 = await hashOf(tx, state.parts);
    const { query, changes, from, to, at, reason } = doc;
    const signed = await tx.extracts.sign({
      file: inner,
      sha256,
      rows: state.rows,
      query,
      changes,
      from,
      to,
      asked: at,
      reason,
    });
    const name = `Audit log - taken by ${plain(tx.me.name)} on ${at.slice(0, 16).replace('T', ' ').replace(':', '')} UTC.zip`;
    const entries = archive(inner, state, readParts(tx, state.parts), signed);
    const expires = extractExpiry();
    const stored = await tx.files.store(name, Readable.from(writeZip(entries, new Date(at)), { objectMode: false }), {
      maxBytes: bytesMost + 1024 ** 2,
      expires,
    });
    const file = {
      id: stored.id,
      name,
      size: stored.size,
      rows: state.rows,
      sha256,
      everybody: may(tx.me, 'ledger.view'),
    };
    await putExtract(tx, id, { ...doc, file, until: expires.toISOString() });
    await removeParts(tx, state.parts);
    await tx.note({
      what: 'ledger exported',
      values: { export: id, query, from, to, reason, rows: state.rows, sha256 },
    });
    await save({ done: state.rows, total: state.rows, state: { ...begun, finished: true }, result: { export: id } });
  });
}

function plain(text: string): string {
  return text
    .replace(/[\\/:*?"<>|\p{Cc}\p{Cf}]/gu, ' ')
    .trim()
    .slice(0, 50);
}

async function hashOf(tx: Tx, parts: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  const plainBytes = Readable.from(readParts(tx, parts)).pipe(createInflateRaw());
  for await (const chunk of plainBytes) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

function archive(
  inner: string,
  { crc, bytes, packed }: State,
  parts: AsyncIterable<Buffer>,
  { statement, signature, key }: SignedExtract,
): ZipEntry[] {
  const small = (name: string, content: Buffer): ZipEntry => {
    const deflated = deflateRawSync(content);
    return { name, crc: crc32(content), size: content.length, packed: [deflated], packedSize: deflated.length };
  };
  return [
    { name: inner, crc, size: bytes, packed: parts, packedSize: packed },
    small('statement.json', Buffer.from(statement)),
    small('statement.sig', signature),
    small('key.pem', Buffer.from(key)),
    small('README.txt', Buffer.from(readme(inner))),
  ];
}
