// Looks after the ledgers of all tenants while this process serves: the parts of the months to come, whole checks one after the other, and the clock.
import { clockJump, now } from '../core/clock.ts';
import type { Door } from '../core/door.ts';
import { keepArchives } from '../core/ledger/archive.ts';
import type { ArchiveStore } from '../core/ledger/archive-store.ts';
import { checkLedger } from '../core/ledger/check.ts';
import { keepParts } from '../core/ledger/months.ts';
import type { Sealable } from '../core/ledger/sealer.ts';
import { log } from '../core/log.ts';
import type { TenantPool } from '../core/pg.ts';
import type { Vault } from '../core/vault.ts';
import type { LedgerPlaces } from '../host/ledger-files.ts';
import { keepCheck, noteClocks, noteJump } from './ledger-notes.ts';

const hour = 3_600_000;
const lookEveryMs = 60_000;
/** Whoever has just started has other things to do. */
const firstLookMs = 10 * 60_000;
const partsEveryMs = 6 * hour;
const clockEveryMs = 5_000;
/** A clock is put right in small steps all the time; more than this is told. */
const jumpFromMs = 2_000;

/** A check takes a third of the time it could: after each page it rests twice as long as the page took. */
const restTimes = 2;
/** Ledgers whose check takes longer than this wait for each other, and the others not for them. */
const longFromMs = 5 * 60_000;

/** Every hour; a check that takes long comes less often, but twice between an evening and the next. */
export function isCheckDue(last: { readonly at: Date; readonly tookMs: number } | null, at: Date): boolean {
  if (last === null) return true;
  const since = Math.abs(at.getTime() - last.at.getTime());
  return since >= Math.max(hour, Math.min(10 * hour, 8 * last.tookMs));
}

/** What both clocks say at one moment, as nearly as a question and its answer allow. */
export async function readClocks(pool: TenantPool): Promise<{ readonly ours: Date; readonly theirs: Date }> {
  const lease = await pool.acquire();
  try {
    const [asked, since] = [now().getTime(), performance.now()];
    const { rows } = await lease.query<{ at: Date }>('select clock_timestamp() as at');
    const took = performance.now() - since;
    lease.release();
    return { ours: new Date(asked + took / 2), theirs: rows[0]!.at };
  } catch (error) {
    lease.release(error);
    throw error;
  }
}

class Stopped extends Error {}

interface WatchHooks {
  readonly active: () => Vault[];
  readonly sealable: (id: string) => Sealable | undefined;
  /** connections as the tenant's eraser */
  readonly erasing: (id: string) => TenantPool | undefined;
  readonly archives: ArchiveStore;
}

export class LedgerWatch {
  readonly #door: Door;
  readonly #hooks: WatchHooks;
  readonly #places: LedgerPlaces;
  /** when the parts of a ledger were last seen to, by the steady clock */
  readonly #kept = new Map<string, number>();
  readonly #timers: NodeJS.Timeout[] = [];
  /** of short checks and of long ones */
  readonly #lanes: Promise<void>[] = [Promise.resolve(), Promise.resolve()];
  #busy = [false, false];
  readonly #since = performance.now();
  /** how far the database's clock was from ours when it was told last */
  #apart = 0;
  #stopping = false;

  constructor(door: Door, hooks: WatchHooks, places: LedgerPlaces) {
    this.#door = door;
    this.#hooks = hooks;
    this.#places = places;
  }

