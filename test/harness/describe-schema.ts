// Writes a database's whole schema as sorted text, from the catalogue alone (npm's PostgreSQL brings no pg_dump): two databases with equal text are built alike.
import type { Queryable } from '../../src/core/pg.ts';

/** Schemas of our own; everything else belongs to PostgreSQL. */
const ours = `n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'`;

/** Objects that came with an extension are described by the extension's name and version. */
const notOfExtension = (catalogue: string, alias: string): string =>
  `not exists (select from pg_depend x where x.classid = '${catalogue}'::regclass and x.objid = ${alias}.oid and x.deptype = 'e')`;

/** One line of text for each thing; the queries are independent of search_path and of the order of creation. */
const questions: readonly { readonly heading: string; readonly sql: string }[] = [
  {
    heading: 'database',
    sql: `select format('encoding %s, collate %s, ctype %s', pg_encoding_to_char(encoding), datcollate, datctype) as line,
            null::oid as owner, null::aclitem[] as acl from pg_database where datname = current_database()`,
  },
  {
    heading: 'schemas',
    sql: `select n.nspname as line, n.nspowner as owner, n.nspacl as acl from pg_namespace n where ${ours}`,
  },
  {
    heading: 'extensions',
    sql: `select format('%s %s in %s', e.extname, e.extversion, n.nspname) as line, null::oid as owner, null::aclitem[] as acl
          from pg_extension e join pg_namespace n on n.oid = e.extnamespace`,
  },
  {
    heading: 'collations',
    sql: `select format('%I.%I provider %s locale %s deterministic %s', n.nspname, c.collname, c.collprovider,
            coalesce(to_jsonb(c) ->> 'colllocale', to_jsonb(c) ->> 'colliculocale', c.collcollate), c.collisdeterministic) as line,
            c.collowner as owner, null::aclitem[] as acl
          from pg_collation c join pg_namespace n on n.oid = c.collnamespace where ${ours}`,
  },
  {
    heading: 'types',
    sql: `select format('%I.%I %s %s', n.nspname, t.typname, t.typtype, coalesce(
              (select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid),
              format_type(nullif(t.typbasetype, 0), t.typtypmod), '')) as line, t.typowner as owner, t.typacl as acl
          from pg_type t join pg_namespace n on n.oid = t.typnamespace
          where ${ours} and t.typtype in ('e', 'd', 'r', 'm') and ${notOfExtension('pg_type', 't')}`,
  },
  {
    heading: 'tables, views and sequences',
    sql: `select format('%I.%I %s %s%s%s', n.nspname, c.relname, c.relkind, coalesce(array_to_string(c.reloptions, ','), ''),
            case when c.relrowsecurity then ' row security' else '' end,
            case when c.relkind in ('v', 'm') then ' ' || pg_get_viewdef(c.oid) else '' end) as line,
            c.relowner as owner, c.relacl as acl
          from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where ${ours} and c.relkind in ('r', 'p', 'v', 'm', 'S') and ${notOfExtension('pg_class', 'c')}`,
  },
  {
    heading: 'columns',
    sql: `select format('%I.%I.%s %I %s%s%s%s%s%s', n.nspname, c.relname, lpad(row_number() over (partition by c.oid order by a.attnum)::text, 3, '0'),
            a.attname, format_type(a.atttypid, a.atttypmod),
            case when a.attcollation not in (0, t.typcollation) then ' collate ' || l.collname else '' end,
            case when a.attnotnull then ' not null' else '' end,
            case when a.attidentity <> '' then ' identity ' || a.attidentity::text else '' end,
            case when a.attgenerated <> '' then ' generated ' || a.attgenerated::text else '' end,
            case when d.oid is not null then ' default ' || pg_get_expr(d.adbin, d.adrelid) else '' end) as line,
            null::oid as owner, a.attacl as acl
          from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
            join pg_type t on t.oid = a.atttypid left join pg_collation l on l.oid = a.attcollation
            left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
          where ${ours} and a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'v', 'm')`,
  },
  {
    heading: 'constraints',
    sql: `select format('%I.%I %I %s', n.nspname, coalesce(c.relname, t.typname), k.conname, pg_get_constraintdef(k.oid)) as line,
            null::oid as owner, null::aclitem[] as acl
          from pg_constraint k join pg_namespace n on n.oid = k.connamespace left join pg_class c on c.oid = k.conrelid
            left join pg_type t on t.oid = k.contypid
          where ${ours} and k.contype <> 'n'`,
  },
  {
    heading: 'indexes',
    sql: `select format('%s%s', pg_get_indexdef(i.indexrelid), case when i.indisvalid then '' else ' INVALID' end) as line,
            null::oid as owner, null::aclitem[] as acl
          from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace where ${ours}`,
  },
  {
    heading: 'functions',
    sql: `select pg_get_functiondef(p.oid) as line, p.proowner as owner, p.proacl as acl
          from pg_proc p join pg_namespace n on n.oid = p.pronamespace
          where ${ours} and p.prokind in ('f', 'p') and ${notOfExtension('pg_proc', 'p')}`,
  },
  {
    heading: 'triggers',
    sql: `select format('%s %s', pg_get_triggerdef(t.oid), t.tgenabled) as line, null::oid as owner, null::aclitem[] as acl
          from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
          where ${ours} and not t.tgisinternal`,
  },
  {
    heading: 'policies',
    sql: `select format('%I.%I %I %s %s %s', n.nspname, c.relname, p.polname, p.polcmd, pg_get_expr(p.polqual, p.polrelid),
            pg_get_expr(p.polwithcheck, p.polrelid)) as line, null::oid as owner, null::aclitem[] as acl
          from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace`,
  },
  {
    heading: 'sequences',
    sql: `select format('%I.%I %s from %s by %s', n.nspname, c.relname, format_type(s.seqtypid, null), s.seqstart, s.seqincrement) as line,
            null::oid as owner, null::aclitem[] as acl
          from pg_sequence s join pg_class c on c.oid = s.seqrelid join pg_namespace n on n.oid = c.relnamespace`,
  },
  {
    heading: 'statistics, casts, operators, event triggers, publications, default privileges',
    sql: `select pg_get_statisticsobjdef(s.oid) as line, null::oid as owner, null::aclitem[] as acl from pg_statistic_ext s
          union all select format('event trigger %s', evtname), evtowner, null from pg_event_trigger
          union all select format('publication %s', pubname), pubowner, null from pg_publication
          union all select format('default privileges %s', defaclobjtype), defaclrole, defaclacl from pg_default_acl`,
  },
];

