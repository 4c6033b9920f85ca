// How each action that is not a record action is called for real. An action without a sample fails every generated test.
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { seal } from '../../src/core/crypto/seal.ts';
import { mailPlace } from '../../src/core/mail/queue.ts';
import { usualGuessing } from '../../src/contract/guessing-policy.ts';
import { usualPasswords } from '../../src/contract/password-policy.ts';
import { usualSessions } from '../../src/contract/session-policy.ts';
import { newId } from '../../src/core/ids.ts';
import { entities } from '../../src/features/entities.ts';
import { accessSamples } from './access.ts';
import { perform } from './engine.ts';
import { type Holder, type Site, makeRole, makeUser } from './people.ts';
import { pastSamples } from './past.ts';
import { plant, sampleOf } from './records.ts';

export interface ActionSample {
  /** makes, as `me`, what the action is about; answers its id */
  readonly make?: (site: Site, me: Holder) => Promise<string>;
  /** what is sent; `id` is what `make` answered, here or in another tenant */
  readonly input?: (site: Site, me: Holder, id: string) => object | Promise<object>;
  readonly body?: () => Readable;
  /** how it ends for somebody who may; `done` unless said */
  readonly outcome?: string;
  /** how it ends when the thing belongs to a colleague; `not-found` unless said */
  readonly colleague?: string;
  /** what it puts on record when it is done, in order; for reading actions always one `read` */
  readonly entries?: readonly string[];
  /** the action it carries out, whose name its entries bear */
  readonly carriesOut?: string;
  /** for public actions: how it ends for a stranger */
  readonly stranger?: string;
}

/** The role "Read only" every tenant is born with. */
const readOnlyRole = '00000000-0000-7000-8000-000000000104';

const byId: ActionSample['input'] = (_site, _me, id) => ({ id });

/** Somebody else with an account, whom an administrator may act upon. */
async function makeMember(site: Site): Promise<string> {
  return (await makeUser(site.db, [], [])).id;
}

async function makeSession(site: Site, me: Holder): Promise<string> {
  const id = newId();
  await site.db.query(
    `insert into core.session (id, token_hash, user_id, created_at, last_seen_at, idle, expires_at)
     values ($1, $2, $3, now(), now(), '1 hour', now() + interval '1 day')`,
    [id, randomBytes(32), me.id],
  );
  return id;
}

async function makeJob(site: Site, me: Holder): Promise<string> {
  const id = newId();
  await site.db.query(
    `insert into core.job (id, kind, title, user_id, operation, input, created_at) values ($1, 'bulk', 'Sample', $2, $3, '{}', now())`,
    [id, me.id, newId()],
  );
  return id;
}

async function makeOperation(site: Site, me: Holder): Promise<string> {
  const made = await perform(site.vault, me.actor, 'team.create', { name: `Team ${newId()}` });
  if (made.answer.operation === undefined) throw new Error(`no operation: ${made.outcome}`);
  return made.answer.operation;
}

/** Of the right form, and nobody's. */
const noPasskey = {
  id: 'AAAA',
  rawId: 'AAAA',
  type: 'public-key',
  response: { authenticatorData: 'AAAA', clientDataJSON: 'AAAA', signature: 'AAAA', userHandle: null },
  clientExtensionResults: {},
};
const noNewPasskey = {
  id: 'AAAA',
  rawId: 'AAAA',
  type: 'public-key',
  response: { attestationObject: 'AAAA', clientDataJSON: 'AAAA' },
  clientExtensionResults: {},
};

async function makeFactor(site: Site, me: Holder): Promise<string> {
  const id = newId();
  await site.db.query(
    `insert into core.factor (id, user_id, kind, label, credential_id, public_key, counter, made_at, confirmed_at)
     values ($1, $2, 'passkey', 'Sample', $3, '', 0, now(), now())`,
    [id, me.id, randomBytes(16)],
  );
  return id;
}

async function makeDevice(site: Site, { id: owner }: Pick<Holder, 'id'>): Promise<string> {
  const { rows } = await site.db.query<{ id: string }>(
    `insert into core.device (token_hash, user_id, made_at, expires_at) values ($1, $2, now(), now() + interval '9 days') returning id`,
    [randomBytes(32), owner],
  );
  return rows[0]!.id;
}

async function makeKnownMember(site: Site): Promise<string> {
  const id = await makeMember(site);
  await makeDevice(site, { id });
  return id;
}

async function deviceOf(site: Site, person: string): Promise<string> {
  const { rows } = await site.db.query<{ id: string }>('select id from core.device where user_id = $1', [person]);
  return rows[0]?.id ?? newId();
}

async function makeClosed(site: Site): Promise<string> {
  const id = await makeMember(site);
  await site.db.query(`update data."user" set status = 'inactive' where id = $1`, [id]);
  return id;
}

async function nameOf(site: Site, id: string): Promise<string> {
  const { rows } = await site.db.query<{ name: string }>('select name from data."user" where id = $1', [id]);
  return rows[0]?.name ?? 'Nobody';
}

async function makeRescue(site: Site): Promise<string> {
  const id = newId();
  const somebody = await makeMember(site);
  await site.db.query(
    `insert into core.rescue (id, user_id, asked_by, asked_at, due_at, status) values ($1, $2, 'somebody', now(), now() + interval '3 days', 'waiting')`,
    [id, somebody],
  );
  return id;
}

