// Runs one action: its input checked, its right held, its work done behind the door, its refusal put on record, its output an allow-list.
import type { Action } from '../contract/action.ts';
import { type FieldError, Problem, invalidField } from '../contract/problem.ts';
import { findUnstorable } from '../contract/text.ts';
import type { SecurityClass } from '../contract/security-change.ts';
import type { Door } from './door.ts';
import type { GivenAnswer } from './idempotency.ts';
import type { Call, Feature, Handler, Outside } from './feature.ts';
import { aboutAction, checkAccess } from './access/check-access.ts';
import { PendingRunner } from './access/pending-runner.ts';
import { takeRequest } from './access/key-rates.ts';
import { noteUse } from './identity/distance.ts';
import { isId } from './ids.ts';
import { log } from './log.ts';
import { KeyRefused } from './access/key-refusal.ts';
import { type Actor, type Principal, actorOf, isPerson } from './principal.ts';
import type { Refusals } from './refusals.ts';
import type { Tx } from './tx.ts';
import type { Purpose } from './unit.ts';
import type { Vault } from './vault.ts';

/** Takes a unit of work back: the change has to be asked for first. */
class Waits extends Error {
  override name = 'Waits';
  readonly security: SecurityClass;

  constructor(security: SecurityClass) {
    super(`a change of the class ${security} waits for a second administrator`);
    this.security = security;
  }
}

export class Performer {
  readonly door: Door;
  readonly handlers: ReadonlyMap<string, Handler>;
  readonly pending: PendingRunner;
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
    this.pending = new PendingRunner(door, this.handlers);
    const isSaid = (h: Handler): boolean => h.action.security !== undefined || h.secured?.classOf !== undefined;
    if (all.some((h) => isSaid(h) !== (h.secured !== undefined)))
      throw new Error('an action is a security change and its handler does not say how, or the other way round');
    const addresses = new Set(all.map((h) => h.action.http));
    if (this.handlers.size !== all.length || addresses.size !== all.length)
      throw new Error('two actions have the same name or address');
    if (outside === undefined && all.some((h) => h.before !== undefined))
      throw new Error('an action needs work before its unit of work, and there is nothing to do it with');
  }

  async run(vault: Vault, who: Actor, name: string, rawInput: unknown, call: Call): Promise<unknown> {
    const handler = this.handlers.get(name);
    if (handler === undefined) throw new Problem('not-found');
    const { action } = handler;
    const actor = who.kind === 'session' && action.looking === 'as-oneself' ? { ...who, oneself: true as const } : who;
    const purpose: Purpose = {
      ...aboutAction(action),
      requestId: call.requestId,
      address: call.address,
      ...(call.addressDoubt === true ? { addressDoubt: true } : {}),
      ...(handler.single === true && action.security === undefined && call.idempotencyKey === null
        ? { single: true }
        : {}),
    };
    let me: Principal | null = null;
    try {
      if (actor.kind === 'key') await takeRequest(vault, (me = await this.door.principal(vault, actor)));
      const input = parseInput(action, rawInput);
      await handler.shed?.(this.#outside!(vault), input as never, call);
      if (handler.before !== undefined) me = await this.#whoPrepares(vault, actor, call.address);
      const prepared = await this.#prepare(vault, me, handler, input, call);
      const body = await this.door.open(vault, actor, purpose, async (tx) => {
        me = tx.me;
        checkAccess(action, tx.me);
        const security = action.security ?? (await handler.secured?.classOf?.(tx, input as never)) ?? null;
        if (security !== null) await assertAgreed(tx, handler, input, security);
        const key = repeatable(action, me) ? call.idempotencyKey : null;
        const given = key === null ? null : await tx.idempotency.ask(key, action.name, input);
        if (given !== null) return repeat(action, call, given);
        // Said before the work, which may be a single statement that the commit travels behind.
        if (action.reads)
          await tx.note({ what: 'read', ...whatItIsAbout(tx, action, input), values: whatWasAsked(action, input) });
        else call.answer.operation = tx.operation;
        const answer = await handler.run(tx, input as never, prepared === undefined ? call : { ...call, prepared });
        const body = action.shaped === true ? answer : parseOutput(action, answer);
        if (key !== null) {
          const { status, etag, operation } = call.answer;
          // That it was done is kept; of a secret nothing is.
          const kept = action.collect === true ? null : body;
          await tx.idempotency.keep(key, { body: kept, ...defined({ status, etag, operation }) });
        }
        return body;
      });
      this.#watchDistance(vault, me, call.address);
      return await this.#afterwards(vault, actor, call, body);
    } catch (failure) {
      let error = failure;
      if (failure instanceof Waits) {
        try {
          const asked = { ...purpose, security: failure.security };
          return await this.#askFor(vault, actor, handler, parseInput(action, rawInput), asked, call);
        } catch (refused) {
          error = refused;
        }
      }
      if (error instanceof KeyRefused) await this.#refusals.recordKey(vault, purpose, error);
      else if (error instanceof Problem && error.status < 500) {
        if (error.code === 'look-only' || error.code === 'wrong-network')
          me ??= await this.door.principal(vault, actor);
        const values = { detail: error.detail ?? null, fields: error.extras.errors?.map((x) => x.field) ?? [] };
        await this.#refusals.record(vault, me, purpose, error.code, values);
      }
      throw error;
    }
  }

  /** One person from networks far from each other at the same time: those who look after sessions are told, and nobody waits for that. */
  #watchDistance(vault: Vault, me: Principal | null, address: string | null): void {
    if (me === null || me.sessionId === null || address === null) return;
    const person = actorOf(me).id;
    const places = noteUse(`${vault.id} ${person}`, address);
    if (places === null) return;
    const purpose = { action: 'session.distant', reads: false, requestId: null, address: null };
    this.door
      .open(vault, { kind: 'system', name: 'host' }, purpose, (tx) => tx.sessions.tellDistant(person, places))
      .catch((error: unknown) => log.error({ err: error, tenant: vault.id }, 'use from distant networks was not told'));
  }

  /** A change that was approved is carried out behind the approval's own commit: should the program end here, the sweep finds it. */
  async #afterwards(vault: Vault, actor: Actor, call: Call, body: unknown): Promise<unknown> {
    const { carryOut, collect, renew } = call.answer;
    if (collect !== undefined)
      return { ...(body as object), ...(await this.pending.collect(vault, actor, collect, call)) };
    if (renew !== undefined) await this.pending.renew(vault, actor, renew);
    if (carryOut === undefined) return body;
    return { ...(body as object), ...(await this.pending.run(vault, carryOut)) };
  }

  /** Everything is tried and taken back, so that what could never be done is not approved; then it is stored. */
  async #askFor(
    vault: Vault,
    actor: Actor,
    handler: Handler,
    input: unknown,
    purpose: Purpose & { readonly security: SecurityClass },
    call: Call,
  ): Promise<unknown> {
    const { action, secured } = handler;
    await this.door.open(vault, actor, { ...purpose, rehearse: true }, async (tx) => {
      checkAccess(action, tx.me);
      await handler.run(tx, input as never, { ...call, answer: {} });
    });
    call.answer.status = 202;
    delete call.answer.operation;
    return this.door.open(vault, actor, { ...purpose, changesRights: false }, async (tx) => {
      checkAccess(action, tx.me);
      const wish = {
        action: action.name,
        class: purpose.security,
        collect: action.collect === true,
        input,
        summary: await secured!.summary(tx, input as never),
        basis: (await secured!.basis?.(tx, input as never)) ?? null,
      };
      const { id, status, summary, runsAt, expiresAt } = await tx.pending.ask(wish, call.reason ?? null);
      return { pending: { id, status, summary, runsAt, expiresAt, collect: wish.collect } };
    });
  }

  /** Nothing verifies it before the work outside does: that somebody looks as another is read anew, for it may be over. */
  async #whoPrepares(vault: Vault, actor: Actor, address: string | null): Promise<Principal> {
    const me = await this.door.admitted(vault, actor, address);
    return me.looking === undefined ? me : this.door.principalAnew(vault, actor);
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

