// Replaces what quotes a person in texts of other records, protected ones and those of the tenant's own objects too. The words go, the rest of each text
// stays; the ledger is told what a text became, and nothing of what it was. What a legal hold stands on is left as it is.
import { type Entity, columnOf } from '../../contract/entity.ts';
import { type Field, isVirtual } from '../../contract/field.ts';
import { reachOf } from '../policy.ts';
import { isSealed, readStored, type StoredRow } from '../records/codec.ts';
import type { WriteDraft } from '../records/draft.ts';
import { type OpenHold, heldReasons, openHolds } from '../records/holds.ts';
import { updateRecords } from '../records/store.ts';
import { visibleRows } from '../records/visible.ts';
import { announce, tellChange } from '../records/on-record.ts';
import { erasedText } from '../ledger/erased-text.ts';
import { sealedColumn, tableName } from '../schema/ddl.ts';
import { type Sql, and, or, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';

export interface QuoteCount {
  readonly entity: string;
  /** records one sees whose open texts quote it; the others, and protected texts, are found when they are replaced */
  readonly count: number;
  /** of those: left as they are, a legal hold stands on them */
  readonly held: number;
}

export interface ReplacedQuotes {
  /** where to go on; null: the end */
  readonly cursor: string | null;
  readonly changed: number;
  readonly held: number;
}

/** People who work here are called by their names where they stand; they are erased by an action of their own. */
const isAsked = (e: Entity): boolean => e.name !== 'user' && textFields(e).length > 0;

function textFields(e: Entity): [string, Field][] {
  return Object.entries(e.fields).filter(
    ([, f]) => (f.kind === 'text' || f.kind === 'longText' || f.kind === 'url') && !isVirtual(f) && f.computed !== true,
  );
}

const pattern = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

/** Rows `r` that may quote one of the texts in an open field. */
function openQuotes(e: Entity, texts: readonly string[], asks: (name: string) => boolean = () => true): Sql {
  const patterns = texts.map(pattern);
  return or(
    textFields(e)
      .filter(([name, f]) => !isSealed(f) && asks(name))
      .map(([name, f]) => sql`${sql.ref(`r.${columnOf(name, f)}`)} ilike any(${patterns}::text[])`),
  );
}

const notThis = (except: string | undefined): Sql => (except === undefined ? sql`true` : sql`r.id <> ${except}::uuid`);

/** Of whole words: a name inside another word is another name. */
function quoteOf(texts: readonly string[]): RegExp {
  const words = [...texts]
    .sort((a, b) => b.length - a.length)
    .map((text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
}

export async function countQuotes(
  unit: Unit,
  texts: readonly string[],
  except?: string,
): Promise<readonly QuoteCount[]> {
  if (texts.length === 0) return [];
  const holds = await openHolds(unit);
  const out: QuoteCount[] = [];
  for (const e of unit.catalog.entities.filter(isAsked)) {
    const reach = reachOf(unit.me, e, 'view');
    const quotes = openQuotes(e, texts, (name) => reach.readable(name).op === 'all');
    const rows = await unit.run<{ id: string }>(
      sql`select r.id from ${sql.raw(tableName(e))} r where ${and([visibleRows(unit.me, e, 'r'), quotes, notThis(except)])}`,
    );
    if (rows.length === 0) continue;
    const ids = rows.map((row) => row.id);
    const held = await heldReasons(unit, e, ids, holds);
    out.push({ entity: e.name, count: rows.length, held: held.size });
  }
  return out;
}

interface Wish {
  readonly cursor: string | null;
  readonly limit: number;
  /** what stands where the words were */
  readonly instead?: string;
  /** the person's own record */
  readonly except?: string;
}

/** The next records; the cursor names object and record. */
export async function replaceQuotes(
  unit: Unit,
  texts: readonly string[],
  { cursor, limit, instead = erasedText, except }: Wish,
): Promise<ReplacedQuotes> {
  unit.assertWrites();
  const objects = unit.catalog.entities.filter(isAsked);
  const [name, after = '00000000-0000-0000-0000-000000000000'] = cursor?.split(' ') ?? [objects[0]?.name];
  const at = objects.findIndex((e) => e.name === name);
  const e = objects[at];
  if (e === undefined || texts.length === 0) return { cursor: null, changed: 0, held: 0 };
  const sealed = textFields(e).some(([, f]) => isSealed(f))
    ? sql`${sql.ref(`r.${sealedColumn}`)} is not null`
    : sql`false`;
  const rows = await unit.run(sql`select r.* from ${sql.raw(tableName(e))} r
    where ${and([sql`r.id > ${after}::uuid`, or([openQuotes(e, texts), sealed]), notThis(except)])}
    order by r.id limit ${limit} for update of r`);
  const quote = quoteOf(texts);
  const stored = rows.map((row) => readStored(unit.vault.keys, e, row));
  const drafts = stored.flatMap((row) => withoutQuotes(e, row, quote, instead) ?? []);
  const held = await writeDrafts(unit, e, drafts, await openHolds(unit), instead);
  const next = objects[at + 1];
  const goesOn =
    rows.length === limit ? `${e.name} ${String(rows.at(-1)!['id'])}` : next === undefined ? null : next.name;
  return { cursor: goesOn, changed: drafts.length - held, held };
}

/** Null: it quotes nothing. */
function withoutQuotes(e: Entity, row: StoredRow, quote: RegExp, instead: string): WriteDraft | null {
  const id = row['id'] as string;
  const after: Record<string, unknown> = { ...row };
  const sent = new Set<string>();
  for (const [name, f] of textFields(e)) {
    const value = row[name];
    if (typeof value !== 'string') continue;
    const left = value.replace(quote, () => instead);
    if (left === value) continue;
    // Two records may have quoted the same person.
    after[name] = f.unique === true ? `${left} ${id.slice(-6)}` : left;
    sent.add(name);
  }
  return sent.size === 0 ? null : { index: 0, id, before: row, after, sent, errors: [], refusal: null };
}

/** Answers how many are held, and so stay as they are. */
async function writeDrafts(
  unit: Unit,
  e: Entity,
  drafts: readonly WriteDraft[],
  holds: readonly OpenHold[],
  instead: string,
): Promise<number> {
  if (drafts.length === 0) return 0;
  const ids = drafts.map((d) => d.id);
  const held = await heldReasons(unit, e, ids, holds);
  const open = drafts.filter((d) => !held.has(d.id));
  for (const d of open) {
    updateRecords(unit, e, [d]);
    // `with`: an undo does not look at it; there is nothing to put back.
    tellChange(unit, e, d, { verb: 'edited', with: 'erasure', changes: pairs(d, instead) });
  }
  announce(
    unit,
    e,
    'edited',
    open.map((d) => d.id),
  );
  return held.size;
}

/** What each text became; that it was quoted is all that is said of what it was. */
function pairs(d: WriteDraft, instead: string): [string, [unknown, unknown]][] {
  return [...d.sent].map((name) => [name, [instead, d.after[name]]]);
}
