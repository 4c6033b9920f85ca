// What became of a record is put on record here alone, whichever way it came about: its changes field by field, protected ones sealed, and the version it got.
import type { Entity } from '../../contract/entity.ts';
import type { RecordVerb } from '../../contract/event.ts';
import type { Verb } from '../../contract/permission.ts';
import { matches } from '../../contract/rule.ts';
import { grantsOf, scopeText } from '../principal.ts';
import type { Unit } from '../unit.ts';
import { type StoredRow, isSealed, lazyRuleRow } from './codec.ts';
import { type WriteDraft, changesOf } from './draft.ts';

export interface ToldChange {
  /** `moved`: what refers to another record followed it; that is no change of whoever acts, and not counted as one */
  readonly verb: 'created' | 'edited' | 'moved' | 'archived' | 'restored';
  /** the right it took, and by it the role that gave it; absent: that of the action */
  readonly right?: Verb;
  /** the record it belongs to, or a word for the work: an undo does not look at it by itself */
  readonly with?: string;
  /** field by field, before and after; absent: what differs */
  readonly changes?: Iterable<readonly [string, readonly [unknown, unknown]]>;
  /** it gets; absent: the next one */
  readonly version?: number;
}

type Told = Pick<WriteDraft, 'id' | 'before' | 'after'>;

export function tellChange(unit: Unit, e: Entity, d: WriteDraft, told: ToldChange): void {
  tellOf(unit, e, d, { changes: changesOf(d), ...told });
}

/** Of what is no draft: the changes are given. */
export function tellOf(
  unit: Unit,
  e: Entity,
  { id, before, after }: Told,
  { verb, right, version, with: belongs, changes = [] }: ToldChange,
): void {
  const plain: Record<string, unknown> = {};
  const sealed: Record<string, unknown> = {};
  let isAnySealed = false;
  for (const [name, change] of changes) {
    const f = e.fields[name];
    const hidden = f !== undefined && isSealed(f);
    (hidden ? sealed : plain)[name] = change;
    isAnySealed ||= hidden;
  }
  unit.ledger.add({
    verb,
    outcome: 'done',
    entity: e.name,
    record: id,
    version: version ?? (before === null ? 1 : (before['version'] as number) + 1),
    ...(right === undefined
      ? {}
      : { permission: `${e.name}.${right}`, allowedBy: allowedBy(unit, e, right, before ?? after) }),
    values: belongs === undefined ? { changes: plain } : { changes: plain, with: belongs },
    ...(isAnySealed ? { sealed: { changes: sealed } } : {}),
  });
}

/** To every browser that may see them, when the work is committed. */
export function announce(unit: Unit, e: Entity, verb: RecordVerb, ids: readonly string[]): void {
  if (ids.length > 0) unit.events.push({ topic: 'record', entity: e.name, verb, ids, operation: unit.operation });
}

/** The first grant that reaches the row: "Sales/own". */
export function allowedBy(unit: Unit, e: Entity, verb: Verb, row: StoredRow): string | null {
  const ruled = lazyRuleRow(e, row);
  const grant = grantsOf(unit.me, `${e.name}.${verb}`).find((g) => matches(g.rows, ruled, unit.me.self));
  return grant === undefined ? null : `${grant.from.roleName}/${scopeText(grant.from.scope)}`;
}
