// One dispatcher for the jobs and reminders of all tenants: wakes for a hint right after a commit, sweeps for what was missed, in fair turns.
import { PendingRunner } from '../../core/access/pending-runner.ts';
import type { Door } from '../../core/door.ts';
import type { Eraser } from '../../core/ledger/eraser.ts';
import type { Feature, JobKind } from '../../core/feature.ts';
import { claimRunner, hasOpenJobs } from '../../core/job-runs.ts';
import { log } from '../../core/log.ts';
import type { Vault } from '../../core/vault.ts';
import { MailClock } from './mail-clock.ts';
import { keepBin } from './bin-clock.ts';
import { ErasureClock } from './erasure-clock.ts';
import { FairGate } from './fair-gate.ts';
import { runQueue } from './queue.ts';
import { ReminderClock } from './reminder-clock.ts';
import { type Workshop, runJob } from './run-job.ts';
import { remindOfRequests } from './subject-clock.ts';

export interface DispatcherSettings {
  /** tenants whose jobs run at once */
  readonly tenants: number;
  /** jobs of one tenant at once */
  readonly jobsPerTenant: number;
  /** units of work of all jobs together at once: what is left of the machine belongs to people who wait for an answer */
  readonly units: number;
  /** between two sweeps over all tenants */
  readonly sweepMs: number;
  /** before another try where one failed or another process was at it */
  readonly againMs: number;
}

export const defaultDispatch: DispatcherSettings = {
  tenants: 8,
  jobsPerTenant: 2,
  units: 2,
  sweepMs: 5 * 60_000,
  againMs: 2_000,
};

export interface Tenants {
  /** those that are served, active or not */
  readonly all: () => Promise<readonly Vault[]>;
  readonly find: (id: string) => Promise<Vault | null>;
}

export class JobDispatcher {
  readonly #tenants: Tenants;
  readonly #settings: DispatcherSettings;
  readonly #shop: Workshop;
  /** tenants with work, in the order of their turns */
  readonly #wanted = new Set<string>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #wiped = new Map<string, number>();
  readonly #reminders: ReminderClock;
  readonly #mail: MailClock;
  readonly #pending: PendingRunner;
  readonly #eraser: Eraser | null;
  readonly #erasures: ErasureClock;
  #sweeping: Promise<void> = Promise.resolve();
  #started = false;
  #stopping = false;

