// A change of many records in one operation: some by id, or all that match.
import type { BulkOutput } from '../../contract/record-answers.ts';
import type { Filter } from '../../contract/filter.ts';
import { type Answer, call } from '../call.ts';
import type { EntityInfo } from '../catalog.ts';

export type BulkTarget =
  | { readonly ids: readonly string[] }
  | { readonly filter: Filter | null; readonly search: string };

export type BulkVerb = 'edit' | 'archive' | 'restore';

/** Up to here the answer says for each record what came of it; more go by filter, as a job. */
const idsMost = 1000;
const listMost = 500;

function bodyOf(target: BulkTarget): Record<string, unknown> {
  if (!('ids' in target))
    return { filter: target.filter ?? { and: [] }, ...(target.search === '' ? {} : { search: target.search }) };
  if (target.ids.length <= idsMost) return { ids: target.ids };
  const parts = Array.from({ length: Math.ceil(target.ids.length / listMost) }, (_, n) =>
    target.ids.slice(n * listMost, (n + 1) * listMost),
  );
  return { filter: { or: parts.map((value) => ({ field: 'id', op: 'in', value })) } };
}

export function changeMany(
  entity: EntityInfo,
  target: BulkTarget,
  verb: BulkVerb,
  values: Readonly<Record<string, unknown>>,
): Promise<Answer<BulkOutput>> {
  return call<BulkOutput>('POST', `/${entity.path}/bulk`, {
    body: { ...bodyOf(target), do: verb, ...(verb === 'edit' ? { values } : {}) },
  });
}
