// The whole engine as tests use it: every feature behind one door, and one call that runs an action and tells how it ended.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { Problem } from '../../src/contract/problem.ts';
import { makeCatalog } from '../../src/core/catalog.ts';
import { Door } from '../../src/core/door.ts';
import type { Answer, Call } from '../../src/core/feature.ts';
import { makeFileDesk } from '../../src/core/files/desk.ts';
import { FileStore } from '../../src/core/files/store.ts';
import { makeIdentityDesk } from '../../src/core/identity/make-desk.ts';
import { makePorch } from '../../src/core/identity/porch.ts';
import { ArchiveStore } from '../../src/core/ledger/archive-store.ts';
import { makeJobDesk } from '../../src/core/job-desk.ts';
import { Performer } from '../../src/core/perform.ts';
import type { Actor } from '../../src/core/principal.ts';
import { Refusals } from '../../src/core/refusals.ts';
import type { Vault } from '../../src/core/vault.ts';
import { entities } from '../../src/features/entities.ts';
import { features } from '../../src/features/index.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'strongroom-files-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const catalog = makeCatalog(entities);
const store = new FileStore(folder);
export const archiveFolder = path.join(folder, 'archives');
export const archives = new ArchiveStore(archiveFolder);
const derive = new Map(features.flatMap((f) => Object.entries(f.derive ?? {})));
const door = new Door(catalog, derive, {
  identity: makeIdentityDesk,
  jobs: (unit) => makeJobDesk(unit, () => undefined),
  files: (unit) => makeFileDesk(unit, store),
  archives,
});

export const performer = new Performer(door, features, new Refusals(), (vault) => ({
  identity: makePorch(vault, catalog, (person) => {
    const purpose = { action: 'guessing.block', reads: false, requestId: null, address: null };
    void door.open(vault, { kind: 'system', name: 'host' }, purpose, (tx) => tx.guessing.tellBlocked(person));
  }),
  receive: (name, body, options) => store.receive(vault, name, body, options),
}));

export interface Done {
  /** `done`, or the code of the problem */
  readonly outcome: string;
  readonly output?: unknown;
  readonly problem?: Problem;
  readonly answer: Answer;
}

/** Runs one action and tells how it ended; anything but a named problem is thrown on. */
export async function perform(
  vault: Vault,
  actor: Actor,
  action: string,
  input: unknown,
  change: Partial<Call> = {},
): Promise<Done> {
  const nothing = {
    address: null,
    userAgent: null,
    ifMatch: null,
    idempotencyKey: null,
    deviceToken: null,
    sessionToken: null,
    body: null,
  };
  const call: Call = { requestId: 'test', ...nothing, answer: {}, ...change };
  try {
    const output = await performer.run(vault, actor, action, input, call);
    return { outcome: 'done', output, answer: call.answer };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { outcome: error.code, problem: error, answer: call.answer };
  }
}
