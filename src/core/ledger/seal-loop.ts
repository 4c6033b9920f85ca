// Goes round the tenants that have entries to seal, every second; hands their heads on; and finds in its sweeps what nobody told it of.
import { log } from '../log.ts';
import { isUnreachable } from '../pg.ts';
import { type Sealable, type Sealed, sealOnce } from './sealer.ts';
import { onEntries } from './wake.ts';

export interface SealLoopSettings {
  /** between two rounds */
  readonly everyMs: number;
  /** between two looks at every tenant, whether anything was heard of it or not */
  readonly sweepMs: number;
  /** tenants sealed at once */
  readonly atOnce: number;
}

export const usualSealing: SealLoopSettings = { everyMs: 1_000, sweepMs: 60_000, atOnce: 4 };

export interface SealLoopHooks {
  /** of those that are served now */
  readonly find: (id: string) => Sealable | undefined;
  readonly all: () => readonly string[];
  /** called after each round for a tenant, also one in which nothing was sealed */
  readonly afterwards?: (tenant: Sealable) => Promise<void>;
  /** entries the program did not write were found, or the clock went back */
  readonly alarm?: (tenant: Sealable, sealed: Sealed) => Promise<void>;
}

export class SealLoop {
  readonly #hooks: SealLoopHooks;
  readonly #settings: SealLoopSettings;
  readonly #wanted = new Set<string>();
  /** one that fails is tried less and less often, at least once a minute */
  readonly #failures = new Map<string, { readonly times: number; readonly until: number }>();
  #swept = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();
  #ends: (() => void) | undefined;
  #stopping = false;

  constructor(hooks: SealLoopHooks, settings: Partial<SealLoopSettings> = {}) {
    this.#hooks = hooks;
    this.#settings = { ...usualSealing, ...settings };
  }

  start(): void {
    this.#ends = onEntries((id) => this.#wanted.add(id));
    this.#next();
  }

  /** Seals once more what is known to wait, so that little stays unsealed while nothing runs. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#ends?.();
    clearTimeout(this.#timer);
    await this.#round;
    await this.#goRound([...this.#wanted]);
  }

  /** One round over everybody, at once; for commands and tests. */
  async sealAll(): Promise<void> {
    await this.#goRound(this.#hooks.all());
  }

  #next(): void {
    if (this.#stopping) return;
    this.#timer = setTimeout(() => {
      this.#round = this.#turn().finally(() => this.#next());
    }, this.#settings.everyMs);
    this.#timer.unref();
  }

  async #turn(): Promise<void> {
    const sweep = performance.now() - this.#swept >= this.#settings.sweepMs;
    if (sweep) this.#swept = performance.now();
    const ids = sweep ? this.#hooks.all() : [...this.#wanted];
    for (const id of ids) this.#wanted.delete(id);
    await this.#goRound(ids);
  }

  async #goRound(ids: readonly string[]): Promise<void> {
    const left = [...ids];
    const worker = async (): Promise<void> => {
      for (let id = left.shift(); id !== undefined; id = left.shift()) await this.#sealTenant(id);
    };
    await Promise.all(Array.from({ length: this.#settings.atOnce }, worker));
  }

  async #sealTenant(id: string): Promise<void> {
    const tenant = this.#hooks.find(id);
    if (tenant === undefined) return;
    if (!this.#stopping && performance.now() < (this.#failures.get(id)?.until ?? 0)) {
      this.#wanted.add(id);
      return;
    }
    try {
      let sealed: Sealed;
      do {
        sealed = await sealOnce(tenant);
        if (sealed.refused.length > 0 || sealed.clockBack !== null) await this.#alarm(tenant, sealed);
      } while (sealed.more && !this.#stopping);
      await this.#hooks.afterwards?.(tenant);
      this.#failures.delete(id);
    } catch (error) {
      this.#wanted.add(id);
      const times = (this.#failures.get(id)?.times ?? 0) + 1;
      this.#failures.set(id, {
        times,
        until: performance.now() + Math.min(60_000, this.#settings.everyMs * 2 ** times),
      });
      const level = isUnreachable(error) ? 'warn' : 'error';
      log[level]({ tenant: id, err: error }, "a tenant's ledger could not be sealed; it is tried again");
    }
  }

  async #alarm(tenant: Sealable, sealed: Sealed): Promise<void> {
    if (sealed.refused.length > 0) {
      log.error(
        { tenant: tenant.id, entries: sealed.refused.slice(0, 20), count: sealed.refused.length },
        'entries in the ledger were not written by this program: somebody else wrote them into the database',
      );
    }
    await this.#hooks.alarm?.(tenant, sealed);
  }
}
