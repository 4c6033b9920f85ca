// Puts refusals on record. Each has a transaction of its own; a flood from strangers becomes one entry a minute with a count.
import type { ProblemCode } from '../contract/problem.ts';
import { now } from './clock.ts';
import type { KeyRefused } from './access/key-refusal.ts';
import { newId } from './ids.ts';
import { LedgerWriter } from './ledger.ts';
import { aboutPurpose } from './ledger/about.ts';
import { log } from './log.ts';
import { type Principal, zeroId } from './principal.ts';
import type { Purpose } from './unit.ts';
import type { Vault } from './vault.ts';

const windowMs = 60_000;

/** Who is put on record: a principal, or a key that was turned away before it became one. */
type Named = Pick<Principal, 'kind' | 'id' | 'sessionId' | 'looking'>;

interface Flood {
  readonly vault: Vault;
  readonly action: string;
  readonly code: ProblemCode;
  readonly who: Named | null;
  readonly since: number;
  count: number;
}

export class Refusals {
  readonly #floods = new Map<string, Flood>();
  readonly #timer: NodeJS.Timeout;

  constructor() {
    this.#timer = setInterval(() => void this.flush(), windowMs / 4);
    this.#timer.unref();
  }

  /** Writes the entry; when even that fails the refusal stands all the same, and the log says that its entry is missing. */
  async record(
    vault: Vault,
    me: Principal | null,
    purpose: Purpose,
    code: ProblemCode,
    values: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const isNamed = me?.kind === 'user' || me?.kind === 'api_key';
    if (!isNamed && !this.#isFirst(vault, purpose.action, code, null)) return;
    await this.#write(vault, me, purpose, { code, ...values });
  }

  /** A key that does not hold: on its own record, so that its owner sees it, and no more than one entry a minute and reason. */
  async recordKey(vault: Vault, purpose: Purpose, { code, key }: KeyRefused): Promise<void> {
    const who: Named | null = key === null ? null : { kind: 'api_key', id: key.id, sessionId: null };
    const why = key?.why ?? 'unknown';
    if (!this.#isFirst(vault, `${purpose.action} ${why}`, code, who)) return;
    await this.#write(vault, who, purpose, { code, why });
  }

  /** The first of a kind is written at once, what follows within a minute is counted. */
  #isFirst(vault: Vault, action: string, code: ProblemCode, who: Named | null): boolean {
    const key = `${vault.id} ${action} ${code} ${who?.id ?? ''}`;
    const flood = this.#floods.get(key);
    if (flood !== undefined) {
      flood.count += 1;
      return false;
    }
    this.#floods.set(key, { vault, action, code, who, since: now().getTime(), count: 0 });
    return true;
  }

  /** Writes the counts of windows that are over, or of all when the process ends. */
  async flush(all = false): Promise<void> {
    const over = [...this.#floods].filter(([, f]) => all || now().getTime() - f.since >= windowMs);
    for (const [key, f] of over) {
      this.#floods.delete(key);
      if (f.count === 0) continue;
      const purpose = { action: f.action, reads: false, requestId: null, address: null };
      await this.#write(f.vault, f.who, purpose, {
        code: f.code,
        more: f.count,
        since: new Date(f.since).toISOString(),
      });
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush(true);
  }

  async #write(
    vault: Vault,
    me: Named | null,
    purpose: Purpose,
    values: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    if (vault.state !== 'active') return;
    const ledger = new LedgerWriter(vault.keys, {
      ...aboutPurpose(purpose),
      at: now(),
      operation: purpose.operation ?? newId(),
      actorKind: me?.kind ?? 'stranger',
      actor: me?.looking?.viewer ?? me?.id ?? zeroId,
      ...(me?.looking === undefined ? {} : { lookingAs: me.id }),
      session: me?.sessionId ?? null,
      source: purpose.source ?? (me?.kind === 'api_key' ? 'api' : me?.kind === 'system' ? 'system' : 'page'),
      grantOf: () => null,
    });
    ledger.add({ verb: 'refused', outcome: 'refused', values });
    try {
      const lease = await vault.pool.acquire();
      try {
        await ledger.flush(lease);
        lease.release();
      } catch (error) {
        lease.release(error);
        throw error;
      }
    } catch (error) {
      log.error({ err: error, tenant: vault.id, action: purpose.action }, 'a refusal could not be put on record');
    }
  }
}
