// How the actions on keys, pending changes and roles are called for real.
import { newId } from '../../src/core/ids.ts';
import type { ActionSample } from './actions.ts';
import { perform } from './engine.ts';
import type { Holder, Site } from './people.ts';

const byId: ActionSample['input'] = (_site, _me, id) => ({ id });

const inAMonth = (): string => new Date(Date.now() + 30 * 86_400_000).toISOString();

const keyWish = () => ({ name: 'Sample', grants: { objects: { tag: { view: 'all' } } }, expiresAt: inAMonth() });

async function makeKey(site: Site, me: Holder): Promise<string> {
  const done = await perform(site.vault, me.actor, 'key.create', keyWish());
  if (done.outcome !== 'done') throw new Error(`no key: ${done.outcome}`);
  return (done.output as { key: { id: string } }).key.id;
}

async function makeUsedKey(site: Site, me: Holder): Promise<string> {
  const id = await makeKey(site, me);
  await site.db.query(`insert into core.api_key_use (key_id, permission, last_at) values ($1, 'tag.view', now())`, [
    id,
  ]);
  return id;
}

const keys: Readonly<Record<string, ActionSample>> = {
  'key.list': {},
  'key.create': { input: keyWish, entries: ['key made'] },
  'key.change': {
    make: makeKey,
    input: (_site, _me, id) => ({ id, name: `Sample ${newId()}` }),
    colleague: 'not-allowed',
    entries: ['key changed'],
  },
  'key.rotate': {
    make: makeKey,
    input: (_site, _me, id) => ({ id, overlapHours: 24 }),
    colleague: 'not-allowed',
    entries: ['key rotated'],
  },
  'key.narrow': { make: makeUsedKey, input: byId, colleague: 'done', entries: ['key narrowed'] },
  'key.disable': { make: makeKey, input: byId, colleague: 'done', entries: ['key disabled'] },
};

export const accessSamples: Readonly<Record<string, ActionSample>> = { ...keys };
