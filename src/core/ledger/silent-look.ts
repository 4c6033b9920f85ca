// A quiet look at the ledger, as the desks of a unit of work read it. What the work adds to the ledger is lost.
import type { Catalog } from '../catalog.ts';
import { makeUnit } from '../make-unit.ts';
import { type Looker, QuietLooks } from '../quiet.ts';
import type { Purpose, Unit } from '../unit.ts';
import type { Vault } from '../vault.ts';

export class SilentLook {
  readonly #looks: QuietLooks;

  constructor(catalog: Catalog) {
    this.#looks = new QuietLooks(catalog);
  }

  /** `purpose`: what it was asked for by, and from where. Refuses as `QuietLooks` does. */
  run<T>(
    vault: Vault,
    actor: Looker,
    { action, address }: Pick<Purpose, 'action' | 'address'>,
    work: (unit: Unit) => Promise<T>,
  ): Promise<T> {
    const purpose = { action, reads: true, requestId: null, address, source: 'system' as const };
    return this.#looks.run(vault, actor, address, async (lease, me) => {
      const unit = makeUnit(lease, { vault, actor, me, purpose, derive: new Map() });
      try {
        return await work(unit);
      } finally {
        unit.end();
      }
    });
  }
}
