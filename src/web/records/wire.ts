// The calls every object answers to: list, view, create, edit, archive, restore, history, bulk.
import type { viewPast } from '../../features/past/contract.ts';
import type { AnswerOf } from '../../contract/action.ts';
import type { Filter } from '../../contract/filter.ts';
import { type Answer, CallError, call, isWaiting } from '../call.ts';
import { t } from '../i18n/i18n.ts';
import type { EntityInfo } from '../catalog.ts';
import type { Page, Row } from '../row.ts';

export interface ListParams {
  readonly filter?: Filter | null;
  readonly search?: string;
  readonly sort?: string;
  readonly fields?: readonly string[];
  readonly limit?: number;
  readonly archived?: 'no' | 'only' | 'both';
}

/** Where records of an object are read: as they are, or as they were at the instant its catalogue is of. */
export function readFrom(entity: EntityInfo, rest = ''): { path: string; at: string | undefined } {
  return { path: entity.at === undefined ? `/${entity.path}${rest}` : `/past/${entity.name}${rest}`, at: entity.at };
}

/** What of a record of then is not the same today; beside its fields, under a name no field has. */
export type Since = AnswerOf<typeof viewPast>['since'];

const sinceKey = 'since$';
export const nowKey = 'now$';

export function sinceOf(row: Row): Since | undefined {
  return row[sinceKey] as Since | undefined;
}

export async function listRecords(
  entity: EntityInfo,
  params: ListParams,
  page: { cursor?: string | null; count?: 'none' | 'estimate' | 'exact'; signal?: AbortSignal },
): Promise<Page> {
  const { path, at } = readFrom(entity);
  const answer = await call<Page & { since?: Readonly<Record<string, Since>> }>('GET', path, {
    query: {
      at,
      filter: params.filter ? JSON.stringify(params.filter) : undefined,
      search: params.search,
      sort: params.sort,
      fields: params.fields?.join(','),
      archived: params.archived === 'no' ? undefined : params.archived,
      limit: params.limit,
      cursor: page.cursor ?? undefined,
      count: page.count === 'none' ? undefined : page.count,
    },
    signal: page.signal,
  });
  const { since, ...data } = answer.data;
  if (since === undefined) return data;
  return { ...data, rows: data.rows.map((row) => (row.id in since ? { ...row, [sinceKey]: since[row.id] } : row)) };
}

interface PastRecord {
  readonly was: Row | null;
  readonly now: Row;
  readonly since: Since;
}

export async function viewRecord(entity: EntityInfo, id: string, signal?: AbortSignal): Promise<Row> {
  const { path, at } = readFrom(entity, `/${encodeURIComponent(id)}`);
  if (at === undefined) return (await call<Row>('GET', path, { signal })).data;
  const { was, now, since } = (await call<PastRecord>('GET', path, { query: { at }, signal })).data;
  if (was === null) throw new CallError({ code: 'not-found', status: 404, title: t('record.notThen') });
  return { ...was, [sinceKey]: since, [nowKey]: now };
}

/** A change that somebody else has to approve first has changed nothing: said where a refusal would be. */
async function changed(answer: Promise<Answer<Row>>): Promise<Answer<Row>> {
  const { data, ...rest } = await answer;
  if (!isWaiting(data)) return { data, ...rest };
  throw new CallError({ code: 'wrong-state', status: 202, title: t('error.waitsForApproval') });
}

export function createRecord(entity: EntityInfo, values: Readonly<Record<string, unknown>>): Promise<Answer<Row>> {
  return changed(call<Row>('POST', `/${entity.path}`, { body: values }));
}

export function editRecord(
  entity: EntityInfo,
  id: string,
  version: number | null,
  values: Readonly<Record<string, unknown>>,
): Promise<Answer<Row>> {
  return changed(
    call<Row>('PATCH', `/${entity.path}/${encodeURIComponent(id)}`, {
      body: values,
      ifMatch: version ?? undefined,
    }),
  );
}

export function archiveRecord(entity: EntityInfo, id: string): Promise<Answer<Row>> {
  return changed(call<Row>('POST', `/${entity.path}/${encodeURIComponent(id)}/archive`));
}

export function restoreRecord(entity: EntityInfo, id: string): Promise<Answer<Row>> {
  return changed(call<Row>('POST', `/${entity.path}/${encodeURIComponent(id)}/restore`));
}
