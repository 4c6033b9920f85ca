// What can be done with the records of every object: the same actions for each, derived from its declaration.
import { z } from 'zod/mini';
import { type Action, action } from '../../contract/action.ts';
import type { Entity } from '../../contract/entity.ts';
import type { RefOut } from '../../contract/field.ts';
import { menuOf, type verbs, verbsOf } from '../../contract/permission.ts';
import { type Filter, type ListQuery, parseSort } from '../../contract/filter.ts';
import {
  type BulkOutput,
  bulkOutput,
  groupOutput,
  historyOutput,
  printedMark,
  refOutput,
} from '../../contract/record-answers.ts';
import {
  type BulkInput,
  type GroupInput,
  type ListInput,
  type MergeInput,
  type PrintInput,
  bulkInput,
  groupInput,
  listInput,
  mergeInput,
  printInput,
  revealInput,
} from '../../contract/record-inputs.ts';
import { inputSchema, pageSchema, rowSchema } from '../../contract/schema.ts';

const idInput = z.strictObject({ id: z.string() });

type Any = Record<string, unknown>;

export interface RecordActions {
  readonly list: Action<ListInput, unknown>;
  readonly view: Action<{ id: string }, unknown>;
  readonly history: Action<{ id: string }, unknown>;
  readonly group: Action<GroupInput, unknown>;
  readonly create?: Action<Any, unknown>;
  readonly edit: Action<Any & { id: string }, unknown>;
  readonly archive: Action<{ id: string }, unknown>;
  readonly restore: Action<{ id: string }, unknown>;
  readonly bulk: Action<BulkInput, BulkOutput>;
  readonly assign?: Action<Any & { id: string }, unknown>;
  readonly complete?: Action<{ id: string; done: boolean }, unknown>;
  readonly purge?: Action<{ id: string }, { id: string }>;
  readonly print: Action<PrintInput, unknown>;
  readonly merge?: Action<MergeInput, unknown>;
  readonly mergedInto?: Action<{ id: string }, { into: RefOut | null }>;
  readonly reveal: Action<{ id: string; field: string; reason: string }, { value?: unknown }>;
}

