// Lets the rules of features add to records on their way what follows from other values, with nothing to ask but what the writer may know.
import type { Entity } from '../../contract/entity.ts';
import { columnOf } from '../../contract/entity.ts';
import { Problem } from '../../contract/problem.ts';
import { dateIn } from '../../contract/region.ts';
import type { DeriveContext, DerivedRow } from '../derive.ts';
import { isId } from '../ids.ts';
import { fieldRightOn } from '../policy.ts';
import { tableName } from '../schema/ddl.ts';
import { and, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { lazyRuleRow, readStored } from './codec.ts';
import { type WriteDraft, isRefused } from './draft.ts';
import { seenIds } from './seen.ts';
import { visibleRows } from './visible.ts';

export async function derive(unit: Unit, e: Entity, drafts: readonly WriteDraft[]): Promise<void> {
  const rule = unit.derive.get(e.name);
  const open = drafts.filter((d) => !isRefused(d));
  if (rule === undefined || open.length === 0) return;
  const answers = await rule(open, contextOf(unit));
  answers.forEach((answer, i) => {
    const d = open[i]!;
    if (answer instanceof Problem) d.errors.push(...(answer.extras.errors ?? []));
    else Object.assign(d.after, answer);
  });
}

function contextOf(unit: Unit): DeriveContext {
  return {
    at: unit.at,
    today: dateIn(unit.at, unit.me.region.timeZone),
    settings: async (name) => {
      const setting = unit.catalog.entity(name);
      const rows = await unit.run(sql`select r.* from ${sql.raw(tableName(setting))} r where r.archived_at is null`);
      return new Map(rows.map((row) => [row['id'] as string, readStored(unit.vault.keys, setting, row)]));
    },
    seen: (name, ids) => seenIds(unit, unit.catalog.entity(name), ids),
    lookup: (name, ids, by) => lookUp(unit, unit.catalog.entity(name), ids, by ?? 'id'),
  };
}

async function lookUp(unit: Unit, e: Entity, ids: readonly string[], by: string): Promise<DerivedRow[]> {
  const asked = [...new Set(ids)].filter(isId);
  if (asked.length === 0) return [];
  const column = sql.ref(`r.${columnOf(by, e.fields[by])}`);
  const rows = await unit.run(sql`select r.* from ${sql.raw(tableName(e))} r
    where ${and([sql`${column} = any(${asked}::uuid[])`, sql`r.archived_at is null`, visibleRows(unit.me, e, 'r')])}`);
  return rows.map((row) => {
    const stored = readStored(unit.vault.keys, e, row);
    const ruled = lazyRuleRow(e, stored);
    const readable = Object.keys(e.fields).filter((name) => fieldRightOn(unit.me, e, name, ruled) !== 'hidden');
    return { id: stored['id'], ...Object.fromEntries(readable.map((name) => [name, stored[name] ?? null])) };
  });
}