const members: Readonly<Record<string, ActionSample>> = {
  'me.view': {},
  'me.setRegion': {
    input: () => ({ locale: 'fi', timeZone: 'America/New_York' }),
    entries: ['own dates and times set'],
  },
  'me.edit': { input: () => ({ name: `Somebody ${newId()}` }), entries: ['edited'] },
  'password.change': {
    input: () => ({ current: 'not my password at all', next: 'seven purple elephants dance' }),
    outcome: 'invalid-input',
  },
  'session.start': {
    input: () => ({ email: 'nobody@people.example', password: 'whatever it may be' }),
    outcome: 'sign-in-failed',
    stranger: 'sign-in-failed',
  },
  'session.challenge': { stranger: 'done' },
  'session.startByPasskey': {
    input: () => ({ passkey: noPasskey }),
    outcome: 'passkey-failed',
    stranger: 'passkey-failed',
  },
  'session.factorOptions': {},
  // Whoever is signed in wholly has shown it, or has none.
  'session.showFactor': { input: () => ({ code: 'no code at all, a canary' }), outcome: 'factor-failed' },
  'session.stepUp': { input: () => ({ code: 'no code either, a canary' }), outcome: 'factor-failed' },
  'factor.list': {},
  'factor.beginTotp': { entries: ['factor begun'] },
  'factor.confirmTotp': { input: () => ({ id: newId(), code: 'no code of an app' }), outcome: 'not-found' },
  'factor.beginPasskey': {},
  'factor.addPasskey': { input: () => ({ label: 'Key', passkey: noNewPasskey }), outcome: 'invalid-input' },
  'factor.remove': { make: makeFactor, input: byId, entries: ['factor removed'] },
  'factor.newRecoveryCodes': { outcome: 'wrong-state' },
  'factor.policy': {},
  'factor.setPolicy': {
    input: () => ({ required: 'nobody', roles: [], kinds: 'any', graceDays: 7, consoleRescue: true }),
    entries: ['factor policy set'],
  },
  'factor.rescue': { make: makeMember, input: byId, colleague: 'done', entries: ['factors cleared'] },
  'factor.rescues': {},
  'factor.refuseRescue': { make: makeRescue, input: byId, colleague: 'done', entries: ['rescue refused'] },
  'password.policy': {},
  'password.setPolicy': { input: () => usualPasswords, entries: ['password policy set'] },
  'password.own': {},
  'password.common': { stranger: 'done' },
  'password.saving': { stranger: 'done' },
  'device.list': {},
  'device.rename': {
    make: makeDevice,
    input: (_site, _me, id) => ({ id, label: 'Kitchen tablet' }),
    entries: ['renamed a device'],
  },
  'device.forget': { make: makeDevice, input: byId, entries: ['forgot devices'] },
  'device.forgetOthers': { make: makeDevice, input: () => ({}), entries: ['forgot devices'] },
  'device.listOf': { make: makeMember, input: byId, colleague: 'done' },
  'device.forgetOf': {
    make: makeKnownMember,
    input: async (site, _me, id) => ({ id, device: await deviceOf(site, id) }),
    colleague: 'done',
    entries: ['forgot devices'],
  },
  'session.end': { entries: ['signed-out'] },
  'session.list': {},
  'session.signIns': {},
  'session.notMe': {
    make: makeSession,
    input: (_site, _me, id) => ({ id, current: 'not my password at all', next: 'seven purple elephants dance' }),
    outcome: 'invalid-input',
    colleague: 'invalid-input',
  },
  'session.endOne': { make: makeSession, input: byId, entries: ['ended a session'] },
  'session.endOthers': { entries: ['ended sessions'] },
  'link.read': {
    input: () => ({ token: randomBytes(32).toString('base64url') }),
    outcome: 'link-invalid',
    stranger: 'link-invalid',
  },
  'link.use': {
    input: () => ({ token: randomBytes(32).toString('base64url'), password: 'seven purple elephants dance' }),
    outcome: 'link-invalid',
    stranger: 'link-invalid',
  },
  'role.list': {},
  'member.invite': {
    input: () => ({ name: 'New Person', email: `new-${newId()}@people.example`, roles: [readOnlyRole] }),
    entries: ['created', 'roles set', 'made a link'],
  },
  'member.link': { make: makeMember, input: byId, colleague: 'done', entries: ['made a link'] },
  'member.deactivate': { make: makeMember, input: byId, colleague: 'done', entries: ['edited'] },
  'member.leaving': { make: makeMember, input: byId, colleague: 'done' },
  'member.erase': {
    make: makeClosed,
    input: async (site, _me, id) => ({ id, name: await nameOf(site, id), reason: 'asked in writing' }),
    colleague: 'done',
    entries: ['edited', 'job started'],
  },
  'member.erased': {},
  'member.reactivate': { make: makeMember, input: byId, outcome: 'wrong-state', colleague: 'wrong-state' },
  'member.roles': { make: makeMember, input: byId, colleague: 'done' },
  'member.setRoles': {
    make: makeMember,
    input: (_site, _me, id) => ({ id, roles: [readOnlyRole] }),
    colleague: 'done',
    entries: ['roles set'],
  },
};

const mailServer = {
  host: 'smtp.example',
  port: 587,
  security: 'starttls',
  username: 'crm',
  password: 'secret-canary-of-a-mail-server',
  authority: null,
  sender: 'crm@people.example',
  senderName: 'Sample Oy',
};

