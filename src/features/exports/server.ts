// Exports on the server: asked for with a reason, made by a job, fetched by whoever asked for it and nobody else, under unchanged rights.
import { Readable } from 'node:stream';
import type { Entity } from '../../contract/entity.ts';
import type { ListQuery } from '../../contract/filter.ts';
import { parseKeys, parseMeasures } from '../../contract/group.ts';
import type { Permission } from '../../contract/permission.ts';
import { Problem } from '../../contract/problem.ts';
import { exportAllowance } from '../../core/access/allowance.ts';
import { now } from '../../core/clock.ts';
import { type Call, type Feature, on } from '../../core/feature.ts';
import { newId } from '../../core/ids.ts';
import type { Kept } from '../../core/kept.ts';
import { may } from '../../core/principal.ts';
import type { Tx } from '../../core/tx.ts';
import { toListQuery } from '../records/contract.ts';
import { layOut } from './columns.ts';
import { totalsCsv } from './totals-file.ts';
import {
  type ExportInput,
  type ExportView,
  type TotalsInput,
  downloadExport,
  exportTotals,
  listExports,
  removeExport,
  startExport,
  viewExport,
} from './contract.ts';
import {
  type ExportDoc,
  exportExpiry,
  forgetExport,
  formatOf,
  getExport,
  listExportDocs,
  putExport,
  rightsMark,
} from './export-doc.ts';
import { type ExportLimits, askedFor, exportJob, usualExportLimits } from './run-export.ts';

const listMost = 50;

function refuseUnlessMayExport(tx: Tx, entity: string): void {
  const permission = `${entity}.export` as Permission;
  if (!may(tx.me, permission)) throw new Problem('not-allowed', undefined, { missing: permission });
}

/** What the roles say of files: in which formats, and how many records at once. */
function refuseBeyondAllowance(tx: Tx, e: Entity, format: ExportInput['format'], count: number): void {
  const { formats, rows } = exportAllowance(tx.me, e);
  if (!formats.has(format)) {
    const reason = `Your roles do not let these records leave as ${format.toUpperCase()}.`;
    throw new Problem('not-allowed', reason, { missing: `${e.name}.export` });
  }
  if (rows !== null && count > rows)
    throw new Problem(
      'too-large',
      `The list holds ${count} records; your roles let ${rows} leave at once. Narrow the list.`,
    );
}

/** Everything that can be refused is refused now, not by the job: the right, a filter or column that cannot be used, too many records. */
async function start(tx: Tx, input: ExportInput, call: Call, limits: ExportLimits): Promise<ExportView> {
  const e = tx.catalog.find(input.entity);
  refuseUnlessMayExport(tx, e.name);
  layOut(e, input.columns, tx.exports.fields(e), input.ids === true);
  const query = queryOf(input);
  const count = await tx.exports.count(e, query);
  refuseBeyondAllowance(tx, e, input.format, count);
  if (count > limits.rows)
    throw new Problem('too-large', `The list holds ${count} records; an export holds at most ${limits.rows}.`);
  const id = newId();
  const job = await tx.jobs.start('export', `Export: ${e.labelPlural}`, { export: id });
  const doc: ExportDoc = {
    entity: e.name,
    format: input.format,
    columns: input.columns,
    ids: input.ids === true,
    csv: { ...input.csv },
    query,
    reason: input.reason,
    job,
    at: now().toISOString(),
    until: exportExpiry().toISOString(),
    count,
    file: null,
  };
  await putExport(tx, id, doc);
  await tx.note({ what: 'export asked', entity: e.name, values: { ...askedFor(id, doc), records: count } });
  call.answer.status = 202;
  return await present(tx, await getExport(tx, id));
}

function queryOf({
  filter,
  search,
  sort,
  archived,
}: Pick<ExportInput, 'filter' | 'search' | 'sort' | 'archived'>): Pick<
  ListQuery,
  'filter' | 'search' | 'sort' | 'archived'
> {
  try {
    return toListQuery({
      ...(filter === undefined ? {} : { filter }),
      ...(search === undefined ? {} : { search }),
      ...(sort === undefined ? {} : { sort }),
      ...(archived === undefined ? {} : { archived }),
    });
  } catch (error) {
    if (error instanceof SyntaxError) throw new Problem('invalid-filter', 'The filter is not JSON.');
    throw error;
  }
}

