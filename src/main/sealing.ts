// Keeps the ledgers of all tenants sealed, handed on and checked while this process serves: what is found is put on record, logged and told.
import { clockJump, now } from '../core/clock.ts';
import type { Door } from '../core/door.ts';
import { type CheckResult, checkLedger } from '../core/ledger/check.ts';
import { deliverHeads } from '../core/ledger/receivers.ts';
import type { Sealable } from '../core/ledger/sealer.ts';
import { SealLoop } from '../core/ledger/seal-loop.ts';
import { log } from '../core/log.ts';
import type { Tx } from '../core/tx.ts';
import type { Vault } from '../core/vault.ts';
import type { HeadPlaces } from '../host/ledger-files.ts';
import type { Vaults } from '../host/vaults.ts';

const checkEveryMs = 3_600_000;
const lookEveryMs = 60_000;
/** Whoever has just started has other things to do. */
const firstLookMs = 10 * 60_000;
const clockEveryMs = 5_000;
/** A clock is put right in small steps all the time; more than this is told. */
const jumpFromMs = 2_000;

/** What one hourly check looks at: the rest of the records in the hours after, a longer log by the command. */
const hourly = { entriesMost: 500_000, recordsMost: 100_000 };

export interface Sealing {
  start(): void;
  stop(): Promise<void>;
}

export function makeSealing(door: Door, vaults: () => Vaults | undefined, places: HeadPlaces): Sealing {
  const active = (): Vault[] => (vaults()?.all() ?? []).filter(({ state }) => state === 'active');
  const delivering = new Map<string, Promise<void>>();
  /** One at a time for a tenant, and nobody waits: a receiver that is slow holds up no sealing. */
  const deliver = (tenant: Sealable): void => {
    if (delivering.has(tenant.id)) return;
    const under = deliverHeads(tenant, places.receivers)
      .catch((error: unknown) =>
        log.warn({ tenant: tenant.id, err: error }, 'the heads of a ledger could not be handed on'),
      )
      .finally(() => delivering.delete(tenant.id));
    delivering.set(tenant.id, under);
  };
  const loop = new SealLoop({
    find: (id) => vaults()?.sealable(id),
    all: () => active().map(({ id }) => id),
    afterwards: async (tenant) => deliver(tenant),
    alarm: async ({ id }, { refused, clockBack }) => {
      const vault = vaults()?.byId(id);
      if (vault === undefined) return;
      if (clockBack !== null) await noteJump(door, vault, clockBack.from, clockBack.to);
      if (refused.length > 0) await alarm(door, vault, { refused: refused.length, entries: refused.slice(0, 100) });
    },
  });
  const watch = new LedgerWatch(door, active, places);
  return {
    start: () => {
      loop.start();
      watch.start();
    },
    stop: async () => {
      await watch.stop();
      await loop.stop();
      await Promise.all(delivering.values());
    },
  };
}

/** Checks each ledger every hour, one after the other, and notices when the clock jumps. */
class LedgerWatch {
  readonly #door: Door;
  readonly #active: () => Vault[];
  readonly #places: HeadPlaces;
  readonly #timers: NodeJS.Timeout[] = [];
  #looking: Promise<void> = Promise.resolve();
  readonly #since = performance.now();
  #stopping = false;

  constructor(door: Door, active: () => Vault[], places: HeadPlaces) {
    this.#door = door;
    this.#active = active;
    this.#places = places;
  }

  start(): void {
    const look = (): void => {
      this.#looking = this.#looking.then(() => this.#look());
    };
    this.#timers.push(
      setInterval(look, lookEveryMs),
      setInterval(() => void this.#clock(), clockEveryMs),
    );
    for (const timer of this.#timers) timer.unref();
    clockJump();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    for (const timer of this.#timers) clearInterval(timer);
    await this.#looking;
  }

  async #look(): Promise<void> {
    if (performance.now() - this.#since < firstLookMs) return;
    for (const vault of this.#active()) {
      if (this.#stopping) return;
      try {
        const last = await this.#door.lastLedgerCheck(vault);
        if (last !== null && Math.abs(now().getTime() - last.at.getTime()) < checkEveryMs) continue;
        const heads = await Promise.all(this.#places.folders.map((folder) => folder.read(vault.id)));
        const result = await checkLedger(vault, this.#door.catalog, {
          ...hourly,
          ...(last?.next == null ? {} : { after: last.next }),
          heads: heads.flat(),
        });
        await keepCheck(this.#door, vault, result);
      } catch (error) {
        log.warn({ tenant: vault.id, err: error }, 'a ledger could not be checked; it is tried again');
      }
    }
  }

  async #clock(): Promise<void> {
    const { from, to } = clockJump();
    if (Math.abs(to.getTime() - from.getTime()) < jumpFromMs) return;
    log.warn(
      { from: from.toISOString(), to: to.toISOString() },
      'the clock of this machine jumped, or the machine slept',
    );
    for (const vault of this.#active()) {
      await noteJump(this.#door, vault, from, to).catch((error: unknown) =>
        log.warn({ tenant: vault.id, err: error }, 'the jump of the clock could not be put on record'),
      );
    }
  }
}

const asHost = { kind: 'system', name: 'host' } as const;
const purposeOf = (action: string) => ({
  action,
  reads: false,
  requestId: null,
  address: null,
  source: 'system' as const,
});

/** Put on record, and told to those who watch over the ledger when it found something. */
export async function keepCheck(door: Door, vault: Vault, result: CheckResult): Promise<void> {
  await door.open(vault, asHost, purposeOf('ledger.check'), async (tx) => {
    await tx.ledger.keepCheck(result);
    if (result.findings.length > 0) await tellOf(tx, result.findings.length);
  });
  if (result.findings.length === 0) return;
  const places = result.findings
    .slice(0, 20)
    .map(({ kind, from, entity, record, field }) => ({ kind, from, entity, record, field }));
  log.error(
    { tenant: vault.id, found: result.findings.length, places },
    'the ledger and what stands in the database differ',
  );
}

/** Whoever may read all of the ledger: there it says where. */
async function tellOf(tx: Tx, found: number): Promise<void> {
  await tx.notices.tell('ledger.view', 'ledger', { kind: 'ledger', found });
}

async function alarm(
  door: Door,
  vault: Vault,
  values: { readonly refused: number; readonly entries: string[] },
): Promise<void> {
  await door.open(vault, asHost, purposeOf('ledger.alarm'), async (tx) => {
    await tx.note({ what: 'foreign entries', values });
    await tellOf(tx, values.refused);
  });
}

async function noteJump(door: Door, vault: Vault, from: Date, to: Date): Promise<void> {
  const values = { from: from.toISOString(), to: to.toISOString(), ms: to.getTime() - from.getTime() };
  await door.open(vault, asHost, purposeOf('clock.jumped'), (tx) => tx.note({ what: 'clock jumped', values }));
}
