// Puts what the people who run the machine did to a tenant on the tenant's own record, once each: the machine's record is not the tenant's to read.
import type { Json } from '../contract/json.ts';
import type { Unit } from './unit.ts';

export interface HostActRow {
  readonly id: string;
  readonly at: Date;
  /** who, as the machine knows him */
  readonly actor: string;
  readonly act: string;
  readonly outcome: string;
  readonly detail: Readonly<Record<string, Json>>;
}

export interface HostActDesk {
  /** only the product itself; answers how many were news */
  note(acts: readonly HostActRow[]): Promise<number>;
}

export function makeHostActDesk(unit: Unit): HostActDesk {
  return {
    note: async (acts) => {
      unit.refuseUnless(unit.me.kind === 'system', 'system');
      unit.assertAlive();
      const { rows } = await unit.query<{ id: string }>(
        'insert into core.host_act (id, noted_at) select unnest($1::uuid[]), $2 on conflict do nothing returning id',
        [acts.map((act) => act.id), unit.at],
      );
      const fresh = new Set(rows.map((row) => row.id));
      for (const act of acts.filter(({ id }) => fresh.has(id)))
        unit.ledger.add({
          verb: act.act,
          outcome: 'done',
          values: {
            act: act.id,
            by: act.actor,
            doneAt: act.at.toISOString(),
            result: act.outcome,
            ...(Object.keys(act.detail).length === 0 ? {} : { detail: act.detail }),
          },
        });
      return fresh.size;
    },
  };
}
