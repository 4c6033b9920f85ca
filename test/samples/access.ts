// How the actions on keys, pending changes and roles are called for real.
import { newId } from '../../src/core/ids.ts';
import type { ActionSample } from './actions.ts';
import { perform } from './engine.ts';
import { type Holder, type Site, makeUser } from './people.ts';

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

async function setClasses(site: Site, classes: readonly string[]): Promise<void> {
  await site.db.query('update core.approval_policy set classes = $1', [classes]);
}

/** Asked for by whoever is given, and waiting. */
async function makePending(site: Site, who: { readonly actor: Holder['actor'] }): Promise<string> {
  await setClasses(site, ['keys']);
  const done = await perform(site.vault, who.actor, 'key.create', { ...keyWish(), name: `Asked ${newId()}` });
  await setClasses(site, []);
  if (done.answer.status !== 202) throw new Error(`no pending change: ${done.outcome}`);
  return (done.output as { pending: { id: string } }).pending.id;
}

/** Asked for by somebody else. */
async function makeOthersPending(site: Site): Promise<string> {
  return makePending(site, await makeUser(site.db, ['00000000-0000-7000-8000-000000000101'], []));
}

async function makeStale(site: Site, me: Holder): Promise<string> {
  const id = await makePending(site, me);
  await site.db.query(`update core.pending_change set status = 'stale' where id = $1`, [id]);
  return id;
}

const approvals: Readonly<Record<string, ActionSample>> = {
  'approval.list': {},
  'approval.view': { make: makePending, input: byId, colleague: 'done' },
  'approval.approve': { make: makeOthersPending, input: byId, colleague: 'done', entries: ['change approved'] },
  'approval.refuse': { make: makeOthersPending, input: byId, colleague: 'done', entries: ['change refused'] },
  'approval.cancel': { make: makePending, input: byId, colleague: 'not-allowed', entries: ['change cancelled'] },
  'approval.renew': {
    make: makeStale,
    input: byId,
    colleague: 'not-allowed',
    entries: ['done'],
  },
  'approval.setPolicy': {
    input: () => ({ classes: [], delayHours: 24, expiresDays: 7 }),
    entries: ['approval policy set'],
  },
};

async function makeOwnRole(site: Site, me: Holder): Promise<string> {
  const done = await perform(site.vault, me.actor, 'role.create', { name: `Sample ${newId()}`, grants: roleGrants });
  if (done.outcome !== 'done') throw new Error(`no role: ${done.outcome}`);
  return (done.output as { id: string }).id;
}

const roleGrants = { objects: { tag: { view: 'all' } } };

async function makeTest(site: Site, me: Holder): Promise<string> {
  const role = await makeOwnRole(site, me);
  const test = { role, permission: 'tag.view', may: true, note: 'a sample' };
  const done = await perform(site.vault, me.actor, 'accessTest.add', test);
  if (done.outcome !== 'done') throw new Error(`no test: ${done.outcome}`);
  return (done.output as { id: string }).id;
}

/** Roles and tests belong to the tenant, not to who made them. */
const everybodys = 'done';

const roles: Readonly<Record<string, ActionSample>> = {
  'role.full': {},
  'role.view': { make: makeOwnRole, input: byId, colleague: everybodys },
  'role.create': { input: () => ({ name: `Sample ${newId()}`, grants: roleGrants }), entries: ['created'] },
  'role.edit': {
    make: makeOwnRole,
    input: (_site, _me, id) => ({ id, version: 1, help: 'Changed' }),
    colleague: everybodys,
    entries: ['edited'],
  },
  'role.remove': { make: makeOwnRole, input: byId, colleague: everybodys, entries: ['removed'] },
  'role.whatIf': {
    make: makeOwnRole,
    input: (_site, _me, id) => ({ id, grants: roleGrants }),
    colleague: everybodys,
  },
  'role.tryRule': { input: () => ({ object: 'company', rule: 'record.industry == "steel"' }) },
  'role.download': {},
  'accessTest.list': {},
  'accessTest.add': {
    make: makeOwnRole,
    input: (_site, _me, id) => ({ role: id, permission: 'tag.view', may: true, note: 'a sample' }),
    colleague: everybodys,
    entries: ['access test added'],
  },
  'accessTest.remove': { make: makeTest, input: byId, colleague: everybodys, entries: ['access test removed'] },
};

export const accessSamples: Readonly<Record<string, ActionSample>> = { ...keys, ...approvals, ...roles };
