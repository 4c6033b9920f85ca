// The record actions of every object, each a line on the engine; and the bulk job.
import type { BulkOutput } from '../../contract/record-answers.ts';
import type { Entity } from '../../contract/entity.ts';
import type { Filter } from '../../contract/filter.ts';
import { parseKeys, parseMeasures } from '../../contract/group.ts';
import { menuOf } from '../../contract/permission.ts';
import { Problem } from '../../contract/problem.ts';
import { type BulkInput, type GroupInput, type PrintInput, printMost } from '../../contract/record-inputs.ts';
import { now } from '../../core/clock.ts';
import { type Call, type Feature, type Handler, type JobRun, on, onSingle } from '../../core/feature.ts';
import { may } from '../../core/principal.ts';
import type { RowResult } from '../../core/records/results.ts';
import type { Tx } from '../../core/tx.ts';
import { entities } from '../entities.ts';
import { readFilter, recordActions, toListQuery } from './contract.ts';
import { ownHandlers } from './own.ts';
import { agreedTo } from './agreed.ts';

function handlersOf(e: Entity): Handler[] {
  return plainHandlersOf(e).map((handler) => agreedTo(e, handler));
}

function plainHandlersOf(e: Entity): Handler[] {
  const a = recordActions(e);
  return [
    onSingle(a.list, (tx, input) =>
      tx.records.list(
        e,
        parsed(() => toListQuery(input)),
      ),
    ),
    onSingle(a.view, async (tx, { id }, call) => tagged(call, await tx.records.view(e, id))),
    on(a.history, async (tx, { id }) => ({ entries: await tx.records.history(e, id) })),
    ...(a.create === undefined
      ? []
      : [onSingle(a.create, async (tx, values, call) => created(call, await tx.records.create(e, values as never)))]),
    onSingle(a.edit, async (tx, { id, ...patch }, call) => {
      const options = call.ifMatch === null ? {} : { ifVersion: call.ifMatch };
      return tagged(call, await tx.records.edit(e, id, patch as never, options));
    }),
    onSingle(a.archive, async (tx, { id }, call) => tagged(call, await tx.records.archive(e, id))),
    onSingle(a.restore, async (tx, { id }, call) => tagged(call, await tx.records.restore(e, id))),
    onSingle(a.group, (tx, input) => group(tx, e, input)),
    on(a.bulk, (tx, input) => bulk(tx, e, input)),
    ...(a.assign === undefined
      ? []
      : [
          onSingle(a.assign, async (tx, { id, ...patch }, call) =>
            tagged(call, await tx.records.change(e, id, patch as never, 'assign')),
          ),
        ]),
    ...(a.complete === undefined
      ? []
      : [
          onSingle(a.complete, async (tx, { id, done }, call) =>
            tagged(call, await tx.records.change(e, id, { done }, 'complete')),
          ),
        ]),
    ...(a.purge === undefined ? [] : [on(a.purge, (tx, { id }) => tx.records.purge(e, id))]),
    on(a.print, (tx, input) => print(tx, e, input)),
    ...(a.merge === undefined || a.mergedInto === undefined
      ? []
      : [
          on(a.merge, async (tx, { id, other, take, unite }, call) =>
            tagged(call, await tx.records.merge(e, id, { other, take: take ?? [], unite: unite ?? [] })),
          ),
          on(a.mergedInto, async (tx, { id }) => ({ into: await tx.records.mergedInto(e, id) })),
        ]),
    on(a.reveal, async (tx, { id, field, reason }) => ({ value: await tx.records.reveal(e, id, field, reason) })),
  ];
}

function tagged<R extends { readonly version: number | null }>(call: Call, row: R): R {
  if (row.version !== null) call.answer.etag = row.version;
  return row;
}

function created<R extends { readonly version: number }>(call: Call, row: R): R {
  call.answer.status = 201;
  return tagged(call, row);
}

/** A filter that is no JSON is the sender's mistake. */
function parsed<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof SyntaxError) throw new Problem('invalid-filter', 'The filter is not JSON.');
    throw error;
  }
}

/** The list itself is behind its menu; a single record is reached as its page is. */
async function print(tx: Tx, e: Entity, { id, ...question }: PrintInput): Promise<unknown> {
  const menu = menuOf(e);
  if (id === undefined && !may(tx.me, menu)) throw new Problem('not-allowed', undefined, { missing: menu });
  const { fields, ...query } = parsed(() => toListQuery(question));
  const which =
    id === undefined ? query : { filter: { field: 'id', op: 'eq' as const, value: id }, archived: 'both' as const };
  const ids = await tx.prints.ids(e, which, printMost);
  if (id !== undefined && ids.length === 0) throw new Problem('not-found');
  const rows = await tx.prints.rows(e, ids, fields ?? [...tx.prints.fields(e)]);
  return { rows, printed: { by: tx.me.name, at: now().toISOString(), tenant: tx.tenant.name } };
}

