// Old months in files: read, searched, checked, proved and erased as if they still lay in the database; destroyed when their time is over, and said so.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { makeCatalog } from '../src/core/catalog.ts';
import { moveClock, resetClock } from '../src/core/clock.ts';
import { newId } from '../src/core/ids.ts';
import { type ArchiveHooks, isArchiveSigned, keepArchives } from '../src/core/ledger/archive.ts';
import { bundleLines } from '../src/core/ledger/bundle.ts';
import { checkLedger } from '../src/core/ledger/check.ts';
import { eraseFromLedger } from '../src/core/ledger/erase.ts';
import { signingKey } from '../src/core/ledger/heads.ts';
import { keepParts } from '../src/core/ledger/months.ts';
import { type Sealable, sealOnce } from '../src/core/ledger/sealer.ts';
import { type Verification, verifyBundle } from '../src/core/ledger/verify.ts';
import { entities } from '../src/features/entities.ts';
import { newTenant, poolOf, sealableOf, superuserIn } from './harness/cluster.ts';
import { archiveFolder, archives, perform, performer } from './samples/engine.ts';
import { type Site, makeUser } from './samples/people.ts';

const catalog = makeCatalog(entities);
const month = 31 * 86_400_000;
let site: Site;
let owner: string;
let sealable: Sealable;
let hooks: ArchiveHooks;
let contact: string;
let earlier: unknown;

before(async () => {
  const vault = await newTenant('acme');
  site = { vault, db: await superuserIn(vault) };
  owner = (await makeUser(site.db, ['00000000-0000-7000-8000-000000000101'], [])).id;
  sealable = await sealableOf(vault);
  hooks = { door: performer.door, vault, eraser: await poolOf(vault, 'eraser'), archives };
  contact = (await act('contact.create', { familyName: 'Archimedes', notes: 'canary-of-the-archive' })).id;
  await act('contact.edit', { id: contact, notes: 'canary-of-the-edit' });
  await act('company.create', { name: 'Bystander Oy', taxNumber: 'FI-canary-sealed' });
  for (let i = 0; i < 8; i++) await act('tag.create', { name: `Old ${i} ${newId()}` });
  await seal();
  earlier = await entriesOf(contact);
});
after(resetClock);

async function act<T = { id: string }>(action: string, input: object): Promise<T> {
  const done = await perform(site.vault, { kind: 'user', id: owner }, action, input);
  assert.equal(done.outcome, 'done', JSON.stringify(done.problem?.extras ?? done.problem?.detail));
  return done.output as T;
}

async function seal(): Promise<void> {
  while ((await sealOnce(sealable)).head !== null);
}

/** What people see of a record's entries, without the proof, which grows. */
async function entriesOf(record: string): Promise<unknown> {
  const { rows } = await act<{ rows: { id: string; verb: string }[] }>('ledger.list', { record, limit: '200' });
  const out: unknown[] = [];
  for (const row of rows.filter((r) => r.verb !== 'read'))
    out.push({ ...(await act<object>('ledger.entry', { id: row.id })), proof: null });
  return out;
}

function verified(withArchive: boolean): Promise<Verification> {
  const options = withArchive ? { values: true, archive: { vault: site.vault, archives } } : { values: true };
  return verifyBundle(bundleLines(site.db, site.vault.keys, options), { key: signingKey(site.vault.keys).open });
}

async function heldIn(part: string): Promise<number> {
  return (await site.db.query<{ n: number }>(`select count(*) as n from core.ledger_values_${part}`)).rows[0]!.n;
}

/** Every file of the archive, by its path. */
function files(): string[] {
  const folder = path.join(archiveFolder, site.vault.id);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .map((name) => path.join(folder, String(name)))
    .filter((file) => statSync(file).isFile());
}