  /** `eraser`: takes values out of the ledger, where this process may. */
  constructor(
    door: Door,
    features: readonly Feature[],
    tenants: Tenants,
    settings: Partial<DispatcherSettings> = {},
    eraser: Eraser | null = null,
  ) {
    this.#tenants = tenants;
    this.#eraser = eraser;
    this.#erasures = new ErasureClock(tenants.find, eraser);
    this.#settings = { ...defaultDispatch, ...settings };
    const kinds = features.flatMap((f) => f.jobs ?? []);
    const byName = new Map<string, JobKind>(kinds.map((k) => [k.kind, k]));
    if (byName.size !== kinds.length) throw new Error('two kinds of job have the same name');
    this.#reminders = new ReminderClock(door, tenants.find, this.#settings);
    this.#mail = new MailClock(door, tenants.find, this.#settings);
    const handlers = features.flatMap((f) => f.handlers);
    this.#pending = new PendingRunner(door, new Map(handlers.map((h) => [h.action.name, h])));
    const gate = new FairGate(this.#settings.units);
    this.#shop = { door, kinds: byName, gate, isStopping: () => this.#stopping };
  }

  /** Takes up what earlier runs left, then whatever is hinted at. */
  start(): void {
    this.#started = true;
    this.#reminders.start();
    this.#mail.start();
    this.#erasures.start();
    this.#sweepAndAgain();
    this.#pump();
  }

  /** There may be work for this tenant. Never throws, never waits. */
  nudge(vaultId: string): void {
    this.#wanted.add(vaultId);
    this.#pump();
  }

  /** Lets every unit of work under way end; the jobs go on at the next start. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const timer of this.#timers) clearTimeout(timer);
    const clocks = [this.#reminders.stop(), this.#mail.stop(), this.#erasures.stop()];
    await Promise.all([this.#sweeping, ...clocks, ...this.#running.values()]);
  }

  /** Resolves when nothing is running and nothing is wanted; for tests and tools. */
  async idle(): Promise<void> {
    await this.#sweeping;
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  #pump(): void {
    if (!this.#started) return;
    for (const vaultId of this.#wanted) {
      if (this.#stopping || this.#running.size >= this.#settings.tenants) return;
      if (this.#running.has(vaultId)) continue;
      this.#wanted.delete(vaultId);
      const run = this.#serve(vaultId).finally(() => {
        this.#running.delete(vaultId);
        this.#pump();
      });
      this.#running.set(vaultId, run);
    }
  }

  async #serve(vaultId: string): Promise<void> {
    try {
      const vault = await this.#tenants.find(vaultId);
      if (vault === null || vault.state !== 'active') return;
      const claim = await claimRunner(vault);
      if (claim === null) {
        this.#later(vaultId);
        return;
      }
      try {
        await this.#takeTurn(vault);
      } finally {
        await claim.release();
      }
      if (!this.#stopping && (await hasOpenJobs(vault))) this.#later(vaultId);
    } catch (error) {
      log.warn({ tenant: vaultId, err: error }, "a tenant's jobs could not be run; they are tried again");
      this.#later(vaultId);
    }
  }

  /** Where others wait, a turn is as many jobs as run at once. */
  async #takeTurn(vault: Vault): Promise<void> {
    let taken = 0;
    const { jobsPerTenant, tenants } = this.#settings;
    const othersWait = (): boolean => this.#wanted.size > 0 && this.#running.size >= tenants;
    await runQueue(vault, {
      concurrency: jobsPerTenant,
      isOver: () => this.#stopping || (taken >= jobsPerTenant && othersWait()),
      run: async (id) => {
        taken += 1;
        await runJob(this.#shop, vault, id);
      },
    });
  }

  #later(vaultId: string): void {
    this.#after(this.#settings.againMs, () => this.nudge(vaultId));
  }

  #after(ms: number, run: () => void): void {
    if (this.#stopping) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, ms);
    timer.unref();
    this.#timers.add(timer);
  }

  #sweepAndAgain(): void {
    this.#sweeping = this.#sweep().catch((error: unknown) => {
      log.warn({ err: error }, 'the sweep for forgotten jobs failed');
    });
    void this.#sweeping.then(() => this.#after(this.#settings.sweepMs, () => this.#sweepAndAgain()));
  }

  /** A hint is not part of the commit, so one may be lost: every tenant is asked. Expired files are wiped on the way. */
  async #sweep(): Promise<void> {
    for (const vault of await this.#tenants.all()) {
      if (this.#stopping) return;
      if (vault.state !== 'active') continue;
      try {
        if (await hasOpenJobs(vault)) this.nudge(vault.id);
        await this.#reminders.look(vault.id);
        this.#mail.nudge(vault.id);
        await this.#pending.runDue(vault);
        await this.#erasures.look(vault.id);
        await this.#wipe(vault);
      } catch (error) {
        log.warn({ tenant: vault.id, err: error }, 'a tenant could not be swept');
      }
    }
  }

  async #wipe(vault: Vault): Promise<void> {
    const last = this.#wiped.get(vault.id);
    if (last !== undefined && performance.now() - last < 3_600_000) return;
    this.#wiped.set(vault.id, performance.now());
    const purpose = { action: 'file.wipe', reads: false, requestId: null, address: null };
    await this.#shop.door.open(vault, { kind: 'system', name: 'host' }, purpose, async (tx) => {
      await tx.files.wipe();
      await tx.kept.wipe();
      await tx.notices.wipe();
      await tx.mail.wipe();
      await tx.idempotency.wipe();
    });
    await keepBin(this.#shop.door, vault, this.#eraser);
    await remindOfRequests(this.#shop.door, vault);
  }
}
