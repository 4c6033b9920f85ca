// What erasing a person would do, told before anything is done: what goes, what is emptied, what is cut, what is looked for elsewhere, what stands against it.
import { type Entity } from '../../contract/entity.ts';
import { Problem } from '../../contract/problem.ts';
import { countQuotes } from '../erasure/quotes.ts';
import { viewRecord } from '../records/view.ts';
import { visibleRows } from '../records/visible.ts';
import { tableName } from '../schema/ddl.ts';
import { type Sql, and, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { type Standing, heldBy, isNeeded, ownWhere, referring, standingOf } from './erasure-parts.ts';
import { quotedTexts } from './erasure-texts.ts';
import type { ErasureLook } from './erasure.ts';
import type { Subject } from './subjects.ts';

/** Refuses what whoever asks does not see, and people with an account. */
export async function seenStanding(unit: Unit, subject: Subject): Promise<{ standing: Standing; seen: StoredSeen }> {
  const e = unit.catalog.find(subject.entity);
  if (e.name === 'user')
    throw new Problem('wrong-state', 'People with an account are erased under Members, once their account is closed.');
  if (e.setting) throw new Problem('wrong-state', `${e.labelPlural} are settings, and about nobody.`);
  const seen = await viewRecord(unit, e, subject.id);
  const standing = await standingOf(unit, subject);
  if (standing === null) throw new Problem('not-found');
  return { standing, seen };
}

type StoredSeen = Readonly<Record<string, unknown>>;

async function countSeen(unit: Unit, e: Entity, where: Sql): Promise<number> {
  const [sum] = await unit.run<{ n: number }>(
    sql`select count(*)::int as n from ${sql.raw(tableName(e))} r where ${and([where, visibleRows(unit.me, e, 'r')])}`,
  );
  return sum!.n;
}

export async function lookAt(unit: Unit, subject: Subject): Promise<ErasureLook> {
  const { standing, seen } = await seenStanding(unit, subject);
  const { e, row } = standing;
  const goes: { entity: string; count: number }[] = [];
  for (const part of standing.parts) {
    const ids = part.rows.map(({ id }) => id);
    goes.push({ entity: part.e.name, count: await countSeen(unit, part.e, sql`r.id = any(${ids}::uuid[])`) });
  }
  const own = ownWhere(unit, standing);
  if (own !== null) goes.push({ entity: own.own.name, count: await countSeen(unit, own.own, own.where) });
  const cut: { entity: string; field: string; count: number }[] = [];
  for (const { other, f, where } of referring(unit, standing))
    cut.push({ entity: other.name, field: f.label, count: await countSeen(unit, other, where) });
  const { rows } = await unit.query<{ n: number }>('select count(*)::int as n from core.ledger where record = $1', [
    row['id'],
  ]);
  const texts = await quotedTexts(unit, e, row);
  const known = goes.filter((g) => g.count > 0);
  return {
    title: typeof seen['title'] === 'string' ? seen['title'] : '',
    way: (await isNeeded(unit, standing)) ? 'emptied' : 'deleted',
    fields: fieldsOf(e, seen),
    goes: known,
    cut: cut.filter((c) => c.count > 0),
    quoted: texts.filter(({ field }) => Object.hasOwn(seen, field)).map(({ texts: _, ...told }) => told),
    quotes: await countQuotes(
      unit,
      texts.filter((q) => q.usual).flatMap((q) => q.texts),
      subject.id,
    ),
    entries: rows[0]!.n,
    held: await heldBy(unit, standing),
    count: 1 + known.reduce((sum, g) => sum + g.count, 0),
  };
}

/** Of what one sees. */
function fieldsOf(e: Entity, seen: StoredSeen): ErasureLook['fields'] {
  return Object.entries(e.fields).flatMap(([name, { label }]) => {
    const value = seen[name];
    if (value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0))
      return [];
    return [{ label, values: Array.isArray(value) ? value.length : 1 }];
  });
}

/** Texts of the fields that were chosen; of fields that whoever chose does not see, what is usual. */
export async function chosenTexts(unit: Unit, standing: Standing, quoted: readonly string[]): Promise<string[]> {
  const { e, row } = standing;
  const seen = await viewRecord(unit, e, row['id'] as string);
  const all = await quotedTexts(unit, e, row);
  const chosen = all.filter((q) => quoted.includes(q.field) || (q.usual && !Object.hasOwn(seen, q.field)));
  return [...new Set(chosen.flatMap((q) => q.texts))];
}
