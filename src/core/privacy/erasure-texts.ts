// The values by which a person is quoted elsewhere, as they are and as they were: which of them are offered, and which are looked for unless said otherwise.
import { type Entity, columnOf } from '../../contract/entity.ts';
import { type Field, isMulti } from '../../contract/field.ts';
import { openValues } from '../ledger.ts';
import { isSealed, type StoredRow } from '../records/codec.ts';
import { tableName } from '../schema/ddl.ts';
import { sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import type { QuotedField } from './erasure.ts';

/** What is quoted by the whole name. */
export const titleKey = 'title';
/** As the eraser of the ledger has it: shorter ones would take half of it with them. */
const shortest = 4;

export interface QuotedTexts extends QuotedField {
  readonly texts: readonly string[];
}

/** A text nobody writes by chance: an address, a number, some words. */
export function isDistinctive(text: string): boolean {
  const words = text.trim().split(/\s+/);
  return text.includes('@') || text.replace(/\D/g, '').length >= 6 || (words.length > 1 && text.length >= 8);
}

/** The record as it is, and as it was before each change that is at hand. */
async function statesOf(unit: Unit, row: StoredRow): Promise<StoredRow[]> {
  const { rows } = await unit.query<{ entry: string; plain: string; sealed: Buffer | null }>(
    `select l.id as entry, v.plain, v.sealed from core.ledger l join core.ledger_values v on v.entry = l.id
     where l.record = $1 and l.version is not null and l.outcome = 'done' order by l.version desc`,
    [row['id']],
  );
  const states = [row];
  for (const entry of rows) {
    const changes = (openValues(unit.vault.keys, entry)?.['changes'] ?? {}) as Record<string, [unknown, unknown]>;
    const was = Object.entries(changes).map(([name, [before]]) => [name, before] as const);
    states.push({ ...states.at(-1)!, ...Object.fromEntries(was) });
  }
  return states;
}

function valuesOf(f: Field, value: unknown): string[] {
  if (value === null || value === undefined) return [];
  if (f.kind === 'address') {
    const { street } = value as { street?: unknown };
    return typeof street === 'string' ? [street] : [];
  }
  if (Array.isArray(value))
    return value.flatMap((item: unknown) => {
      const { value: text } = (item ?? {}) as { value?: unknown };
      return typeof text === 'string' ? [text] : [];
    });
  return typeof value === 'string' ? [value] : [];
}

/** Kinds that hold words of people; dates and numbers are everybody's. */
const spoken: ReadonlySet<Field['kind']> = new Set(['text', 'longText', 'email', 'url', 'emails', 'phones', 'address']);
/** Kinds whose values point to one person, not to what he is. */
const pointing: ReadonlySet<Field['kind']> = new Set(['email', 'emails', 'phones', 'url', 'longText', 'address']);

function titlesOf(e: Entity, state: StoredRow): string[] {
  const parts = e.title.flatMap((name) => (typeof state[name] === 'string' ? [state[name]] : []));
  if (parts.length < 2) return parts;
  return [parts.join(' '), parts.toReversed().join(' '), parts.toReversed().join(', ')];
}

/** `row`: with all its fields, whoever asks. */
export async function quotedTexts(unit: Unit, e: Entity, row: StoredRow): Promise<QuotedTexts[]> {
  const states = await statesOf(unit, row);
  const distinct = (texts: readonly string[]): string[] =>
    [...new Set(texts.map((text) => text.trim()))].filter((text) => text.length >= shortest);
  const out: QuotedTexts[] = [];
  const add = async (field: string, label: string, texts: readonly string[], points: boolean): Promise<void> => {
    if (texts.length === 0) return;
    const shared = await isShared(unit, e, field, texts, row['id'] as string);
    const usual = !shared && points && texts.every(isDistinctive);
    out.push({ field, label, values: texts.length, shared, usual, texts });
  };
  const titles = distinct(states.flatMap((state) => titlesOf(e, state)));
  await add(titleKey, e.label, titles, true);
  for (const [name, f] of Object.entries(e.fields)) {
    if (f.personal !== true || !spoken.has(f.kind)) continue;
    const texts = distinct(states.flatMap((state) => valuesOf(f, state[name]))).filter(
      (text) => !titles.includes(text),
    );
    await add(name, f.label, texts, pointing.has(f.kind) || f.unique === true || name === 'alsoWritten');
  }
  return out;
}

/** Whether somebody else has one of them: among the same records, or, of a name, among the people who work here. */
async function isShared(unit: Unit, e: Entity, field: string, texts: readonly string[], id: string): Promise<boolean> {
  const list = [...texts];
  if (field === titleKey) {
    const [found] = await unit.run<{ n: boolean }>(sql`select exists (select from ${sql.raw(tableName(e))} r
        where r.title = any(${list}) and r.id <> ${id}::uuid)
      or exists (select from data."user" u where u.name = any(${list}) and u.id <> ${id}::uuid) as n`);
    return found!.n;
  }
  const f = e.fields[field]!;
  if (isSealed(f)) return false;
  const column = sql.ref(`r.${columnOf(field, f)}`);
  const same = isMulti(f.kind)
    ? sql`exists (select from jsonb_array_elements(${column}) x where lower(x ->> 'value') = any(${lower(list)}))`
    : f.kind === 'address'
      ? sql`lower(${column} ->> 'street') = any(${lower(list)})`
      : sql`lower(${column}) = any(${lower(list)})`;
  const [found] = await unit.run<{ n: boolean }>(
    sql`select exists (select from ${sql.raw(tableName(e))} r where r.id <> ${id}::uuid and ${same}) as n`,
  );
  return found!.n;
}

const lower = (texts: readonly string[]): string[] => texts.map((text) => text.toLowerCase());
