// Puts on record what the host plane does, and how often strangers ask for hosts we do not serve. Rows can be added here, never changed.
import { now } from '../../core/clock.ts';
import type { Json } from '../../contract/json.ts';
import { newId } from '../../core/ids.ts';
import { log } from '../../core/log.ts';
import type { Queryable } from '../../core/pg.ts';
import { operatorName } from '../config.ts';

export interface HostAct {
  readonly act: string;
  readonly tenant?: string;
  readonly outcome?: 'done' | 'failed';
  readonly detail?: Readonly<Record<string, Json>>;
}

/** One act of this process. If it cannot be recorded, the act has failed. */
export async function recordAct(
  control: Queryable,
  { act, tenant, outcome = 'done', detail = {} }: HostAct,
): Promise<void> {
  await control.query(
    `insert into control.ledger (id, at, actor, act, tenant_id, outcome, detail) values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      newId(),
      now(),
      `${operatorName()} (process ${process.pid})`,
      act,
      tenant ?? null,
      outcome,
      JSON.stringify(detail),
    ],
  );
}

/** Different unknown hosts kept apart in one flush, and in one day; what comes on top is counted as one. */
const mostPerFlush = 100;
const mostPerDay = 1_000;
const others = '(others)';

/** Counts requests for hosts that are not ours and writes the counts now and then, so that a flood costs a few rows. */
export class UnknownHosts {
  readonly #control: Queryable;
  readonly #timer: NodeJS.Timeout;
  #counts = new Map<string, number>();
  #since = now();

  constructor(control: Queryable, everyMs = 10_000) {
    this.#control = control;
    this.#timer = setInterval(() => void this.flush(), everyMs);
    this.#timer.unref();
  }

  /** `host`: the host name as the edge normalised it. */
  count(host: string): void {
    const key = this.#counts.has(host) || this.#counts.size < mostPerFlush ? host.slice(0, 253) : others;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  async flush(): Promise<void> {
    const counts = this.#counts;
    const since = this.#since;
    this.#counts = new Map();
    this.#since = now();
    if (counts.size === 0) return;
    try {
      await this.#control.query(
        `with today as (select host from control.unknown_host where day = $3::timestamptz::date),
           room as (select $5 - count(*) as places from today),
           seen as (select host, requests, row_number() over (order by host) as place, host in (select host from today) as known
                    from unnest($1::text[], $2::bigint[]) as t (host, requests)),
           kept as (select case when known or place <= (select places from room) then host else $6 end as host, requests from seen)
         insert into control.unknown_host (day, host, requests, first_at, last_at)
         select $3::timestamptz::date, host, sum(requests), $4, $3 from kept group by host
         on conflict (day, host) do update
           set requests = control.unknown_host.requests + excluded.requests, last_at = excluded.last_at`,
        [[...counts.keys()], [...counts.values()], now(), since, mostPerDay, others],
      );
    } catch (error) {
      log.warn({ err: error }, 'requests for unknown hosts could not be put on record');
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }
}
