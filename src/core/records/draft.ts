// One record on its way into the database: what was sent is checked field by field against rights and kinds, before anything is written.
import type { Entity } from '../../contract/entity.ts';
import type { Field } from '../../contract/field.ts';
import type { FieldError, ProblemCode } from '../../contract/problem.ts';
import { Problem, problems } from '../../contract/problem.ts';
import { matches } from '../../contract/rule.ts';
import { type GoverningVerb, governingVerb } from '../access/governed.ts';
import { fieldRightOn, isMaskedOn, reachOf } from '../policy.ts';
import type { Principal } from '../principal.ts';
import { type StoredRow, lazyRuleRow, sameValue } from './codec.ts';
import type { RowResult } from './results.ts';
import { checkValue, describeFit } from './values.ts';

export interface WriteDraft {
  /** place in what was asked for */
  readonly index: number;
  readonly id: string;
  readonly before: StoredRow | null;
  readonly after: Record<string, unknown>;
  readonly sent: Set<string>;
  errors: FieldError[];
  /** why the whole row is refused, when no single field is the reason */
  refusal: { code: ProblemCode; reason: string } | null;
}

export function isRefused(d: WriteDraft): boolean {
  return d.errors.length > 0 || d.refusal !== null;
}

const known = new WeakMap<WriteDraft, ReadonlyMap<string, [unknown, unknown]>>();

/**
 * Fields that differ from what is stored: [before, after]. Asked for many times on the way, so it is kept; whoever changes `after` once
 * the checks have begun calls `forgetChanges`.
 */
export function changesOf(d: WriteDraft): ReadonlyMap<string, [unknown, unknown]> {
  let changes = known.get(d);
  if (changes === undefined) known.set(d, (changes = findChanges(d)));
  return changes;
}

export function forgetChanges(d: WriteDraft): void {
  known.delete(d);
}

function findChanges(d: WriteDraft): Map<string, [unknown, unknown]> {
  const out = new Map<string, [unknown, unknown]>();
  for (const [name, value] of Object.entries(d.after)) {
    const old = d.before?.[name] ?? null;
    if (!sameValue(old, value)) out.set(name, [old, value ?? null]);
  }
  return out;
}

export function refusalResult(d: WriteDraft): RowResult {
  if (d.refusal !== null)
    return {
      ok: false,
      id: d.before === null ? null : d.id,
      code: d.refusal.code,
      reason: d.refusal.reason,
      errors: d.errors,
    };
  const code: ProblemCode = d.errors.some((x) => x.code === 'unknown-field')
    ? 'unknown-field'
    : d.errors.every((x) => x.code === 'already-exists')
      ? 'already-exists'
      : d.errors.every((x) => x.code === 'read-only')
        ? 'not-allowed'
        : 'invalid-input';
  return { ok: false, id: d.before === null ? null : d.id, code, reason: d.errors[0]!.reason, errors: d.errors };
}

export function problemOf(result: Extract<RowResult, { ok: false }>): Problem {
  return new Problem(
    result.code,
    result.errors.length > 0 || result.reason === problems[result.code].title ? undefined : result.reason,
    { errors: result.errors },
  );
}

/** Copies what was sent into `after`, field by field; what does not fit is left out and becomes an error. */
export function fillDraft(
  d: WriteDraft,
  values: Readonly<Record<string, unknown>>,
  e: Entity,
  country: string | null,
): void {
  for (const [name, raw] of Object.entries(values)) {
    const field =
      name === 'owner' && e.owner === 'owner' ? ownerField : Object.hasOwn(e.fields, name) ? e.fields[name] : undefined;
    if (field === undefined) {
      d.errors.push(unknownField(name));
      continue;
    }
    d.sent.add(name);
    const checked = checkValue(field, raw, country);
    if (checked.ok) d.after[name] = checked.value;
    else d.errors.push({ field: name, code: checked.code, reason: checked.reason, fits: checked.fits });
  }
}

/** A record's owner is a reference to a user on every object that has one. */
export const ownerField = { kind: 'ref', label: 'Owner', required: false, to: ['user'] } as const;

export function unknownField(name: string): FieldError {
  return {
    field: name.slice(0, 80),
    code: 'unknown-field',
    reason: `There is no field ${JSON.stringify(name.slice(0, 80))} to set.`,
  };
}

/** A new record: every field that was sent must be one the maker may set on such a record. */
export function checkCreateFields(d: WriteDraft, me: Principal, e: Entity): void {
  const reach = reachOf(me, e, 'create');
  const row = lazyRuleRow(e, d.after);
  for (const name of d.sent) {
    if (matches(reach.editable(name), row, me.self)) continue;
    // The owner a person gives to the own new record is what the scope already demands.
    if (name === 'owner' && d.after['owner'] === me.self.id) continue;
    refuseField(d, e, name, reachOf(me, e, 'view').readable(name).op === 'none');
  }
}

