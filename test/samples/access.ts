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
  'right.list': {},
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

async function makeAgreed(site: Site, me: Holder): Promise<string> {
  const id = await makePending(site, me);
  await site.db.query(`update core.pending_change set status = 'approved' where id = $1`, [id]);
  return id;
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
  'approval.collect': {
    make: makeAgreed,
    input: byId,
    colleague: 'not-allowed',
    carriesOut: 'key.create',
    entries: ['done', 'approved change made', 'key made'],
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

const applicationWish = () => ({
  name: `Sample ${newId()}`,
  redirects: ['https://app.example/done'],
  grants: { objects: { tag: { view: 'all' } } },
  confidential: true,
});

async function makeApplication(site: Site, me: Holder): Promise<string> {
  const done = await perform(site.vault, me.actor, 'application.create', applicationWish());
  if (done.outcome !== 'done') throw new Error(`no application: ${done.outcome}`);
  return (done.output as { application: { id: string } }).application.id;
}

/** On the list already, whoever asks for it. */
async function plantApplication(site: Site, me: Holder): Promise<string> {
  const id = newId();
  await site.db.query(
    `insert into core.application (id, name, purpose, redirects, grants, confidential, rate, made_at, made_by)
     values ($1, $2, '', '{https://app.example/done}', '{"objects": {"tag": {"view": "all"}}}', false, 600, now(), $3)`,
    [id, `Sample ${id}`, me.id],
  );
  return id;
}

/** One of their own, as if it had been allowed and exchanged. */
async function makeConnection(site: Site, me: Holder): Promise<string> {
  const application = await plantApplication(site, me);
  const id = newId();
  await site.db.query(
    `insert into core.api_key (id, name, owner, grants, addresses, rate, made_at, expires_at, application)
     values ($1, 'Sample', $2, '{"objects": {"tag": {"view": "all"}}}', '{}', 600, now(), now() + interval '30 days', $3)`,
    [id, me.id, application],
  );
  return id;
}

const asking = (id: string) => ({
  client_id: id,
  redirect_uri: 'https://app.example/done',
  response_type: 'code',
  code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  code_challenge_method: 'S256',
});

const noGrant = () => ({ grant_type: 'refresh_token', client_id: newId(), refresh_token: 'nothing' });

const applications: Readonly<Record<string, ActionSample>> = {
  'application.list': {},
  'application.create': { input: applicationWish, entries: ['application approved'] },
  'application.change': {
    make: makeApplication,
    input: (_site, _me, id) => ({ id, version: 1, purpose: 'Changed' }),
    colleague: everybodys,
    entries: ['application changed'],
  },
  'application.rotate': {
    make: makeApplication,
    input: (_site, _me, id) => ({ id, overlapHours: 1 }),
    colleague: everybodys,
    entries: ['application secret made'],
  },
  'application.disable': {
    make: makeApplication,
    input: byId,
    colleague: everybodys,
    entries: ['application disabled'],
  },
  'application.connections': { make: makeApplication, input: byId, colleague: everybodys },
  'application.revokeAll': { make: makeApplication, input: byId, colleague: everybodys, entries: ['done'] },
  'connection.list': {},
  'connection.end': { make: makeConnection, input: byId, entries: ['connection ended'] },
  'consent.view': { make: plantApplication, input: (_site, _me, id) => asking(id), colleague: everybodys },
  'consent.give': {
    make: plantApplication,
    input: (_site, _me, id) => ({ ...asking(id), version: 1 }),
    colleague: everybodys,
    entries: ['application allowed'],
  },
  'token.issue': { input: noGrant, outcome: 'application-unknown', stranger: 'application-unknown' },
  'token.revoke': { input: noGrant, outcome: 'application-unknown', stranger: 'application-unknown' },
};

export const accessSamples: Readonly<Record<string, ActionSample>> = {
  ...keys,
  ...approvals,
  ...roles,
  ...applications,
};
