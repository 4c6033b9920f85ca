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

/** What a search of one object by one person is made of, but for the words. */
interface Searched {
  /** whether any field stands in the search column; the tenant's own fields do not: each has an index of its own */
  readonly isStored: boolean;
  /** rows on which all of the search column may be read */
  readonly mayAll: Sql;
  /** the text of the stored fields that may be read on every row, folded together: a word holds no white space, so it stands in one of them or in none */
  readonly open: Sql | null;
  /** the other stored fields, without those whose rule is that of all of them: a row on which it holds needs no second look */
  readonly guarded: readonly Looked[];
  readonly own: readonly Looked[];
}

/** A field in which a word is looked for by itself, and the rows on which it may be. */
interface Looked {
  readonly may: Sql;
  readonly text: Sql;
}

const known = new WeakMap<Principal, Map<Entity, Map<string, Searched>>>();

/** Rules of somebody with many roles are long: they are written once a principal. Of the past each look has rules of its own. */
function searched(me: Principal, e: Entity, alias: string): Searched {
  if (me.past !== undefined) return prepare(me, e, alias);
  let mine = known.get(me);
  if (mine === undefined) known.set(me, (mine = new Map()));
  let ofEntity = mine.get(e);
  if (ofEntity === undefined) mine.set(e, (ofEntity = new Map()));
  let made = ofEntity.get(alias);
  if (made === undefined) ofEntity.set(alias, (made = prepare(me, e, alias)));
  return made;
}

function prepare(me: Principal, e: Entity, alias: string): Searched {
  const reach = reachOf(me, e, 'view');
  const fields = searchableFields(e).map(([name, f]) => ({ name, f, rule: reach.readable(name) }));
  const stored = fields.filter(({ f }) => f.column === undefined);
  const whole = allOf(stored.map(({ rule }) => rule));
  const textOf = ({ name, f }: (typeof fields)[number]): Sql =>
    f.column === undefined ? sql.raw(searchText(name, f, `${alias}.`)) : sql.ref(`${alias}.${f.column}`);
  const looked = (some: typeof fields): Looked[] =>
    some
      .filter(({ rule }) => rule.op !== 'none')
      .map((field) => ({
        may: field.rule.op === 'all' ? yes : ruleOn(me, field.rule, e, alias),
        text: textOf(field),
      }));
  const open = stored.filter(({ rule }) => rule.op === 'all').map(textOf);
  const others = stored.filter(({ rule }) => rule.op !== 'all' && JSON.stringify(rule) !== JSON.stringify(whole));
  return {
    isStored: stored.length > 0,
    mayAll: whole.op === 'all' ? yes : ruleOn(me, whole, e, alias),
    open: open.length === 0 ? null : sql.join(open, sql` || chr(10) || `),
    guarded: looked(others),
    own: looked(fields.filter(({ f }) => f.column !== undefined)),
  };
}

/**
 * Finds every word in the folded search column, which holds all searchable fields. Where the searcher may not read all of those on every
 * row, each word is looked up again on a row where he may not, in the fields that may be read on it.
 */
export function compileSearch(text: string, me: Principal, e: Entity, alias: string): Sql {
  const ways = searchWays(text).filter((words) => words.length > 0);
  if (ways.length === 0) return sql`true`;
  const { isStored, mayAll, open, guarded, own } = searched(me, e, alias);
  const inText = (folded: Sql, word: string): Sql => wordPattern(sql`core.fold(${folded})`, word);
  const inField = ({ may, text: folded }: Looked, word: string): Sql => and([may, inText(folded, word)]);
  const inReadable = (word: string): Sql =>
    or([open === null ? no : inText(open, word), ...guarded.map((field) => inField(field, word))]);
  // The planner would take the second look for one that leaves few of the rows, and read them all to sort them.
  const again = (words: readonly string[]): Sql =>
    mayAll === yes ? yes : unjudged(or([mayAll, and(words.map(inReadable))]));
  const column = sql.ref(`${alias}.search`);
  const inStored = (words: readonly string[]): Sql =>
    isStored ? and([...words.map((word) => wordPattern(column, word)), again(words)]) : no;
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
