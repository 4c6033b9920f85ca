// The questions about contacts as somebody would write them in SQL who knows the tables and the rights of the two people by heart.
import type { PgConnection, Row } from '../../src/core/pg.ts';
import { newId } from '../../src/core/ids.ts';
import type { Facts, Input, Reach } from './facts.ts';
import { RawWork } from './raw-session.ts';

const whole = `r.id, r.version, r.archived_at, r.title, r.created_at, r.updated_at, r.created_by, r.updated_by, r.owner, r.given_name,
  r.family_name, r.job_title, r.companies, r.emails, r.phones, r.stage, r.birthday, r.address, r.website, r.responsible, r.territories,
  r.tags, r.notes, r.external_id`;

/** Phones and notes only where `when` holds. */
const openWhere = (when: string): string =>
  whole
    .replace('r.phones', `case when ${when} then r.phones end as phones`)
    .replace('r.notes', `case when ${when} then r.notes end as notes`);

/** Phones and notes only of the own contacts; `$1` is me in every question of the narrow one. */
const parts = openWhere('r.owner = $1');

/** The titles of what a page of contacts refers to. */
const around = (page: string): string => `
  select p.*, o.title as owner_title, c.title as created_title, u.title as updated_title,
    (select jsonb_object_agg(x.id, x.title) from jsonb_array_elements(p.companies) l
       cross join lateral (select t.id, t.title from data.company t where t.id = (l ->> 'id')::uuid limit 1) x) as company_titles,
    (select jsonb_object_agg(x.id, x.title) from jsonb_array_elements(p.territories) l
       cross join lateral (select t.id, t.title from data.territory t where t.id = (l ->> 'id')::uuid limit 1) x) as territory_titles
  from (${page}) p
    left join data."user" o on o.id = p.owner left join data."user" c on c.id = p.created_by left join data."user" u on u.id = p.updated_by
  order by p.title collate core.sorting, p.id`;

const byName = 'order by r.title collate core.sorting, r.id limit 51';

/** A page of what some people own, each person's part read in order from the index. */
const ofTeam = (more: string): string => `
  select r.* from unnest($2::uuid[]) m (owner) cross join lateral
    (select ${parts} from data.contact r where r.owner = m.owner and r.archived_at is null ${more} ${byName}) r ${byName}`;

const live = 'r.archived_at is null';

/** What is searched where phones may not be read. */
export const notInPhones = `core.fold(coalesce(r.given_name, '') || chr(10) || coalesce(r.family_name, '') || chr(10) || coalesce(r.job_title, '')
  || chr(10) || coalesce(jsonb_path_query_array(r.emails, '$[*].value')::text, '') || chr(10) || coalesce(r.external_id, ''))`;

const questions = {
  owner: {
    list: around(`select ${whole} from data.contact r where ${live} ${byName}`),
    deep: around(
      `select ${whole} from data.contact r where ${live} and (r.title collate core.sorting, r.id) > ($1, $2::uuid) ${byName}`,
    ),
    filter: around(`select ${whole} from data.contact r where ${live} and r.companies @> $1::jsonb ${byName}`),
    search: around(
      `select ${whole} from data.contact r where ${live} and r.search like '%' || core.fold($1) || '%' ${byName}`,
    ),
    get: around(`select ${whole} from data.contact r where r.id = $1`),
    count: `select count(*) from (select 1 from data.contact r where ${live} limit 10001) c`,
  },
  narrow: {
    list: around(ofTeam('')),
    deep: around(ofTeam('and (r.title collate core.sorting, r.id) > ($3, $4::uuid)')),
    filter: around(
      `select ${parts} from data.contact r where ${live} and r.owner = any($2) and r.companies @> $3::jsonb ${byName}`,
    ),
    search:
      around(`select ${parts} from data.contact r where ${live} and r.owner = any($2) and r.search like '%' || core.fold($3) || '%'
      and (r.owner = $1 or ${notInPhones} like '%' || core.fold($3) || '%') ${byName}`),
    get: around(`select ${parts} from data.contact r where r.id = $3 and r.owner = any($2)`),
    count: `select count(*) from (select 1 from data.contact r where ${live} and r.owner = any($2) limit 10001) c`,
  },
} as const;

type Question = keyof (typeof questions)['owner'];

/** The same with what the twelve roles say as one condition, and the planner left to find its way. */
function questionsOf({ contact, open }: Reach): Record<Question, string> {
  const seen = `from data.contact r where ${live} and ${contact}`;
  const columns = openWhere(open);
  return {
    list: around(`select ${columns} ${seen} ${byName}`),
    deep: around(`select ${columns} ${seen} and (r.title collate core.sorting, r.id) > ($1, $2::uuid) ${byName}`),
    filter: around(`select ${columns} ${seen} and r.companies @> $1::jsonb ${byName}`),
    search: around(`select ${columns} ${seen} and r.search like '%' || core.fold($1) || '%'
      and (${open} or ${notInPhones} like '%' || core.fold($1) || '%') ${byName}`),
    get: around(`select ${columns} from data.contact r where r.id = $1 and ${contact}`),
    count: `select count(*) from (select 1 ${seen} limit 10001) c`,
  };
}

const ofReach = new WeakMap<Reach, Record<Question, string>>();

