// Reminds owners of activities when their time has come: taken from what waits and told in the same transaction, so once or not yet.
import type { Queryable } from './pg.ts';
import type { Unit } from './unit.ts';
import type { Vault } from './vault.ts';

export interface ReminderDesk {
  /** reminds of at most so many whose time has come; answers how many it took. Only the product itself may. */
  remind(most: number): Promise<number>;
}

/** When the next one is due, the past included; null: none waits. */
export async function nextReminder(vault: Vault): Promise<Date | null> {
  const lease = await vault.pool.acquire();
  try {
    const at = await readNext(lease);
    lease.release();
    return at;
  } catch (error) {
    lease.release(error);
    throw error;
  }
}

async function readNext(q: Queryable): Promise<Date | null> {
  const { rows } = await q.query<{ at: Date | null }>(
    'select min(due_at) as at from core.reminder',
    [],
    'reminder next',
  );
  return rows[0]!.at;
}

interface Due {
  readonly activity: string;
  readonly due_at: Date;
  readonly owner: string | null;
  /** neither done nor in the bin */
  readonly open: boolean;
}

export function makeReminderDesk(unit: Unit): ReminderDesk {
  return {
    remind: async (most) => {
      unit.refuseUnless(unit.me.kind === 'system', 'system');
      // Another process that is at it has its rows locked, and takes them.
      const { rows } = await unit.query<Due>(
        `with due as (delete from core.reminder where activity in (
             select activity from core.reminder where due_at <= $1 order by due_at limit $2 for update skip locked)
           returning activity, due_at)
         select due.activity, due.due_at, a.owner, a.archived_at is null and a.done is not true as open
         from due join data.activity a on a.id = due.activity order by due.due_at, due.activity`,
        [unit.at, most],
      );
      for (const { activity, due_at, owner, open } of rows) {
        if (!open || owner === null) continue;
        const at = due_at.toISOString();
        unit.ledger.add({
          verb: 'reminded',
          outcome: 'done',
          entity: 'activity',
          record: activity,
          values: { owner, at },
        });
        unit.events.push({ topic: 'reminder', activity, user: owner, at });
      }
      return rows.length;
    },
  };
}
