// Takes to the tenant's eraser what people are to be forgotten for: right after it was asked for in this process, and in every sweep.
import type { Eraser } from '../../core/ledger/eraser.ts';
import { runErasures } from '../../core/ledger/erasures.ts';
import { onErasures } from '../../core/ledger/wake.ts';
import { log } from '../../core/log.ts';
import type { Vault } from '../../core/vault.ts';

export class ErasureClock {
  readonly #find: (id: string) => Promise<Vault | null>;
  readonly #eraser: Eraser | null;
  /** one at a time a tenant; `again`: asked for while it was at work */
  readonly #running = new Map<string, { again: boolean; readonly ended: Promise<void> }>();
  #ends: (() => void) | undefined;
  #stopped = false;

  /** `eraser` null: this process may not erase, and leaves it to one that may. */
  constructor(find: (id: string) => Promise<Vault | null>, eraser: Eraser | null) {
    this.#find = find;
    this.#eraser = eraser;
  }

  start(): void {
    this.#ends = onErasures((vaultId) => void this.look(vaultId));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#ends?.();
    await Promise.all([...this.#running.values()].map(({ ended }) => ended));
  }

  /** Never throws. */
  async look(vaultId: string): Promise<void> {
    if (this.#eraser === null || this.#stopped) return;
    const running = this.#running.get(vaultId);
    if (running !== undefined) {
      running.again = true;
      return running.ended;
    }
    const run = { again: false, ended: this.#run(vaultId, this.#eraser) };
    this.#running.set(vaultId, run);
    await run.ended;
    this.#running.delete(vaultId);
    if (run.again) await this.look(vaultId);
  }

  async #run(vaultId: string, eraser: Eraser): Promise<void> {
    try {
      const vault = await this.#find(vaultId);
      if (vault?.state === 'active') await runErasures(vault, eraser);
    } catch (error) {
      log.warn({ tenant: vaultId, err: error }, 'a tenant’s erasures could not be looked at; they are tried again');
    }
  }
}