export function recordActions(e: Entity): RecordActions {
  const one = e.label.toLowerCase();
  const many = e.labelPlural.toLowerCase();
  const row = rowSchema(e);
  const has = (verb: (typeof verbs)[number]): boolean => verbsOf(e).includes(verb);
  const shared = { output: z.unknown(), shaped: true } as const;
  // Who is in which team and territory, and which of these stands below which, decides what people see.
  const rights = ['user', 'team', 'territory'].includes(e.name) ? ({ changesRights: true } as const) : {};
  const agreed = ['team', 'territory'].includes(e.name) ? ({ security: 'teams' } as const) : {};
  const move = (verb: 'archive' | 'restore', summary: string): Action<{ id: string }, unknown> =>
    action({
      name: `${e.name}.${verb}`,
      http: `POST /${e.path}/:id/${verb}`,
      access: { may: `${e.name}.${verb}` },
      summary,
      input: idInput,
      describe: { output: row },
      ...shared,
      ...rights,
      ...agreed,
    });
  return {
    list: action({
      name: `${e.name}.list`,
      looking: 'as-them',
      http: `GET /${e.path}`,
      access: { may: `${e.name}.view` },
      needs: [menuOf(e)],
      summary: `A page of ${many}, filtered, searched and sorted.`,
      input: listInput,
      describe: { output: pageSchema(e) },
      ...shared,
    }),
    view: action({
      name: `${e.name}.view`,
      looking: 'as-them',
      http: `GET /${e.path}/:id`,
      access: { may: `${e.name}.view` },
      summary: `One ${one}.`,
      input: idInput,
      describe: { output: row },
      ...shared,
    }),
    history: action({
      name: `${e.name}.history`,
      looking: 'as-them',
      http: `GET /${e.path}/:id/history`,
      access: { may: `${e.name}.view` },
      needs: ['tool.history'],
      summary: `Every change of one ${one}, newest first.`,
      input: idInput,
      describe: { output: historyOutput },
      ...shared,
    }),
    group: action({
      name: `${e.name}.group`,
      looking: 'as-them',
      http: `GET /${e.path}/group`,
      access: { may: `${e.name}.view` },
      needs: [menuOf(e), 'tool.totals'],
      summary: `Counts and totals of ${many} by field.`,
      input: groupInput,
      describe: { output: groupOutput },
      ...shared,
    }),
    ...(e.made === undefined
      ? {
          create: action({
            name: `${e.name}.create`,
            http: `POST /${e.path}`,
            access: { may: `${e.name}.create` },
            summary: `Adds a ${one}.`,
            input: z.record(z.string(), z.unknown()),
            describe: { input: inputSchema(e, false), output: row },
            ...shared,
            ...rights,
            ...agreed,
          }),
        }
      : {}),
    edit: action({
      name: `${e.name}.edit`,
      http: `PATCH /${e.path}/:id`,
      access: { may: `${e.name}.edit` },
      summary: `Changes some fields of a ${one}. With If-Match, a field somebody else has changed since is refused with both values.`,
      input: z.looseObject({ id: z.string() }),
      describe: { input: inputSchema(e, true), output: row },
      ...shared,
      ...rights,
      ...agreed,
    }),
    archive: move('archive', `Moves a ${one} to the bin.`),
    restore: move('restore', `Brings a ${one} back from the bin.`),
    bulk: action({
      name: `${e.name}.bulk`,
      http: `POST /${e.path}/bulk`,
      access: { may: `${e.name}.view` },
      needs: ['tool.bulk'],
      summary: `Changes, assigns, archives, restores or deletes for good many ${many}: named ones at once with a result each, all that match a filter as a job.`,
      input: bulkInput,
      output: bulkOutput,
      ...rights,
    }),
    ...(has('assign')
      ? {
          assign: action({
            name: `${e.name}.assign`,
            http: `POST /${e.path}/:id/assign`,
            access: { may: `${e.name}.assign` },
            summary: `Changes whose ${one} it is: ${e.name === 'user' ? 'teams and territories' : 'owner, responsible and territories, as far as there are such fields'}.`,
            input: z.looseObject({ id: z.string() }),
            describe: { output: row },
            ...shared,
            ...rights,
            ...(e.name === 'user' ? ({ security: 'teams' } as const) : {}),
          }),
        }
      : {}),
    ...(has('complete')
      ? {
          complete: action({
            name: `${e.name}.complete`,
            http: `POST /${e.path}/:id/complete`,
            access: { may: `${e.name}.complete` as 'activity.complete' },
            summary: `Ticks a ${one} off, or opens it again.`,
            input: z.strictObject({ id: z.string(), done: z.boolean() }),
            describe: { output: row },
            ...shared,
          }),
        }
      : {}),
    ...(has('purge')
      ? {
          purge: action({
            name: `${e.name}.purge`,
            http: `POST /${e.path}/:id/purge`,
            access: { may: `${e.name}.purge` },
            summary: `Deletes a ${one} in the bin for good. There is no way back.`,
            input: idInput,
            output: idInput,
            ...rights,
            security: 'purge',
            ...agreed,
          }),
        }
      : {}),
    print: action({
      name: `${e.name}.print`,
      http: `GET /${e.path}/print`,
      access: { may: `${e.name}.print` },
      summary: `One ${one} or a list of ${many} to be printed, with who printed it and when; that it was printed is put on record.`,
      input: printInput,
      describe: { output: z.object({ rows: z.array(row), printed: printedMark }) },
      ...shared,
    }),
    ...(has('merge')
      ? {
          merge: action({
            name: `${e.name}.merge`,
            http: `POST /${e.path}/:id/merge`,
            access: { may: `${e.name}.merge` },
            summary: `Makes one ${one} out of two: chosen values of the other are taken over, what refers to it is moved, and it goes into the bin.`,
            input: mergeInput,
            describe: { output: row },
            ...shared,
          }),
          mergedInto: action({
            name: `${e.name}.mergedInto`,
            http: `GET /${e.path}/:id/merged-into`,
            access: { may: `${e.name}.view` },
            summary: `Into which ${one} one in the bin was merged.`,
            input: idInput,
            output: z.object({ into: z.nullable(refOutput) }),
          }),
        }
      : {}),
    reveal: action({
      name: `${e.name}.reveal`,
      http: `POST /${e.path}/:id/reveal`,
      access: { may: `${e.name}.reveal` },
      summary: `Shows the masked value of one field of a ${one}; the reason is put on record.`,
      input: revealInput,
      output: z.strictObject({ value: z.optional(z.unknown()) }),
    }),
  };
}

/** The engine's question out of the request's texts. Throws a SyntaxError for a filter that is no JSON. */
export function toListQuery(input: ListInput | Omit<PrintInput, 'id'>): ListQuery {
  return {
    ...(input.filter === undefined ? {} : { filter: readFilter(input.filter) }),
    ...(input.search === undefined ? {} : { search: input.search }),
    ...(input.sort === undefined ? {} : { sort: parseSort(input.sort) }),
    ...('limit' in input && input.limit !== undefined ? { limit: Number(input.limit) } : {}),
    ...('cursor' in input && input.cursor !== undefined ? { cursor: input.cursor } : {}),
    ...(input.fields === undefined ? {} : { fields: input.fields.split(',').filter((f) => f !== '') }),
    ...('count' in input && input.count !== undefined ? { count: input.count } : {}),
    ...(input.archived === undefined ? {} : { archived: input.archived }),
  };
}

export function readFilter(given: string | Record<string, unknown>): Filter {
  return (typeof given === 'string' ? JSON.parse(given) : given) as Filter;
}
