// Every function of every desk a feature may hold in its hands refuses whoever has no right to it by itself, whatever action asks: a new one fails
// until it stands here, with how it refuses or the reason why there is nothing to refuse.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { company } from '../src/features/companies/contract.ts';
import { entities } from '../src/features/entities.ts';
import { Problem } from '../src/contract/problem.ts';
import { areaNames } from '../src/contract/right-names.ts';
import { secretHash } from '../src/core/access/key-secret.ts';
import { now } from '../src/core/clock.ts';
import { newId } from '../src/core/ids.ts';
import type { Actor } from '../src/core/principal.ts';
import type { Tx } from '../src/core/tx.ts';
import type { Vault } from '../src/core/vault.ts';
import { newTenant, superuserIn } from './harness/cluster.ts';
import { type Person, cheapIdentity, firstOwner, member, roleIds } from './harness/people.ts';
import { performer } from './samples/engine.ts';
import { plant, sampleOf } from './samples/records.ts';

let vault: Vault;
let db: Awaited<ReturnType<typeof superuserIn>>;
let owner: Person;
/** has an account and a role, and the role gives nothing */
let nobody: Person;
/** sees every record, changes none and looks after nothing */
let reader: Person;
let them: { readonly entity: string; readonly id: string };
/** a key of the owner that holds every right a key may hold */
let program: Actor;

before(async () => {
  cheapIdentity();
  vault = await newTenant('desks');
  db = await superuserIn(vault);
  owner = await firstOwner(vault);
  nobody = await withRole({ areas: ['self.use'], objects: {} });
  reader = await member(vault, owner, 'Rita Reader', [roleIds.readOnly]);
  const acme = await performer.door.open(vault, owner.actor, purpose, (tx) =>
    tx.records.create(company, { name: 'Acme' }),
  );
  them = { entity: 'company', id: acme.id };
  const areas = Object.keys(areaNames);
  const grants = { areas, objects: {} };
  const ends = new Date(now().getTime() + 86_400_000).toISOString();
  const wish = { name: 'Robot', grants, addresses: [], rate: 600, expiresAt: ends };
  const { secret } = await performer.door.open(vault, owner.actor, purpose, (tx) => tx.keys.create(wish));
  program = { kind: 'key', tokenHash: secretHash(secret)!, address: null };
});

async function withRole(grants: object): Promise<Person> {
  const role = newId();
  await db.query(`insert into core.role (id, key, name, help, grants) values ($1, $2, $3, '', $4)`, [
    role,
    `role-${role}`,
    `Role ${role}`,
    JSON.stringify(grants),
  ]);
  return member(vault, owner, `Somebody ${role}`, [role]);
}

type Ask = (tx: Tx) => Promise<unknown>;

const purpose = { action: 'test', reads: false, requestId: null, address: null };

async function outcome(actor: Actor, ask: Ask): Promise<string> {
  try {
    await performer.door.open(vault, actor, purpose, async (tx) => {
      await ask(tx);
      // Nothing of it stays.
      throw new Problem('unavailable');
    });
    return 'done';
  } catch (error) {
    if (!(error instanceof Problem)) return `fails: ${String(error)}`;
    return error.code === 'unavailable' ? 'done' : error.code;
  }
}

/** Names of all functions, a desk within a desk too: `identity.factors.remove`. */
function functionsOf(value: object, name: string): string[] {
  return Object.entries(value).flatMap(([key, part]) => {
    const at = name === '' ? key : `${name}.${key}`;
    if (typeof part === 'function') return [at];
    return typeof part === 'object' && part !== null ? functionsOf(part as object, at) : [];
  });
}

const id = newId();
const then = '2026-11-30T12:00:00.000Z';
const none = {} as never;
const from = { address: '192.0.2.7', doubt: false };

