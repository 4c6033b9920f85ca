// Takes a file in: sealed and looked at on its way, then read for delimiter, headings and proposals.
import { Readable } from 'node:stream';
import { Problem, invalidField } from '../../contract/problem.ts';
import { now } from '../../core/clock.ts';
import type { Call, Outside } from '../../core/feature.ts';
import type { ReceivedFile } from '../../core/files.ts';
import { newId } from '../../core/ids.ts';
import type { Tx } from '../../core/tx.ts';
import { type Dialect } from '../../contract/importing.ts';
import { type ImportView, importFileDays, importMaxBytes } from './contract.ts';
import { decodeText } from './decode.ts';
import { type ImportDoc, type ImportSettings, getImport, saveImport } from './import-doc.ts';
import { lookAt } from './look.ts';
import { propose } from './settle.ts';
import { sniffDialect } from './sniff-dialect.ts';
import { EncodingScan, type EncodingVerdict } from './sniff-encoding.ts';
import { importableEntities } from './targets.ts';
import { viewOf } from './view.ts';

/** Text from which delimiter and headings are found. */
const sniffed = 262_144;

interface Prepared {
  readonly file: ReceivedFile;
  readonly verdict: EncodingVerdict;
}

/**
 * Before the unit of work: the bytes come in slowly, and are sealed and looked at on their way. What is no table of text ends the stream
 * with its refusal, so that nothing of it stays.
 */
export async function receiveUpload(outside: Outside, input: { name: string }, call: Call): Promise<Prepared> {
  if (call.body === null) throw new Problem('bad-request', 'The file is sent as the body of the request.');
  const { body } = call;
  const scan = new EncodingScan();
  const seen: { verdict?: EncodingVerdict } = {};
  const looked = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of body) {
      scan.feed(chunk as Buffer);
      yield chunk as Buffer;
    }
    seen.verdict = scan.finish();
  };
  const expires = new Date(now().getTime() + importFileDays * 86_400_000);
  const stream = Readable.from(looked(), { objectMode: false });
  const file = await outside.receive(input.name, stream, { maxBytes: importMaxBytes, expires });
  return { file, verdict: seen.verdict! };
}

export async function uploadFile(
  tx: Tx,
  input: { name: string; entity?: ImportSettings['entity'] | undefined },
  call: Call,
): Promise<ImportView> {
  const { file, verdict } = call.prepared as Prepared;
  if (importableEntities(tx.me, tx.catalog).length === 0)
    throw new Problem('not-allowed', 'Your roles let you import into no object.');
  const stored = await tx.files.adopt(file);
  const { text, cut } = await beginning(tx, stored.id, verdict.encoding);
  const found = sniffDialect(text, cut);
  const dialect: Dialect = {
    encoding: verdict.encoding,
    delimiter: found.delimiter,
    quote: found.quote,
    headingRow: found.headingRow,
  };
  const look = await lookAt(tx, stored.id, dialect);
  if (look.rows.length === 0 && look.headings.length <= 1 && text.trim() === '')
    throw invalidField('file', 'empty', 'The file holds no rows.', 'A file with a row of headings and rows below.');
  const doc: ImportDoc = {
    file: { id: stored.id, name: stored.name, size: stored.size, expiresAt: stored.expiresAt },
    doubts: {
      encoding: verdict.sure ? [] : verdict.others,
      delimiter: found.unsure.includes('delimiter') ? found.otherDelimiters : [],
      headingRow: found.unsure.includes('headingRow'),
    },
    settings: propose(tx, input.name, dialect, look, input.entity ?? null),
    jobs: { check: null, run: null, undo: null },
    checkedFor: null,
  };
  const id = newId();
  await saveImport(tx, id, doc);
  return await viewOf(tx, await getImport(tx, id));
}

async function beginning(
  tx: Tx,
  fileId: string,
  encoding: Dialect['encoding'],
): Promise<{ text: string; cut: boolean }> {
  const { stream } = await tx.files.read(fileId);
  let text = '';
  for await (const piece of decodeText(stream, encoding)) {
    text += piece;
    if (text.length > sniffed) return { text: text.slice(0, sniffed), cut: true };
  }
  return { text, cut: false };
}
