// The people of a benchmark's tenant: its owner, and a seller with the narrowest rights: own and team scopes over three roles, fields hidden.
import type { Call } from '../src/core/feature.ts';
import { newId } from '../src/core/ids.ts';
import type { PgConnection } from '../src/core/pg.ts';
import type { RoleGrants } from '../src/core/roles.ts';
import type { Vault } from '../src/core/vault.ts';
import { linkFirstOwner } from '../src/main/owner-link.ts';
import { Seeded } from './data/random.ts';
import { familyName, givenNames } from './data/words.ts';
import type { Amounts } from './data/records.ts';
import type { Home } from './home.ts';

export const password = 'a long walk through the benchmark forest';
export const emails = {
  owner: 'owner@bench.example',
  narrow: 'narrow@bench.example',
  many: 'many@bench.example',
} as const;
export type Who = keyof typeof emails;

/** Each sees more than the other in something, so that rights differ from row to row: what is costly to decide. */
const narrowRoles: readonly { readonly id: string; readonly name: string; readonly grants: RoleGrants }[] = [
  {
    id: '00000000-0000-7000-8000-00000000b001',
    name: 'Own records',
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
    id: '00000000-0000-7000-8000-00000000b002',
    name: "Team's records",
    grants: {
      objects: {
        contact: { view: 'team', fields: { phones: 'hidden', notes: 'hidden' }, otherFields: 'read' },
        deal: { view: 'team', fields: { lostReason: 'hidden' }, otherFields: 'read' },
        activity: { view: 'team', otherFields: 'read' },
      },
      areas: ['self.use'],
    },
  },
  {
    id: '00000000-0000-7000-8000-00000000b003',
    name: 'Reference',
    grants: {
      objects: {
        company: { view: 'all', fields: { taxNumber: 'hidden', annualRevenue: 'hidden' }, otherFields: 'read' },
        pipeline: { view: 'all', otherFields: 'read' },
        stage: { view: 'all', otherFields: 'read' },
        user: { view: 'all', otherFields: 'read' },
        team: { view: 'all', otherFields: 'read' },
      },
    },
  },
];

export function quietCall(): Call {
  return {
    requestId: newId(),
    address: null,
    userAgent: 'bench',
    ifMatch: null,
    idempotencyKey: null,
    deviceToken: null,
    sessionToken: null,
    body: null,
    answer: {},
  };
}

/** Follows a one-time link as the person it was made for. */
export async function follow(home: Home, vault: Vault, url: string, more: Record<string, string> = {}): Promise<void> {
  const token = url.slice(url.indexOf('#') + 1);
  const input = { token, password, ...more };
  await home.engine.performer.run(vault, { kind: 'stranger' }, 'link.use', input, quietCall());
}

export async function userByEmail(db: PgConnection, email: string): Promise<string | undefined> {
  return (await db.query<{ id: string }>('select id from data."user" where email = $1', [email])).rows[0]?.id;
}

async function ownerOf(home: Home, vault: Vault, db: PgConnection): Promise<string> {
  const known = await userByEmail(db, emails.owner);
  if (known !== undefined) return known;
  const link = await linkFirstOwner(home.engine.door, vault);
  await follow(home, vault, link.url, { name: 'Olivia Owner', email: emails.owner });
  return (await userByEmail(db, emails.owner))!;
}

/** The owner of a tenant, who can sign in. */
export async function makeOwner(home: Home, vault: Vault): Promise<string> {
  const db = await home.superuser(vault);
  try {
    return await ownerOf(home, vault, db);
  } finally {
    await db.close();
  }
}

/** Reads everybody's entries, but not those parts that tell of prospects or of notes. */
const auditorRole = {
  id: '00000000-0000-7000-8000-00000000b0a0',
  name: 'Bench auditor',
  grants: {
    objects: {
      contact: { view: { rule: 'record.stage != "prospect"' }, fields: { notes: 'hidden' }, otherFields: 'read' },
      company: { view: { rule: 'record.status != "prospect"' }, fields: { notes: 'hidden' }, otherFields: 'read' },
      user: { view: 'all', otherFields: 'read' },
    },
    areas: ['self.use', 'ledger.view', 'ledger.export'],
  },
};

/** Somebody who may read the ledger and from whom much of it is hidden. */
export async function makeAuditor(home: Home, vault: Vault, db: PgConnection): Promise<string> {
  const known = await userByEmail(db, emails.narrow);
  if (known !== undefined) return known;
  const { id, name, grants } = auditorRole;
  await db.query('insert into core.role (id, key, name, help, grants) values ($1, $2, $2, $2, $3)', [
    id,
    name,
    JSON.stringify(grants),
  ]);
  const actor = { kind: 'user', id: await ownerOf(home, vault, db) } as const;
  const purpose = { action: 'bench.fill', reads: false, changesRights: true, requestId: null, address: null };
  const invited = await home.engine.door.open(vault, actor, purpose, (tx) =>
    tx.identity.invite({ name: 'Nora Narrow', email: emails.narrow, roles: [id], teams: [] }),
  );
  await follow(home, vault, invited.link.url);
  return invited.userId;
}

async function makeRoles(db: PgConnection): Promise<void> {
  for (const { id, name, grants } of narrowRoles) {
    await db.query(
      'insert into core.role (id, key, name, help, grants) values ($1, $2, $2, $2, $3) on conflict (id) do nothing',
      [id, name, JSON.stringify(grants)],
    );
  }
}

export interface People {
  readonly owner: string;
  readonly narrow: string;
  /** ids by number; whose records there are */
  readonly users: readonly string[];
}

/** Makes whoever is missing. The narrow one is among the users, so that some records are the own ones. */
export async function makePeople(home: Home, vault: Vault, db: PgConnection, amounts: Amounts): Promise<People> {
  const owner = await ownerOf(home, vault, db);
  await makeRoles(db);
  const actor = { kind: 'user', id: owner } as const;
  const purpose = { action: 'bench.fill', reads: false, changesRights: true, requestId: null, address: null };
  const teamNames = Array.from({ length: amounts.teams }, (_, n) => `Team ${String(n + 1).padStart(2, '0')}`);
  const teams = await home.engine.door.open(vault, actor, purpose, async (tx) => {
    const team = tx.catalog.entity('team');
    const found = await tx.records.findByKey(team, 'name', teamNames);
    const missing = teamNames.filter((name) => !found.has(name));
    if (missing.length > 0)
      await tx.records.writeMany(
        team,
        missing.map((name) => ({ values: { name } })),
      );
    const all = await tx.records.findByKey(team, 'name', teamNames);
    return teamNames.map((name) => all.get(name)![0]!);
  });
  const { rows } = await db.query<{ email: string; id: string }>('select email, id from data."user"');
  const byEmail = new Map(rows.map((row) => [row.email, row.id]));
  const users: string[] = [];
  for (let n = 0; n < amounts.users; n++) {
    const email = n === 0 ? emails.narrow : `user${n}@bench.example`;
    const known = byEmail.get(email);
    if (known !== undefined) {
      users.push(known);
      continue;
    }
    const r = new Seeded('user', n);
    const person = {
      name: `${r.pick(givenNames)} ${familyName(r)}`,
      email,
      roles: n === 0 ? narrowRoles.map((role) => role.id) : ['00000000-0000-7000-8000-000000000103'],
      teams: [teams[n % teams.length]!],
    };
    const invited = await home.engine.door.open(vault, actor, purpose, (tx) => tx.identity.invite(person));
    users.push(invited.userId);
    if (n === 0) await follow(home, vault, invited.link.url);
  }
  return { owner, narrow: users[0]!, users };
}