/** Refused for want of a right. */
const byRight: Readonly<Record<string, Ask>> = {
  'access.share': (tx) => tx.access.share('company', id, none),
  'access.nameDeputy': (tx) => tx.access.nameDeputy({ user: owner.id, deputy: nobody.id }),
  'access.whyUser': (tx) => tx.access.whyUser(owner.id, none),
  'access.whoSees': (tx) => tx.access.whoSees('company', id),
  'access.whyVerbs': (tx) => tx.access.whyVerbs('company', id, owner.id),
  'access.holders': (tx) => tx.access.holders(),
  'access.ofPerson': (tx) => tx.access.ofPerson(owner.id),
  'access.heldThen': (tx) => tx.access.heldThen(owner.id, then),
  'access.whyThen': (tx) => tx.access.whyThen(owner.id, none, then),
  'access.reach': (tx) => tx.access.reach(owner.id),
  'accessTests.list': (tx) => tx.accessTests.list(),
  'accessTests.add': (tx) => tx.accessTests.add(none),
  'accessTests.remove': (tx) => tx.accessTests.remove(id),
  'applications.list': (tx) => tx.applications.list(),
  'applications.view': (tx) => tx.applications.view(id),
  'applications.create': (tx) => tx.applications.create(none),
  'applications.change': (tx) => tx.applications.change(id, 1, {}),
  'applications.rotate': (tx) => tx.applications.rotate(id, 1),
  'applications.disable': (tx) => tx.applications.disable(id),
  'applications.connectionsOf': (tx) => tx.applications.connectionsOf(id),
  'applications.revokeAll': (tx) => tx.applications.revokeAll(id),
  'bin.purgePart': (tx) => tx.bin.purgePart({}, null, 10),
  'bin.setPolicy': (tx) => tx.bin.setPolicy(none),
  'configuration.list': (tx) => tx.configuration.list({}, { limit: 10 }),
  'devices.listOf': (tx) => tx.devices.listOf(owner.id),
  'devices.forgetOf': (tx) => tx.devices.forgetOf(owner.id, id),
  'erasure.look': (tx) => tx.erasure.look(them),
  'erasure.begin': (tx) => tx.erasure.begin(them, none),
  'erasure.takeOwn': (tx) => tx.erasure.takeOwn(them, 10),
  'erasure.cut': (tx) => tx.erasure.cut(them, 10),
  'erasure.unquote': (tx) => tx.erasure.unquote(them, [], null, 10),
  'erasure.wipeFile': (tx) => tx.erasure.wipeFile(them, [], null, []),
  'erasure.end': (tx) => tx.erasure.end(them, none),
  'erasure.state': (tx) => tx.erasure.state(id),
  'exportRules.set': (tx) => tx.exportRules.set(none),
  'exports.count': (tx) => tx.exports.count(company, {}),
  'exports.ids': (tx) => tx.exports.ids(company, {}, 10),
  'exports.rows': (tx) => tx.exports.rows(company, [], ['name']),
  'exports.group': (tx) => tx.exports.group(company, [], [], {}),
  'extracts.sign': (tx) => tx.extracts.sign(none),
  'files.wipeQuoting': (tx) => tx.files.wipeQuoting({ texts: [], together: [], record: id }, null, []),
  'guessing.setPolicy': (tx) => tx.guessing.setPolicy(none),
  'guessing.blocked': (tx) => tx.guessing.blocked(),
  'guessing.release': (tx) => tx.guessing.release(owner.id),
  'guessing.lift': (tx) => tx.guessing.lift('192.0.2.7'),
  'guessing.policy': (tx) => tx.guessing.policy(),
  'holds.list': (tx) => tx.holds.list(),
  'holds.count': (tx) => tx.holds.count(none),
  'holds.set': (tx) => tx.holds.set(none),
  'holds.lift': (tx) => tx.holds.lift(id, 'over'),
  'identity.deactivate': (tx) => tx.identity.deactivate(nobody.id),
  'identity.factors.policy': (tx) => tx.identity.factors.policy(),
  'identity.factors.refuseRescue': (tx) => tx.identity.factors.refuseRescue(id),
  'identity.factors.rescueMember': (tx) => tx.identity.factors.rescueMember(nobody.id),
  'identity.factors.rescues': (tx) => tx.identity.factors.rescues(),
  'identity.factors.setPolicy': (tx) => tx.identity.factors.setPolicy(none),
  'identity.invite': (tx) => tx.identity.invite({ name: 'X', email: 'x@y.example', roles: [], teams: [] }),
  'identity.passwordPolicy': (tx) => tx.identity.passwordPolicy(),
  'identity.reactivate': (tx) => tx.identity.reactivate(nobody.id),
  'identity.resetLink': (tx) => tx.identity.resetLink(nobody.id),
  'identity.roleChange': (tx) => tx.identity.roleChange(nobody.id, []),
  'identity.roles': (tx) => tx.identity.roles(),
  'identity.rolesOf': (tx) => tx.identity.rolesOf(owner.id),
  'identity.setPasswordPolicy': (tx) => tx.identity.setPasswordPolicy(none),
  'identity.setRoles': (tx) => tx.identity.setRoles(nobody.id, []),
  'keys.list': (tx) => tx.keys.list(),
  'keys.view': (tx) => tx.keys.view(id),
  'keys.create': (tx) => tx.keys.create(none),
  'keys.change': (tx) => tx.keys.change(id, {}),
  'keys.rotate': (tx) => tx.keys.rotate(id, 1),
  'keys.narrow': (tx) => tx.keys.narrow(id),
  'keys.disable': (tx) => tx.keys.disable(id),
  'leaks.configuration': (tx) => tx.leaks.configuration(),
  'leaks.roles': (tx) => tx.leaks.roles(),
  'leaks.keep': (tx) => tx.leaks.keep(true, {}),
  'leaks.results': (tx) => tx.leaks.results(10),
  'leaving.left': (tx) => tx.leaving.left(owner.id),
  'leaving.takeOver': (tx) => tx.leaving.takeOver(owner.id, nobody.id),
  'leaving.erase': (tx) => tx.leaving.erase(owner.id, none),
  'leaving.replaceNext': (tx) => tx.leaving.replaceNext(owner.id, null),
  'leaving.wipeNextFile': (tx) => tx.leaving.wipeNextFile(owner.id, null),
  'leaving.finish': (tx) => tx.leaving.finish(owner.id),
  'leaving.erasedPeople': (tx) => tx.leaving.erasedPeople(),
  'ledger.addReceiver': (tx) => tx.ledger.addReceiver(none),
  'ledger.removeReceiver': (tx) => tx.ledger.removeReceiver(id),
  'ledger.retention': (tx) => tx.ledger.retention(),
  'ledger.setRetention': (tx) => tx.ledger.setRetention({ liveMonths: 12, keepMonths: null }),
  'ledger.status': (tx) => tx.ledger.status(),
  'looks.start': (tx) => tx.looks.start(owner.id, 'to see'),
  'looks.list': (tx) => tx.looks.list(owner.id),
  'losses.close': (tx) => tx.losses.close(id, true),
  'losses.list': (tx) => tx.losses.list(),
  'losses.reportFor': (tx) => tx.losses.reportFor(owner.id, 'device', ''),
  'mail.setup': (tx) => tx.mail.setup(),
  'mail.setServer': (tx) => tx.mail.setServer({ host: 'mail.example', senderName: 'X' } as never),
  'mail.removeServer': (tx) => tx.mail.removeServer(),
  'mail.test': (tx) => tx.mail.test('x@y.example'),
  'mail.list': (tx) => tx.mail.list({ limit: 10 }),
  'mail.view': (tx) => tx.mail.view(id),
  'mail.retry': (tx) => tx.mail.retry(id),
  'mail.cancel': (tx) => tx.mail.cancel(id),
  'network.view': (tx) => tx.network.view(),
  'network.check': (tx) => tx.network.check('192.0.2.7', {}, null),
  'network.tryRun': (tx) => tx.network.tryRun(none, from),
  'network.save': (tx) => tx.network.save(none, from),
  'network.startTrial': (tx) => tx.network.startTrial(none, 10, from),
  'network.confirmTrial': (tx) => tx.network.confirmTrial(from),
  'network.endTrial': (tx) => tx.network.endTrial(),
  'network.switchOn': (tx) => tx.network.switchOn(from),
  'past.reach': (tx) => tx.past.reach(),
  'past.model': (tx) => tx.past.model(then),
  'past.list': (tx) => tx.past.list('company', then, {}),
  'past.totals': (tx) => tx.past.totals(then),
  'past.view': (tx) => tx.past.view('company', id, then),
  'past.group': (tx) => tx.past.group('company', then, [], [], {}),
  'past.difference': (tx) => tx.past.difference('company', then),
  'past.configuration': (tx) => tx.past.configuration(then),
  'past.restoreConfiguration': (tx) => tx.past.restoreConfiguration(then, none),
  'past.classes': (tx) => tx.past.classes(then, none),
  'past.preview': (tx) => tx.past.preview('company', then, none),
  'past.restore': (tx) => tx.past.restore('company', then, [id], []),
  'past.differing': (tx) => tx.past.differing('company', then, none, 'edit' as never, '', 10),
  'past.restoreField': (tx) => tx.past.restoreField(then, id),
  'past.lostValues': (tx) => tx.past.lostValues(then, none),
  'pending.setPolicy': (tx) => tx.pending.setPolicy({ classes: [], delayHours: 0, expiresDays: 1 }),
  'policyText.publish': (tx) => tx.policyText.publish({ after: 0, text: 'Mine', asks: true, changed: '' }),
  'policyText.versions': (tx) => tx.policyText.versions(),
  'policyText.acknowledgements': (tx) => tx.policyText.acknowledgements(),
  'prints.ids': (tx) => tx.prints.ids(company, {}, 10),
  'prints.rows': (tx) => tx.prints.rows(company, [], ['name']),
  'records.list': (tx) => tx.records.list(company, {}),
  'records.view': (tx) => tx.records.view(company, id),
  // What is wrong with the values is no affair of whoever may not create.
  'records.create': (tx) => tx.records.create(company, { name: 'X', noSuchField: 1 } as never),
  'records.edit': (tx) => tx.records.edit(company, id, { name: 'X' }),
  'records.change': (tx) => tx.records.change(company, id, {}, 'assign'),
  'records.archive': (tx) => tx.records.archive(company, id),
  'records.restore': (tx) => tx.records.restore(company, id),
  'records.purge': (tx) => tx.records.purge(company, id),
  'records.merge': (tx) => tx.records.merge(company, id, { other: newId(), take: [], unite: [] }),
  'records.mergedInto': (tx) => tx.records.mergedInto(company, id),
  'records.reveal': (tx) => tx.records.reveal(company, id, 'taxNumber', 'to know'),
  'records.history': (tx) => tx.records.history(company, id),
  'records.group': (tx) => tx.records.group(company, [], [], {}),
  'region.edit': (tx) => tx.region.edit({}),
  'roles.list': (tx) => tx.roles.list(),
  'roles.view': (tx) => tx.roles.view(id),
  'roles.create': (tx) => tx.roles.create(none, null),
  'roles.edit': (tx) => tx.roles.edit(id, 1, {}, null),
  'roles.remove': (tx) => tx.roles.remove(id, null),
  'roles.whatIf': (tx) => tx.roles.whatIf(id, {}),
  'roles.tryRule': (tx) => tx.roles.tryRule(none),
  'savedTotals.save': (tx) => tx.savedTotals.save(none),
  'searches.save': (tx) => tx.searches.save({ name: 'X', query: '', looks: {}, shared: true, alert: null } as never),
  'sessions.policy': (tx) => tx.sessions.policy(),
  'sessions.setPolicy': (tx) => tx.sessions.setPolicy(none),
  'sessions.all': (tx) => tx.sessions.all(),
  'sessions.end': (tx) => tx.sessions.end(id),
  'sessions.endAllOf': (tx) => tx.sessions.endAllOf(owner.id),
  'shape.read': (tx) => tx.shape.read(),
  'shape.objects': (tx) => tx.shape.objects(),
  'shape.object': (tx) => tx.shape.object('company'),
  'shape.filled': (tx) => tx.shape.filled('company'),
  'shape.checkFormula': (tx) => tx.shape.checkFormula('company', '1'),
  'shape.addField': (tx) => tx.shape.addField('company', 'text', none),
  'shape.editField': (tx) => tx.shape.editField(id, {}),
  'shape.retireField': (tx) => tx.shape.retireField(id),
  'shape.reviveField': (tx) => tx.shape.reviveField(id),
  'shape.retypeField': (tx) => tx.shape.retypeField(id, 'text', {}, { dryRun: false, emptyUnfit: false }),
  'shape.purgeField': (tx) => tx.shape.purgeField(id),
  'shape.useOfField': (tx) => tx.shape.useOfField(id),
  'shape.addObject': (tx) => tx.shape.addObject(none),
  'shape.editObject': (tx) => tx.shape.editObject(id, {}),
  'shape.retireObject': (tx) => tx.shape.retireObject(id),
  'shape.reviveObject': (tx) => tx.shape.reviveObject(id),
  'signs.setCompany': (tx) => tx.signs.setCompany(null),
  'subjects.restrict': (tx) => tx.subjects.restrict(them, 'asked'),
  'subjects.lift': (tx) => tx.subjects.lift(them),
  'subjects.restrictions': (tx) => tx.subjects.restrictions(),
  'subjects.recipients': (tx) => tx.subjects.recipients(them),
  'subjects.requests': (tx) => tx.subjects.requests(),
  'subjects.ask': (tx) => tx.subjects.ask(none),
  'subjects.close': (tx) => tx.subjects.close(id, 'done', ''),
  'uses.set': (tx) => tx.uses.set(them, none),
};

