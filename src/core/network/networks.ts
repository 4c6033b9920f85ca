// Keeps each vault's rules on networks in memory by their version, and asks them: of strangers before anything is served, of principals with every unit of work.
import type { Region } from '../../contract/region.ts';
import { now } from '../clock.ts';
import { type Queryable, asUnavailable } from '../pg.ts';
import type { RoleGrants, RoleRow } from '../roles.ts';
import type { Vault } from '../vault.ts';
import { countNetwork } from './counts.ts';
import { type NetworkGuard, NetworkRules, type StoredNetwork } from './rules.ts';
import { type Comer, type Verdict, verdictFor, verdictForStranger } from './verdict.ts';

export const storedColumns = `n.version::text as version, n.rules, n.redirect, to_jsonb(n.off_at) as "offAt",
  case when n.trial is not null then n.trial || jsonb_build_object('startedAt', n.trial_started_at, 'until', n.trial_until, 'by', n.trial_by) end as trial`;

const readStored = `select ${storedColumns}, r.time_zone as "timeZone" from core.network n, core.region r`;

export async function readNetwork(q: Queryable): Promise<NetworkRules> {
  const { rows } = await q.query<StoredNetwork & Pick<Region, 'timeZone'>>(readStored);
  const { timeZone, ...stored } = rows[0]!;
  return new NetworkRules(stored, timeZone);
}

/** Administrators are those who may administer anything. */
export function comerOf(person: string, roles: readonly Pick<RoleRow, 'id' | 'grants'>[]): Comer {
  const administers = roles.some(({ grants }) => {
    const said = (typeof grants === 'object' && grants !== null ? grants : {}) as RoleGrants;
    return said.everything === true || said.areas?.some((area) => area.startsWith('admin.')) === true;
  });
  return { type: administers ? 'administrator' : 'normal', roles: roles.map(({ id }) => id), person };
}

/** Undefined where no rule could ever refuse anybody. */
export function guardOf(rules: NetworkRules, comer: Comer): NetworkGuard | undefined {
  const { stored } = rules;
  return stored.rules.length === 0 && stored.trial === null ? undefined : { rules, comer };
}

export function mayCome(guard: NetworkGuard, address: string): Verdict {
  return verdictFor(guard.rules.actingAt(now()).strict, guard.comer, address);
}

/** Counts what rules that only report would have refused. */
export function report(vault: Vault, guard: NetworkGuard, address: string): void {
  const { reporting } = guard.rules.actingAt(now());
  if (reporting === null || verdictFor(reporting, guard.comer, address).allowed) return;
  countNetwork(vault, address, 'would-be-refused', guard.comer.person);
}

interface Kept {
  readonly rules: NetworkRules;
  readonly at: number;
}

/** Pages may be served under rules that were read so many milliseconds ago; data never is. */
const freshMs = 1_000;
const most = 5_000;

export class Networks {
  readonly #known = new Map<string, Kept>();

  /** As known when they have this version in this zone, else read. */
  async version(vault: Vault, version: string, timeZone: string, q: Queryable): Promise<NetworkRules> {
    const known = this.#known.get(vault.id)?.rules;
    if (known?.stored.version === version && known.timeZone === timeZone) return known;
    return this.#keep(vault, await readNetwork(q));
  }

  /** As they were known last; read when they were not. Whoever acts on it verifies the version in the database. */
  async known(vault: Vault): Promise<NetworkRules> {
    return this.#known.get(vault.id)?.rules ?? this.fresh(vault);
  }

  async fresh(vault: Vault): Promise<NetworkRules> {
    const lease = await vault.pool.acquire();
    try {
      const rules = await readNetwork(lease);
      lease.release();
      return this.#keep(vault, rules);
    } catch (error) {
      lease.release(error);
      throw asUnavailable(error);
    }
  }

  forget(vault: Vault): void {
    this.#known.delete(vault.id);
  }

  /**
   * Before anything at all is served: null, or to where this address is sent ('' where no page is chosen). When the database cannot be
   * asked, what was known last holds; a vault that is not served is not asked.
   */
  async turnsAway(vault: Vault, address: string): Promise<string | null> {
    if (vault.state !== 'active') return null;
    const known = this.#known.get(vault.id);
    const isFresh = known !== undefined && Math.abs(now().getTime() - known.at) < freshMs;
    let rules = isFresh ? known.rules : await this.#orKnown(vault, known);
    // What refuses is not said on the word of memory.
    if (isFresh && !verdictForStranger(rules.actingAt(now()).strict, address).allowed)
      rules = await this.#orKnown(vault, known);
    const { strict, redirect } = rules.actingAt(now());
    if (verdictForStranger(strict, address).allowed) return null;
    countNetwork(vault, address, 'refused', null);
    return redirect ?? '';
  }

  async #orKnown(vault: Vault, known: Kept | undefined): Promise<NetworkRules> {
    try {
      return await this.fresh(vault);
    } catch (error) {
      if (known === undefined) throw error;
      return known.rules;
    }
  }

  #keep(vault: Vault, rules: NetworkRules): NetworkRules {
    if (this.#known.size >= most) this.#known.delete(this.#known.keys().next().value!);
    this.#known.set(vault.id, { rules, at: now().getTime() });
    return rules;
  }
}
