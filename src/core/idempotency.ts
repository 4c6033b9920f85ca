// A change that is asked for twice under the same key is made once; the second asker gets the first one's answer.
import { createHash } from 'node:crypto';
import { Problem } from '../contract/problem.ts';
import { seal, unseal } from './crypto/seal.ts';
import type { Principal } from './principal.ts';
import { isId } from './ids.ts';
import { canonical } from './records/codec.ts';
import { seenIds } from './records/seen.ts';
import type { Unit } from './unit.ts';

/** How long an answer is kept, in hours. */
export const keptHours = 24;

/** What a client may send as key. */
export const keyForm = /^[\x21-\x7e]{8,200}$/;

export interface GivenAnswer {
  readonly body: unknown;
  readonly status?: number;
  readonly etag?: number;
  readonly operation?: string;
}

export interface IdempotencyDesk {
  /**
   * null: nobody has asked before; the key is now held until this unit of work ends. Refuses when it was used for something else, and
   * where whoever asks has other rights than then or does not see the record any more.
   */
  ask(key: string, action: string, input: unknown): Promise<GivenAnswer | null>;
  keep(key: string, answer: GivenAnswer): Promise<void>;
  /** forgets what is older than `keptHours`; for the product itself */
  wipe(): Promise<void>;
}

/** With the rights it was given under. */
interface Kept {
  readonly answer: GivenAnswer;
  readonly rights: string;
}

const fingerprints = new WeakMap<Principal, string>();

/** Of everything whoever acts holds and is: of what it sees of which record, and in which fields. */
function rightsOf(me: Principal): string {
  const known = fingerprints.get(me);
  if (known !== undefined) return known;
  const grants = me.grants.map((g) => ({ ...g, from: null, fields: Object.fromEntries(g.fields) }));
  const made = createHash('sha256')
    .update(canonical({ grants, self: me.self }))
    .digest('base64url');
  fingerprints.set(me, made);
  return made;
}

/** Of a record of the action's own object, whether it is seen still. */
async function isSeen(unit: Unit, action: string, body: unknown): Promise<boolean> {
  const e = unit.catalog.lookup(action.split('.')[0]!);
  const id = (body as { id?: unknown } | null)?.id;
  return e === undefined || !isId(id) || (await seenIds(unit, e, [id])).has(id);
}

/** It was done, and is not done again; its answer is for whoever may see it now. */
async function assertMayHear(unit: Unit, action: string, { answer, rights }: Kept): Promise<void> {
  if (rights === rightsOf(unit.me) && (await isSeen(unit, action, answer.body))) return;
  throw new Problem(
    'wrong-state',
    'The first request with this Idempotency-Key has done it. What you may see is not what it was then, so its answer is not given again: look at what it was about anew.',
  );
}

const place = (unit: Unit, key: string): string => `${unit.vault.keys.tenantId}/core.idempotency/${unit.me.id}/${key}`;

export function makeIdempotencyDesk(unit: Unit): IdempotencyDesk {
  return {
    ask: async (key, action, input) => {
      const question = createHash('sha256')
        .update(`${action}\n${canonical(input)}`)
        .digest();
      // A second asker waits here until the first one's transaction has ended.
      const { rowCount } = await unit.query(
        `insert into core.idempotency (actor, key, question, at) values ($1, $2, $3, $4) on conflict (actor, key) do nothing`,
        [unit.me.id, key, question, unit.at],
      );
      if (rowCount === 1) return null;
      const { rows } = await unit.query<{ question: Buffer; sealed: Buffer | null }>(
        'select question, sealed from core.idempotency where actor = $1 and key = $2',
        [unit.me.id, key],
      );
      const known = rows[0];
      if (known === undefined || known.sealed === null)
        throw new Problem('wrong-state', 'The first request with this Idempotency-Key has not been answered.');
      if (!known.question.equals(question))
        throw new Problem(
          'wrong-state',
          'This Idempotency-Key was used for another request. Make a new one for each change.',
        );
      const kept = JSON.parse(
        unseal(unit.vault.keys.purpose('fields'), known.sealed, place(unit, key)).toString('utf8'),
      ) as Kept;
      await assertMayHear(unit, action, kept);
      return kept.answer;
    },
    keep: async (key, answer) => {
      const kept: Kept = { answer, rights: rightsOf(unit.me) };
      const sealed = seal(unit.vault.keys.purpose('fields'), Buffer.from(JSON.stringify(kept)), place(unit, key));
      await unit.query('update core.idempotency set sealed = $3 where actor = $1 and key = $2', [
        unit.me.id,
        key,
        sealed,
      ]);
    },
    wipe: async () => {
      await unit.query('delete from core.idempotency where at < $1', [
        new Date(unit.at.getTime() - keptHours * 3_600_000),
      ]);
    },
  };
}
