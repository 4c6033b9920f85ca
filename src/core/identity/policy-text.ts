// The company's own security policy: its versions, who has acknowledged which, and whether somebody has to before anything else.
import { Problem, invalidField } from '../../contract/problem.ts';
import { may } from '../principal.ts';
import type { Unit } from '../unit.ts';
import { askedVersion } from './agreement.ts';

export interface PolicyVersion {
  readonly version: number;
  /** null: from here on there is none */
  readonly text: string | null;
  readonly asks: boolean;
  readonly changed: string;
  readonly publishedAt: string;
  readonly publishedBy: { readonly id: string; readonly title: string };
  /** people with an account who have acknowledged it or a later one */
  readonly acknowledged: number;
}

export interface OwnPolicy {
  /** null: the company has none */
  readonly version: number | null;
  readonly text: string | null;
  readonly changed: string;
  readonly publishedAt: string | null;
  /** when I acknowledged this version or an earlier one that still holds; null: it is owed, or was never asked for */
  readonly acknowledgedAt: string | null;
  readonly owed: boolean;
}

export interface Acknowledgement {
  readonly person: { readonly id: string; readonly title: string };
  readonly email: string | null;
  readonly active: boolean;
  readonly version: number | null;
  readonly at: string | null;
  /** of the version that is asked for now */
  readonly owed: boolean;
}

export interface PolicyWish {
  /** the newest version when it was written; 0: none yet */
  readonly after: number;
  readonly text: string | null;
  readonly asks: boolean;
  readonly changed: string;
}

export interface PolicyTextDesk {
  own(): Promise<OwnPolicy>;
  /** refuses with stale-change when another version is in force by now */
  acknowledge(version: number): Promise<OwnPolicy>;
  /** needs admin.signin; newest first */
  versions(): Promise<PolicyVersion[]>;
  /** how many have an account */
  people(): Promise<number>;
  /** needs admin.signin */
  publish(wish: PolicyWish): Promise<void>;
  /** needs ledger.view */
  acknowledgements(): Promise<Acknowledgement[]>;
}

interface Current {
  readonly version: number;
  readonly text: string | null;
  readonly changed: string;
  readonly published_at: Date;
  readonly mine: number | null;
  readonly mine_at: Date | null;
  readonly asked: number | null;
}

async function own(unit: Unit): Promise<OwnPolicy> {
  const { rows } = await unit.query<Current>(
    `select p.version, p.text, p.changed, p.published_at, a.version as mine, a.at as mine_at, ${askedVersion} as asked from core.security_policy p
     left join lateral (select version, at from core.policy_acknowledgement where user_id = $1 order by version desc limit 1) a on true
     order by p.version desc limit 1`,
    [unit.me.self.id],
  );
  const row = rows[0];
  if (row === undefined || row.text === null)
    return { version: null, text: null, changed: '', publishedAt: null, acknowledgedAt: null, owed: false };
  const owed = row.asked !== null && row.asked > (row.mine ?? 0);
  return {
    version: row.version,
    text: row.text,
    changed: row.changed,
    publishedAt: row.published_at.toISOString(),
    acknowledgedAt: owed ? null : (row.mine_at?.toISOString() ?? null),
    owed,
  };
}

async function acknowledge(unit: Unit, version: number): Promise<OwnPolicy> {
  if (unit.me.kind !== 'user' || unit.me.sessionId === null) throw new Problem('not-signed-in');
  unit.assertWrites();
  const present = await own(unit);
  if (present.version !== version)
    throw new Problem('stale-change', 'Another version is in force by now. Read that one.');
  const { rowCount } = await unit.query(
    'insert into core.policy_acknowledgement (user_id, version, at, session) values ($1, $2, $3, $4) on conflict do nothing',
    [unit.me.id, version, unit.at, unit.me.sessionId],
  );
  if (rowCount > 0)
    unit.ledger.add({
      verb: 'security policy acknowledged',
      outcome: 'done',
      entity: 'user',
      record: unit.me.id,
      values: { version },
    });
  return own(unit);
}