/** A new record, everything that follows filled in: it must be one its maker may add, with nothing missing. */
export function checkCreateReach(d: WriteDraft, me: Principal, e: Entity): void {
  const { rows } = reachOf(me, e, 'create');
  if (!matches(rows, lazyRuleRow(e, d.after), me.self)) {
    d.refusal = {
      code: rows.op === 'none' ? 'not-allowed' : 'outside-your-reach',
      reason: 'Your roles let you add such records only within your own reach.',
    };
  }
  const hidden = (name: string): boolean => reachOf(me, e, 'view').readable(name).op === 'none';
  const missing = d.errors.filter((x) => x.code === 'required' && hidden(x.field));
  if (missing.length === 0) return;
  d.errors = d.errors.filter((x) => !missing.includes(x));
  d.refusal ??= { code: 'not-allowed', reason: 'Your roles do not let you fill in everything such a record needs.' };
}

/** A change: the row must be one the person may edit, before and after, and each field one they may set on it. */
export function checkEditRights(d: WriteDraft, me: Principal, e: Entity, verb: ChangeVerb = 'edit'): void {
  const reach = reachOf(me, e, verb);
  const before = lazyRuleRow(e, d.before!);
  if (!matches(reach.rows, before, me.self)) {
    // Not a word about what was sent: it would tell a hidden field from one that does not exist.
    d.errors = [];
    d.refusal = { code: 'not-allowed', reason: problems['not-allowed'].title };
    return;
  }
  for (const name of d.sent) {
    const right = fieldRightOn(me, e, name, before, verb);
    if (right === 'edit') continue;
    refuseField(d, e, name, right === 'hidden' && !isMaskedOn(me, e, name, before));
  }
}

/** A hidden field is refused like one that does not exist: what else was wrong with its value would tell of it. */
function refuseField(d: WriteDraft, e: Entity, name: string, hidden: boolean): void {
  if (hidden) d.errors = d.errors.filter((x) => x.field !== name);
  d.errors.push(hidden ? unknownField(name) : readOnly(name, e));
}

/** After everything that follows was filled in: nobody moves a record out of the own reach. */
export function checkAfter(d: WriteDraft, me: Principal, e: Entity, verb: ChangeVerb = 'edit'): void {
  if (d.before === null || isRefused(d)) return;
  const after = lazyRuleRow(e, d.after);
  const verbs = new Set<ChangeVerb>([verb, ...[...d.sent].flatMap((name) => governingVerb(e, name) ?? [])]);
  if (![...verbs].every((v) => matches(reachOf(me, e, v).rows, after, me.self))) {
    d.refusal = { code: 'outside-your-reach', reason: problems['outside-your-reach'].title };
  }
}

/** By which right a record is changed: all of it by edit, some fields by a right of their own. */
export type ChangeVerb = 'edit' | GoverningVerb;

/** The right that governs every field that was sent; edit where they are of several or of none. */
export function governingAll(e: Entity, sent: Iterable<string>): ChangeVerb {
  const verbs = new Set([...sent].map((name) => governingVerb(e, name)));
  const [only] = verbs;
  return verbs.size === 1 && only !== undefined && only !== null ? only : 'edit';
}

function readOnly(name: string, e: Entity): FieldError {
  const label = name === 'owner' ? 'Owner' : (e.fields[name]?.label ?? name);
  return { field: name, code: 'read-only', reason: `Your roles do not allow changing ${label} on this record.` };
}

const required = new WeakMap<Entity, readonly [string, Field][]>();

function requiredOf(e: Entity): readonly [string, Field][] {
  let fields = required.get(e);
  if (fields === undefined) required.set(e, (fields = Object.entries(e.fields).filter(([, f]) => f.required)));
  return fields;
}

/** Required fields of a new record, once defaults and derived values are in. */
export function checkRequired(d: WriteDraft, e: Entity): void {
  for (const [name, f] of requiredOf(e)) {
    // A field that became required later does not stand in the way of other changes to older records.
    if (d.before !== null && !d.sent.has(name) && (d.before[name] ?? null) === null) continue;
    const missing = (d.after[name] ?? null) === null && !d.errors.some((x) => x.field === name);
    if (missing)
      d.errors.push({ field: name, code: 'required', reason: `${f.label} is needed.`, fits: describeFit(f) });
  }
}
