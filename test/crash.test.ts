// Killed in the middle of writing, the program and the database each: every acknowledged change is there with its entry, and none without.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { newOpaqueId } from '../src/core/ids.ts';
import { PgConnection, type PgTarget } from '../src/core/pg.ts';
import { type Cluster, openCluster } from '../src/host/postgres/cluster.ts';
import { findPostmaster } from '../src/host/postgres/postmaster.ts';
import {
  type TenantDatabase,
  appTarget,
  ledgerTarget,
  makeTenantDatabase,
  newTenantDatabase,
} from '../src/host/tenant/provision.ts';
import { ensureTemplate, readBlueprint } from '../src/host/tenant/template.ts';
import { openKeyring } from '../src/core/crypto/keyring.ts';
import { bundleLines } from '../src/core/ledger/bundle.ts';
import { verifyBundle } from '../src/core/ledger/verify.ts';
import type { Acknowledged, WriterSettings } from './crash/writer.ts';
import { isProof } from './samples/counts.ts';
import { makeRole, makeUser } from './samples/people.ts';

const repository = path.join(import.meta.dirname, '..');
/** At the full count goes on until so many changes were acknowledged, each round cut off at a random point; a piece is its share of that. */
const pieces = Number((process.env['STRONGROOM_PROOF_PIECE'] ?? '1/1').split('/')[1]);
const full = { program: 100 / pieces, database: 100 / pieces, changes: 10_000 / pieces };
const rounds = isProof ? full : { program: 3, database: 3, changes: 0 };

/** A cluster that keeps its promises, unlike the one other tests share: fsync on, on a disk. */
const folder = mkdtempSync(path.join(tmpdir(), 'strongroom-crash-'));
let cluster: Cluster;
let tenant: TenantDatabase;
let settings: Omit<WriterSettings, 'target' | 'sealer'>;

async function open(): Promise<void> {
  cluster = await openCluster({
    data: folder,
    packages: path.join(repository, 'node_modules'),
    only: 'embedded',
    password: 'test',
    say: () => {},
    size: { tenants: 1, connections: 100 },
  });
}

async function look<T>(work: (db: PgConnection) => Promise<T>, database = tenant.database): Promise<T> {
  const db = await PgConnection.open(cluster.target(database));
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}

before(async () => {
  await open();
  tenant = newTenantDatabase();
  const template = await ensureTemplate(cluster, readBlueprint());
  await look((admin) => makeTenantDatabase(cluster, admin, template, tenant), 'postgres');
  const user = await look(async (db) => makeUser(db, [await makeRole(db, { everything: true })], []));
  settings = { tenant: newOpaqueId(), key: randomBytes(32).toString('hex'), user: user.id, writers: 6 };
});

after(async () => {
  await cluster.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Writer {
  readonly child: ChildProcess;
  readonly acknowledged: Acknowledged[];
  readonly ended: Promise<void>;
}

function startWriter(target: PgTarget): Writer {
  const given: WriterSettings = { ...settings, target, sealer: ledgerTarget(cluster, tenant, 'sealer') };
  const child = spawn(process.execPath, [path.join(repository, 'test/crash/writer.ts'), JSON.stringify(given)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_TEST_CONTEXT: undefined, NODE_NO_WARNINGS: '1' },
  });
  const acknowledged: Acknowledged[] = [];
  let rest = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString('utf8')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) acknowledged.push(JSON.parse(line) as Acknowledged);
  });
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  return { child, acknowledged, ended };
}

/** Lets it write for a while once it has begun, then calls `kill`; answers what had been acknowledged. */
async function writeUntil(target: PgTarget, kill: (writer: Writer) => void): Promise<readonly Acknowledged[]> {
  const writer = startWriter(target);
  while (writer.acknowledged.length < 40 && writer.child.exitCode === null) await pause(5);
  await pause(Math.random() * 400);
  kill(writer);
  await Promise.race([writer.ended, pause(5_000)]);
  writer.child.kill('SIGKILL');
  await writer.ended;
  assert.ok(writer.acknowledged.length >= 40, `only ${writer.acknowledged.length} changes were acknowledged`);
  return writer.acknowledged;
}

/** Every process of the server at once, as when the machine's power goes but its disk stays. */
function killDatabase(): void {
  const { pid } = findPostmaster(cluster.places.pgdata)!;
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => parentOf(name) === pid)
    .map(Number);
  victims = [pid, ...children];
  for (const victim of victims) {
    try {
      process.kill(victim, 'SIGKILL');
    } catch {
      // a backend that ended by itself just now
    }
  }
}

let victims: readonly number[] = [];

/** Starts the server again once nothing is left of the killed one. */
async function openAgain(): Promise<void> {
  while (victims.some((pid) => isRunning(pid))) await pause(10);
  await open();
}

function isRunning(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/^ [ZX]/.test(stat.slice(stat.lastIndexOf(')') + 1));
  } catch {
    return false;
  }
}

