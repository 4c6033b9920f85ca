// Somebody with as many rights as one person can have: twelve roles, three territories, forty shares, six rules in CEL, two people to stand
// in for. What he may see is written down beside it as plain SQL, by hand and from the words of the roles, not from the engine's own.
import type { PgConnection } from '../src/core/pg.ts';
import type { RoleGrants } from '../src/core/roles.ts';
import type { Vault } from '../src/core/vault.ts';
import type { Filled } from './fill.ts';
import type { Home } from './home.ts';
import type { Reach } from './load/facts.ts';
import { emails, follow, userByEmail } from './people.ts';
import { makeTerritories } from './territories.ts';

const read = { otherFields: 'read' } as const;

/** The parts of a rule that depend on the records: somebody's and a company's id. */
interface Named {
  readonly colleague: string;
  readonly company: string;
}

const rules = {
  old: 'record.birthday < date("1951-01-01")',
  answersFor: 'record.responsible == user.id',
  account: ({ company }: Named): string => `"${company}" in record.companies`,
  controllers: 'record.stage == "qualified" && record.jobTitle == "Controller"',
  colleague: ({ colleague }: Named): string => `record.owner == "${colleague}"`,
  nearlyWon: 'record.probability > 95',
} as const;

function rolesOf(named: Named): readonly { readonly name: string; readonly grants: RoleGrants }[] {
  const contacts = (rule: string): RoleGrants => ({ objects: { contact: { view: { rule }, ...read } } });
  return [
    {
      name: 'Many: own records',
      grants: {
        objects: {
          contact: { view: 'own', create: 'own', edit: 'own', archive: 'own' },
          deal: { view: 'own', create: 'own', edit: 'own' },
          activity: { view: 'own', create: 'own', edit: 'own' },
        },
        areas: ['self.use'],
      },
    },
    {
      name: 'Many: contacts of the team',
      grants: { objects: { contact: { view: 'team', fields: { phones: 'hidden', notes: 'hidden' }, ...read } } },
    },
    {
      name: 'Many: deals and activities of the team',
      grants: { objects: { deal: { view: 'teamBelow', ...read }, activity: { view: 'teamBelow', ...read } } },
    },
    {
      name: 'Many: contacts of the territory',
      grants: { objects: { contact: { view: 'territory', edit: 'territory' } } },
    },
    { name: 'Many: deals of the territory', grants: { objects: { deal: { view: 'territory', ...read } } } },
    { name: 'Many: old acquaintances', grants: contacts(rules.old) },
    { name: 'Many: whom I answer for', grants: contacts(rules.answersFor) },
    { name: 'Many: key account', grants: contacts(rules.account(named)) },
    { name: 'Many: controllers', grants: contacts(rules.controllers) },
    { name: 'Many: records of a colleague', grants: contacts(rules.colleague(named)) },
    { name: 'Many: deals nearly won', grants: { objects: { deal: { view: { rule: rules.nearlyWon }, ...read } } } },
    {
      name: 'Many: reference',
      grants: {
        objects: {
          company: { view: 'all', fields: { taxNumber: 'hidden', annualRevenue: 'hidden' }, ...read },
          pipeline: { view: 'all', ...read },
          stage: { view: 'all', ...read },
          user: { view: 'all', ...read },
          team: { view: 'all', ...read },
          territory: { view: 'all', ...read },
          tag: { view: 'all', ...read },
        },
      },
    },
  ];
}

const idOf = (n: number): string => `00000000-0000-7000-8000-00000000c${String(n + 1).padStart(3, '0')}`;

const shares = { contact: 30, deal: 10 } as const;

/** Makes whoever and whatever of it is missing, and answers what he may see. */
export async function makeManyRoles(home: Home, vault: Vault, db: PgConnection, filled: Filled): Promise<Reach> {
  const { people, companies } = filled;
  const [first, second, colleague] = [people.users.at(-1)!, people.users.at(-2)!, people.users.at(-3)!];
  const named = { colleague, company: companies[Math.min(7, companies.length - 1)]! };
  const roles = rolesOf(named);
  for (const [n, { name, grants }] of roles.entries()) {
    await db.query(
      'insert into core.role (id, key, name, help, grants) values ($1, $2, $2, $2, $3) on conflict (id) do update set grants = $3',
      [idOf(n), name, JSON.stringify(grants)],
    );
  }
  const { regions, areas } = await makeTerritories(home, vault, people.owner);
  // A region, which has ten areas, and an area each of two other regions.
  const mine = [regions[0]!, areas[14]!, areas[38]!];
  const me = (await userByEmail(db, emails.many)) ?? (await invite(home, vault, people.owner, roles.length, mine));
  await share(db, me, people.owner, { contact: filled.contacts, deal: filled.deals });
  for (const [n, other] of [first, second].entries()) {
    await db.query(
      'insert into core.deputy (id, user_id, deputy, from_at, set_by) values ($1, $2, $3, now(), $4) on conflict (id) do nothing',
      [idOf(500 + n), other, me, people.owner],
    );
  }
  return await reachOf(db, me, { selves: [me, first, second], named, territories: [...mine, ...areas.slice(0, 10)] });
}