/** One that waits; the server behind it is never asked. */
async function makeMail(site: Site): Promise<string> {
  const id = newId();
  const { keys } = site.vault;
  const part = (name: 'recipient' | 'content', text: string): Buffer =>
    seal(keys.purpose('secrets'), Buffer.from(text), mailPlace(keys, name, id));
  await site.db.query(
    `insert into core.mail (id, kind, recipient, content, status, next_at, expires_at, made_at, made_by)
     values ($1, 'test', $2, $3, 'waiting', now(), now() + interval '1 day', now(), $1)`,
    [id, part('recipient', 'somebody@people.example'), part('content', '{"by":"Sample"}')],
  );
  return id;
}

const mail: Readonly<Record<string, ActionSample>> = {
  'mail.setup': {},
  'mail.setServer': { input: () => mailServer, entries: ['mail server set'] },
  'mail.removeServer': {
    make: async (site) => {
      await site.db.query(
        `insert into core.mail_server (host, port, security, sender, sender_name, set_at, set_by)
         values ('smtp.example', 587, 'starttls', 'crm@people.example', 'Sample', now(), '00000000-0000-0000-0000-000000000000')
         on conflict do nothing`,
      );
      return '';
    },
    input: () => ({}),
    colleague: 'done',
    entries: ['mail server removed'],
  },
  // Switched off, as everywhere unless somebody says otherwise.
  'mail.test': { input: () => ({ to: 'somebody@people.example' }), outcome: 'wrong-state' },
  'mail.list': {},
  'mail.view': { make: makeMail, input: byId, colleague: 'done' },
  'mail.retry': { make: makeMail, input: byId, colleague: 'done', entries: ['mail tried again'] },
  'mail.cancel': { make: makeMail, input: byId, colleague: 'done', entries: ['mail cancelled'] },
};
async function noTrial(site: Site): Promise<object> {
  const none = 'trial = null, trial_started_at = null, trial_until = null, trial_by = null';
  await site.db.query(`update core.network set version = version + 1, ${none}`);
  return {};
}

async function makeTrial(site: Site): Promise<object> {
  await site.db.query(
    `update core.network set version = version + 1, trial = '{"rules": [], "redirect": null}',
       trial_started_at = now(), trial_until = now() + interval '1 hour'`,
  );
  return {};
}

async function networkOff(site: Site): Promise<object> {
  await site.db.query('update core.network set version = version + 1, off_at = now()');
  return {};
}

/** Keeps out somebody who never comes. */
async function networkSet(site: Site, _me: Holder): Promise<object> {
  const { rows } = await site.db.query<{ version: string }>('select version::text as version from core.network');
  const rule = {
    id: null,
    name: 'Documentation',
    effect: 'deny',
    addresses: ['198.51.100.0/24'],
    countries: [],
    who: 'everyone',
    named: [],
    from: null,
    to: null,
    report: false,
  };
  return { version: rows[0]!.version, rules: [rule], redirect: null };
}

const sampleSign = { picture: 'castle', colour: 'blue', words: 'a sample' };

/** A version of the security policy that asks nobody anything. */
async function quietPolicy(site: Site): Promise<{ version: number }> {
  const { rows } = await site.db.query<{ version: number }>(
    `insert into core.security_policy (version, text, asks, changed, published_at, published_by)
     select coalesce(max(version), 0) + 1, 'Sample', false, '', now(), '00000000-0000-0000-0000-000000000000' from core.security_policy
     returning version`,
  );
  return rows[0]!;
}

async function makeLoss(site: Site): Promise<string> {
  const id = newId();
  await site.db.query(
    `insert into core.loss_report (id, user_id, kind, ended, devices, made_at, made_by) values ($1, $2, 'device', 0, 0, now(), $2)`,
    [id, await makeMember(site)],
  );
  return id;
}

/** A company in the bin. */
async function binned(site: Site, me: Holder): Promise<string> {
  const made = await perform(site.vault, me.actor, 'company.create', { name: `Binned ${newId()}` });
  const { id } = made.output as { id: string };
  await perform(site.vault, me.actor, 'company.archive', { id });
  return id;
}

async function makeHold(site: Site, me: Holder): Promise<string> {
  const done = await perform(site.vault, me.actor, 'hold.set', {
    entity: 'tag',
    rule: 'record.name == "held"',
    reason: 'A sample',
  });
  if (done.outcome !== 'done') throw new Error(`no hold: ${done.outcome}`);
  return (done.output as { id: string }).id;
}

const binActions: Readonly<Record<string, ActionSample>> = {
  'bin.list': {},
  'bin.tree': { make: binned, input: (_s, _m, id) => ({ entity: 'company', id }), colleague: 'done' },
  'bin.restore': {
    make: binned,
    input: (_s, _m, id) => ({ items: [{ entity: 'company', id }] }),
    colleague: 'done',
    entries: ['restored'],
  },
  'bin.count': { input: () => ({ filter: {} }) },
  'bin.purge': {
    make: binned,
    input: (_s, _m, id) => ({ items: [{ entity: 'company', id }], count: 1 }),
    colleague: 'done',
    entries: ['purged'],
  },
  'bin.policy': {},
  'bin.setPolicy': { input: () => ({ expireDays: 90, forgetHistory: true }), entries: ['bin policy set'] },
  'hold.list': {},
  'hold.count': { input: () => ({ entity: 'company' }) },
  'hold.set': {
    input: () => ({ entity: 'tag', rule: 'record.name == "held"', reason: 'A sample' }),
    entries: ['hold set'],
  },
  'hold.lift': {
    make: makeHold,
    input: (_s, _m, id) => ({ id, reason: 'A sample' }),
    colleague: 'done',
    entries: ['hold lifted'],
  },
};

