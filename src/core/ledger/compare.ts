// Compares records as they stand with what the ledger says they became: every difference is a change made behind the program.
import type { Entity } from '../../contract/entity.ts';
import { isVirtual } from '../../contract/field.ts';
import type { Catalog } from '../catalog.ts';
import type { Keyring } from '../crypto/keyring.ts';
import { openValues } from '../ledger.ts';
import type { Queryable, Row } from '../pg.ts';
import { zeroId } from '../principal.ts';
import { type StoredRow, readStored, sameValue } from '../records/codec.ts';
import { tableName } from '../schema/ddl.ts';

export interface RecordFinding {
  readonly kind: 'record-changed' | 'record-deleted' | 'record-added' | 'record-unreadable';
  readonly entity: string;
  readonly record: string;
  readonly field: string | null;
  /** the last entry about it, where there is one */
  readonly entry: string | null;
  readonly says: string;
}

interface EntryRow {
  readonly entry: string;
  readonly entity: string;
  readonly record: string;
  readonly verb: string;
  readonly version: number | null;
  plain: string | null;
  sealed: Buffer | null;
}

/** What the ledger says a record is: values by field, and what nobody can say any more. */
interface Told {
  readonly entity: string;
  readonly values: Map<string, { readonly value: unknown; readonly entry: string }>;
  /** false: made before the ledger, or values were erased; fields without a later value are not known */
  isWhole: boolean;
  version: number;
  last: string;
  purged: boolean;
}

/** A page is worked on without a pause. */
const recordsAtOnce = 250;

/** What every tenant is born with was made by no action. */
const born = /^00000000-0000-7000-8000-/;

/** Runs a piece of work as of one moment. */
export type AtOneMoment = <T>(work: (q: Queryable) => Promise<T>) => Promise<T>;

/** What comparing stands on. */
export interface Ground {
  readonly keys: Keyring;
  readonly catalog: Catalog;
  /** puts in values that lie in the archive */
  readonly fill: (q: Queryable, rows: EntryRow[]) => Promise<void>;
}

export interface Compared {
  readonly findings: readonly RecordFinding[];
  readonly seen: number;
  /** where to go on; null: the end */
  readonly next: string | null;
}

/** The next records by their ids, from the one after `after` on. */
export async function compareRecords(moment: AtOneMoment, ground: Ground, after: string | null): Promise<Compared> {
  const { keys, catalog } = ground;
  return moment(async (q) => {
    const findings: RecordFinding[] = [];
    const retyped = await readRetypings(q);
    const ids = await nextRecords(q, after ?? zeroId);
    const told = await readTold(q, ground, ids);
    for (const [name, list] of Map.groupBy(told, ([, t]) => t.entity)) {
      const e = catalog.lookup(name);
      if (e !== undefined) findings.push(...(await compareObject(q, keys, e, new Map(list), retyped)));
    }
    return { findings, seen: ids.length, next: ids.length < recordsAtOnce ? null : ids.at(-1)! };
  });
}

async function nextRecords(q: Queryable, after: string): Promise<string[]> {
  const { rows } = await q.query<{ record: string }>(
    `select distinct record from core.ledger where record > $1::uuid order by record limit ${recordsAtOnce}`,
    [after],
  );
  return rows.map((row) => row.record);
}

async function readTold(q: Queryable, { keys, fill }: Ground, ids: readonly string[]): Promise<Map<string, Told>> {
  const { rows } = await q.query<EntryRow>(
    `select l.id as entry, l.entity, l.record, l.verb, l.version, v.plain, v.sealed from core.ledger l
     left join core.ledger_values v on v.entry = l.id
     where l.record = any($1::uuid[]) and l.outcome = 'done' and (l.version is not null or l.verb = 'purged')
     order by l.record, l.version nulls last, l.id`,
    [ids],
  );
  await fill(q, rows);
  const out = new Map<string, Told>();
  for (const row of rows) tell(out, keys, row);
  return out;
}

function tell(out: Map<string, Told>, keys: Keyring, row: EntryRow): void {
  let told = out.get(row.record);
  if (told === undefined) {
    told = { entity: row.entity, values: new Map(), isWhole: false, version: 0, last: row.entry, purged: false };
    out.set(row.record, told);
  }
  told.last = row.entry;
  if (row.verb === 'purged') {
    told.purged = true;
    return;
  }
  told.version = row.version!;
  const values = valuesOf(keys, row);
  if (row.verb === 'created') told.isWhole = values !== null;
  if (values === null) {
    told.isWhole = false;
    told.values.clear();
    return;
  }
  for (const [field, [, value]] of Object.entries((values['changes'] ?? {}) as Record<string, [unknown, unknown]>))
    told.values.set(field, { value, entry: row.entry });
}

