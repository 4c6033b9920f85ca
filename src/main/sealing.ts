// Keeps the ledgers of all tenants sealed, handed on and looked after while this process serves: what is found is put on record, logged and told.
import { Deliveries } from '../core/ledger/receivers.ts';
import { SealLoop } from '../core/ledger/seal-loop.ts';
import type { Vault } from '../core/vault.ts';
import type { LedgerPlaces } from '../host/ledger-files.ts';
import type { Vaults } from '../host/vaults.ts';
import { AlertWatch } from './alert-watch.ts';
import type { Engine } from './engine.ts';
import { alarm, noteJump } from './ledger-notes.ts';
import { LedgerWatch } from './ledger-watch.ts';

export interface Sealing {
  start(): void;
  stop(): Promise<void>;
}

export function makeSealing(
  { door, archives }: Pick<Engine, 'door' | 'archives'>,
  vaults: () => Vaults | undefined,
  places: LedgerPlaces,
): Sealing {
  const active = (): Vault[] => (vaults()?.all() ?? []).filter(({ state }) => state === 'active');
  const deliveries = new Deliveries(places.receivers, 'tenant', (id) => vaults()?.byId(id));
  const alerts = new AlertWatch(door);
  const loop = new SealLoop({
    find: (id) => vaults()?.sealable(id),
    all: () => active().map(({ id }) => id),
    afterwards: async (tenant) => {
      deliveries.begin(tenant);
      alerts.look(vaults()?.byId(tenant.id));
    },
    alarm: async ({ id }, { refused, clockBack }) => {
      const vault = vaults()?.byId(id);
      if (vault === undefined) return;
      if (clockBack !== null) await noteJump(door, vault, clockBack.from, clockBack.to);
      if (refused.length > 0) await alarm(door, vault, { refused: refused.length, entries: refused.slice(0, 100) });
    },
  });
  const watch = new LedgerWatch(
    door,
    { active, sealable: (id) => vaults()?.sealable(id), erasing: (id) => vaults()?.erasing(id), archives },
    places,
  );
  return {
    start: () => {
      loop.start();
      watch.start();
    },
    stop: async () => {
      await watch.stop();
      await loop.stop();
      await alerts.stop();
      await deliveries.idle();
    },
  };
}