async function present(tx: Tx, kept: Kept<ExportDoc>): Promise<ExportView> {
  const { id, status, done, total, error, cancelling } = await tx.jobs.view(kept.doc.job);
  // It may have been finished between the two questions: whoever hears that it is done finds its file.
  const { doc } = status === 'done' && kept.doc.file === null ? await getExport(tx, kept.id) : kept;
  const file = doc.file;
  return {
    id: kept.id,
    entity: doc.entity,
    format: doc.format,
    reason: doc.reason,
    createdAt: doc.at,
    until: doc.until,
    count: doc.count,
    file: file === null ? null : { name: file.name, size: file.size, rows: file.rows, sha256: file.sha256 },
    job: { id, status, done, total, error, cancelling },
  };
}

/** Not handed out under other rights than those it was made under: who could not make it any more does not get it any more. */
async function download(tx: Tx, id: string, call: Call): Promise<null> {
  const { doc } = await getExport(tx, id);
  refuseUnlessMayExport(tx, doc.entity);
  if (doc.file === null) throw new Problem('wrong-state', 'This export is not finished.');
  if (rightsMark(tx.me, doc.file.reads) !== doc.file.rights)
    throw new Problem('wrong-state', 'Your rights have changed since this file was made. Export the list again.');
  const { stream } = await tx.files.read(doc.file.id);
  call.answer.file = { stream, name: doc.file.name, type: formatOf(doc).type };
  return null;
}

async function remove(tx: Tx, id: string): Promise<object> {
  const { doc } = await getExport(tx, id, true);
  const { status } = await tx.jobs.view(doc.job);
  if (status === 'waiting' || status === 'running')
    throw new Problem('wrong-state', 'This export is still being made. Cancel it first.');
  if (doc.file !== null) await tx.files.remove(doc.file.id);
  await forgetExport(tx, id);
  await tx.note({ what: 'export removed', entity: doc.entity, values: { export: id } });
  return {};
}

/** At once, for it is at most a page of lines; the right is asked for by the engine too, row by row and field by field. */
async function totals(tx: Tx, input: TotalsInput, call: Call): Promise<null> {
  const e = tx.catalog.find(input.entity);
  refuseUnlessMayExport(tx, e.name);
  const { formats, rows } = exportAllowance(tx.me, e);
  if (!formats.has('csv')) throw new Problem('not-allowed', 'Your roles do not let this leave as CSV.');
  const keys = parseKeys(input.by ?? '');
  const measures = parseMeasures(input.measures ?? '');
  if (keys === undefined || measures === undefined)
    throw new Problem('bad-request', 'by and measures are lists such as stage,closedOn:month and sum:amount.');
  const found = await tx.exports.group(e, keys, measures, {
    ...queryOf(input),
    ...(input.in === undefined ? {} : { in: input.in }),
  });
  if (rows !== null && found.groups.length > rows)
    throw new Problem(
      'too-large',
      `Your roles let at most ${rows} lines leave at once; these are ${found.groups.length}.`,
    );
  const text = totalsCsv(e, keys, measures, found, (name) => tx.catalog.find(name), input.csv ?? {});
  await tx.note({
    what: 'totals exported',
    entity: e.name,
    values: {
      reason: input.reason,
      by: input.by ?? '',
      measures: input.measures ?? '',
      filter: input.filter === undefined ? null : JSON.stringify(input.filter),
      search: input.search ?? null,
      groups: found.groups.length,
    },
  });
  call.answer.file = {
    stream: Readable.from([text]),
    name: `${e.labelPlural} totals ${now().toISOString().slice(0, 10)}.csv`,
    type: 'text/csv; charset=utf-8',
  };
  return null;
}

export function makeExports(limits: ExportLimits): Feature {
  return {
    name: 'exports',
    handlers: [
      on(startExport, (tx, input, call) => start(tx, input, call, limits)),
      on(exportTotals, totals),
      on(listExports, async (tx) => ({
        rows: await Promise.all((await listExportDocs(tx, listMost)).map((kept) => present(tx, kept))),
      })),
      on(viewExport, async (tx, { id }) => await present(tx, await getExport(tx, id))),
      on(downloadExport, (tx, { id }, call) => download(tx, id, call)),
      on(removeExport, (tx, { id }) => remove(tx, id)),
    ],
    jobs: [exportJob(limits)],
  };
}

export const exports = makeExports(usualExportLimits);