  start(): void {
    this.#timers.push(
      setInterval(() => this.#look(), lookEveryMs),
      setInterval(() => void this.#clock(), clockEveryMs),
    );
    for (const timer of this.#timers) timer.unref();
    clockJump();
    this.#lanes[0] = this.#keepParts();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all(this.#lanes);
  }

  #look(): void {
    for (const lane of [0, 1]) {
      if (this.#busy[lane] === true) continue;
      this.#busy[lane] = true;
      this.#lanes[lane] = this.#round(lane).finally(() => (this.#busy[lane] = false));
    }
  }

  async #round(lane: number): Promise<void> {
    if (lane === 0) {
      await this.#databaseClock();
      await this.#keepParts();
    }
    if (performance.now() - this.#since < firstLookMs) return;
    for (const vault of this.#hooks.active()) {
      if (this.#stopping) return;
      try {
        const last = await this.#door.lastLedgerCheck(vault);
        if ((last !== null && last.tookMs >= longFromMs) !== (lane === 1)) continue;
        if (isCheckDue(last, now())) await this.#check(vault);
      } catch (error) {
        if (error instanceof Stopped) return;
        log.warn({ tenant: vault.id, err: error }, 'a ledger could not be checked; it is tried again');
      }
    }
  }

  async #check(vault: Vault): Promise<void> {
    const heads = await Promise.all(this.#places.folders.map((folder) => folder.read(vault.id)));
    let since = performance.now();
    const paced = async (): Promise<void> => {
      const rest = (performance.now() - since) * restTimes;
      await new Promise<void>((done) => setTimeout(done, rest));
      if (this.#stopping || !this.#hooks.active().some(({ id }) => id === vault.id)) throw new Stopped();
      since = performance.now();
    };
    const options = { heads: heads.flat(), paced, archives: this.#hooks.archives };
    await keepCheck(this.#door, vault, await checkLedger(vault, this.#door.catalog, options));
  }

  /** Parts of the ledgers for the months to come and for those that are over, once in six hours each. */
  async #keepParts(): Promise<void> {
    for (const { id } of this.#hooks.active()) {
      const tenant = this.#hooks.sealable(id);
      const last = this.#kept.get(id) ?? -Infinity;
      if (this.#stopping || tenant === undefined || performance.now() - last < partsEveryMs) continue;
      try {
        await keepParts(tenant.pool);
        await this.#keepArchives(id);
        this.#kept.set(id, performance.now());
      } catch (error) {
        log.warn({ tenant: id, err: error }, 'the months of a ledger could not be seen to; it is tried again');
      }
    }
  }

  /** Values whose time in the database is over go into the archive, those whose time is over go for good. */
  async #keepArchives(id: string): Promise<void> {
    const vault = this.#hooks.active().find((v) => v.id === id);
    const eraser = this.#hooks.erasing(id);
    if (vault === undefined || eraser === undefined) return;
    const { archives } = this.#hooks;
    const { archived, ended, waiting } = await keepArchives({ door: this.#door, vault, eraser, archives });
    if (archived.length + ended.length > 0)
      log.info({ tenant: id, archived, ended }, 'months of a ledger were archived, or their time was over');
    for (const { part, why } of waiting) log.warn({ tenant: id, part, why }, 'a month of a ledger has to wait');
  }

  /** The database may be on another machine, with a clock of its own. */
  async #databaseClock(): Promise<void> {
    const vault = this.#hooks.active()[0];
    if (vault === undefined) return;
    try {
      const { ours, theirs } = await readClocks(vault.pool);
      const apart = theirs.getTime() - ours.getTime();
      if (Math.abs(apart - this.#apart) < jumpFromMs) return;
      this.#apart = apart;
      log.warn({ ms: apart }, 'the clocks of this machine and of the database differ, or do no more');
      for (const each of this.#hooks.active()) await noteClocks(this.#door, each, ours, theirs);
    } catch (error) {
      log.warn({ err: error }, 'the clock of the database could not be compared; it is tried again');
    }
  }

  async #clock(): Promise<void> {
    const { from, to } = clockJump();
    if (Math.abs(to.getTime() - from.getTime()) < jumpFromMs) return;
    log.warn(
      { from: from.toISOString(), to: to.toISOString() },
      'the clock of this machine jumped, or the machine slept',
    );
    for (const vault of this.#hooks.active()) {
      await noteJump(this.#door, vault, from, to).catch((error: unknown) =>
        log.warn({ tenant: vault.id, err: error }, 'the jump of the clock could not be put on record'),
      );
    }
  }
}
