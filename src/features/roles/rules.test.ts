// Rules as administrators write them: tried while they are written, told back in words, counted for those who hold the role; and no way to
// learn by a rule, or by what it would do, what stands in a field one may not read.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { type Done, perform } from '../../../test/samples/engine.ts';
import { type Holder, type Site, makeRole, makeTeam, makeUser, openSession } from '../../../test/samples/people.ts';
import { allPermissions } from '../../contract/permission.ts';
import { newId } from '../../core/ids.ts';
import type { Actor } from '../../core/principal.ts';
import type { RoleGrants } from '../../core/roles.ts';
import type { Role, TriedRule } from './contract.ts';

const ownerRole = '00000000-0000-7000-8000-000000000101';

let acme: Site;
let owner: Holder;

before(async () => {
  const vault = await newTenant('acme');
  acme = { vault, db: await superuserIn(vault) };
  owner = await openSession(acme.db, await makeUser(acme.db, [ownerRole], []));
  for (const [name, industry, revenue] of [
    ['Aalto', 'FI', '900'],
    ['Berg', 'NO', '5'],
    ['Cassel', 'FI', '7'],
  ])
    await done(owner, 'company.create', { name, industry, annualRevenue: { amount: revenue, currency: 'EUR' } });
});

const call = (who: { actor: Actor }, action: string, input: object = {}): Promise<Done> =>
  perform(acme.vault, who.actor, action, input);

async function done<T>(who: { actor: Actor }, action: string, input: object = {}): Promise<T> {
  const answer = await call(who, action, input);
  assert.equal(answer.outcome, 'done', `${answer.problem?.detail} ${JSON.stringify(answer.problem?.extras)}`);
  return answer.output as T;
}

async function holderOf(grants: RoleGrants, teams: readonly string[] = []): Promise<Holder & { role: string }> {
  const role = await makeRole(acme.db, grants);
  return { ...(await openSession(acme.db, await makeUser(acme.db, [role], teams))), role };
}

const tried = (who: { actor: Actor }, rule: string, more: object = {}): Promise<TriedRule> =>
  done<TriedRule>(who, 'role.tryRule', { object: 'company', rule, ...more });

describe('a rule that is being written', () => {
  test('is told back in words and counted for those who hold the role', async () => {
    const { role, id } = await holderOf({ objects: { company: { view: 'own' } } });
    const answer = await tried(owner, 'record.industry == "FI" && record.owner != user.id', { role });
    assert.deepEqual(answer, {
      wrong: null,
      says: 'Industry is "FI" and Owner is not the person',
      total: 3,
      reached: [{ id, title: answer.reached[0]!.title, count: 2 }],
    });
    const inTeam = await tried(owner, 'record.industry == "FI"', { role, within: 'own' });
    assert.deepEqual(
      [inTeam.says, inTeam.reached[0]!.count],
      [
        'Industry is "FI" and (Owner is among the person or whom they stand in for or Responsible is among the person or whom they stand in for)',
        0,
      ],
    );
  });

  test('says of a field of the person what it is called, and counts with what stands there', async () => {
    const team = await makeTeam(acme.db);
    const { role } = await holderOf({ objects: { company: { view: 'own' } } }, [team]);
    const answer = await tried(owner, 'record.owner in user.teammates || "x" in user.teams', { role });
    assert.equal(answer.says, 'Owner is among the people of their teams');
    // About the person alone, it holds for every record or for none.
    const about = await tried(owner, `"${team}" in user.teams`, { role });
    assert.deepEqual([about.says, about.total, about.reached[0]!.count], [null, 3, 3]);
  });

  test('that cannot be saved says why and what would fit, and counts nothing', async () => {
    for (const [rule, reason] of [
      ['record.nothing == 1', /Company has no field "nothing"/],
      ['record.industry ==', /./],
      ['record.industry.matches("(a+)+$")', /cannot be used|functions/],
      ['true; drop table x', /./],
    ] as const) {
      const answer = await tried(owner, rule);
      assert.match(answer.wrong?.reason ?? '', reason, rule);
      assert.deepEqual([answer.says, answer.total, answer.reached], [null, null, []]);
    }
  });

  test('is counted among the records one sees oneself', async () => {
    const admin = await holderOf({
      objects: { company: { view: 'own' } },
      areas: ['self.use', 'admin.grants', 'admin.roles'],
    });
    assert.equal((await tried(admin, 'record.industry == "FI"')).total, 0);
  });
});

