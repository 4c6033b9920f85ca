// The instants one may look back to: from the first entry that is still there up to now, as far as the tenant keeps what happened.
import { invalidField } from '../../contract/problem.ts';
import type { Unit } from '../unit.ts';

/** From when on it can be told how things were: values that lie in the archive are not at hand. */
export async function knownFrom(unit: Unit): Promise<Date> {
  const { rows } = await unit.query<{ since: Date | null }>(
    `select greatest((select min(at) from core.ledger), (select max(ends) from core.ledger_archive)) as since`,
  );
  return rows[0]!.since ?? unit.at;
}

/** Refuses what is no instant, is still to come, or lies before all that is on record. */
export async function readInstant(unit: Unit, text: string): Promise<Date> {
  const since = await knownFrom(unit);
  const fits = `An instant from ${since.toISOString()} on.`;
  const at = new Date(text);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) || Number.isNaN(at.getTime()))
    throw invalidField('at', 'not-an-instant', 'This is no instant.', fits);
  if (at > unit.at) throw invalidField('at', 'out-of-range', 'This is still to come.', fits);
  if (at < since) throw invalidField('at', 'out-of-range', 'What was so long ago is not on record.', fits);
  return at;
}
