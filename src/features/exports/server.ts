// Exports on the server: asked for with a reason, made by a job, fetched by whoever asked for it and nobody else, under unchanged rights.
import { Readable } from 'node:stream';
import type { ListQuery } from '../../contract/filter.ts';
import { parseKeys, parseMeasures } from '../../contract/group.ts';
import { Problem, invalidField } from '../../contract/problem.ts';
import { now } from '../../core/clock.ts';
import { type Call, type Feature, on, onSecured } from '../../core/feature.ts';
import { newId } from '../../core/ids.ts';
import type { Kept } from '../../core/kept.ts';
import type { ExportQuery } from '../../core/records/export-desk.ts';
import { may } from '../../core/principal.ts';
import type { AskedTotals } from '../../core/totals/saved.ts';
import type { Tx } from '../../core/tx.ts';
import { toListQuery } from '../records/contract.ts';
import { layOut } from './columns.ts';
import {
  asksReason,
  boundsOf,
  refusalOf,
  refuseFormat,
  refuseUnlessMayExport,
  refuseWithoutReason,
  tellOfMany,
} from './rules.ts';
import { totalsCsv } from './totals-file.ts';
import {
  type CheckInput,
  type ExportCheck,
  type ExportInput,
  type ExportRules,
  type ExportView,
  type TotalsInput,
  checkExport,
  downloadExport,
  exportTotals,
  listExports,
  removeExport,
  setRules,
  startExport,
  viewExport,
  viewRules,
} from './contract.ts';
import {
  type ExportDoc,
  exportExpiry,
  fileName,
  forgetExport,
  formatOf,
  getExport,
  listExportDocs,
  putExport,
  rightsMark,
} from './export-doc.ts';
import { type ExportLimits, askedFor, exportJob, usualExportLimits } from './run-export.ts';

const listMost = 50;
/** Of lines; the engine groups into no more by itself. */
const totalsMost = 100_000;

