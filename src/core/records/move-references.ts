// Points everything that refers to one record to another of the same object. Records nobody here may see are moved too: left behind they would
// point into the bin. What would come within reach by it stays, so that nobody gains a right by a merge; and nothing of either is told.
import { type Entity, columnOf } from '../../contract/entity.ts';
import { type Field, type LinkIn, isVirtual } from '../../contract/field.ts';
import { verbsOf } from '../../contract/permission.ts';
import { fieldRightOn, mayReach } from '../policy.ts';
import { tableName } from '../schema/ddl.ts';
import { type Sql, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { type StoredRow, lazyRuleRow, readStored } from './codec.ts';
import type { WriteDraft } from './draft.ts';
import { updateRecords } from './store.ts';
import { announce, tellChange } from './on-record.ts';

export async function moveReferences(unit: Unit, e: Entity, from: StoredRow, to: StoredRow): Promise<void> {
  for (const other of unit.catalog.entities) {
    for (const [name, f] of Object.entries(other.fields)) {
      if (isVirtual(f) || f.to?.includes(e.name) !== true || (f.kind !== 'ref' && f.kind !== 'links')) continue;
      if (other.name === e.name && f.kind === 'ref') await stepOver(unit, e, name, f, from, to);
      await moveField(unit, e, other, name, f, from, to);
    }
  }
}

/** Where the one that stays stands somewhere below the one that goes, it takes its place: else it would come to stand below itself. */
async function stepOver(unit: Unit, e: Entity, name: string, f: Field, from: StoredRow, to: StoredRow): Promise<void> {
  const column = columnOf(name, f);
  const { rows } = await unit.query<{ id: string }>(
    `with recursive up (id, depth) as (
       select r.${column}, 1 from ${tableName(e)} r where r.id = $1
       union all
       select r.${column}, depth + 1 from up join ${tableName(e)} r on r.id = up.id where r.${column} is not null and depth < 100)
     select id from up where id = $2`,
    [to['id'], from['id']],
  );
  if (rows.length === 0) return;
  const above = from[name] === to['id'] ? null : (from[name] ?? null);
  const [present] = await readRows(unit, e, sql`r.id = ${to['id']}::uuid`);
  write(unit, e, [draftOf(present!, name, above)], to['id'] as string);
}

async function moveField(
  unit: Unit,
  e: Entity,
  other: Entity,
  name: string,
  f: Field,
  from: StoredRow,
  to: StoredRow,
): Promise<void> {
  const [gone, kept] = [from['id'] as string, to['id'] as string];
  const column = sql.ref(`r.${columnOf(name, f)}`);
  const where =
    f.kind === 'ref'
      ? sql`${column} = ${gone}::uuid`
      : sql`${column} @> ${JSON.stringify([{ entity: e.name, id: gone }])}::jsonb`;
  const drafts = (await readRows(unit, other, sql`${where} and r.id <> ${gone}::uuid`))
    .map((row) => draftOf(row, name, f.kind === 'ref' ? pointed(row, kept) : linked(row[name], gone, kept)))
    .filter(
      (d) =>
        gainsNothing(unit, other, name, d.before!, d.after) && (name !== other.partOf || isAsOpen(unit, e, from, to)),
    );
  const free = await withoutDoubles(unit, other, name, kept, drafts);
  write(unit, other, free, kept);
}

/** One that points to itself points nowhere. */
function pointed(row: StoredRow, kept: string): string | null {
  return row['id'] === kept ? null : kept;
}

function linked(stored: unknown, gone: string, kept: string): LinkIn[] {
  const seen = new Set<string>();
  return (stored as LinkIn[])
    .map((l) => (l.id === gone ? { ...l, id: kept } : l))
    .filter((l) => !seen.has(`${l.entity} ${l.id}`) && seen.add(`${l.entity} ${l.id}`) !== undefined);
}

async function readRows(unit: Unit, e: Entity, where: Sql): Promise<StoredRow[]> {
  const rows = await unit.run(
    sql`select r.* from ${sql.raw(tableName(e))} r where ${where} order by r.id for update of r`,
  );
  return rows.map((row) => readStored(unit.vault.keys, e, row));
}

function draftOf(before: StoredRow, name: string, value: unknown): WriteDraft {
  const after = { ...before, [name]: value };
  return { index: 0, id: before['id'] as string, before, after, sent: new Set([name]), errors: [], refusal: null };
}

/** A change one might make oneself, or one that opens nothing: no right reaches the record afterwards that did not before. */
export function gainsNothing(unit: Unit, e: Entity, field: string, before: StoredRow, after: StoredRow): boolean {
  const { me } = unit;
  const [was, is] = [lazyRuleRow(e, before), lazyRuleRow(e, after)];
  if (fieldRightOn(me, e, field, was) === 'edit' && mayReach(me, e, 'edit', is)) return true;
  return verbsOf(e).every((verb) => mayReach(me, e, verb, was) || !mayReach(me, e, verb, is));
}

/** Parts are reached through their whole: the new one must not open what the old one kept closed. */
function isAsOpen(unit: Unit, e: Entity, from: StoredRow, to: StoredRow): boolean {
  const [was, is] = [lazyRuleRow(e, from), lazyRuleRow(e, to)];
  return verbsOf(e).every((verb) => mayReach(unit.me, e, verb, was) || !mayReach(unit.me, e, verb, is));
}

/** Values only one record may hold together: a second one stays with the record that goes. */
async function withoutDoubles(
  unit: Unit,
  e: Entity,
  name: string,
  kept: string,
  drafts: readonly WriteDraft[],
): Promise<WriteDraft[]> {
  const groups = (e.together ?? []).filter((g) => g.includes(name));
  if (groups.length === 0 || drafts.length === 0) return [...drafts];
  const there = await readRows(
    unit,
    e,
    sql`${sql.ref(`r.${columnOf(name, e.fields[name])}`)} = ${kept}::uuid and r.archived_at is null`,
  );
  const keyOf = (row: StoredRow, group: readonly string[]): string =>
    JSON.stringify(group.filter((n) => n !== name).map((n) => row[n]));
  return drafts.filter((d) => !groups.some((g) => there.some((row) => keyOf(row, g) === keyOf(d.after, g))));
}

function write(unit: Unit, e: Entity, drafts: readonly WriteDraft[], kept: string): void {
  if (drafts.length === 0) return;
  updateRecords(unit, e, drafts);
  for (const d of drafts) {
    const [name] = [...d.sent];
    const changes = [[name!, [d.before![name!] ?? null, d.after[name!] ?? null]]] as const;
    tellChange(unit, e, d, { verb: 'moved', with: kept, changes });
  }
  announce(
    unit,
    e,
    'edited',
    drafts.map((d) => d.id),
  );
}