async function invite(
  home: Home,
  vault: Vault,
  owner: string,
  roles: number,
  mine: readonly string[],
): Promise<string> {
  const purpose = { action: 'bench.fill', reads: false, changesRights: true, requestId: null, address: null };
  const actor = { kind: 'user', id: owner } as const;
  const invited = await home.engine.door.open(vault, actor, purpose, async (tx) => {
    const [team] = (await tx.records.findByKey(tx.catalog.entity('team'), 'name', ['Team 02'])).get('Team 02')!;
    const ids = Array.from({ length: roles }, (_, n) => idOf(n));
    return await tx.identity.invite({ name: 'Manu Many', email: emails.many, roles: ids, teams: [team!] });
  });
  await home.engine.door.open(vault, actor, purpose, (tx) =>
    tx.records.writeMany(tx.catalog.entity('user'), [
      {
        id: invited.userId,
        values: { territories: mine.map((id) => ({ entity: 'territory', id, role: null })) },
      },
    ]),
  );
  await follow(home, vault, invited.link.url);
  return invited.userId;
}

async function share(
  db: PgConnection,
  me: string,
  owner: string,
  records: Readonly<Record<keyof typeof shares, readonly string[]>>,
): Promise<void> {
  let n = 600;
  for (const entity of ['contact', 'deal'] as const) {
    const all = records[entity];
    for (let i = 0; i < shares[entity]; i++, n++) {
      // Spread over all of them; every third may be changed.
      const record = all[Math.floor(((i + 0.5) * all.length) / shares[entity])]!;
      await db.query(
        `insert into core.share (id, entity, record, user_id, may_edit, given_by, given_at, until_at)
         values ($1, $2, $3, $4, $5, $6, now(), now() + interval '360 days') on conflict (id) do nothing`,
        [idOf(n), entity, record, me, i % 3 === 0, owner],
      );
    }
  }
}

/** What the twelve roles say, in SQL over a row `r`; ids of our own making stand in it as they are. */
async function reachOf(
  db: PgConnection,
  me: string,
  mine: { readonly selves: readonly string[]; readonly named: Named; readonly territories: readonly string[] },
): Promise<Reach> {
  const list = async (text: string): Promise<string[]> =>
    (await db.query<{ id: string }>(text, [me])).rows.map((row) => row.id);
  const mates = await list(`select mate.id from data."user" mate where mate.id = $1 or exists (
    select 1 from data."user" u, jsonb_array_elements(u.teams) t where u.id = $1
    and mate.teams @> jsonb_build_array(jsonb_build_object('id', t ->> 'id'))) order by 1`);
  const shared = (entity: string, edit = ''): Promise<string[]> =>
    list(`select record as id from core.share where user_id = $1 and entity = '${entity}' ${edit} order by 1`);
  const ids = (some: readonly string[]): string => `'{${some.join(',')}}'::uuid[]`;
  const of = (who: readonly string[]): string => `r.owner = any(${ids(who)}) or r.responsible = any(${ids(who)})`;
  const own = of(mine.selves);
  const territory = `r.territories @> any(array[${mine.territories.map((id) => `'[{"id": "${id}"}]'`).join(', ')}]::jsonb[])`;
  const open = `${own} or ${territory} or r.birthday < '1951-01-01' or r.responsible = '${me}'
    or r.companies @> '[{"id": "${mine.named.company}"}]' or (r.stage = 'qualified' and r.job_title = 'Controller')
    or r.owner = '${mine.named.colleague}' or r.id = any(${ids(await shared('contact'))})`;
  return {
    contact: `(${open} or ${of(mates)})`,
    open: `(${open})`,
    edit: `(${own} or ${territory} or r.id = any(${ids(await shared('contact', 'and may_edit'))}))`,
    deal: `(${own} or ${of(mates)} or ${territory} or r.probability > 95 or r.id = any(${ids(await shared('deal'))}))`,
    // Nobody answers for an activity beside its owner.
    activity: `r.owner = any(${ids([...mine.selves, ...mates])})`,
  };
}
