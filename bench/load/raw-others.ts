// The other questions in SQL written by hand: who am I, the search over everything, deals by stage, my deals.
import type { PgConnection, Row } from '../../src/core/pg.ts';
import { fold } from '../../src/contract/fold.ts';
import type { Facts, Input } from './facts.ts';
import { notInPhones } from './raw-contacts.ts';
import { RawWork } from './raw-session.ts';

export async function rawMe(db: PgConnection, facts: Facts): Promise<Row[]> {
  const work = new RawWork(db, facts, false);
  const asked = work.ask('me', 'select id, name, email from data."user" where id = $1', [facts.me]);
  const roles =
    'select r.id, r.name, r.help from core.member_role m join core.role r on r.id = m.role_id where m.user_id = $1 order by r.key';
  void work.ask('roles', roles, [facts.me]);
  void work.ask('region', 'select locale, currency, time_zone from core.region', []);
  work.note({ action: 'me.view', verb: 'read', values: {} });
  await work.end();
  return (await asked).rows;
}

/** The best eight of at most three hundred matches in each table, the title's beginning first. */
const best = (table: string, columns: string, seen: string): string => `
  select * from (
    select ${columns}, case when core.fold(r.title) like core.fold($1) || '%' then 0 when core.fold(r.title) like '%' || core.fold($1) || '%' then 1 else 2 end as rank
    from data."${table}" r where r.archived_at is null and r.search like '%' || core.fold($1) || '%' ${seen} limit 300) c
  order by rank, title collate core.sorting, id limit 8`;

const columnsOf: Readonly<Record<string, string>> = {
  company: 'r.id, r.title, r.domain, r.phones, r.emails, r.external_id',
  contact: 'r.id, r.title, r.given_name, r.family_name, r.job_title, r.emails, r.phones, r.external_id',
  deal: 'r.id, r.title, r.product, r.external_id',
  user: 'r.id, r.title, r.email',
  team: 'r.id, r.title',
  activity: 'r.id, r.title, r.external_id',
};

const owned = new Set(['contact', 'deal', 'activity']);

/** A condition and the columns of one table, as far as this person may see it. */
function partOf({ who, reach }: Facts, table: string, columns: string): { seen: string; shown: string } {
  if (who === 'owner' || !owned.has(table)) return { seen: '', shown: columns };
  const rows = reach === null ? 'r.owner = any($2)' : reach[table as 'contact' | 'deal' | 'activity'];
  if (table !== 'contact') return { seen: `and ${rows}`, shown: columns };
  const open = reach === null ? 'r.owner = $3' : reach.open;
  return {
    seen: `and ${rows} and (${open} or ${notInPhones} like '%' || core.fold($1) || '%')`,
    shown: columns.replace('r.phones', `case when ${open} then r.phones end as phones`),
  };
}

export async function rawFind(db: PgConnection, facts: Facts, { word }: Input): Promise<Row[]> {
  const work = new RawWork(db, facts, false);
  const asked = Object.entries(columnsOf).map(([table, columns]) => {
    const isOwned = facts.who === 'narrow' && owned.has(table);
    const values = [word, ...(isOwned ? [facts.teammates] : []), ...(isOwned && table === 'contact' ? [facts.me] : [])];
    const { seen, shown } = partOf(facts, table, columns);
    return work.ask(`find-${table}`, best(table, shown, seen), values);
  });
  work.note({ action: 'search.find', verb: 'read', values: { q: word } });
  await work.end();
  const found = (await Promise.all(asked)).flatMap(({ rows }) => rows);
  // The reason of a match is the field it was found in, which a person would also be told.
  for (const row of found) {
    row['reason'] =
      Object.entries(row).find(([, value]) => typeof value === 'string' && fold(value).includes(word))?.[0] ?? null;
  }
  return found;
}

export async function rawGroup(db: PgConnection, facts: Facts): Promise<Row[]> {
  const work = new RawWork(db, facts, false);
  const seen = facts.who === 'narrow' ? 'and r.owner = any($1)' : facts.reach === null ? '' : `and ${facts.reach.deal}`;
  const asked = work.ask(
    'group',
    `select r.stage, s.title, r.amount_currency, count(*)::int as n, sum(r.amount)::text as amount
     from data.deal r left join data.stage s on s.id = r.stage where r.archived_at is null ${seen} group by 1, 2, 3`,
    facts.who === 'narrow' ? [facts.teammates] : [],
  );
  work.note({ action: 'deal.group', verb: 'read', values: { by: 'stage', measures: 'sum:amount' } });
  await work.end();
  return (await asked).rows;
}

const myOpen = `from data.deal r join data.stage s on s.id = r.stage where r.archived_at is null and r.owner = $1 and s.outcome = 'open'`;

/** One's own, whatever else one sees. */
export async function rawMyFigure(db: PgConnection, facts: Facts): Promise<Row[]> {
  const work = new RawWork(db, facts, false);
  const asked = work.ask(
    'my-figure',
    `select r.amount_currency, count(*)::int as n, sum(r.amount)::text as amount ${myOpen} group by 1`,
    [facts.me],
  );
  work.note({ action: 'deal.group', verb: 'read', values: { measures: 'sum:amount' } });
  await work.end();
  return (await asked).rows;
}

export async function rawMyDeals(db: PgConnection, facts: Facts): Promise<Row[]> {
  const work = new RawWork(db, facts, false);
  const asked = work.ask(
    'my-deals',
    `select p.*, c.title as company_title from (select r.id, r.title, r.expected_close, r.amount, r.amount_currency, r.company ${myOpen}
       order by r.expected_close nulls last, r.id limit 51) p left join data.company c on c.id = p.company
     order by p.expected_close nulls last, p.id`,
    [facts.me],
  );
  work.note({ action: 'deal.list', verb: 'read', values: { sort: 'expectedClose' } });
  await work.end();
  return (await asked).rows;
}