/** Only the product itself asks this: the owner is refused too. */
const ofTheProduct: Readonly<Record<string, Ask>> = {
  'bin.expire': (tx) => tx.bin.expire(10),
  'bin.isDue': (tx) => tx.bin.isDue(),
  'bin.looked': (tx) => tx.bin.looked(),
  'bin.forgetDue': (tx) => tx.bin.forgetDue(10),
  'bin.forgotten': (tx) => tx.bin.forgotten([id]),
  'files.wipe': (tx) => tx.files.wipe(),
  'guessing.tellBlocked': (tx) => tx.guessing.tellBlocked(owner.id),
  'holds.heldOf': (tx) => tx.holds.heldOf('company', [id]),
  'hostActs.note': (tx) => tx.hostActs.note([]),
  'identity.factors.consoleRescue': (tx) => tx.identity.factors.consoleRescue(owner.email, 'root', { run: '', ms: 0 }),
  'identity.firstOwnerLink': (tx) => tx.identity.firstOwnerLink(),
  'kept.wipe': (tx) => tx.kept.wipe(),
  'ledger.keepArchive': (tx) => tx.ledger.keepArchive(none),
  'ledger.endArchive': (tx) => tx.ledger.endArchive('2026-11', { from: id, to: id }),
  'ledger.keepCheck': (tx) => tx.ledger.keepCheck(none),
  'mail.finish': (tx) => tx.mail.finish(id, 'sent', ''),
  'mail.hold': (tx) => tx.mail.hold('no'),
  'mail.wipe': (tx) => tx.mail.wipe(),
  'network.switchOff': (tx) => tx.network.switchOff(),
  'notices.wipe': (tx) => tx.notices.wipe(),
  'pending.end': (tx) => tx.pending.end(id, 'failed', ''),
  'reminders.remind': (tx) => tx.reminders.remind(10),
  'searches.raise': (tx) => tx.searches.raise(id, 1),
  'sessions.tellDistant': (tx) => tx.sessions.tellDistant(owner.id, ['192.0.2.7']),
  'subjects.remind': (tx) => tx.subjects.remind(),
};

