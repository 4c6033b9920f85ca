// Who has the whole database and no key rewrites the ledger in every way there is: each is found, and told where. Seeded; `npm run proof` tries a thousand.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { before, describe, test } from 'node:test';
import { bundleLines, readHeads } from '../src/core/ledger/bundle.ts';
import { headJson, signHead, signingKey } from '../src/core/ledger/heads.ts';
import { type Header, headerColumns, headerLine, leafHash } from '../src/core/ledger/header.ts';
import { Peaks } from '../src/core/ledger/merkle.ts';
import { sealOnce } from '../src/core/ledger/sealer.ts';
import { type Verification, verifyBundle } from '../src/core/ledger/verify.ts';
import { newId } from '../src/core/ids.ts';
import type { PgConnection } from '../src/core/pg.ts';
import { newTenant, sealableOf, superuserIn } from './harness/cluster.ts';
import { isProof } from './samples/counts.ts';
import { perform } from './samples/engine.ts';
import { type Holder, type Site, makeUser, openSession } from './samples/people.ts';

const trials = isProof ? 1_000 : 60;
/** Entries sealed together: as finely as a wrong head can be placed. */
const batch = 8;
const batches = 16;

let site: Site;
let owner: Holder;
/** Heads as somebody outside got them. */
let witnesses: string[];
let size: number;

