// The calls every object answers to: list, view, create, edit, archive, restore, history, bulk.
import type { Filter } from '../../contract/filter.ts';
import { type Answer, CallError, call } from '../call.ts';
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

export async function listRecords(
  entity: EntityInfo,
  params: ListParams,
  page: { cursor?: string | null; count?: 'none' | 'estimate' | 'exact'; signal?: AbortSignal },
): Promise<Page> {
  const answer = await call<Page>('GET', `/${entity.path}`, {
    query: {
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
  return answer.data;
}

export async function viewRecord(entity: EntityInfo, id: string, signal?: AbortSignal): Promise<Row> {
  return (await call<Row>('GET', `/${entity.path}/${encodeURIComponent(id)}`, { signal })).data;
}

/** A change that somebody else has to approve first has changed nothing: said where a refusal would be. */
async function changed(answer: Promise<Answer<Row>>): Promise<Answer<Row>> {
  const { data, ...rest } = await answer;
  if (!('pending' in data)) return { data, ...rest };
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
