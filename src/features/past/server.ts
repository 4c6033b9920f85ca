// The time machine on the server: each action a line on the past; bringing back a list or everything is a job.
import type { Filter } from '../../contract/filter.ts';
import { parseSort } from '../../contract/filter.ts';
import { parseKeys, parseMeasures } from '../../contract/group.ts';
import { Problem } from '../../contract/problem.ts';
import { firstAsked } from '../../core/access/first-asked.ts';
import { type Feature, type Handler, on } from '../../core/feature.ts';
import { type ThingShown, type ThingsChosen, restoreSteps } from '../../core/past/desk.ts';
import type { RestoredField } from '../../core/past/thing.ts';
import type { ThingKind } from '../../contract/thing-kinds.ts';
import type { SavedTotals } from '../../core/totals/saved.ts';
import type { Tx } from '../../core/tx.ts';
import {
  type ConfigurationRestoredView,
  type PastPageView,
  configurationPast,
  differencePast,
  groupPast,
  listPast,
  previewRestore,
  reachOfPast,
  restoreAll,
  restoreConfiguration,
  restoreFieldPast,
  restorePast,
  totalsPast,
  viewPast,
} from './contract.ts';
import type { SavedTotalsView } from '../totals/contract.ts';
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

/** The same value without its marks of read-only, which schemas do not have. */
const savedOut = (saved: SavedTotals): SavedTotalsView => saved as unknown as SavedTotalsView;

type Things = readonly { readonly kind: ThingKind; readonly id: string }[];

interface Everything {
  readonly at: string;
  readonly made: boolean;
  readonly configuration?: boolean | undefined;
}

/** What a field held is written by a job of this operation. */
function writeValues(tx: Tx, at: string, { id, entity, name, options }: RestoredField): Promise<string> {
  return tx.jobs.start(restoreValuesJob, 'Values of a field: bring back', { at, field: id, entity, name, options });
}

async function restoreThings(tx: Tx, at: string, which: ThingsChosen): Promise<ConfigurationRestoredView> {
  const { back, kept, fields } = await tx.past.restoreConfiguration(at, which);
  const jobs: string[] = [];
  for (const field of fields) jobs.push(await writeValues(tx, at, field));
  return { back, kept: kept.map((k) => ({ ...k })), jobs };
}

function sayInstant(at: string): string {
  return at.slice(0, 19).replace('T', ' ');
}

/** What an approver agrees to: these pieces, with what is put back of them. */
async function basisOf(
  tx: Tx,
  at: string,
  chosen: Things | null,
): Promise<readonly Pick<ThingShown, 'kind' | 'id' | 'title' | 'differences'>[]> {
  const { things } = await tx.past.configuration(at);
  const wanted = new Set(chosen?.map((t) => `${t.kind} ${t.id}`));
  const mine = chosen === null ? things : things.filter((t) => wanted.has(`${t.kind} ${t.id}`));
  return mine.map(({ kind, id, title, differences }) => ({ kind, id, title, differences }));
}

async function sayThings(tx: Tx, at: string, chosen: Things): Promise<string> {
  const names = (await basisOf(tx, at, chosen)).map((t) => t.title ?? t.kind);
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  return `Bring back to ${sayInstant(at)}: ${names.slice(0, 5).join(', ')}${more}.`;
}

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
    on(totalsPast, async (tx, { at }) => ({ rows: (await tx.past.totals(at)).map(savedOut) })),
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
    on(configurationPast, async (tx, { at }) => {
      const { things, gaps } = await tx.past.configuration(at);
      return {
        things: things.map(({ security: _, ...thing }) => ({
          ...thing,
          differences: thing.differences.map((d) => ({ ...d })),
        })),
        gaps: [...gaps],
      };
    }),
    {
      ...on(restoreConfiguration, (tx, { at, things }) => restoreThings(tx, at, { things })),
      secured: {
        classOf: async (tx: Tx, { at, things }: { at: string; things: Things }) =>
          firstAsked(tx, await tx.past.classes(at, { things })),
        summary: (tx: Tx, { at, things }: { at: string; things: Things }) => sayThings(tx, at, things),
        basis: (tx: Tx, { at, things }: { at: string; things: Things }) => basisOf(tx, at, things),
      } as Handler['secured'],
    } as Handler,
    on(previewRestore, (tx, { object, at, made, ids, ...asked }) =>
      tx.past.preview(object, at, {
        query: queryOf(asked),
        made: made === true,
        ...(ids === undefined ? {} : { ids: namesIn(ids) }),
      }),
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
    {
      ...on(restoreAll, async (tx, { at, made, configuration, confirm }) => {
        if (confirm.trim() !== tx.tenant.name)
          throw new Problem(
            'bad-request',
            'Type the name of the company to confirm that everything shall be brought back.',
          );
        // Fields and objects first: values go into them.
        const done = configuration === true ? await restoreThings(tx, at, { made }) : null;
        await tx.past.model(at);
        return {
          job: await tx.jobs.start(restoreJob, 'Everything: bring back', { at, made }),
          configuration: done,
        };
      }),
      secured: {
        classOf: async (tx: Tx, { at, made, configuration }: Everything) =>
          configuration === true ? firstAsked(tx, await tx.past.classes(at, { made })) : null,
        summary: async (_tx: Tx, { at }: Everything) => `Bring everything back to ${sayInstant(at)}.`,
        basis: (tx: Tx, { at }: Everything) => basisOf(tx, at, null),
      } as Handler['secured'],
    } as Handler,
    on(restoreFieldPast, async (tx, { id, at }) => {
      const field = await tx.past.restoreField(at, id);
      return { entity: field.entity, name: field.name, job: field.values ? await writeValues(tx, at, field) : null };
    }),
  ],
  jobs: [
    { kind: restoreJob, run: runRestore },
    { kind: restoreValuesJob, run: runRestoreValues },
  ],
};
