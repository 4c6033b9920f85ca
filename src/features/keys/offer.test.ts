// What there is to hand to a program is exactly what one holds: all of it together is accepted, and one step beyond any of it is refused.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { newTenant, superuserIn } from '../../../test/harness/cluster.ts';
import { type Done, perform } from '../../../test/samples/engine.ts';
import { type Holder, type Person, type Site, makeRole, makeUser, openSession } from '../../../test/samples/people.ts';
import { usual } from '../../contract/permission.ts';
import { secretHash } from '../../core/access/key-secret.ts';
import type { RoleGrants } from '../../core/roles.ts';
import type { Offered } from './contract.ts';

let acme: Site;
let boss: Holder;
let maker: Holder;
let offer: Offered;
let totals: { mine: string; other: string };

const rule = { rule: 'record.city == user.city' };
const grants: RoleGrants = {
  objects: {
    company: {
      view: 'all',
      create: 'own',
      edit: 'team',
      export: 'own',
      exportFormats: ['csv'],
      exportRows: 50,
      fields: { taxNumber: 'hidden', annualRevenue: 'read', notes: 'masked' },
    },
    contact: { view: { rule: 'record.familyName != "secret"' }, print: 'own' },
    deal: { view: 'territory' },
    activity: { view: 'own', types: { call: { edit: 'own' } } },
    user: { view: 'all' },
  },
  without: ['tool.undo', 'menu.tag', 'module.products'],
};

async function someone(says: RoleGrants): Promise<Holder> {
  return openSession(acme.db, await makeUser(acme.db, [await makeRole(acme.db, says)], []));
}

const ask = (me: Pick<Person, 'actor'>, action: string, input: object = {}): Promise<Done> =>
  perform(acme.vault, me.actor, action, input);

async function must<T>(me: Pick<Person, 'actor'>, action: string, input: object = {}): Promise<T> {
  const done = await ask(me, action, input);
  assert.equal(done.outcome, 'done', `${action}: ${done.outcome} ${done.problem?.detail ?? ''}`);
  return done.output as T;
}

const saveTotals = async (name: string): Promise<string> => {
  const question = {
    entity: 'company',
    by: 'industry',
    measures: '',
    in: 'each',
    filter: null,
    search: '',
    bin: false,
  };
  const wish = { name, help: '', offered: true, question: { ...question, order: '-count' } };
  return `totals.${(await must<{ id: string }>(boss, 'totals.save', wish)).id}`;
};

before(async () => {
  const vault = await newTenant('acme');
  acme = { vault, db: await superuserIn(vault) };
  boss = await someone({ everything: true });
  totals = { mine: await saveTotals('Steel by year'), other: await saveTotals('For the board') };
  maker = await someone({ ...grants, areas: ['self.use', 'admin.keys', 'tool.import', totals.mine] });
  offer = await must<Offered>(maker, 'right.list');
});

const inAWeek = (): string => new Date(Date.now() + 7 * 86_400_000).toISOString();
const make = (says: RoleGrants): Promise<Done> =>
  ask(maker, 'key.create', { name: 'Robot', grants: { without: offer.lacking, ...says }, expiresAt: inAWeek() });

type Row = Offered['objects'][number];
const rowOf = (name: string): Row => offer.objects.find((o) => o.name === name)!;
const scopesOf = (name: string): Record<string, readonly string[]> =>
  Object.fromEntries(rowOf(name).verbs.map(({ verb, scopes }) => [verb, scopes]));

/** Everything that is offered of an object, at its widest. */
function widest({ verbs, fields, leaves }: Row): object {
  return {
    ...Object.fromEntries(verbs.map(({ verb, scopes, rules }) => [verb, rules[0] ?? scopes.at(-1)])),
    fields: Object.fromEntries(fields.map(({ name, right }) => [name, right])),
    ...(verbs.some(({ verb }) => verb === 'export')
      ? { exportFormats: leaves.formats, ...(leaves.rows === null ? {} : { exportRows: leaves.rows }) }
      : {}),
  };
}

