// What is decided about an export before any work begins: may it leave at all, in this format, so many records, with which reason; and who is told.
import type { Entity } from '../../contract/entity.ts';
import type { Permission } from '../../contract/permission.ts';
import { Problem, invalidField } from '../../contract/problem.ts';
import { type Allowance, exportAllowance } from '../../core/access/allowance.ts';
import { now } from '../../core/clock.ts';
import { type ExportRules, beyondDay } from '../../core/export-rules.ts';
import { may } from '../../core/principal.ts';
import type { Tx } from '../../core/tx.ts';
import type { ExportFormat } from './contract.ts';

/** Everything that bounds one export of an object, as of now. */
export interface Bounds {
  readonly allowance: Allowance;
  readonly rules: ExportRules;
  readonly taken: number;
  /** the program's own, whoever asks */
  readonly most: number;
}

export function refuseUnlessMayExport(tx: Tx, entity: string): void {
  const permission = `${entity}.export` as Permission;
  if (!may(tx.me, permission)) throw new Problem('not-allowed', undefined, { missing: permission });
}

export async function boundsOf(tx: Tx, e: Entity, most: number): Promise<Bounds> {
  const [rules, taken] = [await tx.exportRules.read(), await tx.exportRules.taken()];
  return { allowance: exportAllowance(tx.me, e), rules, taken, most };
}

export function asksReason({ allowance, rules }: Bounds): boolean {
  return rules.reason === 'always' || allowance.reason;
}

export function refuseWithoutReason(bounds: Bounds, reason: string | undefined): void {
  if (reason === undefined && asksReason(bounds))
    throw invalidField('reason', 'required', 'Say what it is for.', 'At least 3 characters; they stand in the ledger.');
}

export function refuseFormat({ allowance }: Bounds, e: Entity, format: ExportFormat): void {
  if (allowance.formats.has(format)) return;
  const reason = `Your roles do not let these records leave as ${format.toUpperCase()}.`;
  throw new Problem('not-allowed', reason, { missing: `${e.name}.export` });
}

/** Why so many records do not leave; null: they may. */
export function refusalOf({ allowance, rules, taken, most }: Bounds, count: number): Problem | null {
  const { rows } = allowance;
  if (rows !== null && count > rows)
    return new Problem(
      'too-large',
      `The list holds ${count} records; your roles let ${rows} leave at once. Narrow the list.`,
    );
  if (count > most)
    return new Problem('too-large', `The list holds ${count} records; an export holds at most ${most}.`);
  if (rules.dayRows !== null && taken + count > rules.dayRows) return beyondDay(rules.dayRows, taken, count);
  return null;
}

/** What was taken, as those who decide on exports read it. */
export interface Taking {
  readonly export: string | null;
  readonly entity: string;
  readonly format: ExportFormat;
  readonly records: number;
  readonly reason: string | null;
}

/** Once somebody has taken more in a day than the rules say, everybody who decides on exports is told, with each export more; on record. */
export async function tellOfMany(tx: Tx, taking: Taking, today: number): Promise<void> {
  const { alertAbove } = await tx.exportRules.read();
  if (alertAbove === null || today <= alertAbove) return;
  const by = { id: tx.me.self.id, name: tx.me.name };
  const day = now().toISOString().slice(0, 10);
  const told = await tx.notices.tell('admin.exports', `export ${by.id} ${day}`, {
    kind: 'export',
    by,
    ...taking,
    today,
    above: alertAbove,
  });
  await tx.note({
    what: 'many records exported',
    entity: taking.entity,
    values: { ...taking, today, above: alertAbove, told },
  });
}