/** The answer the first asker got; where a secret stood in it, a refusal: it was done, and is not done again. */
function repeat(action: Action, call: Call, given: GivenAnswer): unknown {
  if (action.collect === true)
    throw new Problem(
      'wrong-state',
      'The first request with this Idempotency-Key has done it. Its secret was shown then and is not kept: make a new one if it was lost.',
    );
  Object.assign(call.answer, defined({ status: given.status, etag: given.etag, operation: given.operation }));
  return given.body;
}

function defined<T extends object>(o: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(o).filter(([, v]) => v !== undefined)) as never;
}

/** Goes on where nobody else has to agree, or has. */
async function assertAgreed(tx: Tx, handler: Handler, input: unknown, security: SecurityClass): Promise<void> {
  const { action, secured } = handler;
  const collect = action.collect === true;
  const verdict = await tx.pending.check({ action: action.name, class: security, collect, input });
  if (verdict === 'waits') throw new Waits(security);
  if (verdict !== 'free') await tx.pending.begin(verdict.agreed, (await secured!.basis?.(tx, input as never)) ?? null);
}

/** Refuses with every field that does not fit. */
export function parseInput(action: Action, raw: unknown): unknown {
  const parsed = action.input.safeParse(raw);
  if (parsed.success) {
    refuseUnstorable(parsed.data);
    return parsed.data;
  }
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

/** No action has to think of it: what the database cannot hold as text is refused by name before anything is asked of it. */
function refuseUnstorable(input: unknown): void {
  const place = findUnstorable(input);
  if (place !== null)
    throw invalidField(
      place.slice(0, 120),
      'not-text',
      'This holds a character that is no text: NUL, or half of a pair.',
      'text without control characters',
    );
}

/** What does not fit its own declaration is a bug of ours, never the caller's. */
function parseOutput(action: Action, answer: unknown): unknown {
  const parsed = action.output.safeParse(answer);
  if (!parsed.success)
    throw new Error(`the answer of ${action.name} does not fit its declaration: ${parsed.error.message}`);
  return parsed.data;
}

/** The object and the record somebody looks at, so that it is found by them. */
function whatItIsAbout(tx: Tx, action: Action, input: unknown): { entity?: string; record?: string } {
  const { id, object } = (input ?? {}) as { id?: unknown; object?: unknown };
  const [family = ''] = action.name.split('.');
  const entity = family === 'own' || family === 'past' ? object : family;
  if (typeof entity !== 'string' || tx.catalog.lookup(entity) === undefined) return {};
  return isId(id) ? { entity, record: id } : { entity };
}

/** The question as put on record: everything that was sent but what is secret. */
function whatWasAsked(action: Action, input: unknown): Record<string, never> {
  if (typeof input !== 'object' || input === null) return {};
  return Object.fromEntries(Object.entries(input).filter(([key]) => !action.secret.includes(key))) as Record<
    string,
    never
  >;
}