const work: Readonly<Record<string, ActionSample>> = {
  'catalog.view': {},
  'search.find': { input: () => ({ q: 'sample' }) },
  'settings.view': {},
  'settings.edit': { input: () => ({ currency: 'SEK' }), entries: ['settings changed'] },
  'job.list': {},
  'job.view': { make: makeJob, input: byId },
  'job.cancel': { make: makeJob, input: byId, entries: ['job cancelled'] },
  'session.time': {},
  'session.policy': {},
  'session.setPolicy': { input: () => usualSessions, entries: ['session policy set'] },
  'session.all': {},
  'session.endAny': { make: makeSession, input: byId, colleague: 'done', entries: ['ended a session'] },
  'session.endAllOf': { input: async (site) => ({ person: await makeMember(site) }), entries: ['ended sessions'] },
  'securityPolicy.own': {},
  'securityPolicy.acknowledge': { input: quietPolicy, entries: ['security policy acknowledged'] },
  'securityPolicy.versions': {},
  'securityPolicy.try': { input: () => ({ text: '# Sample' }) },
  'securityPolicy.publish': {
    input: async (site) => ({ after: (await quietPolicy(site)).version, text: 'Sample', asks: false, changed: '' }),
    entries: ['security policy published'],
  },
  'securityPolicy.acknowledgements': {},
  'securityPolicy.acknowledgementsFile': {},
  'sign.front': { stranger: 'done' },
  'sign.setCompany': { input: () => ({ sign: sampleSign }), entries: ['sign set'] },
  'sign.own': {},
  'sign.setOwn': { input: () => ({ sign: sampleSign }), entries: ['own sign set'] },
  'loss.report': { input: () => ({ kind: 'suspicion', words: 'words-canary' }), entries: ['loss reported'] },
  'loss.reportFor': {
    make: makeMember,
    input: (_site, _me, id) => ({ id, kind: 'device', words: 'words-canary' }),
    colleague: 'done',
    entries: ['loss reported'],
  },
  'loss.list': {},
  'loss.close': {
    make: makeLoss,
    input: (_site, _me, id) => ({ id, found: true }),
    colleague: 'done',
    entries: ['loss report closed'],
  },
  'preset.preview': { input: () => ({ preset: 'bank' }) },
  // Nobody has looked at it first.
  'preset.apply': { input: () => ({ preset: 'usual', basis: 'never-shown' }), outcome: 'stale-change' },
  'tip.list': {},
  'tip.putAway': { input: () => ({ tip: 'lock' }), entries: ['tip put away'] },
  'tip.bringBack': { entries: ['tips brought back'] },
  'guessing.view': {},
  'guessing.set': { input: () => usualGuessing, entries: ['guessing policy set'] },
  'guessing.release': { input: async (site) => ({ person: await makeMember(site) }), entries: ['let in again'] },
  'guessing.lift': { input: () => ({ address: '192.0.2.7' }), outcome: 'not-found' },
  'network.view': {},
  'network.save': { input: networkSet, entries: ['network rules changed'] },
  'network.try': {
    input: async (site, me) => ({ ...(await networkSet(site, me)), minutes: 10 }),
    entries: ['network trial started'],
  },
  // Nothing is being tried any more.
  'network.confirm': { input: noTrial, outcome: 'wrong-state' },
  'network.endTrial': { input: makeTrial, entries: ['network trial ended'] },
  'network.on': { input: networkOff, entries: ['network rules switched on'] },
  'network.check': { input: () => ({ address: '192.0.2.7' }) },
  'network.simulate': { input: networkSet },
  'leak.view': {},
  // Here is no host plane to make a database.
  'leak.start': { outcome: 'wrong-state' },
  'operation.list': {},
  'operation.preview': { make: makeOperation, input: byId },
  'operation.count': { make: makeOperation, input: byId, entries: ['job started'] },
  'operation.undo': { make: makeOperation, input: byId, entries: ['archived'] },
};

const smallFile = (): Readable =>
  Readable.from([Buffer.from('name,domain\nSample Oy,sample.example\n')], { objectMode: false });

async function makeImport(site: Site, me: Holder): Promise<string> {
  const done = await perform(
    site.vault,
    me.actor,
    'import.upload',
    { name: 'a.csv', entity: 'company' },
    { body: smallFile() },
  );
  if (done.outcome !== 'done') throw new Error(`no import: ${done.outcome}`);
  return (done.output as { id: string }).id;
}

async function makeRunningImport(site: Site, me: Holder): Promise<string> {
  const id = await makeImport(site, me);
  await perform(site.vault, me.actor, 'import.run', { id });
  return id;
}

async function keepMapping(site: Site, me: Holder): Promise<string> {
  const id = await makeImport(site, me);
  const done = await perform(site.vault, me.actor, 'import.keep-mapping', { id, name: `Sample ${newId().slice(-8)}` });
  if (done.outcome !== 'done') throw new Error(`no mapping: ${done.outcome}`);
  return (done.output as { mappings: { id: string }[] }).mappings.at(-1)!.id;
}