async function group(
  tx: Pick<Tx, 'records'>,
  e: Entity,
  { by, measures, in: currency, ...rest }: GroupInput,
): Promise<unknown> {
  const keys = parseKeys(by ?? '');
  const asked = parseMeasures(measures ?? '');
  if (keys === undefined) throw new Problem('bad-request', 'by is a list such as stage,closedOn:month.');
  if (asked === undefined) throw new Problem('bad-request', 'measures is a list such as sum:amount,avg:employees.');
  return await tx.records.group(
    e,
    keys,
    asked,
    parsed(() => ({ ...toListQuery(rest), ...(currency === undefined ? {} : { in: currency }) })),
  );
}

async function bulk(tx: Tx, e: Entity, input: BulkInput): Promise<BulkOutput> {
  if ((input.do === 'edit' || input.do === 'assign') !== (input.values !== undefined))
    throw new Problem('bad-request', 'edit and assign need values, and nothing else takes them.');
  if (input.ids !== undefined) return { results: (await applyBulk(tx, e, input, input.ids)).map(plain) };
  if (input.filter === undefined) throw new Problem('bad-request', 'Name the records by ids or by a filter.');
  // Said now rather than by the job: a filter that cannot be used.
  const filter = parsed(() => readFilter(input.filter!));
  const page = await tx.records.list(e, {
    filter,
    limit: 1,
    count: 'exact',
    ...archivedFor(input),
    ...(input.search === undefined ? {} : { search: input.search }),
  });
  const job = await tx.jobs.start('bulk', `${e.labelPlural}: ${input.do}`, {
    ...input,
    filter,
    entity: e.name,
    total: page.count!.value,
  });
  return { job };
}

function archivedFor(input: BulkInput): { archived: 'no' | 'only' } {
  return { archived: input.do === 'restore' || input.do === 'purge' ? 'only' : 'no' };
}

async function applyBulk(tx: Tx, e: Entity, input: BulkInput, ids: readonly string[]): Promise<RowResult[]> {
  if (input.do === 'archive') return await tx.records.archiveMany(e, ids);
  if (input.do === 'restore') return await tx.records.restoreMany(e, ids);
  if (input.do === 'purge') return await tx.records.purgeMany(e, ids);
  return await tx.records.writeMany(
    e,
    ids.map((id) => ({ id, values: input.values! })),
    input.do === 'assign' ? { by: 'assign' } : {},
  );
}

function plain(r: RowResult): NonNullable<BulkOutput['results']>[number] {
  if (!r.ok) return { ...r, errors: r.errors.map((x) => ({ ...x })) };
  return r.without === undefined ? (r as typeof r & { without?: never }) : { ...r, without: [...r.without] };
}

/** Walks the records that matched, in the order of their making, a page a transaction; each page's outcome is saved with it. */
async function runBulk(job: JobRun): Promise<void> {
  const input = job.input as unknown as BulkInput & { entity: string; filter: Filter; total: number };
  let state = {
    cursor: null as string | null,
    done: 0,
    changed: 0,
    refused: 0,
    reasons: {} as Record<string, number>,
    ...job.state,
  };
  for (let more = true; more && !(await job.cancelled());) {
    more = await job.open(async (tx, save) => {
      const e = tx.catalog.find(input.entity);
      // The id alone is stable under any change; a change may well take records out of the filter.
      const after =
        state.cursor === null
          ? input.filter
          : { and: [input.filter, { field: 'id', op: 'gt' as const, value: state.cursor }] };
      const page = await tx.records.list(e, {
        filter: after,
        sort: [],
        limit: 200,
        fields: [],
        ...archivedFor(input),
        ...(input.search === undefined ? {} : { search: input.search }),
      });
      const results =
        page.rows.length === 0
          ? []
          : await applyBulk(
              tx,
              e,
              input,
              page.rows.map((r) => r.id),
            );
      const reasons = { ...state.reasons };
      for (const r of results) if (!r.ok) reasons[r.reason] = (reasons[r.reason] ?? 0) + 1;
      state = {
        cursor: page.rows.at(-1)?.id ?? state.cursor,
        done: state.done + results.length,
        changed: state.changed + results.filter((r) => r.ok && r.did !== 'unchanged').length,
        refused: state.refused + results.filter((r) => !r.ok).length,
        reasons,
      };
      await save({
        done: state.done,
        total: Math.max(input.total, state.done),
        state,
        result: { changed: state.changed, refused: state.refused, reasons },
      });
      return page.next !== null;
    });
  }
}

export const records: Feature = {
  name: 'records',
  handlers: [...Object.values(entities).flatMap((e) => handlersOf(e)), ...ownHandlers(handlersOf)],
  jobs: [{ kind: 'bulk', run: runBulk }],
};
