// Teams, territories, shares and deputies as changes that may wait for a second administrator: asked for by their own action, and refused on
// every other way to the same end.
import assert from 'node:assert/strict';
import { afterEach, before, describe, test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { work } from '../../../test/harness/engine.ts';
import { type Done, perform } from '../../../test/samples/engine.ts';
import { type Holder, type Site, makeTeam, makeUser, openSession } from '../../../test/samples/people.ts';
import { Problem } from '../../contract/problem.ts';
import type { Actor } from '../../core/principal.ts';

const ownerRole = '00000000-0000-7000-8000-000000000101';
const salesRole = '00000000-0000-7000-8000-000000000103';

let acme: Site;
let author: Holder;
let other: Holder;

before(async () => {
  const vault = await newTenant('acme');
  acme = { vault, db: await superuserIn(vault) };
  author = await openSession(acme.db, await makeUser(acme.db, [ownerRole], []));
  other = await openSession(acme.db, await makeUser(acme.db, [ownerRole], []));
});
afterEach(() => ask([]));

const ask = (classes: readonly string[]) => acme.db.query('update core.approval_policy set classes = $1', [classes]);

const call = (who: { actor: Actor }, action: string, input: object = {}): Promise<Done> =>
  perform(acme.vault, who.actor, action, input);

interface Pending {
  readonly id: string;
  readonly summary: string;
}

async function waits(action: string, input: object): Promise<Pending> {
  const answer = await call(author, action, input);
  assert.equal(answer.answer.status, 202, `${action}: ${answer.outcome} ${answer.problem?.detail}`);
  return (answer.output as { pending: Pending }).pending;
}

async function approve({ id }: Pending): Promise<void> {
  assert.deepEqual((await call(other, 'approval.approve', { id })).output, { id, status: 'done', error: null });
}

async function done<T>(action: string, input: object): Promise<T & { operation: string }> {
  const answer = await call(author, action, input);
  assert.equal(answer.outcome, 'done', `${action}: ${answer.problem?.detail}`);
  return { ...(answer.output as T), operation: answer.answer.operation! };
}

async function teamsOf(id: string): Promise<string[]> {
  const { rows } = await acme.db.query<{ ids: string[] | null }>(
    `select (select array_agg(t ->> 'id') from jsonb_array_elements(teams) t) as ids from data."user" where id = $1`,
    [id],
  );
  return rows[0]!.ids ?? [];
}

describe('where the policy asks for teams', () => {
  test('a new team, where it stands, and who is in it wait, told by names, and are carried out on approval', async () => {
    const person = await makeUser(acme.db, [salesRole], []);
    await ask(['teams']);
    const asked = await waits('team.create', { name: 'North' });
    assert.equal(asked.summary, 'Add a team: Name: "North".');
    assert.equal((await acme.db.query(`select 1 from data.team where name = 'North'`)).rowCount, 0);
    await approve(asked);
    const { rows } = await acme.db.query<{ id: string }>(`select id from data.team where name = 'North'`);
    const north = rows[0]!.id;
    const assigned = await waits('user.assign', { id: person.id, teams: [{ entity: 'team', id: north, role: null }] });
    assert.match(assigned.summary, /^Assign the (user|person|member) “Somebody \d+”: Teams: “North”\.$/i);
    assert.deepEqual(await teamsOf(person.id), []);
    await approve(assigned);
    assert.deepEqual(await teamsOf(person.id), [north]);
    const below = await waits('team.edit', { id: await makeTeam(acme.db), parent: north });
    assert.match(below.summary, /: .*“North”\.$/);
    const renamed = await waits('team.edit', { id: north, name: 'Far North' });
    await approve(renamed);
    // Made against the team of before.
    const stale = await waits('team.archive', { id: north });
    await acme.db.query('update data.team set version = version + 1 where id = $1', [north]);
    assert.equal(
      ((await call(other, 'approval.approve', { id: stale.id })).output as { status: string }).status,
      'stale',
    );
  });

  test('no other way leads there: not in bulk, not by editing, not by undo, not by an invitation, not by a key', async () => {
    const person = await makeUser(acme.db, [salesRole], []);
    const team = await makeTeam(acme.db);
    const teams = [{ entity: 'team', id: team, role: null }];
    const assigned = await done<object>('user.assign', { id: person.id, teams });
    const made = await done<{ id: string }>('territory.create', { name: 'South' });
    const key = await done<{ secret: string }>('key.create', {
      name: 'Accomplice',
      grants: { objects: { user: { view: 'all', edit: 'all', assign: 'all' } }, areas: ['self.use', 'tool.bulk'] },
      expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    });
    assert.match(key.secret, /^strk_/);
    await ask(['teams']);
    for (const [action, input] of [
      ['user.edit', { id: person.id, teams: [] }],
      ['user.bulk', { ids: [person.id], do: 'assign', values: { teams: [] } }],
      ['user.bulk', { ids: [person.id], do: 'edit', values: { teams: [] } }],
      ['team.bulk', { ids: [team], do: 'archive' }],
      ['team.bulk', { ids: [team], do: 'edit', values: { name: 'Other' } }],
      ['territory.bulk', { ids: [made.id], do: 'archive' }],
      ['member.invite', { name: 'New', email: 'new@people.example', roles: [salesRole], teams: [team] }],
    ] as const) {
      const answer = await call(author, action, input);
      assert.deepEqual(
        [answer.outcome, answer.answer.status],
        ['not-allowed', undefined],
        `${action} ${JSON.stringify(input)}`,
      );
      assert.match(answer.problem?.detail ?? '', /second administrator/);
    }
    assert.deepEqual(await teamsOf(person.id), [team]);
    // What is taken back waits as what is done does, and is carried out on approval.
    const undoing = await waits('operation.undo', { id: assigned.operation });
    assert.match(undoing.summary, /^Undo user\.assign of /);
    assert.deepEqual(await teamsOf(person.id), [team]);
    await approve(undoing);
    assert.deepEqual(await teamsOf(person.id), []);
    await approve(await waits('operation.undo', { id: made.operation }));
    // What says nothing of places goes on.
    await done('user.edit', { id: person.id, name: 'Renamed' });
    await done('member.invite', { name: 'New', email: 'new@people.example', roles: [salesRole] });
  });
});

describe('where the policy asks for shares and deputies', () => {
  test('a share waits, told by names, and gives nothing before', async () => {
    const person = await makeUser(acme.db, [salesRole], []);
    const { id } = await done<{ id: string }>('company.create', { name: 'Aalto' });
    await ask(['shares']);
    const until = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    const asked = await waits('share.give', { entity: 'company', id, user: person.id, edit: true, until });
    assert.match(asked.summary, /^Share the company “Aalto” with “Somebody \d+” to edit, until \d{4}-\d\d-\d\d\.$/);
    assert.equal((await acme.db.query('select 1 from core.share')).rowCount, 0);
    await approve(asked);
    const { rows } = await acme.db.query<{ id: string; given_by: string }>('select id, given_by from core.share');
    assert.equal(rows[0]!.given_by, author.id);
    // Nor is one given on the way of a request: that waits as well.
    const asker = await openSession(acme.db, await makeUser(acme.db, [salesRole], []));
    const request = await call(asker, 'accessRequest.ask', {
      permission: 'company.edit',
      entity: 'company',
      record: id,
      reason: 'to call them',
    });
    assert.equal(request.outcome, 'done', request.problem?.detail);
    const grant = { id: (request.output as { id: string }).id, until };
    const given = await waits('accessRequest.grant', grant);
    assert.match(given.summary, /^Share the company “Aalto” with “Somebody \d+” to edit/);
    assert.equal((await acme.db.query('select 1 from core.share')).rowCount, 1);
    await ask([]);
    await done('accessRequest.grant', grant);
    await acme.db.query('delete from core.share where user_id = $1', [asker.id]);
    // To end one never waits.
    await ask(['shares']);
    // Whatever else comes to give one, and was not asked for as a share, is refused.
    await assert.rejects(
      work(acme.vault, author, (tx) => tx.access.share('company', id, { user: asker.id, edit: true, until })),
      (error: unknown) => error instanceof Problem && /second administrator/.test(error.detail ?? ''),
    );
    assert.equal((await acme.db.query('select 1 from core.share')).rowCount, 1);
    await done('share.end', { id: rows[0]!.id });
  });

  test('standing in waits, for oneself too, and ending it does not', async () => {
    const person = await makeUser(acme.db, [salesRole], []);
    await ask(['deputies']);
    const asked = await waits('deputy.name', { deputy: person.id });
    assert.match(asked.summary, /^“Somebody \d+” stands in for “Somebody \d+”\.$/);
    assert.equal((await acme.db.query('select 1 from core.deputy')).rowCount, 0);
    await approve(asked);
    const { rows } = await acme.db.query<{ id: string }>('select id from core.deputy');
    await done('deputy.end', { id: rows[0]!.id });
  });
});
