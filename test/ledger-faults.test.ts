// The ledger refuses: nothing unaudited succeeds meanwhile, by whatever path, and everything works again by itself when it takes entries.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { newId } from '../src/core/ids.ts';
import { bundleLines } from '../src/core/ledger/bundle.ts';
import { sealOnce } from '../src/core/ledger/sealer.ts';
import { verifyBundle } from '../src/core/ledger/verify.ts';
import { databaseOf, newTenant, sealableOf, superuserIn } from './harness/cluster.ts';
import { isProof } from './samples/counts.ts';
import { perform } from './samples/engine.ts';
import { fingerprint } from './samples/fingerprint.ts';
import { type Holder, type Site, makeUser, openSession } from './samples/people.ts';

const attempts = isProof ? 10_000 : 60;
let site: Site;
let owner: Holder;
let id: string;

before(async () => {
  const vault = await newTenant('acme');
  site = { vault, db: await superuserIn(vault) };
  owner = await openSession(site.db, await makeUser(site.db, ['00000000-0000-7000-8000-000000000101'], []));
  const done = await perform(vault, owner.actor, 'company.create', { name: 'Here before' });
  id = (done.output as { id: string }).id;
});

/** How it ended, whatever was thrown. */
async function ending(action: string, input: object): Promise<string> {
  return perform(site.vault, owner.actor, action, input).then(
    (done) => done.outcome,
    () => 'failed',
  );
}

const calls: readonly (() => [string, object])[] = [
  () => ['company.create', { name: `New ${newId()}` }],
  () => ['company.edit', { id, notes: newId() }],
  () => ['company.view', { id }],
  () => ['company.list', {}],
  () => ['company.archive', { id }],
  () => ['search.find', { q: 'here' }],
  () => ['settings.edit', { currency: 'SEK' }],
  () => ['ledger.list', {}],
];

const faults: readonly {
  readonly name: string;
  readonly break: (app: string) => string;
  readonly mend: (app: string) => string;
}[] = [
  {
    name: 'the right to write headers was taken away',
    break: (app) => `revoke insert on core.ledger from "${app}"`,
    mend: (app) => `grant insert on core.ledger to "${app}"`,
  },
  {
    name: 'the right to write values was taken away',
    break: (app) => `revoke insert on core.ledger_values from "${app}"`,
    mend: (app) => `grant insert on core.ledger_values to "${app}"`,
  },
  {
    name: 'the right to queue for the sealer was taken away',
    break: (app) => `revoke insert on core.ledger_unsealed from "${app}"`,
    mend: (app) => `grant insert on core.ledger_unsealed to "${app}"`,
  },
  {
    name: 'the disk is full',
    break:
      () => `create function core.refuse_entry() returns trigger language plpgsql as $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$;
      create trigger refuse before insert on core.ledger_values for each statement execute function core.refuse_entry()`,
    mend: () => 'drop function core.refuse_entry cascade',
  },
];

describe('while no entry can be written', () => {
  for (const fault of faults) {
    test(`because ${fault.name}, nothing succeeds in ${attempts} attempts, and afterwards everything does`, async () => {
      const { app } = databaseOf(site.vault).roles;
      const before = await fingerprint(site.db);
      await site.db.query(fault.break(app));
      try {
        for (let n = 0; n < attempts; n++) {
          const [action, input] = calls[n % calls.length]!();
          assert.notEqual(await ending(action, input), 'done', action);
        }
      } finally {
        await site.db.query(fault.mend(app));
      }
      assert.equal(await fingerprint(site.db), before, 'something was changed without an entry');
      for (const call of calls.slice(0, 4)) assert.equal(await ending(...call()), 'done');
      const sealable = await sealableOf(site.vault);
      while ((await sealOnce(sealable)).head !== null);
      assert.deepEqual((await verifyBundle(bundleLines(site.db, site.vault.keys, { values: true }))).findings, []);
    });
  }
});
