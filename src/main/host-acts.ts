// Carries what was done to tenants at the machine - suspended, resumed, upgraded, linked, checked, exported - into their own ledgers, where they read it.
import { now } from '../core/clock.ts';
import type { Door } from '../core/door.ts';
import { log } from '../core/log.ts';
import type { Queryable } from '../core/pg.ts';
import type { Vault } from '../core/vault.ts';
import { type ActOfTenant, actsAtOnce, actsOf, newestActs } from '../host/control/acts.ts';

const purpose = { action: 'host.act', reads: false, requestId: null, address: null, source: 'command' } as const;

const everyMs = 60_000;
/** What another process did at the same moment may be seen a little later. */
const overlapMs = 10 * 60_000;

/** Puts on record of this tenant what is not yet; answers how much that was. */
export async function noteHostActs(
  control: Queryable,
  door: Door,
  vault: Vault,
  since: Date | null = null,
): Promise<number> {
  let noted = 0;
  for (let from = since; ;) {
    const acts = await actsOf(control, vault.id, from);
    const fresh = await freshOf(vault, acts);
    if (fresh.length > 0)
      noted += await door.open(vault, { kind: 'system', name: 'host' }, purpose, (tx) => tx.hostActs.note(fresh));
    const last = acts.at(-1)?.at ?? null;
    if (acts.length < actsAtOnce || last?.getTime() === from?.getTime()) return noted;
    from = last;
  }
}

/** Nothing is opened, and nothing put on record, for what stands there already. */
async function freshOf(vault: Vault, acts: readonly ActOfTenant[]): Promise<readonly ActOfTenant[]> {
  if (acts.length === 0) return acts;
  const lease = await vault.pool.acquire();
  try {
    const { rows } = await lease.query<{ id: string }>('select id from core.host_act where id = any($1::uuid[])', [
      acts.map((act) => act.id),
    ]);
    lease.release();
    const noted = new Set(rows.map((row) => row.id));
    return acts.filter((act) => !noted.has(act.id));
  } catch (error) {
    lease.release(error);
    throw error;
  }
}

export class HostActWatch {
  readonly #control: Queryable;
  readonly #door: Door;
  readonly #active: () => readonly Vault[];
  /** the newest act of a tenant that is on its record */
  readonly #noted = new Map<string, string>();
  #since: Date | null = null;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(control: Queryable, door: Door, active: () => readonly Vault[]) {
    this.#control = control;
    this.#door = door;
    this.#active = active;
  }

  start(): void {
    const look = (): void => {
      this.#looking = this.#looking.then(() => this.#look());
    };
    look();
    this.#timer = setInterval(look, everyMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#looking;
  }

  async #look(): Promise<void> {
    try {
      const newest = await newestActs(this.#control);
      const at = now();
      for (const vault of this.#active()) {
        const act = newest.get(vault.id);
        if (this.#stopped || act === undefined || this.#noted.get(vault.id) === act) continue;
        // A tenant this process has not looked at yet is read from the beginning; once each is put on record all the same.
        const since = this.#noted.has(vault.id) ? this.#since : null;
        await noteHostActs(this.#control, this.#door, vault, since);
        this.#noted.set(vault.id, act);
      }
      this.#since = new Date(at.getTime() - overlapMs);
    } catch (error) {
      log.warn({ err: error }, 'what was done at the machine could not be put on record of tenants yet');
    }
  }
}
