// The time machine on the server: each action a line on the past; bringing back a list or everything is a job.
import type { Filter } from '../../contract/filter.ts';
import { parseSort } from '../../contract/filter.ts';
import { parseKeys, parseMeasures } from '../../contract/group.ts';
import { Problem } from '../../contract/problem.ts';
import { type Feature, on } from '../../core/feature.ts';
import { restoreSteps } from '../../core/past/desk.ts';
import {
  type PastPageView,
  differencePast,
  groupPast,
  listPast,
  modelPast,
  previewRestore,
  reachOfPast,
  restoreAll,
  restoreFieldPast,
  restorePast,
  viewPast,
} from './contract.ts';
import { type RestoreInput, restoreJob, restoreValuesJob, runRestore, runRestoreValues } from './restore-jobs.ts';

interface Asked {
  readonly filter?: string | Record<string, unknown> | undefined;
  readonly search?: string | undefined;
  readonly archived?: 'no' | 'only' | 'both' | undefined;
}

function queryOf({ filter, search, archived }: Asked): NonNullable<RestoreInput['query']> {
  return {
    ...(filter === undefined ? {} : { filter: readFilter(filter) }),
    ...(search === undefined ? {} : { search }),
    ...(archived === undefined ? {} : { archived }),
  };
}

/** A filter that is no JSON is the sender's mistake; what it means is the engine's to check. */
function readFilter(given: string | Record<string, unknown>): Filter {
  if (typeof given !== 'string') return given as unknown as Filter;
  try {
    return JSON.parse(given) as Filter;
  } catch {
    throw new Problem('invalid-filter', 'The filter is not JSON.');
  }
}

const namesIn = (text: string): string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

export const past: Feature = {
  name: 'past',
  handlers: [
    on(reachOfPast, async (tx) => {
      const { from, moments } = await tx.past.reach();
      return { from, moments: [...moments] };
    }),
    on(listPast, async (tx, { object, at, sort, limit, cursor, fields, count, ...asked }) => {
      const page = await tx.past.list(object, at, {
        ...queryOf(asked),
        ...(sort === undefined ? {} : { sort: parseSort(sort) }),
        ...(limit === undefined ? {} : { limit: Number(limit) }),
        ...(cursor === undefined ? {} : { cursor }),
        ...(fields === undefined ? {} : { fields: namesIn(fields) }),
        ...(count === undefined ? {} : { count }),
      });
      const since = Object.entries(page.since).map(([id, { moved, fields: differ }]) => [
        id,
        { moved, fields: [...differ] },
      ]);
      return {
        ...page,
        rows: page.rows.map((row) => ({ ...row })),
        since: Object.fromEntries(since) as PastPageView['since'],
      };
    }),
    on(groupPast, async (tx, { object, at, by, measures, in: currency, ...asked }) => {
      const [keys, wanted] = [parseKeys(by ?? ''), parseMeasures(measures ?? '')];
      if (keys === undefined) throw new Problem('bad-request', 'by is a list such as stage,closedOn:month.');
      if (wanted === undefined)
        throw new Problem('bad-request', 'measures is a list such as sum:amount,avg:employees.');
      const query = { ...queryOf(asked), ...(currency === undefined ? {} : { in: currency }) };
      return await tx.past.group(object, at, keys, wanted, query);
    }),
    on(viewPast, async (tx, { object, id, at }) => {
      const { was, now, since, state } = await tx.past.view(object, id, at);
      return {
        was: was === null ? null : { ...was },
        now: { ...now },
        since: { ...since, fields: [...since.fields] },
        state,
      };
    }),
    on(differencePast, async (tx, { object, at }) => {
      const d = await tx.past.difference(object, at);
      const kind = ({
        count,
        samples,
      }: typeof d.created): { count: number; samples: { id: string; title: string }[] } => ({
        count,
        samples: samples.map((s) => ({ ...s })),
      });
      return {
        ...d,
        created: kind(d.created),
        changed: kind(d.changed),
        archived: kind(d.archived),
        restored: kind(d.restored),
      };
    }),
    on(modelPast, async (tx, { at }) => ({ changes: (await tx.past.modelDifference(at)).map((c) => ({ ...c })) })),
    on(previewRestore, (tx, { object, at, made, ...asked }) =>
      tx.past.preview(object, at, { query: queryOf(asked), made: made === true }),
    ),
    on(restorePast, async (tx, { object, at, ids, ...asked }) => {
      if (ids !== undefined) {
        const done = await tx.past.restore(object, at, ids, restoreSteps);
        return { result: { ...done, kept: done.kept.map((k) => ({ ...k })) }, job: null };
      }
      const e = tx.catalog.find(object);
      const query = queryOf(asked);
      // Said now rather than by the job: a filter that cannot be used, an instant that lies too far back.
      await tx.past.preview(object, at, { query, made: false });
      const input: RestoreInput = { at, object, query, made: false };
      return { result: null, job: await tx.jobs.start(restoreJob, `${e.labelPlural}: bring back`, { ...input }) };
    }),
    on(restoreAll, async (tx, { at, made, confirm }) => {
      if (confirm.trim() !== tx.tenant.name)
        throw new Problem(
          'bad-request',
          'Type the name of the company to confirm that everything shall be brought back.',
        );
      await tx.past.modelDifference(at);
      return { job: await tx.jobs.start(restoreJob, 'Everything: bring back', { at, made }) };
    }),
    on(restoreFieldPast, async (tx, { id, at }) => {
      const { entity, name, values, options } = await tx.past.restoreField(at, id);
      const job = values
        ? await tx.jobs.start(restoreValuesJob, 'Values of a field: bring back', {
            at,
            field: id,
            entity,
            name,
            options,
          })
        : null;
      return { entity, name, job };
    }),
  ],
  jobs: [
    { kind: restoreJob, run: runRestore },
    { kind: restoreValuesJob, run: runRestoreValues },
  ],
};