describe('values of old months', () => {
  test('stay in the database until their time there is over, and while entries of theirs are not sealed', async () => {
    assert.deepEqual(await keepArchives(hooks), { archived: [], ended: [], waiting: [] });
    await act('tag.create', { name: `Not sealed yet ${newId()}` });
    moveClock(26 * month);
    await keepParts(sealable.pool);
    const { archived, waiting } = await keepArchives(hooks);
    assert.deepEqual([archived, waiting.map((w) => w.part)], [[], ['before']]);
    await seal();
  });

  test('go into sealed and signed files, and an end in the middle is caught up with', async () => {
    const before = await heldIn('before');
    assert.ok(before > 10);
    const broken = { ...hooks, eraser: { acquire: () => Promise.reject(new Error('killed')) } };
    await assert.rejects(keepArchives(broken), /killed/);
    assert.equal(await heldIn('before'), before, 'nothing is taken away before the archive is there');
    await keepArchives(hooks);
    assert.equal(await heldIn('before'), 0);
    const { rows } = await site.db.query<{ manifest: string; signature: string; entries: number }>(
      'select manifest, signature, entries from core.ledger_archive',
    );
    assert.equal(rows.length, 1);
    assert.equal(rows[0]!.entries, before);
    assert.ok(isArchiveSigned(site.vault, rows[0]!.manifest, rows[0]!.signature));
    assert.ok(!isArchiveSigned(site.vault, rows[0]!.manifest.replace('"part"', '"Part"'), rows[0]!.signature));
    const all = files();
    assert.ok(all.length >= 2);
    for (const file of all) assert.ok(!readFileSync(file).includes('canary'), 'sealed');
    const noted = await site.db.query(
      `select from core.ledger where action = 'ledger.archive' and verb = 'values archived'`,
    );
    assert.equal(noted.rows.length, 1);
  });

  test('of an entry that is written into the month afterwards, by a clock that went back, stay in the database', async () => {
    moveClock(-26 * month);
    await act('tag.create', { name: `Late ${newId()}` });
    moveClock(26 * month);
    await seal();
    const late = await heldIn('before');
    assert.ok(late > 0);
    await keepArchives(hooks);
    assert.equal(await heldIn('before'), late);
    assert.deepEqual((await verified(true)).findings, []);
  });

  test('are read and listed as before', async () => {
    assert.deepEqual(await entriesOf(contact), earlier);
    assert.ok(JSON.stringify(earlier).includes('canary-of-the-archive'));
    const found = await act<{ rows: { record: string | null; fields: string[]; erased: boolean }[] }>('ledger.list', {
      entity: 'contact',
      verb: 'created',
    });
    assert.deepEqual(
      found.rows.map((r) => [r.record, r.erased, r.fields.includes('notes')]),
      [[contact, false, true]],
    );
  });

  test('are proved with the archive, and missing without it; the headers’ file is a ledger of its own', async () => {
    await seal();
    const whole = await verified(true);
    assert.deepEqual(whole.findings, []);
    assert.equal(whole.values, whole.entries);
    const without = await verified(false);
    assert.ok(without.findings.length > 10 && without.findings.every((f) => f.kind === 'values-missing'));
    const { rows } = await site.db.query<{ file: string; place: string; key: Buffer; entries: number }>(
      'select file, place, key, entries from core.ledger_archive',
    );
    const lines = await archives.readLines(site.vault, rows[0]!);
    const entries = lines.filter((line) => line.startsWith('{"seq":'));
    assert.equal(entries.length, rows[0]!.entries);
    const first = {
      bundle: 'strongroom.ledger.1',
      tenant: site.vault.id,
      size: entries.length,
      key: signingKey(site.vault.keys).open,
    };
    const heads = lines.filter((line) => {
      const head = (JSON.parse(line) as { head?: [string, string, number] }).head;
      return head !== undefined && head[2] <= entries.length;
    });
    const v = await verifyBundle([JSON.stringify(first), ...entries], {
      key: signingKey(site.vault.keys).open,
      heads,
    });
    assert.deepEqual(
      v.findings.filter((f) => f.kind !== 'head'),
      [],
    );
    assert.ok(v.witnesses > 0);
  });

  test('are compared with the records: nothing is found where nothing was changed, and a change by SQL is', async () => {
    const people = (f: { entity: string | null }): boolean => f.entity !== 'user';
    const quiet = await checkLedger(site.vault, catalog, { archives });
    assert.deepEqual(quiet.findings.filter(people), []);
    await site.db.query(`update data.contact set notes = 'smuggled' where id = $1`, [contact]);
    const told = await checkLedger(site.vault, catalog, { archives });
    assert.deepEqual(
      told.findings.filter(people).map((f) => [f.kind, f.entity, f.record, f.field]),
      [['record-changed', 'contact', contact, 'notes']],
    );
    await site.db.query(`update data.contact set notes = 'canary-of-the-edit' where id = $1`, [contact]);
  });

  test('whose file was changed are told as missing, with their places', async () => {
    const { rows } = await site.db.query<{ place: string }>(
      'select place from core.ledger_archive_block order by first',
    );
    const file = path.join(archiveFolder, site.vault.id, rows[0]!.place);
    const bytes = readFileSync(file);
    archives.forget();
    writeFileSync(file, Buffer.concat([bytes.subarray(0, 40), Buffer.of(bytes[40]! ^ 1), bytes.subarray(41)]));
    const v = await verified(true);
    assert.ok(v.findings.length > 10 && v.findings.every((f) => f.kind === 'values-missing' && f.from !== null));
    writeFileSync(file, bytes);
    assert.deepEqual((await verified(true)).findings, []);
  });

  test('are erased with the person in the files too, and the proof stays whole', async () => {
    const gone = await eraseFromLedger(
      performer.door,
      site.vault,
      hooks.eraser,
      { records: [contact], texts: ['canary-of-the-archive'], reason: 'asked' },
      archives,
    );
    assert.ok(gone.entries >= 2);
    await seal();
    const v = await verified(true);
    assert.deepEqual(v.findings, []);
    assert.ok(v.erased >= 2);
    for await (const line of bundleLines(site.db, site.vault.keys, {
      values: true,
      archive: { vault: site.vault, archives },
    }))
      assert.ok(!line.includes('canary-of-the'), line.slice(0, 200));
    const shown = JSON.stringify(await entriesOf(contact));
    assert.ok(!shown.includes('canary-of-the-archive') && shown.includes('"erased":true'));
    const again = { records: [contact], texts: [], reason: 'asked again' };
    const none = await eraseFromLedger(performer.door, site.vault, hooks.eraser, again, archives);
    assert.ok(none.entries <= 1, 'at most the one entry written since');
  });

  test('are destroyed when the time they are kept is over, unless something holds them, and that is on record', async () => {
    await act('ledger.setRetention', { liveMonths: 24, keepMonths: 60 });
    moveClock(40 * month);
    await keepParts(sealable.pool);
    await seal();
    const hold = newId();
    await site.db.query(
      `insert into core.legal_hold (id, entity, reason, set_at, set_by) values ($1, 'deal', 'the case of 2026', now(), $2)`,
      [hold, owner],
    );
    const held = await keepArchives(hooks);
    assert.deepEqual(held.ended, []);
    assert.ok(held.waiting.some((w) => w.part === 'before' && w.why.includes('the case of 2026')));
    await site.db.query('delete from core.legal_hold');
    const before = files().length;
    const done = await keepArchives(hooks);
    assert.deepEqual(done.ended, ['before']);
    assert.ok(files().length < before);
    await seal();
    const v = await verified(true);
    assert.deepEqual(v.findings, []);
    assert.ok(v.erased > 10);
    const state = await act<{ archives: { part: string; endedAt: string | null }[] }>('ledger.retention', {});
    assert.notEqual(state.archives.find((a) => a.part === 'before')?.endedAt, null);
    assert.deepEqual((await keepArchives(hooks)).ended, [], 'once');
  });

  test('are kept at least as long as the floor, whoever asks', async () => {
    const purpose = { action: 'test', reads: false, requestId: null, address: null };
    for (const wish of [
      { liveMonths: 2, keepMonths: null },
      { liveMonths: 3, keepMonths: 11 },
      { liveMonths: 24, keepMonths: 24 },
    ]) {
      const done = await perform(site.vault, { kind: 'user', id: owner }, 'ledger.setRetention', wish);
      assert.equal(done.outcome, 'invalid-input', JSON.stringify(wish));
      // Whatever action asks.
      await assert.rejects(
        performer.door.open(site.vault, { kind: 'user', id: owner }, purpose, (tx) => tx.ledger.setRetention(wish)),
        { code: 'invalid-input' },
        JSON.stringify(wish),
      );
    }
  });
});
