// Reads what is kept of the rules on networks, inside a unit of work.
import type { Unit } from '../unit.ts';
import { storedColumns } from './networks.ts';
import type { StoredNetwork } from './rules.ts';

export async function readStored(unit: Unit, lock = false): Promise<StoredNetwork> {
  const { rows } = await unit.query<StoredNetwork>(
    `select ${storedColumns} from core.network n${lock ? ' for update' : ''}`,
  );
  return rows[0]!;
}

/** That somebody got in under the rules that are tried: his session began after they did. */
export async function beganAfter(unit: Unit, startedAt: string): Promise<boolean> {
  if (unit.me.kind !== 'user' || unit.me.sessionId === null) return false;
  const { rowCount } = await unit.query('select 1 from core.session where id = $1 and created_at > $2', [
    unit.me.sessionId,
    startedAt,
  ]);
  return rowCount > 0;
}
