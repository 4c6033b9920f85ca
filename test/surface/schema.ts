// The database of a tenant as it is after all migrations, as one text: surface/schema.txt. Names of roles, which are random, by their purpose;
// parts of a table, of which there are more every month, are built like the whole and left out.
import type { Queryable } from '../../src/core/pg.ts';

const ours = `('core', 'data')`;

const questions: readonly (readonly [string, string])[] = [
  [
    'extensions',
    `select extname || ' in ' || n.nspname as line from pg_extension e join pg_namespace n on n.oid = e.extnamespace where extname <> 'plpgsql'`,
  ],
  [
    'columns',
    `select n.nspname || '.' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
       || case when a.attnotnull then ' not null' else '' end
       || case a.attidentity when '' then '' else ' identity' end
       || coalesce(case when a.attgenerated <> '' then ' generated ' else ' default ' end || pg_get_expr(d.adbin, d.adrelid), '') as line
     from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
     left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
     where n.nspname in ${ours} and c.relkind in ('r', 'p', 'v') and not c.relispartition and a.attnum > 0 and not a.attisdropped`,
  ],
  [
    'constraints',
    `select n.nspname || '.' || c.relname || ' ' || k.conname || ' ' || pg_get_constraintdef(k.oid) as line
     from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ${ours} and not c.relispartition and k.contype <> 'n'`,
  ],
  [
    'indexes',
    `select pg_get_indexdef(c.oid) as line from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ${ours} and c.relkind in ('i', 'I') and not c.relispartition`,
  ],
  [
    'triggers',
    `select pg_get_triggerdef(t.oid) as line from pg_trigger t join pg_class c on c.oid = t.tgrelid
     join pg_namespace n on n.oid = c.relnamespace where n.nspname in ${ours} and not t.tgisinternal`,
  ],
  [
    'functions',
    `select n.nspname || '.' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ') returns ' || pg_get_function_result(p.oid)
       || case when p.prosecdef then ' security definer' else '' end || ' ' || md5(p.prosrc) as line
     from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname in ${ours}`,
  ],
  [
    'rights on tables',
    `select n.nspname || '.' || c.relname || ': ' || g.grantee || ' ' || string_agg(g.privilege_type, ', ' order by g.privilege_type) as line
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     join information_schema.role_table_grants g on g.table_schema = n.nspname and g.table_name = c.relname
     where n.nspname in ('core', 'data', 'graphile_worker') and g.grantee <> pg_get_userbyid(c.relowner)
     group by n.nspname, c.relname, g.grantee`,
  ],
  [
    'rights on columns',
    `select g.table_schema || '.' || g.table_name || '.' || g.column_name || ': ' || g.grantee || ' ' || g.privilege_type as line
     from information_schema.role_column_grants g join information_schema.tables t using (table_schema, table_name)
     where g.table_schema in ${ours} and not exists (
       select 1 from information_schema.role_table_grants w where w.table_schema = g.table_schema and w.table_name = g.table_name
         and w.grantee = g.grantee and w.privilege_type = g.privilege_type)`,
  ],
  [
    'rights on functions',
    `select g.routine_schema || '.' || g.routine_name || ': ' || g.grantee || ' ' || g.privilege_type as line
     from information_schema.role_routine_grants g join pg_namespace n on n.nspname = g.routine_schema
     where g.routine_schema in ${ours}
       and g.grantee <> (select pg_get_userbyid(min(p.proowner::int)::oid) from pg_proc p where p.pronamespace = n.oid)`,
  ],
];

/** `roles`: purpose -> the random name it has in this database. */
export async function schemaText(q: Queryable, roles: Readonly<Record<string, string>>): Promise<string> {
  const parts: string[] = [];
  for (const [title, question] of questions) {
    const { rows } = await q.query<{ line: string }>(question);
    const lines = [...new Set(rows.map((row) => named(row.line.replace(/\s+/g, ' '), roles)))].sort();
    parts.push([`== ${title}`, ...lines, ''].join('\n'));
  }
  return parts.join('\n');
}

function named(line: string, roles: Readonly<Record<string, string>>): string {
  return Object.entries(roles).reduce((text, [purpose, name]) => text.replaceAll(name, `<${purpose}>`), line);
}