const imports: Readonly<Record<string, ActionSample>> = {
  'import.upload': { input: () => ({ name: 'a.csv', entity: 'company' }), body: smallFile, entries: ['stored'] },
  'import.list': {},
  'import.view': { make: makeImport, input: byId },
  'import.change': { make: makeImport, input: (_site, _me, id) => ({ id, constants: [] }), entries: ['done'] },
  'import.keep-mapping': { make: makeImport, input: (_site, _me, id) => ({ id, name: 'Mine' }), entries: ['done'] },
  'import.forget-mapping': { make: keepMapping, input: byId, entries: ['done'] },
  'import.check': { make: makeImport, input: byId, entries: ['job started'] },
  'import.run': { make: makeImport, input: byId, entries: ['job started'] },
  'import.cancel': { make: makeRunningImport, input: byId, entries: ['job cancelled'] },
  'import.errors': { make: makeImport, input: byId, outcome: 'not-found' },
  'import.undo': { make: makeImport, input: byId, outcome: 'wrong-state' },
  'import.remove': { make: makeImport, input: byId, entries: ['wiped'] },
};

async function addField(site: Site, me: Holder): Promise<string> {
  const wish = { entity: 'company', kind: 'text', label: `Sample ${newId().slice(-8)}` };
  const done = await perform(site.vault, me.actor, 'shape.add-field', wish);
  if (done.outcome !== 'done') throw new Error(`no field: ${done.outcome}`);
  return (done.output as { id: string }).id;
}

async function addRetiredField(site: Site, me: Holder): Promise<string> {
  const id = await addField(site, me);
  await perform(site.vault, me.actor, 'shape.retire-field', { id });
  return id;
}

async function addObject(site: Site, me: Holder): Promise<string> {
  const label = `Sample ${newId().slice(-8)}`;
  const done = await perform(site.vault, me.actor, 'shape.add-object', { label, labelPlural: `${label}s` });
  if (done.outcome !== 'done') throw new Error(`no object: ${done.outcome}`);
  return (done.output as { id: string }).id;
}

async function addRetiredObject(site: Site, me: Holder): Promise<string> {
  const id = await addObject(site, me);
  await perform(site.vault, me.actor, 'shape.retire-object', { id });
  return id;
}

/** The shape belongs to the tenant, not to who changed it last. */
const everybodys = 'done';

const shape: Readonly<Record<string, ActionSample>> = {
  'shape.view': {},
  'shape.view-objects': {},
  'shape.view-object': { input: () => ({ name: 'company' }) },
  'shape.count-filled': { input: () => ({ name: 'company' }) },
  'shape.check-formula': { input: () => ({ entity: 'company', formula: 'name' }) },
  'shape.add-field': {
    input: () => ({ entity: 'company', kind: 'text', label: `Added ${newId().slice(-8)}` }),
    entries: ['field added'],
  },
  'shape.edit-field': {
    make: addField,
    input: (_s, _m, id) => ({ id, help: 'Changed' }),
    colleague: everybodys,
    entries: ['field changed'],
  },
  'shape.retire-field': { make: addField, input: byId, colleague: everybodys, entries: ['field retired'] },
  'shape.revive-field': { make: addRetiredField, input: byId, colleague: everybodys, entries: ['field brought back'] },
  'shape.retype-field': {
    make: addField,
    input: (_site, _me, id) => ({ id, kind: 'longText', dryRun: false }),
    colleague: everybodys,
    entries: ['field retyped'],
  },
  'shape.use-of-field': { make: addField, input: byId, colleague: everybodys },
  'shape.purge-field': { make: addRetiredField, input: byId, colleague: everybodys, entries: ['field purged'] },
  'shape.add-object': {
    input: () => ({ label: `Added ${newId().slice(-8)}`, labelPlural: 'Added things' }),
    entries: ['object added'],
  },
  'shape.edit-object': {
    make: addObject,
    input: (_s, _m, id) => ({ id, help: 'Changed' }),
    colleague: everybodys,
    entries: ['object changed'],
  },
  'shape.retire-object': { make: addObject, input: byId, colleague: everybodys, entries: ['object retired'] },
  'shape.revive-object': {
    make: addRetiredObject,
    input: byId,
    colleague: everybodys,
    entries: ['object brought back'],
  },
};

async function makeExport(site: Site, me: Holder): Promise<string> {
  const done = await perform(site.vault, me.actor, 'export.start', exportInput);
  if (done.outcome !== 'done') throw new Error(`no export: ${done.outcome}`);
  return (done.output as { id: string }).id;
}

async function makeCancelledExport(site: Site, me: Holder): Promise<string> {
  const id = await makeExport(site, me);
  const seen = await perform(site.vault, me.actor, 'export.view', { id });
  await perform(site.vault, me.actor, 'job.cancel', { id: (seen.output as { job: { id: string } }).job.id });
  return id;
}

async function makeTarget(site: Site, me: Holder): Promise<string> {
  return plant(site.vault, site.db, entities.company, sampleOf(entities.company).values(`A${newId().slice(-8)}`), {
    owner: me.id,
  });
}

async function makeShare(site: Site, me: Holder): Promise<string> {
  const done = await perform(site.vault, me.actor, 'share.give', {
    entity: 'company',
    id: await makeTarget(site, me),
    user: await makeMember(site),
    edit: false,
    until: inAMonth(),
  });
  if (done.outcome !== 'done') throw new Error(`no share: ${done.outcome}`);
  return (done.output as { id: string }).id;
}