function parentOf(pid: string): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return 0; // gone meanwhile
  }
}

/** Acknowledged changes that are not there, or not with their entry. */
async function lostOf(acknowledged: readonly Acknowledged[]): Promise<number> {
  const { rows } = await look((db) =>
    db.query<{ lost: number }>(
      `select count(*) as lost from unnest($1::uuid[], $2::int[]) as a (id, version)
       left join data.company c on c.id = a.id
       where c.id is null or c.version < a.version
         or not exists (select 1 from core.ledger l join core.ledger_values v on v.entry = l.id
                        where (l.id in (select entry from core.ledger_unsealed) or l.id in (select entry from core.ledger_leaf)) and l.record = a.id and l.version = a.version and l.outcome = 'done')`,
      [acknowledged.map((a) => a.id), acknowledged.map((a) => a.version)],
    ),
  );
  return rows[0]!.lost;
}

/** Records and entries that do not belong together: each version of a record has exactly one entry, and each entry its change. */
async function looseEnds(): Promise<Record<string, number>> {
  const questions = {
    'versions without exactly one entry': `select count(*) as n from data.company c
      where c.version <> (select count(*) from core.ledger l where l.record = c.id and l.version is not null and l.outcome = 'done')`,
    'entries without a record': `select count(*) as n from core.ledger l
      where l.entity = 'company' and l.outcome = 'done' and not exists (select 1 from data.company c where c.id = l.record and c.version >= l.version)`,
    'entries without values':
      'select count(*) as n from core.ledger l left join core.ledger_values v on v.entry = l.id where v.entry is null',
    'entries that are not either sealed or waiting': `select count(*) as n from core.ledger l left join core.ledger_unsealed u on u.entry = l.id
      left join core.ledger_leaf f on f.entry = l.id where (u.entry is null) = (f.entry is null)`,
    'entries the sealer took for foreign': 'select count(*) as n from core.ledger_unsealed where refused',
    'changes without an operation': `select count(*) as n from core.ledger l left join core.operation o on o.id = l.operation
      where l.entity = 'company' and l.outcome = 'done' and o.id is null`,
    'changes nobody was told of': `select count(*) as n from core.ledger l where l.entity = 'company' and l.outcome = 'done'
      and not exists (select 1 from core.outbox b where b.payload ->> 'operation' = l.operation::text)`,
  };
  return look(async (db) => {
    const counted = Object.entries(questions).map(
      async ([what, question]) => [what, (await db.query<{ n: number }>(question)).rows[0]!.n] as const,
    );
    return Object.fromEntries((await Promise.all(counted)).filter(([, n]) => n > 0));
  });
}

/** What a verifier finds wrong with the log. */
async function findings(): Promise<unknown[]> {
  const keys = openKeyring(settings.tenant, Buffer.from(settings.key, 'hex'));
  const v = await look((db) => verifyBundle(bundleLines(db, keys, { values: true })));
  assert.ok(v.entries > 0, 'nothing was sealed');
  return [...v.findings];
}

describe('killed while writing', () => {
  test(`the program, ${rounds.program} times: nothing acknowledged is lost, nothing is half done`, async () => {
    let total = 0;
    let round = 0;
    for (; round < rounds.program || total < rounds.changes; round++) {
      const acknowledged = await writeUntil(appTarget(cluster, tenant), (writer) => writer.child.kill('SIGKILL'));
      total += acknowledged.length;
      // A commit under way when the program died may still end.
      await pause(50);
      assert.equal(await lostOf(acknowledged), 0);
      assert.deepEqual(await looseEnds(), {});
    }
    assert.deepEqual(await findings(), []);
    console.log(`${round} kills of the program, ${total} acknowledged changes, 0 lost`);
  });

  test(`the database, ${rounds.database} times: nothing acknowledged is lost, nothing is half done`, async () => {
    let total = 0;
    let round = 0;
    for (; round < rounds.database || total < rounds.changes; round++) {
      const acknowledged = await writeUntil(appTarget(cluster, tenant), killDatabase);
      await openAgain();
      total += acknowledged.length;
      assert.equal(await lostOf(acknowledged), 0);
      assert.deepEqual(await looseEnds(), {});
    }
    assert.deepEqual(await findings(), []);
    console.log(`${round} kills of the database, ${total} acknowledged changes, 0 lost`);
  });

  test('a database told not to wait for its disk does lose: the kill is one that can be seen', async () => {
    const target = appTarget(cluster, tenant);
    const careless = { ...target, options: `${target.options} -c synchronous_commit=off` };
    let lost = 0;
    for (let round = 0; round < 10 && lost === 0; round++) {
      const acknowledged = await writeUntil(careless, killDatabase);
      await openAgain();
      lost += await lostOf(acknowledged);
    }
    assert.ok(lost > 0, 'nothing was lost even so');
  });
});
