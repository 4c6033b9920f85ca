// What somebody leaves behind when an account is closed or a person erased: counted without regard to who asks, told only as much as they may see.
import { columnOf } from '../../contract/entity.ts';
import { Problem } from '../../contract/problem.ts';
import type { Unit } from '../unit.ts';

/** What ends with an account, or stays and has to be somebody’s. */
export interface Left {
  /** live records they own or are responsible for, whoever may see them */
  readonly records: number;
  readonly teamsLed: number;
  readonly keys: number;
  readonly applications: number;
  /** single records they shared with others */
  readonly shares: number;
  /** questions to the ledger they keep for others too */
  readonly searches: number;
  /** people they stand in for, or who stand in for them */
  readonly deputies: number;
  /** changes they asked for that wait for somebody else’s word */
  readonly pending: number;
}

export async function leftBy(unit: Unit, userId: string): Promise<Left> {
  let records = 0;
  for (const e of unit.catalog.entities) {
    if (e.owner !== 'owner') continue;
    const names = ['owner', 'responsible'].filter((name) => name === 'owner' || e.fields[name]?.kind === 'ref');
    const own = names.map((name) => `"${columnOf(name, e.fields[name])}" = $1`);
    const { rows } = await unit.query<{ n: number }>(
      `select count(*)::int as n from data."${e.name}" where archived_at is null and (${own.join(' or ')})`,
      [userId],
    );
    records += rows[0]!.n;
  }
  const { rows } = await unit.query<Omit<Left, 'records'>>(
    `select
       (select count(*)::int from data.team where lead = $1 and archived_at is null) as "teamsLed",
       (select count(*)::int from core.api_key where owner = $1 and application is null and disabled_at is null and expires_at > $2) as keys,
       (select count(*)::int from core.api_key where owner = $1 and application is not null and disabled_at is null and expires_at > $2) as applications,
       (select count(*)::int from core.share where given_by = $1 and until_at > $2) as shares,
       (select count(*)::int from core.saved_search where owner = $1 and shared) as searches,
       (select count(*)::int from core.deputy where (user_id = $1 or deputy = $1) and (until_at is null or until_at > $2)) as deputies,
       (select count(*)::int from core.pending_change where person = $1 and status in ('waiting', 'approved')) as pending`,
    [userId, unit.at],
  );
  return { records, ...rows[0]! };
}

/** What would be nobody’s: it is handed over before a person is erased, and asked for before an account is closed. */
export const hasLeft = ({ records, teamsLed }: Left): boolean => records + teamsLed > 0;

export function assertNothingLeft(left: Left, name: string): void {
  if (!hasLeft(left)) return;
  throw new Problem(
    'wrong-state',
    `${name} still owns records or leads teams. Hand them over first: to whom, says whoever closes the account.`,
  );
}

/** Changes nobody else may carry out in this person’s name; those that were asked for from `since` on. */
export async function withdrawPending(unit: Unit, userId: string, since: Date | null = null): Promise<number> {
  const { rows } = await unit.query<{ id: string }>(
    `update core.pending_change set status = 'cancelled', ended_at = $2
     where person = $1 and status in ('waiting', 'approved') and ($3::timestamptz is null or made_at >= $3) returning id`,
    [userId, unit.at, since],
  );
  if (rows.length > 0)
    unit.ledger.add({
      verb: 'changes taken back',
      outcome: 'done',
      entity: 'user',
      record: userId,
      values: { changes: rows.map((row) => row.id) },
    });
  return rows.length;
}