/** What people do in person: a program is refused whatever rights it holds. */
const inPerson: Readonly<Record<string, Ask>> = {
  'applications.allow': (tx) => tx.applications.allow(none, 1),
  'applications.change': (tx) => tx.applications.change(id, 1, {}),
  'applications.create': (tx) => tx.applications.create(none),
  'applications.disable': (tx) => tx.applications.disable(id),
  'applications.question': (tx) => tx.applications.question(none),
  'applications.revoke': (tx) => tx.applications.revoke(id),
  'applications.revokeAll': (tx) => tx.applications.revokeAll(id),
  'applications.rotate': (tx) => tx.applications.rotate(id, 1),
  'devices.forgetOthers': (tx) => tx.devices.forgetOthers(),
  'devices.list': (tx) => tx.devices.list(),
  'identity.endOtherSessions': (tx) => tx.identity.endOtherSessions(),
  'identity.endSession': (tx) => tx.identity.endSession(owner.session.id),
  'identity.factors.beginPasskey': (tx) => tx.identity.factors.beginPasskey(),
  'identity.factors.beginTotp': (tx) => tx.identity.factors.beginTotp(),
  'identity.factors.list': (tx) => tx.identity.factors.list(),
  'identity.factors.newRecoveryCodes': (tx) => tx.identity.factors.newRecoveryCodes(),
  'identity.factors.options': (tx) => tx.identity.factors.options(),
  'identity.factors.remove': (tx) => tx.identity.factors.remove(id),
  'identity.ownPassword': (tx) => tx.identity.ownPassword(),
  'identity.rename': (tx) => tx.identity.rename('Robot'),
  'identity.sessions': (tx) => tx.identity.sessions(),
  'identity.setOwnRegion': (tx) => tx.identity.setOwnRegion({ locale: 'fi', timeZone: null }),
  'identity.signIns': (tx) => tx.identity.signIns(),
  'identity.signOut': (tx) => tx.identity.signOut(),
  'keys.change': (tx) => tx.keys.change(id, {}),
  'keys.create': (tx) => tx.keys.create(none),
  'keys.narrow': (tx) => tx.keys.narrow(id),
  'keys.rotate': (tx) => tx.keys.rotate(id, 1),
  'looks.start': (tx) => tx.looks.start(nobody.id, 'to see'),
  'policyText.acknowledge': (tx) => tx.policyText.acknowledge(1),
  'requests.ask': (tx) => tx.requests.ask(none),
  'savedTotals.save': (tx) => tx.savedTotals.save(none),
};

