// How each record action of each object is called on one record, and what it then puts on record.
import type { Entity } from '../../src/contract/entity.ts';
import type { Action } from '../../src/contract/action.ts';
import { entities } from '../../src/features/entities.ts';
import { recordActions } from '../../src/features/records/contract.ts';
import { sampleOf } from './records.ts';

export interface RecordCall {
  readonly input: Readonly<Record<string, unknown>>;
  readonly entries: readonly string[];
}

/** The object and verb of a record action; undefined for any other action. */
export function recordActionOf(name: string): { e: Entity; verb: string } | undefined {
  for (const e of Object.values(entities) as readonly Entity[]) {
    const found = Object.entries(recordActions(e)).find(([, a]: [string, Action]) => a.name === name);
    if (found !== undefined) return { e, verb: found[0] };
  }
  return undefined;
}

/** `tag` makes what is written unique; `id` names a record that may be changed (in the bin for `restore`). */
export function recordCall(e: Entity, verb: string, id: string, tag: string): RecordCall {
  const calls: Readonly<Record<string, RecordCall>> = {
    list: { input: { search: tag }, entries: ['read'] },
    view: { input: { id }, entries: ['read'] },
    history: { input: { id }, entries: ['read'] },
    group: { input: { by: 'createdAt:month' }, entries: ['read'] },
    create: { input: sampleOf(e).values(tag), entries: ['created'] },
    edit: { input: { id, ...sampleOf(e).patch(tag) }, entries: ['edited'] },
    archive: { input: { id }, entries: ['archived'] },
    restore: { input: { id }, entries: ['restored'] },
    bulk: { input: { ids: [id], do: 'archive' }, entries: ['archived'] },
  };
  const call = calls[verb];
  if (call === undefined)
    throw new Error(`${e.name}.${verb} has no sample: give it one in test/samples/record-actions.ts`);
  return call;
}