/** Everything that can be refused is refused now, not by the job: the right, a filter or column that cannot be used, too many records. */
async function start(tx: Tx, input: ExportInput, call: Call, limits: ExportLimits): Promise<ExportView> {
  const e = tx.catalog.find(input.entity);
  refuseUnlessMayExport(tx, e.name);
  layOut(e, input.columns, tx.exports.fields(e), input.ids === true);
  const query = queryOf(input);
  const count = await tx.exports.count(e, query);
  const bounds = await boundsOf(tx, e, limits.rows);
  refuseWithoutReason(bounds, input.reason);
  refuseFormat(bounds, e, input.format);
  const refusal = refusalOf(bounds, count);
  if (refusal !== null) throw refusal;
  const id = newId();
  await tx.exportRules.take(id, count);
  const job = await tx.jobs.start('export', `Export: ${e.labelPlural}`, { export: id });
  const doc: ExportDoc = {
    entity: e.name,
    format: input.format,
    columns: input.columns,
    ids: input.ids === true,
    csv: { ...input.csv },
    query,
    reason: input.reason ?? null,
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

type Asked = Pick<CheckInput, 'filter' | 'search' | 'archived' | 'use'> & Pick<ExportInput, 'sort'>;

function queryOf({ filter, search, sort, archived, use }: Asked): ExportQuery {
  try {
    const query: Pick<ListQuery, 'filter' | 'search' | 'sort' | 'archived'> = toListQuery({
      ...(filter === undefined ? {} : { filter }),
      ...(search === undefined ? {} : { search }),
      ...(sort === undefined ? {} : { sort }),
      ...(archived === undefined ? {} : { archived }),
    });
    return use === undefined ? query : { ...query, use };
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
    use: doc.query.use ?? null,
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
  const { use } = doc.query;
  if (use !== undefined && (await tx.uses.refusedSince(doc.entity, use, new Date(doc.at))))
    throw new Problem(
      'wrong-state',
      'Somebody has said no to this use since the file was made. Export the list again.',
    );
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
  else await tx.exportRules.giveBack(id);
  await forgetExport(tx, id);
  await tx.note({ what: 'export removed', entity: doc.entity, values: { export: id } });
  return {};
}

/** What was sent as a question; it takes the right to ask any, where saved totals take the right to open those. */
function askedTotals(tx: Tx, input: TotalsInput): AskedTotals {
  if (!may(tx.me, 'tool.totals')) throw new Problem('not-allowed', undefined, { missing: 'tool.totals' });
  if (input.entity === undefined)
    throw invalidField('entity', 'required', 'Say of which object, or which saved totals.');
  const keys = parseKeys(input.by ?? '');
  const measures = parseMeasures(input.measures ?? '');
  if (keys === undefined || measures === undefined)
    throw new Problem('bad-request', 'by and measures are lists such as stage,closedOn:month and sum:amount.');
  const query = { ...queryOf(input), ...(input.in === undefined ? {} : { in: input.in }) };
  return { e: tx.catalog.find(input.entity), keys, measures, query };
}

/** At once, for it is at most a page of lines; the right is asked for by the engine too, row by row and field by field. */
async function totals(tx: Tx, input: TotalsInput, call: Call): Promise<null> {
  const { e, keys, measures, query } =
    input.saved === undefined ? askedTotals(tx, input) : await tx.savedTotals.ask(input.saved);
  refuseUnlessMayExport(tx, e.name);
  const bounds = await boundsOf(tx, e, totalsMost);
  refuseWithoutReason(bounds, input.reason);
  refuseFormat(bounds, e, 'csv');
  const found = await tx.exports.group(e, keys, measures, query);
  const refusal = refusalOf(bounds, found.groups.length);
  if (refusal !== null) throw refusal;
  const today = await tx.exportRules.take(newId(), found.groups.length);
  const text = totalsCsv(e, keys, measures, found, (name) => tx.catalog.find(name), input.csv ?? {});
  await tx.note({
    what: 'totals exported',
    entity: e.name,
    values: {
      reason: input.reason ?? null,
      ...(input.saved === undefined ? {} : { saved: input.saved }),
      by: keys.map((k) => (k.bucket === undefined ? k.field : `${k.field}:${k.bucket}`)).join(','),
      measures: measures.map((m) => `${m.op}:${m.field}`).join(','),
      filter: query.filter === undefined ? null : JSON.stringify(query.filter),
      search: query.search ?? null,
      groups: found.groups.length,
    },
  });
  const reason = input.reason ?? null;
  await tellOfMany(tx, { export: null, entity: e.name, format: 'csv', records: found.groups.length, reason }, today);
  call.answer.file = {
    stream: Readable.from([text]),
    name: fileName(
      { what: `${e.labelPlural} totals`, by: tx.me.name, at: now().toISOString(), tenant: tx.tenant.name },
      'csv',
    ),
    type: 'text/csv; charset=utf-8',
  };
  return null;
}

/** What the window above the list shows; the same is asked again when the export is. */
async function check(tx: Tx, input: CheckInput, limits: ExportLimits): Promise<ExportCheck> {
  const e = tx.catalog.find(input.entity);
  refuseUnlessMayExport(tx, e.name);
  const query = queryOf(input);
  const count = await tx.exports.count(e, query);
  const { use: _, ...all } = query;
  const leftOut = query.use === undefined ? 0 : (await tx.exports.count(e, all)) - count;
  const bounds = await boundsOf(tx, e, limits.rows);
  const { allowance, rules, taken, most } = bounds;
  return {
    formats: [...allowance.formats],
    rows: allowance.rows,
    most,
    day: rules.dayRows === null ? null : { rows: rules.dayRows, taken },
    reason: asksReason(bounds),
    alertAbove: rules.alertAbove,
    count,
    leftOut,
    refusal: refusalOf(bounds, count)?.message ?? null,
  };
}

function rulesText({ reason, dayRows, alertAbove }: ExportRules): string {
  const number = (rows: number | null, none: string): string => (rows === null ? none : String(rows));
  return [
    reason === 'always' ? 'a reason always' : 'a reason where roles ask for one',
    `${number(dayRows, 'any number of')} records a day`,
    `told above ${number(alertAbove, 'no number')}`,
  ].join(', ');
}

export function makeExports(limits: ExportLimits): Feature {
  return {
    name: 'exports',
    handlers: [
      on(checkExport, (tx, input) => check(tx, input, limits)),
      on(viewRules, (tx) => tx.exportRules.read()),
      onSecured(
        setRules,
        {
          summary: async (tx, next) => `Exports: ${rulesText(next)} (now: ${rulesText(await tx.exportRules.read())}).`,
          basis: (tx) => tx.exportRules.read(),
        },
        (tx, next) => tx.exportRules.set(next),
      ),
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
