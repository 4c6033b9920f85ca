// Takes the bytes of an upload in before the unit of work opens: sealed and looked at on their way. A workbook is kept as it is, and one of its
// sheets beside it as text.
import { Readable } from 'node:stream';
import { Problem } from '../../contract/problem.ts';
import { now } from '../../core/clock.ts';
import type { Call, Outside } from '../../core/feature.ts';
import type { ReceivedFile, StoreOptions } from '../../core/files.ts';
import { importFileDays, importMaxBytes } from './contract.ts';
import { EncodingScan, type EncodingVerdict } from './sniff-encoding.ts';
import { openWorkbook, zipMark } from './workbook/open-workbook.ts';
import { tooLarge, workbookLimits } from './workbook/limits.ts';

export interface Received {
  /** the text that is read */
  readonly file: ReceivedFile;
  readonly verdict: EncodingVerdict;
  readonly workbook: { readonly file: ReceivedFile; readonly sheets: readonly string[]; readonly sheet: string } | null;
}

/** Text made from a sheet may be longer than the workbook it comes from. */
export const sheetMaxBytes = importMaxBytes * 2;

function options(maxBytes: number): StoreOptions {
  return { maxBytes, expires: new Date(now().getTime() + importFileDays * 86_400_000) };
}

/** What is no table ends the stream with its refusal, so that nothing of it stays. */
export async function receiveUpload(outside: Outside, input: { name: string }, call: Call): Promise<Received> {
  if (call.body === null) throw new Problem('bad-request', 'The file is sent as the body of the request.');
  const { head, rest } = await beginningOf(call.body);
  return head.subarray(0, zipMark.length).equals(zipMark)
    ? await receiveWorkbook(outside, input.name, head, rest)
    : await receiveText(outside, input.name, head, rest);
}

type Pieces = AsyncIterator<Buffer>;

async function beginningOf(body: Readable): Promise<{ head: Buffer; rest: Pieces }> {
  const rest = body[Symbol.asyncIterator]() as Pieces;
  let head: Buffer = Buffer.alloc(0);
  while (head.length < zipMark.length) {
    const next = await rest.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  return { head, rest };
}

async function* whole(head: Buffer, rest: Pieces): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

async function receiveText(outside: Outside, name: string, head: Buffer, rest: Pieces): Promise<Received> {
  const scan = new EncodingScan();
  const seen: { verdict?: EncodingVerdict } = {};
  const looked = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of whole(head, rest)) {
      scan.feed(chunk);
      yield chunk;
    }
    seen.verdict = scan.finish();
  };
  const stream = Readable.from(looked(), { objectMode: false });
  const file = await outside.receive(name, stream, options(importMaxBytes));
  return { file, verdict: seen.verdict!, workbook: null };
}

async function receiveWorkbook(outside: Outside, name: string, head: Buffer, rest: Pieces): Promise<Received> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const chunk of whole(head, rest)) {
    size += chunk.length;
    if (size > workbookLimits.file) throw tooLarge('over 40 MB');
    pieces.push(chunk);
  }
  const bytes = Buffer.concat(pieces);
  const book = await openWorkbook(bytes);
  const sheet = book.first;
  const file = await outside.receive(name, book.csv(sheet), options(sheetMaxBytes));
  const original = await outside.receive(
    name,
    Readable.from([bytes], { objectMode: false }),
    options(workbookLimits.file),
  );
  return {
    file,
    verdict: { encoding: 'utf-8', sure: true, others: [] },
    workbook: { file: original, sheets: book.sheets, sheet },
  };
}
