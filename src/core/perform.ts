// Runs one action: its input checked, its right held, its work done behind the door, its refusal put on record, its output an allow-list.
import type { Action } from '../contract/action.ts';
import { type FieldError, Problem } from '../contract/problem.ts';
import type { Door } from './door.ts';
import type { GivenAnswer } from './idempotency.ts';
import type { Call, Feature, Handler, Outside } from './feature.ts';
import { takeRequest } from './access/key-rates.ts';
import { KeyRefused } from './access/key-refusal.ts';
import { type Actor, type Principal, isPerson, may } from './principal.ts';
import type { Refusals } from './refusals.ts';
import type { Purpose } from './unit.ts';
import type { Vault } from './vault.ts';

export class Performer {
  readonly door: Door;
  readonly handlers: ReadonlyMap<string, Handler>;
  readonly #refusals: Refusals;
  readonly #outside: ((vault: Vault) => Outside) | undefined;

  /**
   * Refuses to start with two actions of one name or address: which of them runs must not depend on an order. `outside` is needed
   * when a handler does something before its unit of work.
   */
  constructor(door: Door, features: readonly Feature[], refusals: Refusals, outside?: (vault: Vault) => Outside) {
    this.door = door;
    this.#refusals = refusals;
    this.#outside = outside;
    const all = features.flatMap((f) => f.handlers);
    this.handlers = new Map(all.map((h) => [h.action.name, h]));
    const addresses = new Set(all.map((h) => h.action.http));
    if (this.handlers.size !== all.length || addresses.size !== all.length)
      throw new Error('two actions have the same name or address');
    if (outside === undefined && all.some((h) => h.before !== undefined))
      throw new Error('an action needs work before its unit of work, and there is nothing to do it with');
  }

  async run(vault: Vault, actor: Actor, name: string, rawInput: unknown, call: Call): Promise<unknown> {
    const handler = this.handlers.get(name);
    if (handler === undefined) throw new Problem('not-found');
    const { action } = handler;
    const purpose: Purpose = {
      action: action.name,
      reads: action.reads,
      ...('may' in action.access ? { permission: action.access.may } : {}),
      changesRights: action.changesRights === true,
      requestId: call.requestId,
      address: call.address,
      ...(handler.single === true && call.idempotencyKey === null ? { single: true } : {}),
    };
    let me: Principal | null = null;
    try {
      if (actor.kind === 'key') takeRequest((me = await this.door.principal(vault, actor)));
      const input = parseInput(action, rawInput);
      if (handler.before !== undefined) me = await this.door.principal(vault, actor);
      const prepared = await this.#prepare(vault, me, handler, input, call);
      return await this.door.open(vault, actor, purpose, async (tx) => {
        me = tx.me;
        checkAccess(action, tx.me);
        const key = repeatable(action, me) ? call.idempotencyKey : null;
        const given = key === null ? null : await tx.idempotency.ask(key, action.name, input);
        if (given !== null) return repeat(call, given);
        // Said before the work, which may be a single statement that the commit travels behind.
        if (action.reads) await tx.note({ what: 'read', values: whatWasAsked(action, input) });
        else call.answer.operation = tx.operation;
        const answer = await handler.run(tx, input as never, prepared === undefined ? call : { ...call, prepared });
        const body = action.shaped === true ? answer : parseOutput(action, answer);
        if (key !== null) {
          const { status, etag, operation } = call.answer;
          await tx.idempotency.keep(key, { body, ...defined({ status, etag, operation }) });
        }
        return body;
      });
    } catch (error) {
      if (error instanceof KeyRefused) await this.#refusals.recordKey(vault, purpose, error);
      else if (error instanceof Problem && error.status < 500) {
        const values = { detail: error.detail ?? null, fields: error.extras.errors?.map((x) => x.field) ?? [] };
        await this.#refusals.record(vault, me, purpose, error.code, values);
      }
      throw error;
    }
  }

  async #prepare(vault: Vault, me: Principal | null, handler: Handler, input: unknown, call: Call): Promise<unknown> {
    if (handler.before === undefined || me === null) return undefined;
    checkAccess(handler.action, me);
    return await handler.before(this.#outside!(vault), input as never, call);
  }
}

/** Not for reading, where repeating does no harm; not for secrets, of which nothing is kept; not for uploads, whose bytes are not compared. */
function repeatable(action: Action, me: Principal): boolean {
  return !action.reads && action.secret.length === 0 && action.transport !== 'upload' && isPerson(me);
}

/** The answer the first asker got. */
function repeat(call: Call, given: GivenAnswer): unknown {
  Object.assign(call.answer, defined({ status: given.status, etag: given.etag, operation: given.operation }));
  return given.body;
}

function defined<T extends object>(o: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(o).filter(([, v]) => v !== undefined)) as never;
}

function checkAccess(action: Action, me: Principal): void {
  if ('public' in action.access) return;
  if (me.kind === 'stranger') throw new Problem('not-signed-in');
  if ('signedIn' in action.access) {
    // One's own password and sessions are not a program's to touch.
    if (me.kind === 'api_key' && action.access.keysToo !== true)
      throw new Problem('not-allowed', 'This is for people who are signed in, not for API keys.');
    return;
  }
  if (!may(me, action.access.may)) throw new Problem('not-allowed', undefined, { missing: action.access.may });
  const lacking = action.needs?.find((area) => !may(me, area));
  if (lacking !== undefined) throw new Problem('not-allowed', undefined, { missing: lacking });
}

/** Refuses with every field that does not fit. */
export function parseInput(action: Action, raw: unknown): unknown {
  const parsed = action.input.safeParse(raw);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap((issue): FieldError[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        field: key.slice(0, 80),
        code: 'unknown-field',
        reason: `There is no ${JSON.stringify(key.slice(0, 80))} to send here.`,
      }));
    }
    return [{ field: issue.path.join('.').slice(0, 120), code: issue.code, reason: issue.message }];
  });
  throw new Problem('invalid-input', undefined, { errors });
}

/** What does not fit its own declaration is a bug of ours, never the caller's. */
function parseOutput(action: Action, answer: unknown): unknown {
  const parsed = action.output.safeParse(answer);
  if (!parsed.success)
    throw new Error(`the answer of ${action.name} does not fit its declaration: ${parsed.error.message}`);
  return parsed.data;
}

/** The question as put on record: everything that was sent but what is secret. */
function whatWasAsked(action: Action, input: unknown): Record<string, never> {
  if (typeof input !== 'object' || input === null) return {};
  return Object.fromEntries(Object.entries(input).filter(([key]) => !action.secret.includes(key))) as Record<
    string,
    never
  >;
}