/**
 * `superuser`: connected to the database; `labels`: role names to write otherwise (they are random), as { r_1234...: 'app' }.
 * The PostgreSQL version shows in places (text of views), so compare databases of one server.
 */
export async function describeSchema(superuser: Queryable, labels: Readonly<Record<string, string>>): Promise<string> {
  const { rows } = await superuser.query<{ oid: number; name: string }>('select oid, rolname as name from pg_roles');
  const names = new Map(rows.map(({ oid, name }) => [oid, labels[name] ?? name]));
  const parts: string[] = [];
  for (const { heading, sql } of questions) {
    const found = await superuser.query<{ line: string; owner: number | null; rights: Right[] | null }>(
      `select line, owner, (select json_agg(json_build_object('to', grantee::bigint, 'what', privilege_type, 'by', grantor::bigint))
         from aclexplode(acl)) as rights from (${sql}) q`,
    );
    const lines = found.rows.map((row) => [row.line, ...attributes(row, names)].join('\n    ')).sort();
    parts.push(`== ${heading}\n${lines.join('\n')}\n`);
  }
  return parts.join('\n');
}

interface Right {
  readonly to: number;
  readonly what: string;
  readonly by: number;
}

/** Rights of a thing by role, sorted: PostgreSQL keeps them in the order in which they were given. */
function attributes(
  row: { owner: number | null; rights: Right[] | null },
  names: ReadonlyMap<number, string>,
): string[] {
  const byRole = Map.groupBy(row.rights ?? [], ({ to }) => (to === 0 ? 'everybody' : (names.get(to) ?? String(to))));
  const rights = [...byRole]
    .map(
      ([role, list]) =>
        `${role}: ${list
          .map(({ what }) => what)
          .sort()
          .join(', ')}`,
    )
    .sort();
  return [...(row.owner === null ? [] : [`owner ${names.get(row.owner) ?? row.owner}`]), ...rights];
}