/** Nothing is refused for want of a right, and why not. */
const open: Readonly<Record<string, readonly string[]>> = {
  'one’s own, and nobody else’s': [
    'access.deputies',
    'access.endDeputy',
    'access.ownShares',
    'access.why',
    'applications.mine',
    'applications.revoke',
    'devices.forget',
    'devices.forgetOthers',
    'devices.list',
    'devices.rename',
    'exportRules.giveBack',
    'exportRules.take',
    'exportRules.taken',
    'files.adopt',
    'files.read',
    'files.remove',
    'files.store',
    'idempotency.ask',
    'idempotency.keep',
    'identity.endOtherSessions',
    'identity.endSession',
    'identity.factors.beginPasskey',
    'identity.factors.beginTotp',
    'identity.factors.confirmTotp',
    'identity.factors.list',
    'identity.factors.newRecoveryCodes',
    'identity.factors.options',
    'identity.factors.remove',
    'identity.ownPassword',
    'identity.rename',
    'identity.self',
    'identity.setOwnRegion',
    'identity.sessions',
    'identity.signIns',
    'identity.signOut',
    'jobs.cancel',
    'jobs.list',
    'jobs.save',
    'jobs.start',
    'jobs.view',
    'kept.find',
    'kept.get',
    'kept.list',
    'kept.put',
    'kept.remove',
    'looks.leave',
    'looks.stop',
    'losses.report',
    'notices.list',
    'notices.see',
    'pending.ask',
    'pending.begin',
    'pending.cancel',
    'pending.check',
    'pending.renew',
    'policyText.acknowledge',
    'policyText.own',
    'requests.ask',
    'requests.withdraw',
    'sessions.time',
    'signs.own',
    'signs.setOwn',
    'tips.bringBack',
    'tips.putAway',
    'tips.seen',
  ],
  'what one may see, of each record by itself': [
    'bin.countPurge',
    'bin.list',
    'bin.purge',
    'bin.restore',
    'bin.tree',
    'exports.fields',
    'ledger.details',
    'ledger.entry',
    'ledger.histogram',
    'ledger.list',
    'operations.list',
    'pending.list',
    'prints.fields',
    'readable',
    'records.archiveMany',
    'records.find',
    'records.findByKey',
    'records.purgeMany',
    'records.restoreMany',
    'records.writeMany',
    'requests.list',
    'savedTotals.list',
    'searches.list',
  ],
  'the right is that of what it is about, and what one may not see is not found': [
    'access.endShare',
    'access.sharesOf',
    'operations.classes',
    'operations.look',
    'operations.preview',
    'operations.undo',
    'operations.undoPart',
    'pending.approve',
    'pending.refuse',
    'pending.view',
    'requests.grant',
    'requests.refuse',
    'savedTotals.ask',
    'savedTotals.bringBack',
    'savedTotals.change',
    'savedTotals.openTo',
    'savedTotals.putAway',
    'savedTotals.remove',
    'savedTotals.view',
    'searches.change',
    'searches.remove',
    'uses.of',
  ],
  'acts on what was proved, by a secret or a question that was answered': [
    'applications.allow',
    'applications.exchange',
    'applications.question',
    'applications.revokeToken',
    'identity.changePassword',
    'identity.consumeLink',
    'identity.factors.addPasskey',
    'identity.factors.finishSignIn',
    'identity.factors.signInChallenge',
    'identity.factors.startByPasskey',
    'identity.factors.stepUp',
    'identity.notMe',
    'identity.passwordByLink',
    'identity.readLink',
    'identity.startSession',
  ],
  'a step of what the product does, which asks for the right before it': [
    'emit',
    'guessing.nameOf',
    'idempotency.wipe',
    'identity.roleNames',
    'losses.nameOf',
    'mail.send',
    'network.describe',
    'note',
    'notices.tell',
    'uses.refusedSince',
  ],
  'everybody is told': [
    'bin.policy',
    'exportRules.read',
    'identity.savingDiscouraged',
    'mail.isReady',
    'pending.policy',
    'policyText.people',
    'signs.company',
    'signs.ofBrowser',
  ],
};

