// Tools for people about whom something is held, on the server.
import { Readable } from 'node:stream';
import type { Json } from '../../contract/json.ts';
import { Problem } from '../../contract/problem.ts';
import { now } from '../../core/clock.ts';
import { type Feature, on } from '../../core/feature.ts';
import { writeZip } from '../../core/files/zip.ts';
import { newId } from '../../core/ids.ts';
import type { Tx } from '../../core/tx.ts';
import {
  askRequest,
  closeRequest,
  copyDays,
  downloadCopy,
  findSubjects,
  liftRestriction,
  listRequests,
  makeCopy,
  rectify,
  restrict,
  setUse,
  viewReport,
  viewUses,
} from './contract.ts';
import { copyFiles } from './copy.ts';
import { makeReport } from './report.ts';

const foundMost = 20;
const copyBytesMost = 256 * 1024 ** 2;
const copyKind = 'subject-copy';

interface CopyDoc {
  readonly file: string;
  readonly name: string;
}

/** Objects whose records are people. */
const people = ['contact', 'user'] as const;

async function find(tx: Tx, q: string) {
  const restricted = new Set((await tx.subjects.restrictions()).map((r) => `${r.entity} ${r.id}`));
  const rows: { entity: string; id: string; title: string; restricted: boolean }[] = [];
  for (const entity of people) {
    const e = tx.catalog.lookup(entity);
    const sees = tx.me.grants.some((g) => g.permission === `${entity}.view` && g.rows.op !== 'none');
    if (e === undefined || !sees) continue;
    const page = await tx.records.list(e, { search: q, limit: foundMost, archived: 'both', fields: ['title'] });
    for (const row of page.rows as unknown as readonly { id: string; title?: string | null }[])
      rows.push({ entity, id: row.id, title: row.title ?? '', restricted: restricted.has(`${entity} ${row.id}`) });
  }
  return { rows };
}

async function copy(tx: Tx, entity: string, id: string) {
  const report = await makeReport(tx, entity, id);
  const at = now();
  const until = new Date(at.getTime() + copyDays * 86_400_000);
  const name = `Copy of what is held - ${at.toISOString().slice(0, 10)}.zip`;
  const body = Readable.from(writeZip(copyFiles(report), at), { objectMode: false });
  const stored = await tx.files.store(name, body, { maxBytes: copyBytesMost, expires: until });
  const kept = newId();
  const doc: CopyDoc = { file: stored.id, name };
  await tx.kept.put(copyKind, kept, doc as unknown as Json, until);
  await tx.note({
    what: 'copy made for a person',
    entity: report.entity,
    record: id,
    values: { copy: kept, size: stored.size, sha256: stored.sha256, until: until.toISOString() },
  });
  return { id: kept, name, size: stored.size, until: until.toISOString() };
}

export const privacy: Feature = {
  name: 'privacy',
  handlers: [
    on(findSubjects, (tx, { q }) => find(tx, q)),
    on(viewReport, (tx, { entity, id }) => makeReport(tx, entity, id)),
    on(makeCopy, (tx, { entity, id }) => copy(tx, entity, id)),
    on(downloadCopy, async (tx, { id }, call) => {
      const { doc } = await tx.kept.get<CopyDoc>(copyKind, id);
      const { stream } = await tx.files.read(doc.file);
      call.answer.file = { stream, name: doc.name, type: 'application/zip' };
      return null;
    }),
    on(rectify, async (tx, { entity, id, values, note }) => {
      const fields = Object.keys(values);
      if (fields.length === 0) throw new Problem('invalid-input', 'Nothing is to be corrected.');
      await tx.records.edit(tx.catalog.find(entity), id, values as never);
      await tx.note({ what: 'rectified', entity, record: id, values: { fields, note } });
      return { fields };
    }),
    on(restrict, async (tx, { entity, id, reason }) => {
      await tx.subjects.restrict({ entity: tx.catalog.find(entity).name, id }, reason);
      return {};
    }),
    on(liftRestriction, async (tx, { entity, id }) => {
      await tx.subjects.lift({ entity: tx.catalog.find(entity).name, id });
      return {};
    }),
    on(listRequests, async (tx) => ({
      rows: [...(await tx.subjects.requests())],
      restricted: [...(await tx.subjects.restrictions())],
    })),
    on(askRequest, async (tx, { entity, note, ...wish }, call) => {
      call.answer.status = 201;
      return { request: await tx.subjects.ask({ ...wish, entity: tx.catalog.find(entity).name, note: note ?? null }) };
    }),
    on(closeRequest, async (tx, { request, status, word }) => {
      await tx.subjects.close(request, status, word);
      return {};
    }),
    on(viewUses, async (tx, { entity, id }) => ({
      rows: [...(await tx.uses.of({ entity: tx.catalog.find(entity).name, id }))],
    })),
    on(setUse, async (tx, { entity, id, ...wish }) => {
      await tx.uses.set({ entity: tx.catalog.find(entity).name, id }, wish);
      return {};
    }),
  ],
};
