// The whole engine as tests use it: every feature behind one door, and one call that runs an action and tells how it ended.
import { makeCatalog } from '../../src/core/catalog.ts';
import { Door } from '../../src/core/door.ts';
import type { Answer, Call } from '../../src/core/feature.ts';
import { makeIdentityDesk } from '../../src/core/identity/make-desk.ts';
import { Performer } from '../../src/core/perform.ts';
import type { Actor } from '../../src/core/principal.ts';
import { Refusals } from '../../src/core/refusals.ts';
import { Problem } from '../../src/contract/problem.ts';
import type { Vault } from '../../src/core/vault.ts';
import { entities } from '../../src/features/entities.ts';
import { features } from '../../src/features/index.ts';

const catalog = makeCatalog(entities);
const derive = new Map(features.flatMap((f) => Object.entries(f.derive ?? {})));
const door = new Door(catalog, derive, {
  identity: makeIdentityDesk,
  jobs: () => ({}) as never,
  files: () => ({}) as never,
});

export const performer = new Performer(door, features, new Refusals());

export interface Done {
  /** `done`, or the code of the problem */
  readonly outcome: string;
  readonly output?: unknown;
  readonly problem?: Problem;
  readonly answer: Answer;
}

export function newCall(change: Partial<Call> = {}): Call {
  return {
    requestId: 'test',
    address: null,
    userAgent: null,
    ifMatch: null,
    deviceToken: null,
    sessionToken: null,
    body: null,
    answer: {},
    ...change,
  };
}

/** Runs one action and tells how it ended; anything but a named problem is thrown on. */
export async function perform(
  vault: Vault,
  actor: Actor,
  action: string,
  input: unknown,
  change: Partial<Call> = {},
): Promise<Done> {
  const call = newCall(change);
  try {
    const output = await performer.run(vault, actor, action, input, call);
    return { outcome: 'done', output, answer: call.answer };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { outcome: error.code, problem: error, answer: call.answer };
  }
}
