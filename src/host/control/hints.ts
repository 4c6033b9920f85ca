// Hints that a tenant has work to do. A hint may be missing or too many (it is not in the tenant's transaction); a sweep finds what was missed.
import { now } from '../../core/clock.ts';
import type { Control } from './database.ts';

export interface Hint {
  readonly tenantId: string;
  readonly dueAt: Date;
}

export class Hints {
  readonly #control: Control;

  constructor(control: Control) {
    this.#control = control;
  }

  /** This tenant has work from `dueAt` on; the earliest time counts. Whoever listens hears of it at once. */
  async mark(tenantId: string, dueAt: Date = now()): Promise<void> {
    await this.#control.query(
      `insert into control.job_hint (tenant_id, due_at) values ($1, $2)
       on conflict (tenant_id) do update set due_at = least(control.job_hint.due_at, excluded.due_at)`,
      [tenantId, dueAt],
      'hint mark',
    );
  }

  /** Tenants with work that is due, longest waiting first. */
  async due(limit: number): Promise<Hint[]> {
    const { rows } = await this.#control.query<Hint>(
      `select tenant_id as "tenantId", due_at as "dueAt" from control.job_hint where due_at <= $1 order by due_at limit $2`,
      [now(), limit],
    );
    return rows;
  }

  /** The work a hint spoke of is done; a hint that was marked meanwhile with another time stays. */
  async clear({ tenantId, dueAt }: Hint): Promise<void> {
    await this.#control.query(`delete from control.job_hint where tenant_id = $1 and due_at = $2`, [tenantId, dueAt]);
  }

  /** Hears of marked tenants. */
  async onMark(listener: (tenantId: string) => void): Promise<void> {
    await this.#control.listen('work', listener);
  }
}
