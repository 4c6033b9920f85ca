// A day as people write it down: checked here, once.
import { invalidField } from '../../contract/problem.ts';

/** Refuses what is no day of the calendar. */
export function assertDay(field: string, text: string): void {
  const at = Date.parse(text);
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
  if (!isDay) throw invalidField(field, 'not-a-date', 'This is no day.', 'A day such as 2026-11-30.');
}
