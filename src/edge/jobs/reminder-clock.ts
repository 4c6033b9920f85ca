// Wakes for each tenant when its next reminder is due. What it knows is only when to look: the tenant's database says what is due.
import type { OutboxEvent } from '../../contract/event.ts';
import { now } from '../../core/clock.ts';
import type { Door } from '../../core/door.ts';
import { log } from '../../core/log.ts';
import { nextReminder } from '../../core/reminders.ts';
import type { Vault } from '../../core/vault.ts';

/** Reminded of in one transaction. */
const atOnce = 200;

export interface ClockSettings {
  /** who looks at every tenant so often anyway; nobody is woken for what is due later */
  readonly sweepMs: number;
  /** before another try, and between two looks at a tenant whose activities change all the time */
  readonly againMs: number;
}

export class ReminderClock {
  readonly #door: Door;
  readonly #find: (id: string) => Promise<Vault | null>;
  readonly #settings: ClockSettings;
  readonly #timers = new Map<string, { readonly at: number; readonly timer: NodeJS.Timeout }>();
  readonly #looking = new Map<string, Promise<void>>();
  #ends: (() => void) | undefined;
  #stopped = false;

  constructor(door: Door, find: (id: string) => Promise<Vault | null>, settings: ClockSettings) {
    this.#door = door;
    this.#find = find;
    this.#settings = settings;
  }

  /** From now on it hears of activities that change in this process; those of others are found by the sweep. */
  start(): void {
    this.#ends = this.#door.hub.subscribeAll((vaultId, events) => {
      if (events.some(changesActivities)) this.#wakeIn(vaultId, this.#settings.againMs);
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#ends?.();
    for (const { timer } of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    await Promise.all(this.#looking.values());
  }

  /** Reminds of what is due, and sets the clock to what is due next. Never throws. */
  async look(vaultId: string): Promise<void> {
    const under = this.#looking.get(vaultId);
    if (under !== undefined) {
      // What changed meanwhile may have been missed.
      this.#wakeIn(vaultId, this.#settings.againMs);
      return under;
    }
    const looking = this.#look(vaultId)
      .catch((error: unknown) => {
        log.warn({ tenant: vaultId, err: error }, "a tenant's reminders could not be looked at; they are tried again");
        this.#wakeIn(vaultId, this.#settings.againMs);
      })
      .finally(() => this.#looking.delete(vaultId));
    this.#looking.set(vaultId, looking);
    await looking;
  }

  async #look(vaultId: string): Promise<void> {
    const vault = await this.#find(vaultId);
    if (vault === null || vault.state !== 'active') return;
    for (;;) {
      const next = await nextReminder(vault);
      if (next === null || this.#stopped) return;
      const wait = next.getTime() - now().getTime();
      if (wait > 0) {
        if (wait <= this.#settings.sweepMs) this.#wakeIn(vaultId, wait);
        return;
      }
      if ((await this.#remind(vault)) > 0) continue;
      // Another process is at them; should it end before they are told, they are still there.
      this.#wakeIn(vaultId, this.#settings.againMs);
      return;
    }
  }

  async #remind(vault: Vault): Promise<number> {
    const purpose = { action: 'reminder.remind', reads: false, requestId: null, address: null };
    return this.#door.open(vault, { kind: 'system', name: 'reminders' }, purpose, (tx) => tx.reminders.remind(atOnce));
  }

  /** The earliest of several times counts; being woken too early only looks once more. */
  #wakeIn(vaultId: string, ms: number): void {
    if (this.#stopped) return;
    const at = performance.now() + ms;
    const known = this.#timers.get(vaultId);
    if (known !== undefined && known.at <= at) return;
    if (known !== undefined) clearTimeout(known.timer);
    const timer = setTimeout(() => {
      this.#timers.delete(vaultId);
      void this.look(vaultId);
    }, ms);
    timer.unref();
    this.#timers.set(vaultId, { at, timer });
  }
}

function changesActivities(event: OutboxEvent): boolean {
  return event.topic === 'record' && event.entity === 'activity';
}