/** Small and seeded, so that a failure can be run again. */
function randomFrom(seed: number): (below: number) => number {
  let a = seed >>> 0;
  return (below) => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

async function act(me: Holder, action: string, input: object): Promise<unknown> {
  const done = await perform(site.vault, me.actor, action, input, { address: '192.0.2.7', requestId: newId() });
  assert.equal(done.outcome, 'done', JSON.stringify(done.problem?.extras));
  return done.output;
}

before(async () => {
  const vault = await newTenant('acme');
  site = { vault, db: await superuserIn(vault) };
  owner = await openSession(site.db, await makeUser(site.db, ['00000000-0000-7000-8000-000000000101'], []));
  const sealable = await sealableOf(vault);
  for (let i = 0; i < batches; i++) {
    const { id } = (await act(owner, 'contact.create', { familyName: `Person ${i}`, notes: 'first' })) as {
      id: string;
    };
    for (let n = 1; n < batch; n++)
      await act(owner, n % 3 === 0 ? 'contact.view' : 'contact.edit', n % 3 === 0 ? { id } : { id, notes: `n${n}` });
    assert.equal((await sealOnce(sealable)).count, batch);
  }
  size = batch * batches;
  witnesses = (await readHeads(site.db, vault.id, 0, 1_000)).map((h) => h.line);
  assert.equal(witnesses.length, batches);
});

function verified(db: PgConnection): Promise<Verification> {
  const against = { key: signingKey(site.vault.keys).open, heads: witnesses };
  return verifyBundle(bundleLines(db, site.vault.keys, { values: true }), against);
}

/** Where it was done: a place in the log, or an entry beside it. */
interface Place {
  readonly seq?: number;
  readonly entry?: string;
}
interface Attack {
  readonly name: string;
  readonly run: (db: PgConnection, random: (below: number) => number) => Promise<Place>;
}

async function entryAt(db: PgConnection, seq: number): Promise<string> {
  return (await db.query<{ entry: string }>('select entry from core.ledger_leaf where seq = $1', [seq])).rows[0]!.entry;
}

const edits = [
  `action = 'contact.peek'`,
  `verb = 'looked away'`,
  `actor = gen_random_uuid()`,
  `at = at - interval '1 hour'`,
  `at = at + interval '1 microsecond'`,
  `address = '203.0.113.1'`,
  `address = null`,
  `outcome = 'refused'`,
  `allowed_by = 'Sales/own'`,
  `permission = 'self.use'`,
  `important = not important`,
  `source = 'import'`,
  `entity = 'company'`,
  `record = gen_random_uuid()`,
  `version = coalesce(version, 0) + 1`,
  `request = 'another'`,
  `session = gen_random_uuid()`,
  `operation = gen_random_uuid()`,
  `actor_kind = 'system'`,
  `commitment = sha256('other')`,
];

/** As the program would hash it: the format is published, and so known to whoever attacks. */
async function hashAgain(db: PgConnection, entry: string): Promise<Buffer> {
  const { rows } = await db.query<Header>(`select ${headerColumns} from core.ledger l where l.id = $1`, [entry]);
  return leafHash(headerLine(rows[0]!));
}

async function forge(db: PgConnection, seq: number): Promise<string> {
  const id = newId();
  await db.query(
    `insert into core.ledger select $1, l.at, l.operation, l.request, l.actor_kind, l.actor, l.session, l.address, l.action, l.verb, l.outcome,
       l.entity, l.record, l.version, l.allowed_by, l.commitment, l.source, l.permission, l.important
     from core.ledger l join core.ledger_leaf f on f.entry = l.id where f.seq = $2`,
    [id, seq],
  );
  await db.query(
    `insert into core.ledger_values select $1, v.salt, v.plain, v.sealed from core.ledger_values v join core.ledger_leaf f on f.entry = v.entry where f.seq = $2`,
    [id, seq],
  );
  return id;
}

async function shift(db: PgConnection, from: number, by: number): Promise<void> {
  await db.query('update core.ledger_leaf set seq = seq + 1000000 where seq >= $1', [from]);
  await db.query('update core.ledger_leaf set seq = seq - 1000000 + $1 where seq >= 1000000', [by]);
}

async function cutAfter(db: PgConnection, kept: number): Promise<void> {
  await db.query('delete from core.ledger where id in (select entry from core.ledger_leaf where seq >= $1)', [kept]);
  await db.query('delete from core.ledger_values where entry in (select entry from core.ledger_leaf where seq >= $1)', [
    kept,
  ]);
  await db.query('delete from core.ledger_leaf where seq >= $1', [kept]);
  await db.query('delete from core.ledger_head where size > $1', [kept]);
  await db.query('update core.ledger_state set size = $1', [kept]);
}

const attacks: readonly Attack[] = [
  {
    name: 'edits a header',
    run: async (db, random) => {
      const seq = random(size);
      await db.query(`update core.ledger set ${edits[random(edits.length)]} where id = $1`, [await entryAt(db, seq)]);
      return { seq };
    },
  },
  {
    name: 'edits a header and the hash of it',
    run: async (db, random) => {
      const seq = random(size);
      const entry = await entryAt(db, seq);
      await db.query(`update core.ledger set ${edits[random(edits.length)]} where id = $1`, [entry]);
      await db.query('update core.ledger_leaf set hash = $2 where entry = $1', [entry, await hashAgain(db, entry)]);
      return { seq };
    },
  },
  {
    name: 'edits values',
    run: async (db, random) => {
      const seq = random(size);
      const how = [`plain = replace(plain, '}', ',"x":1}')`, `salt = sha256(salt)`, `sealed = salt`][random(3)];
      await db.query(`update core.ledger_values set ${how} where entry = $1`, [await entryAt(db, seq)]);
      return { seq };
    },
  },
  {
    name: 'deletes values',
    run: async (db, random) => {
      const seq = random(size);
      await db.query('delete from core.ledger_values where entry = $1', [await entryAt(db, seq)]);
      return { seq };
    },
  },
  {
    name: 'deletes an entry',
    run: async (db, random) => {
      const seq = random(size);
      await db.query('delete from core.ledger where id = $1', [await entryAt(db, seq)]);
      return { seq };
    },
  },
  {
    name: 'deletes an entry with everything that belongs to it',
    run: async (db, random) => {
      const seq = random(size - 1);
      const entry = await entryAt(db, seq);
      await db.query('delete from core.ledger where id = $1', [entry]);
      await db.query('delete from core.ledger_values where entry = $1', [entry]);
      await db.query('delete from core.ledger_leaf where entry = $1', [entry]);
      return { seq };
    },
  },
  {
    name: 'deletes an entry and closes the gap',
    run: async (db, random) => {
      const seq = random(size - 1);
      const entry = await entryAt(db, seq);
      await db.query('delete from core.ledger where id = $1', [entry]);
      await db.query('delete from core.ledger_leaf where entry = $1', [entry]);
      await shift(db, seq, -1);
      await db.query('update core.ledger_state set size = size - 1');
      return { seq };
    },
  },
  {
    name: 'changes the places of two entries',
    run: async (db, random) => {
      const [a, b] = [random(size), random(size)].sort((x, y) => x - y) as [number, number];
      const other = a === b ? (a + 1) % size : b;
      const [one, two] = [await entryAt(db, a), await entryAt(db, other)];
      const withHash = random(2) === 0;
      await db.query('update core.ledger_leaf set seq = seq + 1000000 where entry = any($1)', [[one, two]]);
      for (const [entry, seq, hash] of [
        [one, other, two],
        [two, a, one],
      ] as const) {
        await db.query('update core.ledger_leaf set seq = $2 where entry = $1', [entry, seq]);
        if (!withHash)
          await db.query('update core.ledger_leaf set hash = $2 where entry = $1', [entry, await hashAgain(db, hash)]);
      }
      return { seq: Math.min(a, other) };
    },
  },
  {
    name: 'adds an entry beside the log',
    run: async (db, random) => ({ entry: await forge(db, random(size)) }),
  },
  {
    name: 'adds an entry within the log',
    run: async (db, random) => {
      const seq = random(size);
      const id = await forge(db, seq);
      await shift(db, seq, 1);
      await db.query('insert into core.ledger_leaf (seq, entry, hash) values ($1, $2, $3)', [
        seq,
        id,
        await hashAgain(db, id),
      ]);
      await db.query('update core.ledger_state set size = size + 1');
      return { seq };
    },
  },
  {
    name: 'adds an entry at the end, with a head of its own making',
    run: async (db, random) => {
      const id = await forge(db, random(size));
      await db.query('insert into core.ledger_leaf (seq, entry, hash) values ($1, $2, $3)', [
        size,
        id,
        await hashAgain(db, id),
      ]);
      await db.query('update core.ledger_state set size = size + 1');
      await db.query(`insert into core.ledger_head values ($1, now(), $2, 'mine', $3)`, [
        size + 1,
        randomBytes(32),
        randomBytes(64),
      ]);
      return { seq: size };
    },
  },
  {
    name: 'cuts off the end, heads and all',
    run: async (db, random) => {
      const kept = random(size);
      await cutAfter(db, kept);
      return { seq: kept };
    },
  },
  {
    name: 'puts back an old copy, with which the program goes on',
    run: async (db, random) => {
      const kept = random(size - batch);
      await cutAfter(db, kept);
      const tree = new Peaks();
      const { rows } = await db.query<{ hash: Buffer }>('select hash from core.ledger_leaf order by seq');
      for (const row of rows) tree.append(row.hash);
      // As much as there was before, or less: both have other contents from then on.
      const more = 1 + random(size - kept);
      for (let i = 0; i < more && kept > 0; i++) {
        const id = await forge(db, random(kept));
        const hash = await hashAgain(db, id);
        await db.query('insert into core.ledger_leaf (seq, entry, hash) values ($1, $2, $3)', [kept + i, id, hash]);
        tree.append(hash);
      }
      await db.query('update core.ledger_state set size = $1', [tree.size]);
      if (tree.size === 0) return { seq: 0 };
      const head = signHead(site.vault.keys, tree.size, tree.root(), new Date());
      await db.query(
        'insert into core.ledger_head values ($1, $2, $3, $4, $5) on conflict (size) do update set root = excluded.root, signature = excluded.signature, at = excluded.at',
        [head.size, head.at, Buffer.from(head.root, 'hex'), head.keyId, Buffer.from(head.signature, 'base64')],
      );
      return { seq: kept };
    },
  },
];

/** A finding names the very place, or spans it no wider than the entries between two heads. */
function isLocated(v: Verification, place: Place): boolean {
  return v.findings.some((f) => {
    if (place.entry !== undefined) return f.entry === place.entry;
    if (f.from === null || f.to === null || place.seq! < f.from || place.seq! >= f.to) return false;
    return f.kind !== 'fork' || f.to - f.from <= batch + 1;
  });
}

describe('an untouched ledger', () => {
  test('verifies, with every value and every head', async () => {
    const v = await verified(site.db);
    assert.deepEqual(v.findings, []);
    assert.deepEqual([v.entries, v.values, v.heads, v.witnesses], [size, size, batches, batches]);
  });
});

describe('random tamperings by the superuser of the database', () => {
  test('every one is found, and told where', async () => {
    const seed = isProof ? Number(process.env['STRONGROOM_PROOF']) : 7_421;
    const random = randomFrom(seed);
    const seen = new Map<string, number>();
    for (let trial = 0; trial < trials; trial++) {
      const attack = attacks[trial % attacks.length]!;
      await site.db.query('begin');
      try {
        const place = await attack.run(site.db, random);
        const v = await verified(site.db);
        const told = `seed ${seed}, trial ${trial}: ${attack.name} at ${JSON.stringify(place)}`;
        assert.notEqual(v.findings.length, 0, `${told} was not found`);
        assert.ok(isLocated(v, place), `${told} was found elsewhere: ${JSON.stringify(v.findings.slice(0, 5))}`);
      } finally {
        await site.db.query('rollback');
      }
      seen.set(attack.name, (seen.get(attack.name) ?? 0) + 1);
    }
    assert.equal(seen.size, attacks.length);
    if (isProof) {
      console.log(`${trials} tamperings of ${attacks.length} kinds, seed ${seed}: all found and located`);
      for (const [name, times] of seen) console.log(`  ${name}: ${times}`);
    }
    assert.deepEqual((await verified(site.db)).findings, [], 'and it is whole again');
  });
});

describe('what the program did not write', () => {
  test('is never sealed, and told as added, even where it waits in the queue like the rest', async () => {
    const sealable = await sealableOf(site.vault);
    const id = await forge(site.db, 3);
    await site.db.query('insert into core.ledger_unsealed (entry, mark) values ($1, $2)', [id, randomBytes(32)]);
    const unmarked = await forge(site.db, 4);
    await site.db.query('insert into core.ledger_unsealed (entry) values ($1)', [unmarked]);
    await act(owner, 'tag.create', { name: 'Beside it' });
    const sealed = await sealOnce(sealable);
    assert.deepEqual([...sealed.refused].sort(), [id, unmarked].sort());
    assert.equal(sealed.count, 1);
    const v = await verified(site.db);
    assert.deepEqual(
      v.findings.map((f) => `${f.kind} ${f.entry}`).sort(),
      [id, unmarked].map((entry) => `inserted ${entry}`).sort(),
    );
    await site.db.query('delete from core.ledger where id = any($1)', [[id, unmarked]]);
    await site.db.query('delete from core.ledger_unsealed where refused');
  });

  test('nor is one that was edited while it waited', async () => {
    const sealable = await sealableOf(site.vault);
    await act(owner, 'tag.create', { name: 'Edited while it waited' });
    const { rows } = await site.db.query<{ entry: string }>('select entry from core.ledger_unsealed');
    await site.db.query(`update core.ledger set actor = gen_random_uuid() where id = $1`, [rows[0]!.entry]);
    assert.deepEqual((await sealOnce(sealable)).refused, [rows[0]!.entry]);
  });
});

test('a head somebody signed with another key is no head', async () => {
  const other = await newTenant('other');
  const head = headJson({ ...signHead(other.keys, size, Buffer.alloc(32), new Date()), tenant: site.vault.id });
  const against = { key: signingKey(site.vault.keys).open, heads: [head] };
  const v = await verifyBundle(bundleLines(site.db, site.vault.keys, { values: false }), against);
  assert.ok(v.findings.some((f) => f.kind === 'head' && f.to === size));
});