/** What somebody may who sees the records. */
const toRead = new Set([
  'records.list',
  'records.view',
  'records.history',
  'records.group',
  'records.mergedInto',
  'savedTotals.save',
]);

describe('every desk', () => {
  test('is known here, function by function', async () => {
    const there = await performer.door.open(vault, owner.actor, purpose, async (tx) => {
      const { me: _, tenant: __, catalog: ___, query: ____, ...desks } = tx;
      return functionsOf(desks, '');
    });
    const known = [...Object.keys(byRight), ...Object.keys(ofTheProduct), ...Object.values(open).flat()];
    assert.deepEqual(known.toSorted(), there.toSorted());
  });

  for (const [name, ask] of Object.entries(byRight))
    test(`${name} refuses whoever has no right`, async () => {
      assert.equal(await outcome(nobody.actor, ask), 'not-allowed');
      if (!toRead.has(name)) assert.equal(await outcome(reader.actor, ask), 'not-allowed', 'to whoever reads records');
    });

  test('the past of an object is asked for by nobody who sees none of it today', async () => {
    const historian = await withRole({ areas: ['self.use', 'tool.time-machine'], objects: { tag: { view: 'all' } } });
    const at = now().toISOString();
    const asks: Readonly<Record<string, Ask>> = {
      list: (tx) => tx.past.list('company', at, {}),
      view: (tx) => tx.past.view('company', id, at),
      group: (tx) => tx.past.group('company', at, [], [], {}),
      difference: (tx) => tx.past.difference('company', at),
      preview: (tx) => tx.past.preview('company', at, none),
      restore: (tx) => tx.past.restore('company', at, [id], []),
      differing: (tx) => tx.past.differing('company', at, none, 'edit' as never, '', 10),
    };
    for (const [name, ask] of Object.entries(asks))
      assert.equal(await outcome(historian.actor, ask), 'not-allowed', name);
  });

  test('the past of an object is listed and reckoned by nobody who has not its menu', async () => {
    const grants = { areas: ['self.use', 'tool.time-machine'], objects: { company: { view: 'all' } } };
    const without = await withRole({ ...grants, without: ['menu.company'] });
    const withMenu = await withRole(grants);
    const at = now().toISOString();
    const asks: Ask[] = [(tx) => tx.past.list('company', at, {}), (tx) => tx.past.group('company', at, [], [], {})];
    for (const ask of asks) {
      assert.equal(await outcome(withMenu.actor, ask), 'done');
      assert.equal(await outcome(without.actor, ask), 'not-allowed');
    }
  });

  test('records.merge refuses whoever has one of the two rights it takes', async () => {
    for (const verb of ['merge', 'edit']) {
      const half = await withRole({ areas: ['self.use'], objects: { company: { view: 'all', [verb]: 'all' } } });
      assert.equal(await outcome(half.actor, byRight['records.merge']!), 'not-allowed', verb);
    }
  });

  test('records.create tells nobody who may not add a part how it stands with its whole', async () => {
    const whole = await plant(vault, db, entities.deal, sampleOf(entities.deal).values('Whole'), { owner: owner.id });
    const add: Ask = (tx) => tx.records.create(entities.dealLine, { deal: whole });
    assert.equal(await outcome(reader.actor, add), 'not-allowed');
  });

  test('leaving.erase is done by somebody else', async () => {
    assert.equal(await outcome(owner.actor, (tx) => tx.leaving.erase(owner.id, none)), 'not-allowed');
  });

  test('erasure.look takes nobody with an account for a record', async () => {
    const look = (entity: string, about: string) =>
      outcome(owner.actor, (tx) => tx.erasure.look({ entity, id: about }));
    assert.equal(await look('user', nobody.id), 'wrong-state');
    // Nor settings, which are about nobody, were they there or not.
    assert.equal(await look('team', newId()), 'wrong-state');
  });

  for (const [name, ask] of Object.entries(ofTheProduct))
    test(`${name} is asked by nobody but the product`, async () => {
      assert.equal(await outcome(owner.actor, ask), 'not-allowed');
    });

  for (const [name, ask] of Object.entries(inPerson))
    test(`${name} is done in person`, async () => {
      assert.ok(['not-allowed', 'not-signed-in'].includes(await outcome(program, ask)));
    });
});