describe('a question through a rule', () => {
  const curious: RoleGrants = {
    objects: { company: { view: 'all', edit: 'all', fields: { annualRevenue: 'hidden', taxNumber: 'masked' } } },
    areas: ['self.use', 'admin.roles', 'admin.grants', 'admin.keys'],
  };

  test('over a field one may not read is answered nowhere: not tried, not foretold, not saved, not by a key', async () => {
    const admin = await holderOf(curious);
    const victim = await done<Role>(admin, 'role.create', {
      name: `Made ${newId()}`,
      grants: { objects: { company: { view: 'none', fields: curious.objects!['company']!.fields } } },
    });
    for (const rule of ['record.annualRevenue > 500', 'record.industry == "FI" && !(record.annualRevenue > 500)']) {
      const answer = await tried(admin, rule);
      assert.match(answer.wrong?.reason ?? '', /may not read Annual revenue/);
      assert.deepEqual([answer.total, answer.reached], [null, []]);
      const grants = { objects: { company: { view: { rule }, fields: curious.objects!['company']!.fields } } };
      for (const [action, input] of [
        ['role.whatIf', { id: victim.id, grants }],
        ['role.edit', { id: victim.id, version: victim.version, grants }],
        ['role.create', { name: `Made ${newId()}`, grants }],
        ['key.create', { name: 'Curious', grants, expiresAt: new Date(Date.now() + 86_400_000).toISOString() }],
      ] as const) {
        const refused = await call(admin, action, input);
        assert.deepEqual(
          [refused.outcome, refused.problem?.extras.missing],
          ['not-allowed', 'company.annualRevenue'],
          action,
        );
      }
    }
  });

  test('that somebody else has put into a role may stay when other things of it are changed', async () => {
    const admin = await holderOf(curious);
    const fields = curious.objects!['company']!.fields;
    const grants = { objects: { company: { view: { rule: 'record.annualRevenue > 500' }, fields } } };
    const role = await done<Role>(owner, 'role.create', { name: `Made ${newId()}`, grants });
    const wider = { objects: { company: { ...grants.objects.company, edit: 'own' } } };
    await done(admin, 'role.edit', { id: role.id, version: role.version, grants: wider });
  });
});

describe('the table for auditors', () => {
  test('has a line a right and a column a role, and defuses what somebody has called a role', async () => {
    await done(owner, 'role.create', {
      name: '=HYPERLINK("http://evil.example")',
      grants: {
        objects: {
          company: {
            view: { rule: 'record.industry == "FI"', within: 'team' },
            export: 'team',
            exportRows: 500,
            exportFormats: ['csv'],
          },
          activity: { view: 'own', types: { call: { view: 'team' } } },
        },
      },
    });
    const auditor = await openSession(acme.db, await makeUser(acme.db, ['00000000-0000-7000-8000-000000000108'], []));
    const answer = await call(auditor, 'role.download');
    assert.equal(answer.outcome, 'done');
    const text = Buffer.concat(await answer.answer.file!.stream.toArray()).toString('utf8');
    const lines = text.split('\r\n');
    assert.match(lines[0]!, /^\uFEFF"Object","Right","Name","What it allows","Owner",/);
    assert.ok(lines[0]!.endsWith(`"'=HYPERLINK(""http://evil.example"")"`), lines[0]);
    const cell = (start: string): string =>
      lines
        .find((l) => l.startsWith(start))!
        .split('","')
        .at(-1)!
        .slice(0, -1);
    assert.equal(
      cell('"Companies","View","company.view","See records'),
      'rule: record.industry == ""FI""; within team',
    );
    assert.equal(cell('"Companies","export: bounds"'), 'csv, at most 500, for a reason');
    assert.equal(cell('"Activities","by type"'), 'call view: team');
    assert.equal(cell('"Companies","field: Tax number"'), 'edit');
    assert.equal(cell('"","Menu: Companies","menu.company","Open the list'), 'yes');
    // Every right there is, own objects aside, has its line with its name and what it allows.
    for (const { name, sentence } of allPermissions())
      assert.ok(
        lines.some((l) => l.includes(`,"${name}","${sentence.replaceAll('"', '""')}",`)),
        name,
      );
    assert.equal((await call(await holderOf({ areas: ['self.use'] }), 'role.download')).outcome, 'not-allowed');
  });
});