async function makeDeputy(site: Site, me: Holder): Promise<string> {
  const done = await perform(site.vault, me.actor, 'deputy.name', { deputy: await makeMember(site) });
  if (done.outcome !== 'done') throw new Error(`no deputy: ${done.outcome}`);
  return (done.output as { id: string }).id;
}

/** Somebody who sees all companies asks to edit one. */
async function askForTarget(site: Site, me: Holder): Promise<string> {
  const role = await makeRole(site.db, { objects: { company: { view: 'all', edit: 'own' } }, areas: ['self.use'] });
  const asker = await makeUser(site.db, [role], []);
  const record = await makeTarget(site, me);
  const wish = { permission: 'company.edit', entity: 'company', record, reason: 'a sample' };
  const done = await perform(site.vault, asker.actor, 'accessRequest.ask', wish);
  if (done.outcome !== 'done') throw new Error(`no request: ${done.outcome}`);
  return (done.output as { id: string }).id;
}

async function makeRequest(site: Site, me: Holder): Promise<string> {
  const id = newId();
  await site.db.query(
    `insert into core.access_request (id, person, permission, reason, made_at) values ($1, $2, 'ledger.view', 'a sample', now())`,
    [id, me.id],
  );
  return id;
}

async function makeLook(site: Site, me: Holder): Promise<string> {
  const id = newId();
  await site.db.query(
    `insert into core.look (id, session, viewer, person, reason, started_at, until_at)
     values ($1, $2, $3, $4, 'a sample', now(), now() + interval '20 minutes')`,
    [id, newId(), await makeMember(site), me.id],
  );
  return id;
}

export function inAMonth(): string {
  return new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
}

const ofRecord: ActionSample['input'] = (_site, _me, id) => ({ entity: 'company', id });

/** By rights over the record, whoever it belongs to. */
const access: Readonly<Record<string, ActionSample>> = {
  'share.give': {
    make: makeTarget,
    input: async (site, _me, id) => ({
      entity: 'company',
      id,
      user: await makeMember(site),
      edit: true,
      until: inAMonth(),
    }),
    colleague: everybodys,
    entries: ['shared'],
  },
  'share.end': { make: makeShare, input: byId, colleague: everybodys, entries: ['share ended'] },
  'share.list': { make: makeTarget, input: ofRecord, colleague: everybodys },
  'share.own': {},
  'deputy.name': { input: async (site) => ({ deputy: await makeMember(site) }), entries: ['deputy named'] },
  'deputy.end': { make: makeDeputy, input: byId, colleague: everybodys, entries: ['deputy ended'] },
  'deputy.list': {},
  'access.why': {
    make: makeTarget,
    input: (_s, _m, id) => ({ entity: 'company', id, verb: 'edit' }),
    colleague: everybodys,
  },
  'access.whyUser': {
    make: makeTarget,
    input: (_s, me, id) => ({ user: me.id ?? newId(), entity: 'company', id, verb: 'view', field: 'name' }),
    colleague: everybodys,
  },
  'access.verbs': { make: makeTarget, input: ofRecord, colleague: everybodys },
  'access.holders': {},
  'access.holdersFile': {},
  'access.person': { make: makeMember, input: (_s, _m, id) => ({ user: id }), colleague: everybodys },
  'access.then': {
    make: makeMember,
    input: (_s, _m, id) => ({ user: id, at: new Date(Date.now() - 1).toISOString() }),
    colleague: everybodys,
  },
  'access.whyThen': {
    make: makeTarget,
    input: (_s, me, id) => ({
      user: me.id ?? newId(),
      entity: 'company',
      id,
      verb: 'view',
      at: new Date(Date.now() - 1).toISOString(),
    }),
    colleague: everybodys,
  },
  'access.who': { make: makeTarget, input: ofRecord, colleague: everybodys },
  'access.reach': { make: makeMember, input: (_s, _m, id) => ({ user: id }), colleague: everybodys },
  // Begun for real in test/looking.test.ts: a session that looks as somebody else can do nothing else.
  'viewAs.start': { input: () => ({ person: newId(), reason: 'a sample' }), outcome: 'invalid-input' },
  'viewAs.leave': { outcome: 'wrong-state' },
  'viewAs.stop': { make: makeLook, input: byId, entries: ['ended a look'] },
  'viewAs.list': {},
  'accessRequest.ask': {
    input: () => ({ permission: 'ledger.view', reason: 'a sample' }),
    outcome: 'wrong-state',
  },
  'accessRequest.list': {},
  'accessRequest.grant': {
    make: askForTarget,
    input: (_s, _m, id) => ({ id, until: inAMonth() }),
    colleague: everybodys,
    entries: ['shared', 'access request granted'],
  },
  'accessRequest.refuse': {
    make: askForTarget,
    input: (_s, _m, id) => ({ id, word: 'Not now' }),
    colleague: everybodys,
    entries: ['access request refused'],
  },
  'accessRequest.withdraw': {
    make: makeRequest,
    input: byId,
    entries: ['access request withdrawn'],
  },
  'reassign.preview': { make: makeMember, input: (_s, _m, id) => ({ user: id }), colleague: everybodys },
  'reassign.start': {
    make: makeMember,
    input: async (site, _m, id) => ({ user: id, to: await makeMember(site) }),
    colleague: everybodys,
    entries: ['job started'],
  },
};