/** Values that do not open are told of by the verifier. */
function valuesOf(keys: Keyring, row: EntryRow): Record<string, unknown> | null {
  try {
    return openValues(keys, row);
  } catch {
    return null;
  }
}

async function compareObject(
  q: Queryable,
  keys: Keyring,
  e: Entity,
  told: ReadonlyMap<string, Told>,
  retyped: ReadonlyMap<string, string>,
): Promise<RecordFinding[]> {
  const { rows } = await q.query<Row>(`select * from ${tableName(e)} where id = any($1::uuid[])`, [[...told.keys()]]);
  const present = new Map(rows.map((row) => [row['id'] as string, row]));
  const findings: RecordFinding[] = [];
  for (const [record, t] of told) {
    const row = present.get(record);
    const find = (kind: RecordFinding['kind'], field: string | null, says: string): void =>
      void findings.push({ kind, entity: e.name, record, field, entry: t.last, says });
    if (row === undefined) {
      if (!t.purged) find('record-deleted', null, `${e.label} ${record} was deleted behind the program.`);
      continue;
    }
    if (t.purged) find('record-added', null, `${e.label} ${record} was deleted for good and is there again.`);
    else compareRecord(keys, e, row, t, retyped.get(e.name), find);
  }
  return findings;
}

function compareRecord(
  keys: Keyring,
  e: Entity,
  row: Row,
  told: Told,
  retyped: string | undefined,
  find: (kind: RecordFinding['kind'], field: string | null, says: string) => void,
): void {
  const id = String(row['id']);
  let stored: StoredRow;
  try {
    stored = readStored(keys, e, row);
  } catch {
    find(
      'record-unreadable',
      null,
      `The protected values of ${e.label} ${id} were changed behind the program: they do not open.`,
    );
    return;
  }
  const names = [...Object.keys(e.fields), ...(e.owner === 'owner' ? ['owner'] : []), 'archivedAt'];
  let changed = false;
  for (const name of names) {
    const f = e.fields[name];
    if (f !== undefined && isVirtual(f)) continue;
    const known = told.values.get(name);
    if (known === undefined && !told.isWhole) continue;
    // A field that became of another kind has other values since, all at once.
    if (retyped !== undefined && f?.column !== undefined && (known === undefined || known.entry < retyped)) continue;
    if (sameValue(stored[name], known?.value ?? null)) continue;
    changed = true;
    find('record-changed', name, `${e.label} ${id}: ${f?.label ?? name} is not what the ledger says.`);
  }
  if (!changed && stored['version'] !== told.version)
    find(
      'record-changed',
      null,
      `${e.label} ${id} has version ${String(stored['version'])}, the ledger ends at ${told.version}.`,
    );
}

/** The last time fields of an object became of another kind. */
async function readRetypings(q: Queryable): Promise<ReadonlyMap<string, string>> {
  const { rows } = await q.query<{ entity: string; entry: string }>(
    `select distinct on (l.entity) l.entity, l.id as entry from core.ledger l
     where l.action = 'shape.retype-field' and l.verb = 'field retyped' order by l.entity, l.id desc`,
  );
  return new Map(rows.map((row) => [row.entity, row.entry]));
}

const unrecordedAtOnce = 2_000;

/** The next records of an object, by their ids: those no entry ever made. */
export async function findUnrecorded(q: Queryable, e: Entity, after: string | null): Promise<Compared> {
  const { rows } = await q.query<{ id: string; known: boolean }>(
    `select t.id, exists (select from core.ledger l where l.record = t.id and l.verb = 'created') as known
     from (select id from ${tableName(e)} where id > $1 order by id limit ${unrecordedAtOnce}) t order by t.id`,
    [after ?? zeroId],
  );
  const findings = rows
    .filter((row) => !row.known && !born.test(row.id))
    .map(({ id }): RecordFinding => ({
      kind: 'record-added',
      entity: e.name,
      record: id,
      field: null,
      entry: null,
      says: `${e.label} ${id} was added behind the program.`,
    }));
  return { findings, seen: rows.length, next: rows.length < unrecordedAtOnce ? null : rows.at(-1)!.id };
}
