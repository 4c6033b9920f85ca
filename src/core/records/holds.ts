// Legal holds, as everything that deletes asks for them: which of these records may not go, and why. A record that fell under a rule at any moment
// since the hold was set is held, so that nobody edits it out of the hold first.
import { type Entity, columnOf, wholeOf } from '../../contract/entity.ts';
import { Problem } from '../../contract/problem.ts';
import { type Rule, matches } from '../../contract/rule.ts';
import { compileRuleText } from '../access/rule-text.ts';
import { openValues } from '../ledger.ts';
import { tableName } from '../schema/ddl.ts';
import { sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { type StoredRow, readStored, ruleRow } from './codec.ts';

export interface OpenHold {
  readonly id: string;
  readonly entity: string | null;
  readonly record: string | null;
  readonly rule: string | null;
  readonly reason: string;
  readonly setAt: Date;
}

/** For whoever deletes: a hold that is being set waits until this unit of work has ended, and is seen by the next one. */
export async function openHolds(unit: Unit): Promise<OpenHold[]> {
  await unit.query('select 1 from core.bin_policy for share');
  return await readHolds(unit);
}

async function readHolds(unit: Unit): Promise<OpenHold[]> {
  const { rows } = await unit.query<OpenHold>(
    `select id, entity, record, rule, reason, set_at as "setAt" from core.legal_hold where lifted_at is null order by set_at, id`,
  );
  return rows;
}

/** A rule over the record alone: it must mean the same whoever deletes. */
export function holdRule(unit: Pick<Unit, 'catalog'>, e: Entity, text: string): Rule {
  return compileRuleText(text, e, { ...unit.catalog.entity('user'), fields: {} }, null);
}

/** Whether it asks who acts. */
export function asksWhoActs(rule: Rule): boolean {
  if ('rules' in rule) return rule.rules.some(asksWhoActs);
  if ('rule' in rule) return asksWhoActs(rule.rule);
  return 'to' in rule && 'me' in rule.to;
}

function said(hold: OpenHold): string {
  return `A legal hold of ${hold.setAt.toISOString().slice(0, 10)} stands on it: ${hold.reason}`;
}

/** Why each of these is not deleted; those one may delete are missing. Parts are held with their wholes. */
export async function heldReasons(
  unit: Unit,
  e: Entity,
  ids: readonly string[],
  holds?: readonly OpenHold[],
): Promise<Map<string, string>> {
  const open = holds ?? (await readHolds(unit));
  const out = new Map<string, string>();
  if (open.length === 0 || ids.length === 0) return out;
  await direct(unit, e, ids, open, out);
  const whole = wholeOf(e);
  const left = ids.filter((id) => !out.has(id));
  if (whole === null || left.length === 0) return out;
  const rows = await unit.run<{ id: string; whole: string }>(sql`
    select r.id, ${sql.ref(`r.${columnOf(e.partOf!, e.fields[e.partOf!])}`)} as whole
    from ${sql.raw(tableName(e))} r where r.id = any(${[...left]}::uuid[])`);
  const above = await heldReasons(unit, unit.catalog.entity(whole), [...new Set(rows.map((r) => r.whole))], open);
  for (const row of rows) if (above.has(row.whole)) out.set(row.id, above.get(row.whole)!);
  return out;
}

async function direct(
  unit: Unit,
  e: Entity,
  ids: readonly string[],
  open: readonly OpenHold[],
  out: Map<string, string>,
): Promise<void> {
  const about = open.filter((h) => h.entity === null || h.entity === e.name);
  const all = about.find((h) => h.record === null && h.rule === null);
  if (all !== undefined) {
    for (const id of ids) out.set(id, said(all));
    return;
  }
  for (const h of about) if (h.record !== null && ids.includes(h.record)) out.set(h.record, said(h));
  const ruled = about.filter((h) => h.rule !== null);
  const left = ids.filter((id) => !out.has(id));
  if (ruled.length === 0 || left.length === 0) return;
  const states = await statesSince(unit, e, left, ruled[0]!.setAt);
  for (const h of ruled) {
    const rule = ruleOf(unit, e, h.rule!);
    for (const id of left) {
      if (out.has(id)) continue;
      const since = (states.get(id) ?? []).filter((s) => s.until === null || s.until >= h.setAt);
      if (rule === null || since.some((s) => s.row === null || matches(rule, ruleRow(e, s.row), unit.me.self)))
        out.set(id, said(h));
    }
  }
}

/** null: it cannot be read any more (a field is gone). What it was about is not known then, so everything is held. */
function ruleOf(unit: Unit, e: Entity, text: string): Rule | null {
  try {
    return holdRule(unit, e, text);
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}

interface State {
  /** null: its values have been erased, so it may have been anything */
  readonly row: StoredRow | null;
  /** when it ended; null: it is as it is now */
  readonly until: Date | null;
}

/** As each record is, and as it was before each change since then. */
async function statesSince(unit: Unit, e: Entity, ids: readonly string[], since: Date): Promise<Map<string, State[]>> {
  const rows = await unit.run(
    sql`select r.* from ${sql.raw(tableName(e))} r where r.id = any(${[...ids]}::uuid[]) order by r.id`,
  );
  const entries = await unit.run<{
    entry: string;
    record: string;
    at: Date;
    plain: string | null;
    sealed: Buffer | null;
  }>(sql`select l.id as entry, l.record, l.at, v.plain, v.sealed from core.ledger l
    left join core.ledger_values v on v.entry = l.id
    where l.record = any(${[...ids]}::uuid[]) and l.version is not null and l.outcome = 'done' and l.at >= ${since}
    order by l.record, l.version desc`);
  const changes = Map.groupBy(entries, (x) => x.record);
  const out = new Map<string, State[]>();
  for (const stored of rows) {
    let row: StoredRow = readStored(unit.vault.keys, e, stored);
    const states: State[] = [{ row, until: null }];
    for (const entry of changes.get(row['id'] as string) ?? []) {
      const values = openValues(unit.vault.keys, entry);
      if (values === null) {
        states.push({ row: null, until: entry.at });
        break;
      }
      const before = Object.entries((values['changes'] ?? {}) as Record<string, [unknown, unknown]>);
      row = { ...row, ...Object.fromEntries(before.map(([name, [was]]) => [name, was])) };
      states.push({ row, until: entry.at });
    }
    out.set(row['id'] as string, states);
  }
  return out;
}

/** Refuses where any hold stands on records of this object at all: for what would take values from every one of them. */
export async function assertObjectFree(unit: Unit, entity: string): Promise<void> {
  const hold = (await openHolds(unit)).find((h) => h.entity === null || h.entity === entity);
  if (hold !== undefined) throw new Problem('held', said(hold));
}