/** An entry about what `me` did last. */
async function makeEntry(site: Site, me: Holder): Promise<string> {
  const requestId = newId();
  await perform(site.vault, me.actor, 'job.list', {}, { requestId });
  const { rows } = await site.db.query<{ id: string }>('select id from core.ledger where request = $1', [requestId]);
  return rows[0]!.id;
}

const anHour = (): object => ({
  from: new Date(Date.now() - 3_600_000).toISOString(),
  to: new Date().toISOString(),
  buckets: 12,
});

const receiverWish = { kind: 'webhook', label: 'Elsewhere', url: 'https://heads.example/secret-canary-of-a-receiver' };

async function makeReceiver(site: Site, me: Holder): Promise<string> {
  await site.db.query('delete from core.ledger_receiver');
  const done = await perform(site.vault, me.actor, 'ledger.addReceiver', receiverWish);
  if (done.outcome !== 'done') throw new Error(`no receiver: ${done.outcome}`);
  return (done.output as { id: string }).id;
}

const searchWish = { name: 'A sample', query: 'verb:edited', looks: false, shared: false, alert: null };

async function makeSearch(site: Site, me: Holder): Promise<string> {
  await site.db.query('delete from core.saved_search where owner = $1', [me.id]);
  const done = await perform(site.vault, me.actor, 'ledger.saveSearch', searchWish);
  if (done.outcome !== 'done') throw new Error(`no search: ${done.outcome}`);
  return (done.output as { id: string }).id;
}

async function makeExtract(site: Site, me: Holder): Promise<string> {
  const done = await perform(site.vault, me.actor, 'ledger.export', { format: 'csv', reason: 'a sample' });
  if (done.outcome !== 'done') throw new Error(`no extract: ${done.outcome}`);
  return (done.output as { id: string }).id;
}

const savedQuestion = {
  entity: 'company',
  by: 'status',
  measures: 'sum:annualRevenue',
  in: 'company',
  filter: { field: 'name', op: 'contains', value: 'a' },
  search: '',
  bin: false,
  order: '-count',
};
const savedWish = { name: 'A sample', help: 'For a test', question: savedQuestion };

async function makeSaved(site: Site, me: Holder): Promise<string> {
  const done = await perform(site.vault, me.actor, 'totals.save', savedWish);
  if (done.outcome !== 'done') throw new Error(`no saved totals: ${done.outcome}`);
  return (done.output as { id: string }).id;
}

async function makePutAway(site: Site, me: Holder): Promise<string> {
  const id = await makeSaved(site, me);
  const done = await perform(site.vault, me.actor, 'totals.putAway', { id });
  if (done.outcome !== 'done') throw new Error(`not put away: ${done.outcome}`);
  return id;
}

// What is not offered is one's own.
const savedTotals: Readonly<Record<string, ActionSample>> = {
  'totals.list': {},
  'totals.view': { make: makeSaved, input: byId },
  'totals.figures': { make: makeSaved, input: byId },
  'totals.save': { input: () => savedWish, entries: ['totals saved'] },
  'totals.change': {
    make: makeSaved,
    input: (_s, _m, id) => ({ id, version: 1, name: 'Another sample', question: { ...savedQuestion, by: 'industry' } }),
    entries: ['totals changed'],
  },
  'totals.putAway': { make: makeSaved, input: byId, entries: ['totals put away'] },
  'totals.bringBack': { make: makePutAway, input: byId, entries: ['totals brought back'] },
  'totals.remove': { make: makePutAway, input: byId, entries: ['totals deleted'] },
  'totals.openTo': { make: makeSaved, input: byId },
};

const subjectOf = (_site: Site, _me: Holder, id: string) => ({ entity: 'contact', id });

async function makeSubject(site: Site, me: Holder): Promise<string> {
  return plant(site.vault, site.db, entities.contact, sampleOf(entities.contact).values(`P${newId().slice(-8)}`), {
    owner: me.id,
  });
}

/** What was done to a subject for `me`; answers what that was about. */
async function doneTo(site: Site, me: Holder, action: string, more: object): Promise<Record<string, string>> {
  const id = await makeSubject(site, me);
  const done = await perform(site.vault, me.actor, action, { entity: 'contact', id, ...more });
  if (done.outcome !== 'done') throw new Error(`${action}: ${done.outcome}`);
  return { subject: id, ...(done.output as Record<string, string>) };
}

async function makeRestricted(site: Site, me: Holder): Promise<string> {
  return (await doneTo(site, me, 'privacy.restrict', { reason: 'a sample' }))['subject']!;
}

async function makeCopyOf(site: Site, me: Holder): Promise<string> {
  return (await doneTo(site, me, 'privacy.copy', {}))['id']!;
}

async function makeSubjectRequest(site: Site, me: Holder): Promise<string> {
  const wish = { kind: 'access', receivedOn: '2026-11-30' };
  return (await doneTo(site, me, 'privacy.ask', wish))['request']!;
}

