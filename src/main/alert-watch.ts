// Lets the searches that watch look behind the sealer: when something came into a ledger, and at least once a minute.
import type { Door } from '../core/door.ts';
import { lookAtAlerts } from '../core/ledger/alerts.ts';
import { SilentLook } from '../core/ledger/silent-look.ts';
import { log } from '../core/log.ts';
import type { Vault } from '../core/vault.ts';

/** At most one look at a tenant within it; what comes meanwhile is found by the next one, at the latest by the sealer's sweep. */
const betweenMs = 15_000;

export class AlertWatch {
  readonly #door: Door;
  readonly #look: SilentLook;
  readonly #last = new Map<string, number>();
  readonly #looking = new Map<string, Promise<void>>();
  #stopped = false;

  constructor(door: Door) {
    this.#door = door;
    this.#look = new SilentLook(door.catalog);
  }

  look(vault: Vault | undefined): void {
    if (vault === undefined || vault.state !== 'active' || this.#stopped || this.#looking.has(vault.id)) return;
    const at = performance.now();
    if (at - (this.#last.get(vault.id) ?? -Infinity) < betweenMs) return;
    this.#last.set(vault.id, at);
    const looking = lookAtAlerts(this.#door, this.#look, vault)
      .then(() => undefined)
      .catch((error: unknown) =>
        log.warn({ tenant: vault.id, err: error }, 'the searches that watch could not look; they try again'),
      )
      .finally(() => this.#looking.delete(vault.id));
    this.#looking.set(vault.id, looking);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#looking.values());
  }
}