function textOf({ who, reach }: Facts, question: Question): string {
  if (reach === null) return questions[who as 'owner' | 'narrow'][question];
  let texts = ofReach.get(reach);
  if (texts === undefined) ofReach.set(reach, (texts = questionsOf(reach)));
  return texts[question];
}

function ask(work: RawWork, question: Question, values: readonly unknown[]): Promise<{ rows: Row[] }> {
  const { facts } = work;
  const who = facts.who === 'narrow' ? [facts.me, facts.teammates] : [];
  const text = textOf(facts, question);
  // The count of the narrow one asks nothing of me: PostgreSQL wants every parameter used.
  if (facts.who === 'narrow' && question === 'count') {
    return work.ask(question, text.replace('any($2)', 'any($1)'), [facts.teammates]);
  }
  return work.ask(question, text, [...who, ...values]);
}

async function read(
  db: PgConnection,
  facts: Facts,
  question: Question,
  values: readonly unknown[],
  values2: unknown,
): Promise<Row[]> {
  const work = new RawWork(db, facts, false);
  const asked = ask(work, question, values);
  work.note({ action: `contact.${question === 'get' ? 'view' : 'list'}`, verb: 'read', values: values2 });
  await work.end();
  return (await asked).rows;
}

const link = (company: string): string => JSON.stringify([{ id: company }]);

export const rawList = (db: PgConnection, facts: Facts): Promise<Row[]> => read(db, facts, 'list', [], { limit: '50' });
export const rawDeep = (db: PgConnection, facts: Facts, { deep }: Input): Promise<Row[]> =>
  read(db, facts, 'deep', [deep.title, deep.id], { cursor: deep.cursor });
export const rawFilter = (db: PgConnection, facts: Facts, { company }: Input): Promise<Row[]> =>
  read(db, facts, 'filter', [link(company)], { filter: link(company) });
export const rawSearch = (db: PgConnection, facts: Facts, { word }: Input): Promise<Row[]> =>
  read(db, facts, 'search', [word], { search: word });
export const rawGet = (db: PgConnection, facts: Facts, { id }: Input): Promise<Row[]> =>
  read(db, facts, 'get', [id], { id });

export async function rawCountedList(db: PgConnection, facts: Facts): Promise<Row[]> {
  const work = new RawWork(db, facts, false);
  const asked = ask(work, 'list', []);
  void ask(work, 'count', []);
  void db.query("select reltuples from pg_class where oid = 'data.contact'::regclass", [], 'raw-estimate');
  work.note({ action: 'contact.list', verb: 'read', values: { limit: '50', count: 'estimate' } });
  await work.end();
  return (await asked).rows;
}

const insert = `insert into data.contact (id, version, owner, created_at, created_by, updated_at, updated_by, given_name, family_name, job_title,
  companies, emails, phones, stage, birthday, address, notes, external_id)
  values ($1, 1, $2, $3, $4, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`;

const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));

/** `values` as the product gets them. */
export async function rawCreate(
  db: PgConnection,
  facts: Facts,
  values: Readonly<Record<string, unknown>>,
): Promise<Row[]> {
  const work = new RawWork(db, facts, true);
  const id = newId();
  const links = values['companies'] as { id: string }[];
  const there = work.ask('there', 'select id from data.company where id = any($1) and archived_at is null', [
    links.map((l) => l.id),
  ]);
  const { givenName, familyName, jobTitle, companies, emails, phones, stage, birthday, address, notes, externalId } =
    values;
  void work.ask('insert', insert, [
    id,
    facts.me,
    work.at,
    facts.me,
    givenName,
    familyName,
    jobTitle,
    json(companies),
    json(emails),
    json(phones),
    stage,
    birthday ?? null,
    json(address),
    notes ?? null,
    externalId,
  ]);
  const changes = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [null, value]]));
  work.note({
    action: 'contact.create',
    verb: 'created',
    values: { changes },
    entity: 'contact',
    record: id,
    version: 1,
  });
  work.announce('contact.create', 'contact', 'created', [id]);
  const asked = ask(work, 'get', [id]);
  await work.end();
  if ((await there).rows.length !== links.length) throw new Error('a company is not there');
  return (await asked).rows;
}

/** The old value is put on record, so it is read and locked first: a second round trip. */
export async function rawEdit(db: PgConnection, facts: Facts, id: string, jobTitle: string): Promise<Row[]> {
  const work = new RawWork(db, facts, true);
  const mine = facts.who === 'narrow' ? 'and r.owner = $2' : facts.reach === null ? '' : `and ${facts.reach.edit}`;
  const found = await work.ask(
    'lock',
    `select job_title, version from data.contact r where id = $1 ${mine} for update`,
    [id, ...(facts.who === 'narrow' ? [facts.me] : [])],
  );
  const before = found.rows[0] as { job_title: string; version: number };
  const update =
    'update data.contact set job_title = $2, version = version + 1, updated_at = $3, updated_by = $4 where id = $1';
  void work.ask('update', update, [id, jobTitle, work.at, facts.me]);
  const values = { changes: { jobTitle: [before.job_title, jobTitle] } };
  work.note({
    action: 'contact.edit',
    verb: 'edited',
    values,
    entity: 'contact',
    record: id,
    version: before.version + 1,
  });
  work.announce('contact.edit', 'contact', 'edited', [id]);
  const asked = ask(work, 'get', [id]);
  await work.end();
  return (await asked).rows;
}