async function versions(unit: Unit): Promise<PolicyVersion[]> {
  unit.refuseUnless(may(unit.me, 'admin.signin'), 'admin.signin');
  const { rows } = await unit.query<Omit<PolicyVersion, 'publishedAt' | 'publishedBy'> & Published>(
    `select p.version, p.text, p.asks, p.changed, p.published_at as at, p.published_by as by, coalesce(b.name, '') as name,
       (select count(*)::int from data."user" u where u.status = 'active' and u.archived_at is null
          and exists (select from core.policy_acknowledgement a where a.user_id = u.id and a.version >= p.version)) as acknowledged
     from core.security_policy p left join data."user" b on b.id = p.published_by order by p.version desc limit 100`,
  );
  return rows.map(({ at, by, name, ...row }) => ({
    ...row,
    publishedAt: at.toISOString(),
    publishedBy: { id: by, title: name },
  }));
}

interface Published {
  readonly at: Date;
  readonly by: string;
  readonly name: string;
}

async function publish(unit: Unit, wish: PolicyWish): Promise<void> {
  unit.refuseUnless(may(unit.me, 'admin.signin'), 'admin.signin');
  unit.assertWrites();
  const text = wish.text === null ? null : wish.text.replaceAll('\r\n', '\n').trim();
  if (text === '') throw invalidField('text', 'empty', 'There is nothing to read.', 'A text, or no policy at all.');
  if (text === null && wish.asks)
    throw invalidField('asks', 'nothing', 'What is withdrawn cannot be acknowledged.', 'false');
  const { rows } = await unit.query<{ newest: number }>(
    'select coalesce(max(version), 0) as newest from core.security_policy',
  );
  const newest = rows[0]!.newest;
  // Two at once: the second finds the number taken.
  const { rowCount } = await unit.query(
    `insert into core.security_policy (version, text, asks, changed, published_at, published_by)
     select $1, $2, $3, $4, $5, $6 where $7 on conflict do nothing`,
    [newest + 1, text, wish.asks, wish.changed.trim(), unit.at, unit.me.self.id, newest === wish.after],
  );
  if (rowCount === 0)
    throw new Problem('stale-change', 'Somebody has published another version since this one was begun.');
  unit.ledger.add({
    verb: text === null ? 'security policy withdrawn' : 'security policy published',
    outcome: 'done',
    permission: 'admin.signin',
    values: { version: newest + 1, asks: wish.asks, changed: wish.changed.trim(), text },
  });
}

async function people(unit: Unit): Promise<number> {
  const { rows } = await unit.query<{ n: number }>(
    `select count(*)::int as n from data."user" where status = 'active' and archived_at is null`,
  );
  return rows[0]!.n;
}

const peopleMost = 20_000;

async function acknowledgements(unit: Unit): Promise<Acknowledgement[]> {
  unit.refuseUnless(may(unit.me, 'ledger.view'), 'ledger.view');
  const { rows } = await unit.query<
    Omit<Acknowledgement, 'person' | 'at'> & { readonly id: string; readonly name: string; readonly at: Date | null }
  >(
    `select u.id, u.name, u.email, u.status = 'active' as active, a.version, a.at,
       u.status = 'active' and coalesce(${askedVersion} > coalesce(a.version, 0), false) as owed
     from data."user" u left join lateral (
       select version, at from core.policy_acknowledgement where user_id = u.id order by version desc limit 1) a on true
     where u.archived_at is null and (u.status = 'active' or a.version is not null) order by owed desc, u.name, u.id limit ${peopleMost}`,
  );
  return rows.map(({ id, name, at, ...row }) => ({
    person: { id, title: name },
    ...row,
    at: at?.toISOString() ?? null,
  }));
}

export function makePolicyTextDesk(unit: Unit): PolicyTextDesk {
  return {
    own: () => own(unit),
    acknowledge: (version) => acknowledge(unit, version),
    versions: () => versions(unit),
    people: () => people(unit),
    publish: (wish) => publish(unit, wish),
    acknowledgements: () => acknowledgements(unit),
  };
}
