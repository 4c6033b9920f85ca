// Every action that changes a security setting belongs to a class a second administrator can be asked for, or there is a reason why not: a new one without either fails here.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Action } from '../src/contract/action.ts';
import { type SecurityClass, securityClasses } from '../src/contract/security-change.ts';
import { entities } from '../src/features/entities.ts';
import { recordActions } from '../src/features/records/contract.ts';
import { performer } from './samples/engine.ts';

const takes = 'it takes away: what ends access is never made to wait';
const agreedBefore = 'what it lets act has been agreed to when it was saved or tried';
const restores = 'it puts back what was in force before';
const decides = 'it is the word of the second administrator itself';
const work = 'it is work with records, which rights of their own govern';
const shape = 'it says what is kept, not who sees it: roles say that, and it is undone';
const letters = 'it sends again or not what was to be sent; the server it goes by has a class of its own';

/** By names, or by their beginnings where they end with a dot. */
const reasons: Readonly<Record<string, string>> = {
  'factor.refuseRescue': takes,
  'member.deactivate': takes,
  'mail.test': letters,
  'mail.retry': letters,
  'mail.cancel': letters,
  'settings.edit': 'language, currency and zone; no right depends on them',
  'shape.': shape,
  'import.': work,
  'reassign.start': work,
  'past.': work,
  'privacy.': 'requests of people are answered under a right of their own, each on record with its reason',
  'viewAs.start': 'it changes nothing, asks for a reason, and is told to the person',
  'approval.': decides,
  'accessTest.add': 'it makes changes of roles harder, not easier',
  'key.narrow': takes,
  'key.disable': takes,
  'application.disable': takes,
  'application.revokeAll': takes,
  'network.confirm': agreedBefore,
  'network.endTrial': restores,
  'network.on': restores,
  'session.endAny': takes,
  'device.forgetOf': takes,
  'session.endAllOf': takes,
  'loss.reportFor': takes,
  'hold.set': 'it keeps: lifting it has a class of its own',
  'leak.start': 'it looks for leaks on made-up records',
  'ledger.export': 'entries leave as far as one sees them, each time on record; nothing is set',
};

/** What must be there whatever else is: the areas a policy asks about. */
const expected: Readonly<Record<SecurityClass, readonly string[]>> = {
  roles: ['role.create', 'role.edit', 'role.remove', 'accessTest.remove'],
  members: ['member.invite', 'member.link', 'member.reactivate', 'member.setRoles'],
  keys: ['key.create', 'key.change', 'key.rotate'],
  exports: ['export.setRules'],
  teams: ['team.create', 'team.edit', 'territory.create', 'user.assign'],
  shares: ['share.give', 'accessRequest.grant'],
  deputies: ['deputy.name'],
  applications: ['application.create', 'application.change', 'application.rotate'],
  mail: ['mail.setServer', 'mail.removeServer'],
  purge: ['bin.purge', 'bin.setPolicy', 'hold.lift'],
  factors: ['factor.setPolicy', 'factor.rescue'],
  signin: [
    'session.setPolicy',
    'guessing.set',
    'guessing.release',
    'guessing.lift',
    'securityPolicy.publish',
    'sign.setCompany',
    'loss.close',
  ],
  network: ['network.save', 'network.try'],
  ledger: ['ledger.setRetention', 'ledger.addReceiver', 'ledger.removeReceiver'],
  policy: ['approval.setPolicy'],
};

/** What changes who gets in, and by what, needs a fresh proof too. */
const proved = [
  ...['factor.setPolicy', 'factor.rescue', 'member.link', 'member.setRoles', 'mail.setServer', 'approval.setPolicy'],
  ...['network.save', 'network.try', 'network.on', 'key.create', 'key.change', 'key.rotate'],
  ...['application.create', 'application.change', 'application.rotate', 'session.setPolicy', 'guessing.set'],
  ...['securityPolicy.publish', 'sign.setCompany', 'preset.apply'],
];

const handlers = [...performer.handlers.values()];
const ofRecords = new Set(
  Object.values(entities).flatMap((e) => Object.values(recordActions(e)).map((a: Action) => a.name)),
);
const governs = /^(admin|network|ledger|access)\.|^tool\.(import|empty-bin|time-machine)$/;

const reasonOf = (name: string): string | undefined => reasons[name] ?? reasons[`${name.slice(0, name.indexOf('.'))}.`];

describe('every action that changes a security setting', () => {
  const changing = handlers.filter(({ action: { reads, access, name } }) => {
    return !reads && 'may' in access && governs.test(access.may) && !ofRecords.has(name);
  });

  test('belongs to a class, or has a reason why it never waits', () => {
    assert.ok(changing.length > 60, `only ${changing.length}`);
    const without = changing.filter((h) => h.secured === undefined).map((h) => h.action.name);
    assert.deepEqual(
      without.filter((name) => reasonOf(name) === undefined),
      [],
    );
    const names = new Set(without);
    const idle = Object.keys(reasons).filter((key) =>
      key.endsWith('.') ? ![...names].some((name) => name.startsWith(key)) : !names.has(key),
    );
    assert.deepEqual(idle, [], 'a reason nothing needs any more');
  });

  for (const [of, names] of Object.entries(expected))
    test(`of the class ${of}: ${securityClasses[of as SecurityClass]}`, () => {
      const found = handlers.filter((h) => h.action.security === of).map((h) => h.action.name);
      assert.deepEqual(
        names.filter((name) => !found.includes(name)),
        [],
      );
    });

  test('and what changes who gets in, and by what, needs a fresh proof of who asks', () => {
    const actions = new Map(handlers.map((h) => [h.action.name, h.action]));
    assert.deepEqual(
      proved.filter((name) => actions.get(name)?.stepUp !== true),
      [],
    );
  });
});
