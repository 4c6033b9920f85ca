// The ledger refuses: nothing unaudited succeeds meanwhile, by whatever path, and everything works again by itself when it takes entries.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
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
    name: 'the database answers as if the disk were full',
    break:
      () => `create function core.refuse_entry() returns trigger language plpgsql as $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$;
      create trigger refuse before insert on core.ledger_values for each statement execute function core.refuse_entry()`,
    mend: () => 'drop function core.refuse_entry cascade',
  },
];

/** A disk of a few megabytes that belongs to the server, or why none can be had here. */
async function smallDisk(): Promise<{ readonly folder: string } | { readonly none: string }> {
  const { rows } = await site.db.query<{ data: string }>(`select current_setting('data_directory') as data`);
  const { uid, gid } = statSync(rows[0]!.data);
  const folder = mkdtempSync(path.join(tmpdir(), 'strongroom-full-'));
  chmodSync(folder, 0o755);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=6m,uid=${uid},gid=${gid},mode=0700`, 'tmpfs', folder], {
      stdio: 'ignore',
    });
    return { folder };
  } catch {
    rmSync(folder, { recursive: true });
    return { none: 'a disk can be mounted by root alone' };
  }
}

/** Each version of a record has exactly one entry, and each entry of a change its version. */
async function looseEnds(): Promise<number> {
  const { rows } = await site.db.query<{ n: number }>(
    `select count(*) as n from data.company c
     where c.version <> (select count(*) from core.ledger l where l.record = c.id and l.version is not null and l.outcome = 'done')`,
  );
  return rows[0]!.n;
}

async function partsOfLedger(): Promise<string[]> {
  const { rows } = await site.db.query<{ part: string }>(
    `select i.inhrelid::regclass::text as part from pg_inherits i
     where i.inhparent in ('core.ledger'::regclass, 'core.ledger_values'::regclass)`,
  );
  return rows.map((row) => row.part);
}

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
      if (isProof) console.log(`${fault.name}: ${attempts} attempts, none succeeded`);
      assert.equal(await fingerprint(site.db), before, 'something was changed without an entry');
      for (const call of calls.slice(0, 4)) assert.equal(await ending(...call()), 'done');
      const sealable = await sealableOf(site.vault);
      while ((await sealOnce(sealable)).head !== null);
      assert.deepEqual((await verifyBundle(bundleLines(site.db, site.vault.keys, { values: true }))).findings, []);
    });
  }
});

describe('on a disk that is really full', () => {
  test(`nothing succeeds without its entry in ${attempts} attempts, and with room again everything does by itself`, async (t) => {
    const disk = await smallDisk();
    if ('none' in disk) return t.skip(disk.none);
    const moved = await partsOfLedger();
    // Some succeed at first: what would change how the others end is left out.
    const safe = calls.filter((call) => call()[0] !== 'company.archive');
    const ask = (n: number): Promise<string> => ending(...safe[n % safe.length]!());
    try {
      await site.db.query(`create tablespace full_soon location '${disk.folder}'`);
      for (const part of moved) await site.db.query(`alter table ${part} set tablespace full_soon`);
      await site.db.query('create table core.ballast (x text) tablespace full_soon');
      await assert.rejects(
        site.db.query(`insert into core.ballast select repeat(md5(n::text), 200) from generate_series(1, 100000) n`),
        /No space left on device/,
      );
      // What there still is of room in the last pages is used up first.
      let failed = 0;
      for (let n = 0; n < attempts + 500 && failed < attempts; n++) if ((await ask(n)) !== 'done') failed += 1;
      assert.ok(failed >= attempts, `only ${failed} failed`);
      assert.equal(await looseEnds(), 0);
      if (isProof)
        console.log(`a disk that is really full: ${failed} attempts failed, none succeeded without its entry`);
      await site.db.query('drop table core.ballast');
      for (let n = 0; n < 4; n++) assert.equal(await ask(n), 'done');
      assert.equal(await looseEnds(), 0);
    } finally {
      await site.db.query('drop table if exists core.ballast');
      for (const part of moved) await site.db.query(`alter table ${part} set tablespace pg_default`);
      await site.db.query('drop tablespace if exists full_soon');
      execFileSync('umount', [disk.folder]);
      rmSync(disk.folder, { recursive: true });
    }
    const sealable = await sealableOf(site.vault);
    while ((await sealOnce(sealable)).head !== null);
    assert.deepEqual((await verifyBundle(bundleLines(site.db, site.vault.keys, { values: true }))).findings, []);
  });
});
