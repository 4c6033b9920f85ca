// Makes the `files` of a Tx: rows with sealed name and key in the database, bytes in the store, both gone together.
import { Problem } from '../../contract/problem.ts';
import { now } from '../clock.ts';
import { seal, unseal } from '../crypto/seal.ts';
import type { FileDesk, ReceivedFile, StoredFile } from '../files.ts';
import { isId } from '../ids.ts';
import { log } from '../log.ts';
import { may } from '../principal.ts';
import type { Unit } from '../unit.ts';
import type { FileStore } from './store.ts';
import { wipeNextFile } from './wipe-quoting.ts';

interface FileRow {
  readonly id: string;
  readonly size: number;
  readonly place: string;
  readonly sealed: Buffer;
  readonly created_at: Date;
  readonly expires_at: Date;
}

interface Facts {
  readonly name: string;
  readonly sha256: string;
  /** base64 */
  readonly key: string;
}

const sealedFor = (unit: Unit, id: string): string => `${unit.vault.id}/core.file/sealed/${id}`;

export function makeFileDesk(unit: Unit, store: FileStore): FileDesk {
  return {
    adopt: (received) => adopt(unit, store, received),
    store: async (name, body, options) => adopt(unit, store, await store.receive(unit.vault, name, body, options)),
    read: async (id) => {
      const row = await find(unit, id);
      const { file, key } = open(unit, row);
      return { file, stream: await store.read(unit.vault, id, row.place, key) };
    },
    remove: (id) => remove(unit, store, id),
    wipe: () => wipe(unit, store),
    wipeQuoting: async (about, after, kinds) => {
      unit.refuseUnless(may(unit.me, 'admin.erasure'), 'admin.erasure');
      const { next, wiped, place } = await wipeNextFile(unit, store, about, after, kinds);
      if (place !== null) wipeBytesAfterCommit(unit, store, place);
      return { next, wiped };
    },
  };
}

async function adopt(unit: Unit, store: FileStore, received: ReceivedFile): Promise<StoredFile> {
  const { id, name, size, sha256, key, place, expires } = store.claim(unit.vault, received);
  const facts: Facts = { name, sha256, key: key.toString('base64') };
  const sealed = seal(unit.vault.keys.purpose('files'), Buffer.from(JSON.stringify(facts)), sealedFor(unit, id));
  await unit.query(
    'insert into core.file (id, owner, size, place, sealed, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)',
    [id, unit.me.id, size, place, sealed, unit.at, expires],
  );
  unit.afterCommit.push(() => store.adopted(received));
  unit.ledger.add({ verb: 'stored', outcome: 'done', entity: 'file', record: id, values: { size, sha256 } });
  return { id, name, size, sha256, createdAt: unit.at.toISOString(), expiresAt: expires.toISOString() };
}

/** Only one's own, and only until it expires: the wipe may come a little later. */
async function find(unit: Unit, id: string): Promise<FileRow> {
  const { rows } = isId(id)
    ? await unit.query<FileRow>(
        'select id, size, place, sealed, created_at, expires_at from core.file where id = $1 and owner = $2 and expires_at > $3',
        [id, unit.me.id, unit.at],
      )
    : { rows: [] };
  if (rows[0] === undefined) throw new Problem('not-found', 'There is no such file, or its time is over.');
  return rows[0];
}

function open(unit: Unit, row: FileRow): { file: StoredFile; key: Buffer } {
  const plain = unseal(unit.vault.keys.purpose('files'), row.sealed, sealedFor(unit, row.id));
  const facts = JSON.parse(plain.toString('utf8')) as Facts;
  const file = {
    id: row.id,
    name: facts.name,
    size: row.size,
    sha256: facts.sha256,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
  };
  return { file, key: Buffer.from(facts.key, 'base64') };
}

async function remove(unit: Unit, store: FileStore, id: string): Promise<void> {
  const { place } = await find(unit, id);
  await unit.query('delete from core.file where id = $1', [id]);
  unit.ledger.add({ verb: 'wiped', outcome: 'done', entity: 'file', record: id, values: { because: 'removed' } });
  wipeBytesAfterCommit(unit, store, place);
}

/** The row goes first: with it the key, so that bytes left by a crash are noise until the orphans are wiped. */
function wipeBytesAfterCommit(unit: Unit, store: FileStore, place: string): void {
  unit.afterCommit.push(() => {
    store.remove(unit.vault, place).catch((error: unknown) => {
      log.warn({ tenant: unit.vault.id, err: error }, 'the bytes of a removed file could not be wiped yet');
    });
  });
}

async function wipe(unit: Unit, store: FileStore): Promise<{ expired: number; orphans: number }> {
  unit.refuseUnless(unit.me.kind === 'system', 'system');
  const { rows } = await unit.query<{ id: string; place: string }>(
    'delete from core.file where expires_at <= $1 returning id, place',
    [now()],
  );
  for (const { id, place } of rows) {
    unit.ledger.add({ verb: 'wiped', outcome: 'done', entity: 'file', record: id, values: { because: 'expired' } });
    wipeBytesAfterCommit(unit, store, place);
  }
  const gone = new Set(rows.map((r) => r.place));
  const orphans = await store.wipeOrphans(unit.vault, async (places) => {
    const known = await unit.query<{ place: string }>('select place from core.file where place = any($1)', [places]);
    return new Set([...gone, ...known.rows.map((r) => r.place)]);
  });
  return { expired: rows.length, orphans };
}
