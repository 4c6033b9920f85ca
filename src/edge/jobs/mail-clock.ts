// Wakes for each tenant when it has mail to hand over. What it knows is only when to look: the tenant's database says what is due.
import { now } from '../../core/clock.ts';
import type { Door } from '../../core/door.ts';
import { log } from '../../core/log.ts';
import { deliverDue, nextMail } from '../../core/mail/courier.ts';
import { onMail } from '../../core/mail/wake.ts';
import type { Vault } from '../../core/vault.ts';

export interface MailClockSettings {
  /** who looks at every tenant so often anyway; nobody is woken for what is due later */
  readonly sweepMs: number;
  /** before another try where one failed */
  readonly againMs: number;
}

/** Tenants whose mail is handed over at once; one that waits for a slow server holds up no other. */
const tenantsAtOnce = 4;

export class MailClock {
  readonly #door: Door;
  readonly #find: (id: string) => Promise<Vault | null>;
  readonly #settings: MailClockSettings;
  readonly #wanted = new Set<string>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  #ends: (() => void) | undefined;
  #stopping = false;

  constructor(door: Door, find: (id: string) => Promise<Vault | null>, settings: MailClockSettings) {
    this.#door = door;
    this.#find = find;
    this.#settings = settings;
  }

  start(): void {
    this.#ends = onMail((id) => this.nudge(id));
  }

  /** There may be mail of this tenant. Never throws, never waits. */
  nudge(vaultId: string): void {
    if (this.#stopping) return;
    this.#wanted.add(vaultId);
    this.#pump();
  }

  /** Lets the messages under way end; the others go on at the next start. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#ends?.();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    await Promise.all(this.#running.values());
  }

  #pump(): void {
    for (const id of this.#wanted) {
      if (this.#stopping || this.#running.size >= tenantsAtOnce) return;
      if (this.#running.has(id)) continue;
      this.#wanted.delete(id);
      const run = this.#serve(id).finally(() => {
        this.#running.delete(id);
        this.#pump();
      });
      this.#running.set(id, run);
    }
  }

  async #serve(id: string): Promise<void> {
    try {
      const vault = await this.#find(id);
      if (vault === null || vault.state !== 'active') return;
      const first = await nextMail(vault);
      if (first === null) return;
      if (first <= now()) await deliverDue(this.#door, vault, () => this.#stopping);
      const next = await nextMail(vault);
      if (next === null) return;
      // Due and still there: no server to hand it to. The sweep looks again, and setting one up nudges.
      const wait = next.getTime() - now().getTime();
      if (wait > 0 && wait <= this.#settings.sweepMs) this.#wakeIn(id, wait);
    } catch (error) {
      log.warn({ tenant: id, err: error }, "a tenant's mail could not be handed over; it is tried again");
      this.#wakeIn(id, this.#settings.againMs);
    }
  }

  #wakeIn(id: string, ms: number): void {
    if (this.#stopping) return;
    clearTimeout(this.#timers.get(id));
    const timer = setTimeout(() => {
      this.#timers.delete(id);
      this.nudge(id);
    }, ms);
    timer.unref();
    this.#timers.set(id, timer);
  }
}
