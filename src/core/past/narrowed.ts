// Which of the rows that were changed since may be found by a search of then at all: by what their search text says now, or by what was told of the fields that
// were changed. The search itself looks at those alone; folding the texts of all others would be most of its work.
import { type Entity, columnOf } from '../../contract/entity.ts';
import { isMulti } from '../../contract/field.ts';
import { searchWays, searchableFields } from '../records/search-sql.ts';
import { searchExpression, tableName } from '../schema/ddl.ts';
import { type Sql, and, escapeLike, or, sql, yes } from '../sql.ts';
import { nameOf } from './columns.ts';

/** Over the row `c` as it is and what was changed since in `o`: true on every row that a search of then finds, and on few others. */
export function maybeFound(e: Entity, text: string, lost: ReadonlyMap<string, string>): Sql {
  const ways = searchWays(text).filter((words) => words.length > 0);
  const fields = searchableFields(e);
  // What a deleted field held stands elsewhere.
  if (ways.length === 0 || fields.some(([name, f]) => lost.has(columnOf(name, f)))) return yes;
  const own = fields.filter(([, f]) => f.column !== undefined).map(([, f]) => sql.ref(`c.${f.column}`));
  const old = fields.flatMap(([name, f]) => oldTexts(sql`(o.changes -> ${nameOf(name)} -> 0)`, f.kind));
  const folded = sql`core.fold(concat_ws(chr(10), ${sql.join([...old, ...own])}))`;
  const isStored = searchExpression(e) !== null;
  const pattern = (word: string): Sql => sql`'%' || core.fold(${escapeLike(word)}) || '%'`;
  // Each word stands in what the row says now, or one of them in what was told of it.
  const now = (words: readonly string[]): Sql => {
    const long = words.filter((word) => [...word].length > 2);
    if (long.length === 0) return and(words.map((word) => sql`c.search like ${pattern(word)}`));
    // Of three letters the index knows the rows; each row would be fetched to look for fewer.
    const stand = and(long.map((word) => sql`f.search like ${pattern(word)}`));
    return sql`o.record in (select f.id from ${sql.raw(tableName(e))} f where ${stand})`;
  };
  const told = sql`${folded} like any (array[${sql.join(ways.flat().map(pattern))}])`;
  return or([...(isStored ? ways.map(now) : []), told]);
}

/** As the search text has it. */
function oldTexts(old: Sql, kind: Entity['fields'][string]['kind']): Sql[] {
  if (!isMulti(kind)) return [sql`${old} #>> '{}'`];
  const values = sql`jsonb_path_query_array(nullif(${old}, 'null'::jsonb), '$[*].value')::text`;
  return kind === 'phones' ? [values, sql`regexp_replace(${values}, '[^0-9,]+', '', 'g')`] : [values];
}
