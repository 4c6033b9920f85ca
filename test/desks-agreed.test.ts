// What the policy wants a second administrator to agree to is refused by the desks themselves, whatever action asks: each of these is done while the
// policy asks for nothing, and refused to the same person once it does.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { usualGuessing } from '../src/contract/guessing-policy.ts';
import { usualPasswords } from '../src/contract/password-policy.ts';
import { Problem } from '../src/contract/problem.ts';
import { type SecurityClass, securityClasses } from '../src/contract/security-change.ts';
import { usualSessions } from '../src/contract/session-policy.ts';
import { now } from '../src/core/clock.ts';
import type { PgConnection } from '../src/core/pg.ts';
import type { Tx } from '../src/core/tx.ts';
import type { Vault } from '../src/core/vault.ts';
import { company } from '../src/features/companies/contract.ts';
import { team, user } from '../src/features/members/contract.ts';
import { newTenant, superuserIn } from './harness/cluster.ts';
import { type Person, cheapIdentity, firstOwner, member, roleIds } from './harness/people.ts';
import { performer } from './samples/engine.ts';

let vault: Vault;
let db: PgConnection;
let owner: Person;
let rep: Person;
let gone: Person;
let north: string;
let south: string;
let acme: string;
let binned: string;

const purpose = { action: 'test', reads: false, requestId: null, address: null };
const server = { host: 'mail.example', port: 465, security: 'tls', username: null, authority: null };
const sender = { sender: 'crm@mail.example', senderName: 'CRM' };

const open = <T>(ask: (tx: Tx) => Promise<T>): Promise<T> => performer.door.open(vault, owner.actor, purpose, ask);

before(async () => {
  cheapIdentity();
  vault = await newTenant('agreed');
  db = await superuserIn(vault);
  owner = await firstOwner(vault);
  rep = await member(vault, owner, 'Rosa Rep', [roleIds.sales]);
  gone = await member(vault, owner, 'Gert Gone', [roleIds.sales]);
  await open((tx) => tx.identity.deactivate(gone.id));
  const make = async (work: (tx: Tx) => Promise<{ readonly id: string }>): Promise<string> => (await open(work)).id;
  north = await make((tx) => tx.records.create(team, { name: 'North' }));
  south = await make((tx) => tx.records.create(team, { name: 'South' }));
  await open((tx) => tx.records.archive(team, south));
  acme = await make((tx) => tx.records.create(company, { name: 'Acme' }));
  binned = await make((tx) => tx.records.create(company, { name: 'Binned' }));
  await open((tx) => tx.records.archive(company, binned));
  await open((tx) => tx.mail.setServer({ ...server, ...sender } as never));
});

/** How it ends; nothing of it stays. */
async function outcome(classes: readonly SecurityClass[], ask: (tx: Tx) => Promise<unknown>): Promise<string> {
  await db.query('update core.approval_policy set classes = $1', [classes]);
  try {
    await open(async (tx) => {
      await ask(tx);
      throw new Problem('unavailable');
    });
    return 'done';
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return error.code === 'unavailable' ? 'done' : error.code;
  }
}

const later = (): string => new Date(now().getTime() + 5 * 86_400_000).toISOString().slice(0, 10);

const asks: readonly (readonly [of: SecurityClass, what: string, ask: (tx: Tx) => Promise<unknown>])[] = [
  ['signin', 'rules of passwords', (tx) => tx.identity.setPasswordPolicy({ ...usualPasswords, expiryMonths: 3 })],
  ['signin', 'how sessions end', (tx) => tx.sessions.setPolicy({ ...usualSessions, one: true })],
  ['signin', 'what slows guessing', (tx) => tx.guessing.setPolicy({ ...usualGuessing, dayMost: 20 })],
  ['signin', 'the sign of the company', (tx) => tx.signs.setCompany(null)],
  [
    'factors',
    'who must have a second factor',
    (tx) =>
      tx.identity.factors.setPolicy({
        required: 'everybody',
        roles: [],
        kinds: 'any',
        graceDays: 7,
        consoleRescue: true,
      }),
  ],
  ['factors', 'factors of somebody', (tx) => tx.identity.factors.rescueMember(rep.id)],
  ['members', 'roles of somebody', (tx) => tx.identity.setRoles(rep.id, [roleIds.manager])],
  ['members', 'an account that was closed', (tx) => tx.identity.reactivate(gone.id)],
  [
    'teams',
    'an invitation into a team',
    (tx) => tx.identity.invite({ name: 'Nina', email: 'nina@x.example', roles: [roleIds.sales], teams: [north] }),
  ],
  ['teams', 'a new team', (tx) => tx.records.create(team, { name: 'East' })],
  ['teams', 'where a team stands', (tx) => tx.records.edit(team, north, { name: 'Far North' })],
  ['teams', 'a team into the bin', (tx) => tx.records.archive(team, north)],
  ['teams', 'a team out of the bin', (tx) => tx.records.restore(team, south)],
  ['teams', 'a team for good', (tx) => tx.records.purge(team, south)],
  [
    'teams',
    'somebody into a team',
    (tx) => tx.records.change(user, rep.id, { teams: [{ entity: 'team', id: north, role: null }] } as never, 'assign'),
  ],
  ['shares', 'a record', (tx) => tx.access.share('company', acme, { user: rep.id, edit: false, until: later() })],
  ['deputies', 'who stands in', (tx) => tx.access.nameDeputy({ deputy: rep.id })],
  ['purge', 'a record for good', (tx) => tx.records.purge(company, binned)],
  ['purge', 'when the bin is emptied', (tx) => tx.bin.setPolicy({ expireDays: 30, forgetHistory: false })],
  ['purge', 'a person', (tx) => tx.erasure.takeOwn({ entity: 'company', id: acme }, 10)],
  ['mail', 'the mail server', (tx) => tx.mail.setServer({ ...server, ...sender, host: 'b.example' } as never)],
  ['mail', 'no mail server', (tx) => tx.mail.removeServer()],
];

describe('past the second administrator nothing is changed', () => {
  for (const [of, what, ask] of asks)
    test(`${of}: ${what}`, async () => {
      const others = (Object.keys(securityClasses) as SecurityClass[]).filter(
        (name) => name !== of && name !== 'policy',
      );
      assert.equal(await outcome([], ask), 'done');
      assert.equal(await outcome([of], ask), 'not-allowed');
      assert.equal(
        await outcome(of === 'teams' && what === 'a team for good' ? [] : others, ask),
        'done',
        'it is of this class alone',
      );
    });

  test('roles: not by an undo that says nothing of them', async () => {
    const grants = { objects: {}, areas: ['self.use' as const] };
    const made = await open((tx) => tx.roles.create({ name: 'Clerk', help: '', grants }, null));
    const operation = await open(async (tx) => {
      await tx.roles.edit(made.id, made.version, { name: 'Chief' }, null);
      return tx.operation;
    });
    const back = async (classes: readonly SecurityClass[]): Promise<unknown> => {
      let found: unknown;
      const ended = await outcome(classes, async (tx) => {
        const { back, keptCount } = await tx.operations.undo(operation);
        found = [back, keptCount];
      });
      assert.equal(ended, 'done');
      return found;
    };
    assert.deepEqual(await back([]), [1, 0]);
    assert.deepEqual(await back(['roles']), [0, 1]);
  });
});
