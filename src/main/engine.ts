// Puts the engine together: the features behind one door, with the desks that need more than a unit of work, and the runner of jobs.
import { join } from 'node:path';
import { makeCatalog } from '../core/catalog.ts';
import { Door } from '../core/door.ts';
import { makeFileDesk } from '../core/files/desk.ts';
import { FileStore } from '../core/files/store.ts';
import { makeIdentityDesk } from '../core/identity/make-desk.ts';
import { makePorch } from '../core/identity/porch.ts';
import { ArchiveStore } from '../core/ledger/archive-store.ts';
import { makeJobDesk } from '../core/job-desk.ts';
import { writeCounts } from '../core/network/counts.ts';
import { log } from '../core/log.ts';
import { Performer } from '../core/perform.ts';
import { Refusals } from '../core/refusals.ts';
import { JobDispatcher } from '../edge/jobs/dispatcher.ts';
import type { Tenants } from '../edge/jobs/dispatcher.ts';
import { entities } from '../features/entities.ts';
import { type FromHost, featuresWith } from '../features/index.ts';

export interface Engine {
  readonly door: Door;
  readonly archives: ArchiveStore;
  readonly performer: Performer;
  readonly dispatcher: JobDispatcher;
  /** Hears of every tenant that got a job, after the commit. */
  onWork(listener: (vaultId: string) => void): void;
  /** Lets work under way end, and writes what is still to be put on record. */
  close(): Promise<void>;
}

/** `data`: the installation's data folder. Jobs run once `dispatcher.start()` was called. */
export function makeEngine(data: string, tenants: Tenants, fromHost: FromHost = {}): Engine {
  const features = featuresWith(fromHost);
  const catalog = makeCatalog(entities);
  const store = new FileStore(join(data, 'files'));
  const archives = new ArchiveStore(join(data, 'archives'));
  const derive = new Map(features.flatMap((feature) => Object.entries(feature.derive ?? {})));
  const door = new Door(catalog, derive, {
    identity: makeIdentityDesk,
    jobs: (unit) => makeJobDesk(unit, (id) => listeners.forEach((listener) => listener(id))),
    files: (unit) => makeFileDesk(unit, store),
    archives,
  });
  const dispatcher = new JobDispatcher(door, features, tenants, {}, fromHost.eraser ?? null);
  const listeners: ((vaultId: string) => void)[] = [(id) => dispatcher.nudge(id)];
  const refusals = new Refusals();
  const performer = new Performer(door, features, refusals, (vault) => ({
    identity: makePorch(vault, catalog, (person) => {
      const purpose = { action: 'guessing.block', reads: false, requestId: null, address: null };
      door
        .open(vault, { kind: 'system', name: 'host' }, purpose, (tx) => tx.guessing.tellBlocked(person))
        .catch((error: unknown) => log.error({ err: error, tenant: vault.id }, 'a blocked person was not told of'));
    }),
    receive: (name, body, options) => store.receive(vault, name, body, options),
  }));
  return {
    door,
    archives,
    performer,
    dispatcher,
    onWork: (listener) => listeners.push(listener),
    close: async () => {
      await dispatcher.stop();
      await refusals.close();
      await writeCounts();
    },
  };
}