const ledger: Readonly<Record<string, ActionSample>> = {
  'ledger.list': {},
  // Whoever may see everybody's ledger sees a colleague's entry.
  'ledger.entry': { make: makeEntry, input: byId, colleague: everybodys },
  'ledger.histogram': { input: anHour },
  'ledger.status': {},
  'ledger.retention': {},
  'ledger.setRetention': { input: () => ({ liveMonths: 12, keepMonths: null }), entries: ['retention set'] },
  'configuration.list': {},
  'privacy.find': { input: () => ({ q: 'sample' }) },
  'privacy.report': { make: makeSubject, input: subjectOf, colleague: everybodys },
  'privacy.copy': {
    make: makeSubject,
    input: subjectOf,
    colleague: everybodys,
    entries: ['stored', 'copy made for a person'],
  },
  'privacy.copyFile': { make: makeCopyOf, input: byId },
  'privacy.rectify': {
    make: makeSubject,
    input: (s, m, id) => ({ ...subjectOf(s, m, id), values: { jobTitle: 'Corrected' }, note: 'a sample' }),
    colleague: everybodys,
    entries: ['edited', 'rectified'],
  },
  'privacy.restrict': {
    make: makeSubject,
    input: (s, m, id) => ({ ...subjectOf(s, m, id), reason: 'a sample' }),
    colleague: everybodys,
    entries: ['restricted'],
  },
  'privacy.lift': {
    make: makeRestricted,
    input: subjectOf,
    colleague: everybodys,
    entries: ['restriction lifted'],
  },
  'privacy.requests': {},
  'privacy.uses': { make: makeSubject, input: subjectOf, colleague: everybodys },
  'privacy.setUse': {
    make: makeSubject,
    input: (s, m, id) => ({
      ...subjectOf(s, m, id),
      use: 'marketing',
      state: 'objected',
      since: '2026-11-30',
      how: 'a sample',
    }),
    colleague: everybodys,
    entries: ['use objected'],
  },
  'privacy.erasure': { make: makeSubject, input: subjectOf, colleague: everybodys },
  'privacy.erase': {
    make: makeSubject,
    input: (s, m, id) => ({ ...subjectOf(s, m, id), reason: 'a sample', quoted: [], count: 1 }),
    colleague: everybodys,
    entries: ['request of a person received', 'erasure began', 'job started'],
  },
  'privacy.erasures': { input: () => ({ record: '00000000-0000-7000-8000-00000000aaaa' }) },
  'privacy.ask': {
    make: makeSubject,
    input: (s, m, id) => ({ ...subjectOf(s, m, id), kind: 'access', receivedOn: '2026-11-30' }),
    colleague: everybodys,
    entries: ['request of a person received'],
  },
  'privacy.close': {
    make: makeSubjectRequest,
    input: (_s, _m, id) => ({ request: id, status: 'done', word: 'a sample' }),
    colleague: everybodys,
    entries: ['request of a person answered'],
  },
  'ledger.searches': {},
  'ledger.saveSearch': { input: () => searchWish, entries: ['search saved'] },
  // A search that is not shared is one's own.
  'ledger.changeSearch': {
    make: makeSearch,
    input: (_s, _m, id) => ({ id, ...searchWish }),
    entries: ['search changed'],
  },
  'ledger.removeSearch': { make: makeSearch, input: byId, entries: ['search removed'] },
  'ledger.export': {
    input: () => ({ format: 'csv', reason: 'a sample' }),
    entries: ['job started', 'ledger export asked'],
  },
  'ledger.exports': {},
  'ledger.exportFile': { make: makeExtract, input: byId, outcome: 'wrong-state' },
  'ledger.addReceiver': { input: () => receiverWish, entries: ['receiver added'] },
  // Where heads go is the tenant's affair, whoever said so.
  'ledger.removeReceiver': { make: makeReceiver, input: byId, colleague: everybodys, entries: ['receiver removed'] },
};

const exportInput = { entity: 'company', format: 'csv', columns: ['name'], reason: 'a sample' };

const exports: Readonly<Record<string, ActionSample>> = {
  'export.start': { input: () => exportInput, entries: ['job started', 'export asked'] },
  'export.totals': {
    input: () => ({ entity: 'company', by: 'status', measures: 'sum:annualRevenue', reason: 'For the sample' }),
    entries: ['totals exported'],
  },
  'export.check': { input: () => ({ entity: 'company' }) },
  'export.rules': {},
  'export.setRules': {
    input: () => ({ reason: 'always', dayRows: null, alertAbove: 1000 }),
    entries: ['export rules set'],
  },
  'notice.list': {},
  'notice.see': { input: () => ({ ids: [newId()] }), entries: ['notices seen'] },
  'export.list': {},
  'export.view': { make: makeExport, input: byId },
  'export.file': { make: makeExport, input: byId, outcome: 'wrong-state' },
  'export.remove': { make: makeCancelledExport, input: byId, entries: ['export removed'] },
};

export const actionSamples: Readonly<Record<string, ActionSample>> = {
  ...members,
  ...mail,
  ...work,
  ...pastSamples,
  ...binActions,
  ...imports,
  ...exports,
  ...access,
  ...shape,
  ...accessSamples,
  ...savedTotals,
  ...ledger,
};

/** Served by the web server itself. */
const edgeSamples: Readonly<Record<string, ActionSample>> = {
  'api.describe': { stranger: 'done' },
  'api.describeOAuth': { stranger: 'done' },
};

export function sampleOfAction(name: string): ActionSample {
  const all = { ...actionSamples, ...edgeSamples };
  const sample = Object.hasOwn(all, name) ? all[name] : undefined;
  if (sample === undefined) throw new Error(`${name} has no sample: give it one in test/samples/actions.ts`);
  return sample;
}