describe('the rights there are to hand on', () => {
  test('are one’s own: verbs with how far, rights on fields, how records leave, areas and saved totals by name', () => {
    assert.deepEqual(offer.objects.map((o) => o.name).toSorted(), ['activity', 'company', 'contact', 'deal', 'user']);
    assert.deepEqual(scopesOf('company')['create'], ['none', 'own']);
    assert.deepEqual(scopesOf('company')['edit'], ['none', 'own', 'team']);
    assert.equal(scopesOf('company')['view']!.at(-1), 'all');
    assert.equal(scopesOf('company')['purge'], undefined);
    assert.deepEqual(scopesOf('deal')['view'], ['none', 'territory']);
    assert.deepEqual(scopesOf('activity'), { view: ['none', 'own'], edit: ['none'] });
    assert.deepEqual(
      rowOf('contact').verbs.find(({ verb }) => verb === 'view'),
      {
        verb: 'view',
        scopes: ['none'],
        rules: [{ rule: 'record.familyName != "secret"' }],
      },
    );
    const rights = Object.fromEntries(rowOf('company').fields.map(({ name, right }) => [name, right]));
    assert.deepEqual(
      [rights['taxNumber'], rights['annualRevenue'], rights['notes'], rights['name']],
      [undefined, 'read', 'masked', 'edit'],
    );
    assert.deepEqual(rowOf('company').leaves, { formats: ['csv'], rows: 50, reason: true });
    assert.deepEqual(offer.lacking.toSorted(), ['menu.tag', 'module.products', 'tool.undo']);
    const others = offer.areas.filter((a) => !a.usual).map((a) => a.name);
    assert.deepEqual(others.toSorted(), ['admin.keys', 'self.use', 'tool.import', totals.mine].toSorted());
    assert.equal(offer.areas.filter((a) => a.usual).length, Object.keys(usual).length - offer.lacking.length);
    assert.deepEqual(
      offer.areas.filter((a) => a.forPeople).map((a) => a.name),
      ['admin.keys'],
    );
    assert.deepEqual(offer.totals, [{ right: totals.mine, name: 'Steel by year' }]);
    assert.match(offer.areas.find((a) => a.name === totals.mine)!.sentence, /“Steel by year” of companies/);
    assert.ok(!JSON.stringify(offer).includes('For the board'), 'totals one may not open are named');
  });

  test('can all be given to one key, which then does what its maker may', async () => {
    const all = { objects: Object.fromEntries(offer.objects.map((o) => [o.name, widest(o)])) } as RoleGrants;
    const done = await make({ ...all, areas: offer.areas.filter((a) => !a.usual).map((a) => a.name) });
    assert.equal(done.outcome, 'done', done.problem?.detail);
    const { key, secret } = done.output as { key: { id: string; idle: string[]; rights: object[] }; secret: string };
    assert.deepEqual(key.idle, []);
    const robot = { actor: { kind: 'key', tokenHash: secretHash(secret)!, address: null } } as const;
    await must(maker, 'company.create', { name: 'Robot Oy' });
    const page = await must<{ rows: Record<string, unknown>[] }>(robot, 'company.list');
    assert.ok(page.rows.length > 0 && page.rows.every((row) => !('taxNumber' in row) && !('notes' in row)));
    await must(robot, 'totals.figures', { id: totals.mine.slice('totals.'.length) });
    for (const [action, input] of [
      ['tag.list', {}],
      ['product.list', {}],
      ['company.purge', { id: key.id }],
      ['totals.figures', { id: totals.other.slice('totals.'.length) }],
    ] as const)
      assert.notEqual((await ask(robot, action, input)).outcome, 'done', action);
  });

  test('go not one step further: the next scope of every verb, every other right, field, format, row and reason is refused', async () => {
    interface Full {
      catalogue: {
        objects: { name: string; verbs: string[]; scopes: string[]; fields: { name: string }[] }[];
        areas: { name: string; usual: boolean }[];
      };
    }
    const { catalogue } = await must<Full>(boss, 'role.full');
    const beyond: [what: string, says: object][] = [];
    for (const o of catalogue.objects) {
      const mine = offer.objects.find((one) => one.name === o.name);
      for (const verb of o.verbs) {
        const held = mine?.verbs.find((v) => v.verb === verb);
        const next = o.scopes.find((word) => word !== 'none' && held?.scopes.includes(word) !== true);
        if (next !== undefined) beyond.push([`${o.name}.${verb} ${next}`, { objects: { [o.name]: { [verb]: next } } }]);
      }
      for (const { name } of mine === undefined ? [] : o.fields) {
        const most = mine?.fields.find((f) => f.name === name)?.right ?? 'hidden';
        const next = { hidden: 'masked', masked: 'read', read: 'edit', edit: null }[most];
        const view = mine!.verbs.find((v) => v.verb === 'view')!;
        const scope = view.rules[0] ?? view.scopes.at(-1);
        if (next !== null)
          beyond.push([
            `${o.name}.${name} ${next}`,
            { objects: { [o.name]: { view: scope, fields: { [name]: next } } } },
          ]);
      }
    }
    for (const { name } of catalogue.areas.filter((a) => !offer.areas.some((mine) => mine.name === a.name)))
      beyond.push([name, { areas: [name] }]);
    for (const name of offer.lacking)
      beyond.push([
        `not without ${name}`,
        { objects: { company: { view: 'all' } }, without: offer.lacking.filter((other) => other !== name) },
      ]);
    const leaving = { export: 'own', exportFormats: ['csv'], exportRows: 50 };
    for (const wider of [{ exportFormats: ['csv', 'xlsx'] }, { exportRows: 51 }, { exportReason: false }])
      beyond.push([JSON.stringify(wider), { objects: { company: { ...leaving, ...wider } } }]);
    beyond.push(['a rule of its own', { objects: { contact: { view: { rule: 'record.familyName != "other"' } } } }]);
    beyond.push(['a kind', { objects: { activity: { view: 'own', types: { meeting: { edit: 'own' } } } } }]);
    assert.ok(beyond.length > 150, `${beyond.length}`);
    for (const [what, says] of beyond) {
      const done = await make(says);
      assert.deepEqual([what, done.outcome], [what, 'not-allowed']);
      assert.ok(done.problem?.extras.missing, what);
    }
    const kind = await make({ objects: { activity: { view: 'own', types: { call: { edit: 'own' } } } } });
    assert.equal(kind.outcome, 'done', kind.problem?.detail);
  });

  test('are what one holds at that moment, and no program asks for them', async () => {
    const { secret } = await must<{ secret: string }>(maker, 'key.create', {
      name: 'Curious',
      grants: { areas: ['self.use', 'admin.keys'] },
      expiresAt: inAWeek(),
    });
    const robot = { actor: { kind: 'key', tokenHash: secretHash(secret)!, address: null } } as const;
    assert.equal((await ask(robot, 'right.list')).outcome, 'not-allowed');
    const brief = await someone({ objects: { company: { view: { ...rule }, export: 'all' } }, areas: ['self.use'] });
    const before = await must<Offered>(brief, 'right.list');
    assert.deepEqual(
      before.objects.map((o) => o.name),
      ['company'],
    );
    await acme.db.query(
      `update core.role set grants = '{"areas": ["self.use"]}' where id = (select role_id from core.member_role where user_id = $1)`,
      [brief.id],
    );
    assert.deepEqual((await must<Offered>(brief, 'right.list')).objects, []);
  });
});
