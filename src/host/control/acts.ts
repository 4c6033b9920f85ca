// What was done to tenants, for their own records: read here, put on record by the tenant's door.
import type { Json } from '../../contract/json.ts';
import type { Queryable } from '../../core/pg.ts';

export interface ActOfTenant {
  readonly id: string;
  readonly tenant: string;
  readonly at: Date;
  readonly actor: string;
  readonly act: string;
  readonly outcome: string;
  readonly detail: Readonly<Record<string, Json>>;
}

/** The newest act of each tenant. */
export async function newestActs(control: Queryable): Promise<ReadonlyMap<string, string>> {
  const { rows } = await control.query<{ tenant: string; id: string }>(
    `select distinct on (tenant_id) tenant_id as tenant, id from control.ledger where tenant_id is not null order by tenant_id, at desc, id desc`,
  );
  return new Map(rows.map((row) => [row.tenant, row.id]));
}

/** Read at once; whoever gets as many asks for those since the last. */
export const actsAtOnce = 500;

/** What was done to a tenant since, oldest first. */
export async function actsOf(control: Queryable, tenant: string, since: Date | null): Promise<ActOfTenant[]> {
  const { rows } = await control.query<ActOfTenant>(
    `select id, tenant_id as tenant, at, actor, act, outcome, detail from control.ledger
     where tenant_id = $1 and ($2::timestamptz is null or at >= $2) order by at, id limit ${actsAtOnce}`,
    [tenant, since],
  );
  return rows;
}
