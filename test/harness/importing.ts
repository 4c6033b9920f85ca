// Gives tests of imports a company, its people and the way of a file: uploaded, decided, checked, run, undone.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Feature } from '../../src/core/feature.ts';
import type { ColumnSetting } from '../../src/contract/importing.ts';
import type { Vault } from '../../src/core/vault.ts';
import { deals } from '../../src/features/deals/server.ts';
import type { ImportView } from '../../src/features/imports/contract.ts';
import { imports } from '../../src/features/imports/server.ts';
import type { JobView } from '../../src/features/jobs/contract.ts';
import { jobs } from '../../src/features/jobs/server.ts';
import { operations } from '../../src/features/operations/server.ts';
import { superuserIn } from './cluster.ts';
import type { TestUser } from './engine.ts';
import { type Workshop, workshop } from './workshop.ts';

type Input = Readonly<Record<string, unknown>>;

export class Importing {
  readonly vault: Vault;
  readonly shop: Workshop;
  readonly user: TestUser;

  constructor(vault: Vault, user: TestUser, others: readonly Feature[] = [], shop?: Workshop) {
    this.vault = vault;
    this.user = user;
    this.shop =
      shop ?? workshop([imports, jobs, operations, deals, ...others], () => [vault], { settings: { againMs: 20 } });
    if (shop === undefined) this.shop.dispatcher.start();
  }

  /** The same shop for somebody else. */
  as(user: TestUser): Importing {
    return new Importing(this.vault, user, [], this.shop);
  }

  act<T = ImportView>(action: string, input: Input = {}, body?: Buffer): Promise<T> {
    return this.shop.act<T & object>(this.vault, this.user.actor, action, input, body);
  }

  upload(name: string, text: string | Buffer, input: Input = {}): Promise<ImportView> {
    return this.act('import.upload', { name, ...input }, Buffer.from(text));
  }

  change(view: ImportView, change: Input): Promise<ImportView> {
    return this.act('import.change', { id: view.id, ...change });
  }

  async go(id: string, what: 'check' | 'run' | 'undo' = 'run'): Promise<ImportView> {
    const { job } = await this.act<{ job: JobView }>(`import.${what}`, { id });
    for (let i = 0; i < 4800; i++) {
      const seen = await this.act<JobView>('job.view', { id: job.id });
      if (!['waiting', 'running'].includes(seen.status)) {
        assert.equal(seen.status, 'done', seen.error ?? '');
        return await this.act('import.view', { id });
      }
      await pause(25);
    }
    throw new Error('the job did not end');
  }

  /** Checked, then run: what the check foretold is what happens. */
  async through(id: string): Promise<ImportView> {
    const checked = await this.go(id, 'check');
    const done = await this.go(id);
    assert.deepEqual(done.counts, checked.check!.report!.counts);
    return done;
  }

  async sql<T = Record<string, unknown>>(text: string): Promise<T[]> {
    return (await (await superuserIn(this.vault)).query<T>(text)).rows;
  }

  async count(from: string): Promise<number> {
    return (await this.sql<{ n: number }>(`select count(*)::int as n from ${from}`))[0]!.n;
  }
}

/** The setting of the column under a heading, changed. */
export function settingOf(view: ImportView, heading: string, more: Partial<ColumnSetting> = {}): ColumnSetting {
  const column = view.columns.find((c) => c.heading === heading);
  assert.ok(column, `no column ${heading}`);
  return { ...column.setting, ...more };
}

/** A column that goes somewhere else than proposed. */
export function goesTo(view: ImportView, heading: string, to: Partial<ColumnSetting>): ColumnSetting {
  return { column: settingOf(view, heading).column, field: null, ...to };
}
