// Reads entries newest first within a second however many there are: back through time in spans, and where nothing is found for long it says how far it looked.
import { Problem } from '../../contract/problem.ts';
import { isId } from '../ids.ts';
import { zeroId } from '../principal.ts';
import { type Sql, and, compile, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { idsBetween } from './months.ts';
import { type EntryRow, entryColumns } from './shown.ts';

export interface PageWish {
  readonly limit: number;
  readonly cursor?: string;
}

interface Span {
  readonly from?: Date;
  readonly to?: Date;
}

export interface EntryPage {
  readonly rows: EntryRow[];
  readonly next: string | null;
  /** it stopped looking here with fewer rows than asked: `next` looks further back; null: it looked at everything */
  readonly reached: string | null;
}

const day = 86_400_000;
const firstSpanMs = 7 * day;
const shortestMs = day / 4;
/** After this long it answers with what it has, and no span is begun that by the last one would end after so long. */
const patienceMs = 600;
const mostMs = 800;
/** A span that was looked through so fast is followed by a longer one. */
const fastMs = 100;

interface Place {
  /** with six digits of the second */
  readonly at: string;
  readonly id: string;
}

function readCursor(cursor: string): Place {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw new Problem('invalid-cursor');
  }
  const [at, id] = Array.isArray(parsed) ? (parsed as unknown[]) : [];
  if (typeof at !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(at) || !isId(id))
    throw new Problem('invalid-cursor');
  return { at, id };
}

const cursorOf = ({ at, id }: Place): string => Buffer.from(JSON.stringify([at, id])).toString('base64url');

const exactly = (at: Date): string => `${at.toISOString().slice(0, -1)}000Z`;

/**
 * The newest entries that fit `where` (over `l`). `isPointed`: it names one record, operation, session or request, which indexes find at
 * once wherever they are.
 */
export async function readNewest(
  unit: Unit,
  where: readonly Sql[],
  span: Span,
  { limit, cursor, isPointed }: PageWish & { readonly isPointed: boolean },
): Promise<EntryPage> {
  const place = cursor === undefined ? undefined : readCursor(cursor);
  const conditions =
    place === undefined ? where : [...where, sql`(l.at, l.id) < (${place.at}::timestamptz, ${place.id}::uuid)`];
  // The instant of the cursor is still in it: others may have the same.
  const last = place === undefined ? span.to : earlier(span.to, new Date(Date.parse(place.at) + 1));
  if (isPointed) {
    const all = { ...span, ...(last === undefined ? {} : { to: last }) };
    return pageOf(await readPointed(unit, conditions, all, limit + 1), limit);
  }
  const first = span.from ?? (await oldest(unit));
  if (first === null) return { rows: [], next: null, reached: null };
  const began = performance.now();
  const rows: EntryRow[] = [];
  let length = firstSpanMs;
  // Entries of a clock that was ahead are looked at with the newest.
  let to = last;
  for (;;) {
    const end = to ?? unit.at;
    const from = new Date(Math.max(first.getTime(), end.getTime() - length));
    const since = performance.now();
    rows.push(
      ...(await readSpan(unit, conditions, { from, ...(to === undefined ? {} : { to }) }, limit + 1 - rows.length)),
    );
    if (rows.length > limit || from <= first) return pageOf(rows, limit);
    to = from;
    const [took, spent] = [performance.now() - since, performance.now() - began];
    const affordable = (length * (mostMs - spent)) / Math.max(1, took);
    if (took < fastMs) length *= 4;
    length = Math.max(shortestMs, Math.min(length, affordable));
    if (spent > patienceMs)
      return { rows, next: cursorOf({ at: exactly(from), id: zeroId }), reached: from.toISOString() };
  }
}

function earlier(a: Date | undefined, b: Date): Date {
  return a !== undefined && a < b ? a : b;
}

function pageOf(rows: EntryRow[], limit: number): EntryPage {
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1)! : undefined;
  return { rows: page, next: last === undefined ? null : cursorOf(last), reached: null };
}

async function oldest(unit: Unit): Promise<Date | null> {
  const [row] = await unit.run<{ at: Date }>(sql`select at from core.ledger order by at limit 1`);
  return row?.at ?? null;
}

function boundsOf(span: Span): Sql[] {
  return [
    ...(span.from === undefined ? [] : [sql`l.at >= ${span.from}::timestamptz`]),
    ...(span.to === undefined ? [] : [sql`l.at < ${span.to}::timestamptz`]),
    ...idsBetween(span.from, span.to),
  ];
}

/** Planned for these very values: which months and which index depends on them. */
async function readSpan(unit: Unit, where: readonly Sql[], span: Span, most: number): Promise<EntryRow[]> {
  return readRows(
    unit,
    sql`select l.* from core.ledger l where ${and([...boundsOf(span), ...where])} order by l.at desc, l.id desc limit ${most}`,
  );
}

/** All that fits is found first, by the index of what is named, and put in order afterwards: never the other way round. */
async function readPointed(unit: Unit, where: readonly Sql[], span: Span, most: number): Promise<EntryRow[]> {
  return readRows(
    unit,
    sql`select l.* from (select l.* from core.ledger l where ${and([...boundsOf(span), ...where])} offset 0) l
      order by l.at desc, l.id desc limit ${most}`,
  );
}

async function readRows(unit: Unit, chosen: Sql): Promise<EntryRow[]> {
  const { text, values } = compile(sql`
    select ${sql.raw(entryColumns)} from (${chosen}) l left join core.ledger_leaf f on f.entry = l.id left join core.ledger_values v on v.entry = l.id
    order by l.at desc, l.id desc`);
  return (await unit.query<EntryRow>(text, values)).rows;
}
