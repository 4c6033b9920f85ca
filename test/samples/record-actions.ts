// How each record action of each object is called on one record, and what it then puts on record.
import type { Entity } from '../../src/contract/entity.ts';
import type { Action } from '../../src/contract/action.ts';
import { makeCatalog } from '../../src/core/catalog.ts';
import { readShape } from '../../src/core/catalogs.ts';
import type { Call } from '../../src/core/feature.ts';
import { newId } from '../../src/core/ids.ts';
import type { Actor } from '../../src/core/principal.ts';
import type { Vault } from '../../src/core/vault.ts';
import { entities } from '../../src/features/entities.ts';
import { recordActions } from '../../src/features/records/contract.ts';
import { type Done, perform } from './engine.ts';
import type { Site } from './people.ts';
import { sampleOf } from './records.ts';

export interface RecordCall {
  readonly input: Readonly<Record<string, unknown>>;
  readonly entries: readonly string[];
}

/** Every record action of the built-in objects by its name: declaring them anew for each question takes longer than most requests. */
const builtIn = new Map(
  (Object.values(entities) as readonly Entity[]).flatMap((e) =>
    Object.entries(recordActions(e)).map(([verb, a]: [string, Action]) => [a.name, { e, verb }] as const),
  ),
);

/**
 * The object and verb of a record action; undefined for any other action. Actions of the objects a tenant adds itself carry no object in
 * their name: `e` is then undefined, and any such object will do.
 */
export function recordActionOf(name: string): { e: Entity | undefined; verb: string } | undefined {
  if (name.startsWith('own.')) return { e: undefined, verb: name.slice('own.'.length) };
  return builtIn.get(name);
}

/** The name under which the action of an object runs. */
export function actionName(e: Entity, verb: string): string {
  return e.own === true ? `own.${verb}` : `${e.name}.${verb}`;
}

/** Runs a record action of any object, a built-in one or one of the tenant's own. */
export function performOn(
  vault: Vault,
  actor: Actor,
  e: Entity,
  verb: string,
  input: Readonly<Record<string, unknown>>,
  change: Partial<Call> = {},
): Promise<Done> {
  return perform(vault, actor, actionName(e, verb), e.own === true ? { object: e.name, ...input } : input, change);
}

/** Adds an object of its own to a tenant, as its administrator would. */
export async function addOwnObject(site: Site, admin: Actor): Promise<Entity> {
  const label = `Machine ${newId().slice(-6)}`;
  const made = await perform(site.vault, admin, 'shape.add-object', { label, labelPlural: `${label}s` });
  if (made.outcome !== 'done') throw new Error(`no object of its own: ${made.outcome}`);
  return makeCatalog(entities, await readShape(site.db)).find((made.output as { name: string }).name);
}

/** Whose it becomes: somebody, or a team, that has to be there first; see `plantNeeds`. */
function assigned(e: Entity): Record<string, unknown> {
  return e.owner === 'owner' ? { owner: newId() } : { teams: [{ entity: 'team', id: newId(), role: null }] };
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
    assign: { input: { id, ...assigned(e) }, entries: ['edited'] },
    complete: { input: { id, done: true }, entries: ['edited'] },
    purge: { input: { id }, entries: ['purged'] },
    print: { input: { id }, entries: ['read'] },
    merge: { input: { id, other: newId() }, entries: ['archived', 'merged'] },
    mergedInto: { input: { id }, entries: ['read'] },
    reveal: { input: { id, field: Object.keys(e.fields)[0]!, reason: 'A sample' }, entries: ['revealed'] },
  };
  const call = calls[verb];
  if (call !== undefined && e.own === true) return { ...call, input: { object: e.name, ...call.input } };
  if (call === undefined)
    throw new Error(`${e.name}.${verb} has no sample: give it one in test/samples/record-actions.ts`);
  return call;
}
