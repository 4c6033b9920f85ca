// Makes an import of a file that was received: read for delimiter, headings and proposals; and again when another sheet is chosen.
import { buffer } from 'node:stream/consumers';
import { Problem, invalidField } from '../../contract/problem.ts';
import type { Call } from '../../core/feature.ts';
import type { StoredFile } from '../../core/files.ts';
import { newId } from '../../core/ids.ts';
import type { Tx } from '../../core/tx.ts';
import { type Dialect } from '../../contract/importing.ts';
import type { ImportView } from './contract.ts';
import { decodeText } from './decode.ts';
import { type Doubts, type ImportDoc, type ImportSettings, getImport, saveImport } from './import-doc.ts';
import { type Look, lookAt } from './look.ts';
import { propose } from './settle.ts';
import { sniffDialect } from './sniff-dialect.ts';
import type { EncodingVerdict } from './sniff-encoding.ts';
import { type Received, sheetMaxBytes } from './receive.ts';
import { openWorkbook } from './workbook/open-workbook.ts';
import { importableEntities } from './targets.ts';
import { viewOf } from './view.ts';

/** Text from which delimiter and headings are found. */
const sniffed = 262_144;

export async function uploadFile(
  tx: Tx,
  input: { name: string; entity?: ImportSettings['entity'] | undefined },
  call: Call,
): Promise<ImportView> {
  const { file, verdict, workbook } = call.prepared as Received;
  if (importableEntities(tx.me, tx.catalog).length === 0)
    throw new Problem('not-allowed', 'Your roles let you import into no object.');
  const stored = await tx.files.adopt(file);
  const original = workbook === null ? null : await tx.files.adopt(workbook.file);
  const looked = await lookInto(tx, stored, verdict, workbook?.sheet);
  const { dialect, look } = looked;
  const doc: ImportDoc = {
    file: { id: stored.id, name: stored.name, size: stored.size, expiresAt: stored.expiresAt },
    ...(original === null ? {} : { workbook: { id: original.id, size: original.size, sheets: workbook!.sheets } }),
    doubts: looked.doubts,
    settings: propose(tx, input.name, dialect, look, input.entity ?? null),
    jobs: { check: null, run: null, undo: null },
    checkedFor: null,
  };
  const id = newId();
  await saveImport(tx, id, doc);
  return await viewOf(tx, await getImport(tx, id));
}

/** How the file is written and what stands in it; `sheet`: it was made from one, so only its headings have to be found. */
async function lookInto(
  tx: Tx,
  stored: Pick<StoredFile, 'id'>,
  verdict: EncodingVerdict,
  sheet: string | undefined,
): Promise<{ dialect: Dialect; look: Look; doubts: Doubts }> {
  const { text, cut } = await beginning(tx, stored.id, verdict.encoding);
  const found = sniffDialect(text, cut, sheet === undefined ? undefined : ',');
  const dialect: Dialect = {
    encoding: verdict.encoding,
    delimiter: found.delimiter,
    quote: found.quote,
    headingRow: found.headingRow,
    ...(sheet === undefined ? {} : { sheet }),
  };
  const look = await lookAt(tx, stored.id, dialect);
  if (look.rows.length === 0 && look.headings.length <= 1 && text.trim() === '')
    throw invalidField('file', 'empty', 'The file holds no rows.', 'A file with a row of headings and rows below.');
  const doubts: Doubts = {
    encoding: verdict.sure ? [] : verdict.others,
    delimiter: found.unsure.includes('delimiter') ? found.otherDelimiters : [],
    headingRow: found.unsure.includes('headingRow'),
  };
  return { dialect, look, doubts };
}

/** The import with another sheet of its workbook in place of the one before. */
export async function withSheet(tx: Tx, doc: ImportDoc, sheet: string): Promise<ImportDoc> {
  if (doc.workbook === undefined)
    throw invalidField('dialect', 'no-such-sheet', 'A text file has no sheets.', 'Leave the sheet out.');
  const { stream } = await tx.files.read(doc.workbook.id);
  const book = await openWorkbook(await buffer(stream));
  const expires = new Date(doc.file.expiresAt);
  const stored = await tx.files.store(doc.file.name, book.csv(sheet), { maxBytes: sheetMaxBytes, expires });
  await tx.files.remove(doc.file.id);
  const looked = await lookInto(tx, stored, { encoding: 'utf-8', sure: true, others: [] }, sheet);
  return {
    ...doc,
    file: { ...doc.file, id: stored.id, size: stored.size },
    doubts: looked.doubts,
    settings: propose(tx, doc.file.name, looked.dialect, looked.look, doc.settings.entity),
  };
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
