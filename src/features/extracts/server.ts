// Signed files of the ledger: asked for with a reason, made by a job, fetched by whoever asked and nobody else, as long as the right stands.
import { parseLedgerQuery } from '../../contract/ledger-query.ts';
import { Problem, invalidField } from '../../contract/problem.ts';
import { now } from '../../core/clock.ts';
import { type Call, type Feature, on } from '../../core/feature.ts';
import { newId } from '../../core/ids.ts';
import type { Kept } from '../../core/kept.ts';
import { may } from '../../core/principal.ts';
import type { Tx } from '../../core/tx.ts';
import { type ExtractView, downloadExtract, listExtracts, startExtract } from './contract.ts';
import { type ExtractFormat, zoneWriter } from './extract-file.ts';
import {
  type ExtractDoc,
  extractExpiry,
  extractJob,
  extractKind,
  getExtract,
  putExtract,
  queryOfDoc,
} from './run-extract.ts';

const listMost = 20;

interface ExtractWish {
  readonly format: ExtractFormat;
  readonly q?: string | undefined;
  readonly changes?: boolean | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly zone?: string | undefined;
  readonly reason: string;
}

async function start(tx: Tx, wish: ExtractWish, call: Call): Promise<ExtractView> {
  const { wrong } = parseLedgerQuery(wish.q ?? '');
  if (wrong !== null) throw invalidField('q', 'invalid', wrong.says);
  const zone = wish.zone ?? tx.me.region.timeZone;
  if (zoneWriter(zone) === undefined) throw invalidField('zone', 'not-a-zone', 'This is not a known time zone.');
  const id = newId();
  const at = now().toISOString();
  const doc: ExtractDoc = {
    format: wish.format,
    query: wish.q ?? '',
    changes: wish.changes === true,
    from: wish.from ?? null,
    to: wish.to !== undefined && wish.to < at ? wish.to : at,
    zone,
    reason: wish.reason,
    job: await tx.jobs.start(extractKind, 'Audit log', { extract: id }),
    at,
    until: extractExpiry().toISOString(),
    file: null,
  };
  // What cannot be asked is refused now, not by the job.
  await tx.ledger.list(queryOfDoc(doc), { limit: 1 });
  await putExtract(tx, id, doc);
  await tx.note({
    what: 'ledger export asked',
    values: { export: id, format: doc.format, query: doc.query, from: doc.from, to: doc.to, reason: doc.reason },
  });
  call.answer.status = 202;
  return await present(tx, await getExtract(tx, id));
}

async function list(tx: Tx): Promise<ExtractView[]> {
  const kept = await tx.kept.list<ExtractDoc>(extractKind, { limit: listMost, down: true });
  const rows: ExtractView[] = [];
  for (const one of kept) rows.push(await present(tx, one));
  return rows;
}

async function present(tx: Tx, { id, doc }: Kept<ExtractDoc>): Promise<ExtractView> {
  const { status, done, total, error } = await tx.jobs.view(doc.job);
  const { format, query, reason, at, until, file } = doc;
  return {
    id,
    format,
    query,
    reason,
    createdAt: at,
    until,
    file: file === null ? null : { name: file.name, size: file.size, rows: file.rows, sha256: file.sha256 },
    job: { id: doc.job, status, done, total, error },
  };
}

/** A file made while one might read everybody's entries is not handed out once one may not. */
async function download(tx: Tx, id: string, call: Call): Promise<null> {
  const { doc } = await getExtract(tx, id);
  if (doc.file === null) throw new Problem('wrong-state', 'This file is not finished.');
  if (doc.file.everybody && !may(tx.me, 'ledger.view'))
    throw new Problem('not-allowed', undefined, { missing: 'ledger.view' });
  const { stream } = await tx.files.read(doc.file.id);
  call.answer.file = { stream, name: doc.file.name, type: 'application/zip' };
  return null;
}

export const extracts: Feature = {
  name: 'extracts',
  handlers: [
    on(startExtract, start),
    on(listExtracts, async (tx) => ({ rows: await list(tx) })),
    on(downloadExtract, (tx, { id }, call) => download(tx, id, call)),
  ],
  jobs: [extractJob],
};
