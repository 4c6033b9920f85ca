// Finds records by what was typed into a search box, in the folded text of the fields the searcher may read and in no other.
import type { Entity } from '../../contract/entity.ts';
import { phoneDigits } from '../../contract/fold.ts';
import { allOf } from '../../contract/rule.ts';
import { reachOf } from '../policy.ts';
import type { Principal } from '../principal.ts';
import { searchText } from '../schema/ddl.ts';
import { ruleOn } from './source.ts';
import { type Sql, and, escapeLike, no, or, sql, unjudged, yes } from '../sql.ts';

/**
 * What was typed, in each way it may be meant: words that must all be found. What looks like a phone number is one word of digits, or a
 * number, date or reference that stands there just so.
 */
export function searchWays(text: string): string[][] {
  const typed = text.trim();
  const digits = phoneDigits(typed);
  if (digits === null) return [searchWords(text)];
  return digits === typed ? [[digits]] : [[digits], [shortened(typed)]];
}

/** The first hundred characters, none of them halved. */
function shortened(word: string): string {
  return word.length <= 100 ? word : [...word].slice(0, 100).join('');
}

function searchWords(text: string): string[] {
  return text
    .normalize('NFC')
    .split(/\s+/)
    .filter((w) => w !== '' && !w.includes('\0'))
    .slice(0, 8)
    .map(shortened);
}

/**
 * Whether looking a search up costs little each time: the index holds three letters in a row, and a longer word is many look-ups. What is
 * looked up in several parts of a list is short, or it is looked up once for all of them.
 */
export function isShortSearch(text: string): boolean {
  const ways = searchWays(text);
  return ways.length === 1 && ways[0]!.every((word) => [...word].length <= 3);
}

export function searchableFields(e: Entity): [string, Entity['fields'][string]][] {
  return Object.entries(e.fields).filter(([, f]) => f.search === true && f.protected !== true);
}

/**
 * Finds every word in the folded search column, which holds all searchable fields. Where the searcher may not read all of those on every
 * row, each word is looked up again on a row where he may not, in the fields that may be read on it.
 */
export function compileSearch(text: string, me: Principal, e: Entity, alias: string): Sql {
  const ways = searchWays(text).filter((words) => words.length > 0);
  if (ways.length === 0) return sql`true`;
  const fields = searchableFields(e);
  if (fields.length === 0) return no;
  const reach = reachOf(me, e, 'view');
  // The tenant's own fields are not in the search column: each has an index of its own.
  const stored = fields.filter(([, f]) => f.column === undefined);
  const isOpen = ([name]: (typeof fields)[number]): boolean => reach.readable(name).op === 'all';
  const whole = allOf(stored.map(([name]) => reach.readable(name)));
  const column = sql.ref(`${alias}.search`);
  // Those that may be read on every row are folded together: a word holds no white space, so it stands in one of them or in none.
  const [open, guarded] = [stored.filter(isOpen), stored.filter((field) => !isOpen(field))];
  const openText = sql.join(
    open.map(([name, f]) => sql.raw(searchText(name, f, `${alias}.`))),
    sql` || chr(10) || `,
  );
  const inOpen = (word: string): Sql => (open.length === 0 ? no : wordPattern(sql`core.fold(${openText})`, word));
  const mayAll = whole.op === 'all' ? yes : ruleOn(me, whole, e, alias);
  // Where a field's rule is that of all of them, a row on which it holds needs no second look.
  const others = guarded.filter(([name]) => JSON.stringify(reach.readable(name)) !== JSON.stringify(whole));
  const inField = ([name, f]: (typeof fields)[number], word: string): Sql => {
    const rule = reach.readable(name);
    if (rule.op === 'none') return no;
    const text = f.column === undefined ? sql.raw(searchText(name, f, `${alias}.`)) : sql.ref(`${alias}.${f.column}`);
    const hit = wordPattern(sql`core.fold(${text})`, word);
    return rule.op === 'all' ? hit : and([ruleOn(me, rule, e, alias), hit]);
  };
  const inReadable = (word: string): Sql => or([inOpen(word), ...others.map((field) => inField(field, word))]);
  const own = fields.filter(([, f]) => f.column !== undefined);
  // The planner would take the second look for one that leaves few of the rows, and read them all to sort them.
  const again = (words: readonly string[]): Sql =>
    mayAll === yes ? yes : unjudged(or([mayAll, and(words.map(inReadable))]));
  const inStored = (words: readonly string[]): Sql =>
    stored.length === 0 ? no : and([...words.map((word) => wordPattern(column, word)), again(words)]);
  const everywhere = (words: readonly string[]): Sql =>
    own.length === 0
      ? inStored(words)
      : and(words.map((word) => or([inStored([word]), ...own.map((field) => inField(field, word))])));
  return or(ways.map(everywhere));
}

/** One or two characters: at the start of a word, for they are in nearly every text. From three on: anywhere. */
function wordPattern(column: Sql, word: string): Sql {
  const folded = sql`core.fold(${escapeLike(word)})`;
  if ([...word].length > 2) return sql`${column} like '%' || ${folded} || '%'`;
  return sql`(${column} like ${folded} || '%' or ${column} like '% ' || ${folded} || '%'
    or ${column} like '%' || chr(10) || ${folded} || '%' or ${column} like '%"' || ${folded} || '%')`;
}
