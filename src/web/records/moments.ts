// A record as it was: taken back from what it is now, change by change, as far as the history that may be seen reaches. Pure.
import type { HistoryEntry } from '../../contract/record-answers.ts';
import { type Row, sameValue } from '../row.ts';

/** A version as it stood after it was made; `now` is what stands today. */
export type Moment = number | 'now';

/** Of a field whose value then may not be seen, or cannot be told any more. */
export const unknown: unique symbol = Symbol('unknown');

export type Then = Readonly<Record<string, unknown>>;

/** Entries, newest first, that made a version. */
export function versionsOf(entries: readonly HistoryEntry[]): readonly (HistoryEntry & { readonly version: number })[] {
  return entries.filter((e): e is HistoryEntry & { readonly version: number } => e.version !== null);
}

/** The version that stood at an instant; null: it was not there yet, or its history does not reach so far. */
export function versionAt(entries: readonly HistoryEntry[], at: string): number | null {
  const moment = Date.parse(at);
  return versionsOf(entries).find((e) => Date.parse(e.at) <= moment)?.version ?? null;
}

/** The values of these fields then; a field that was never changed since is as it is now. */
export function valuesAt(row: Row, entries: readonly HistoryEntry[], fields: readonly string[], at: Moment): Then {
  const values: Record<string, unknown> = Object.fromEntries(fields.map((name) => [name, row[name] ?? null]));
  if (at === 'now') return values;
  for (const entry of versionsOf(entries)) {
    if (entry.version <= at) break;
    for (const { field, before, hidden } of entry.changes) {
      if (!Object.hasOwn(values, field)) continue;
      values[field] = hidden === true || isClosed(before) ? unknown : before;
    }
  }
  return values;
}

/** A reference to what may not be seen. */
function isClosed(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'restricted' in value;
}

export function differing(fields: readonly string[], a: Then, b: Then): string[] {
  return fields.filter((name) => a[name] === unknown || b[name] === unknown || !sameValue(a[name], b[name]));
}
