// A record as it comes from the server: a hidden field is absent, an empty one is null.
import type { LinkOut, RefOut } from '../contract/field.ts';

export interface Row {
  readonly id: string;
  /** null: after a change it may no longer be seen */
  readonly version: number | null;
  readonly title?: string | null;
  readonly archivedAt?: string | null;
  readonly owner?: RefOut | null;
  readonly createdAt?: string;
  readonly updatedAt?: string;
  readonly [field: string]: unknown;
}

export interface Page {
  readonly rows: readonly Row[];
  readonly next: string | null;
  readonly count?: Count;
}

export interface Count {
  readonly value: number;
  readonly kind: 'exact' | 'estimate';
}

export function isEmptyValue(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}

export function isOpenRef(value: unknown): value is { id: string; title: string } {
  return typeof value === 'object' && value !== null && 'id' in value;
}

/** What goes back to the server: references as ids, links without their titles, everything else as it came. */
export function toWire(value: unknown, kind: string): unknown {
  if (kind === 'ref') return isOpenRef(value) ? value.id : null;
  if (kind === 'links')
    return Array.isArray(value) ? (value as LinkOut[]).map(({ entity, id, role }) => ({ entity, id, role })) : null;
  return value ?? null;
}

export function sameValue(a: unknown, b: unknown): boolean {
  if (isEmptyValue(a) && isEmptyValue(b)) return true;
  return JSON.stringify(a) === JSON.stringify(b);
}
