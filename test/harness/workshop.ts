// Gives tests everything that runs behind the edges: a door with files and jobs, a performer of actions, a dispatcher of jobs.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after } from 'node:test';
import type { EntityName } from '../../src/contract/names.ts';
import { Door } from '../../src/core/door.ts';
import type { Derive } from '../../src/core/derive.ts';
import type { Call, Feature } from '../../src/core/feature.ts';
import { makeFileDesk } from '../../src/core/files/desk.ts';
import { FileStore } from '../../src/core/files/store.ts';
import { makeIdentityDesk } from '../../src/core/identity/make-desk.ts';
import { makePorch } from '../../src/core/identity/porch.ts';
import { newId } from '../../src/core/ids.ts';
import { makeJobDesk } from '../../src/core/job-desk.ts';
import { Performer } from '../../src/core/perform.ts';
import type { Actor } from '../../src/core/principal.ts';
import { Refusals } from '../../src/core/refusals.ts';
import type { Vault } from '../../src/core/vault.ts';
import { type DispatcherSettings, JobDispatcher } from '../../src/edge/jobs/dispatcher.ts';
import { catalog } from './people.ts';

export interface Workshop {
  readonly door: Door;
  readonly files: FileStore;
  readonly dispatcher: JobDispatcher;
  /** runs one action; `body` is what an upload carries */
  act<T = Record<string, unknown>>(
    vault: Vault,
    actor: Actor,
    action: string,
    input?: unknown,
    body?: Buffer | Readable,
  ): Promise<T & { readonly answer: Call['answer'] }>;
}

export interface WorkshopOptions {
  readonly settings?: Partial<DispatcherSettings>;
  /** where the sealed bytes lie; a folder of this process when absent */
  readonly folder?: string;
}

/** The dispatcher serves the vaults given; call `dispatcher.start()` for it to run anything. */
export function workshop(
  features: readonly Feature[],
  vaults: () => readonly Vault[],
  options: WorkshopOptions = {},
): Workshop {
  const files = new FileStore(options.folder ?? temporaryFolder());
  const rules = new Map<EntityName, Derive>(
    features.flatMap((f) => Object.entries(f.derive ?? {}) as [EntityName, Derive][]),
  );
  const later: { nudge?: (vaultId: string) => void } = {};
  const door = new Door(catalog, rules, {
    identity: makeIdentityDesk,
    jobs: (unit) => makeJobDesk(unit, (id) => later.nudge?.(id)),
    files: (unit) => makeFileDesk(unit, files),
  });
  const tenants = {
    all: async () => vaults(),
    find: async (id: string) => vaults().find((v) => v.id === id) ?? null,
  };
  const dispatcher = new JobDispatcher(door, features, tenants, { againMs: 100, ...options.settings });
  later.nudge = (id) => dispatcher.nudge(id);
  const refusals = new Refusals();
  const performer = new Performer(door, features, refusals, (vault) => ({
    identity: makePorch(vault, catalog),
    receive: (name, body, how) => files.receive(vault, name, body, how),
  }));
  if (process.env['NODE_TEST_CONTEXT'] !== undefined) {
    after(async () => {
      await dispatcher.stop();
      await refusals.close();
    });
  }
  return {
    door,
    files,
    dispatcher,
    act: async (vault, actor, action, input = {}, body) => {
      const call: Call = {
        requestId: newId(),
        address: null,
        userAgent: null,
        ifMatch: null,
        idempotencyKey: null,
        deviceToken: null,
        sessionToken: null,
        body:
          body === undefined ? null : body instanceof Readable ? body : Readable.from([body], { objectMode: false }),
        answer: {},
      };
      const output = (await performer.run(vault, actor, action, input, call)) as object;
      return { ...output, answer: call.answer } as never;
    },
  };
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'strongroom-test-files-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
