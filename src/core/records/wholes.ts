// What stands above a part: it may be made, changed, moved and put into the bin only where its whole may be changed and is in no bin itself.
import { type Entity, wholeOf } from '../../contract/entity.ts';
import { problems } from '../../contract/problem.ts';
import { tableName } from '../schema/ddl.ts';
import { and, sql, yes } from '../sql.ts';
import type { Unit } from '../unit.ts';
import type { WriteDraft } from './draft.ts';
import { reachedRows, visibleRows } from './visible.ts';

interface Whole {
  readonly id: string;
  readonly editable: boolean;
  readonly binned: boolean;
}

/** Those of them one may see, held until this unit of work ends so that nobody puts one into the bin meanwhile. */
async function readWholes(unit: Unit, e: Entity, ids: readonly unknown[]): Promise<ReadonlyMap<unknown, Whole>> {
  const asked = [...new Set(ids)].filter((id) => typeof id === 'string');
  if (asked.length === 0) return new Map();
  const { me } = unit;
  const whole = unit.catalog.entity(wholeOf(e)!);
  const rows = await unit.run<Whole>(sql`select w.id, w.archived_at is not null as binned,
      coalesce(${reachedRows(me, whole, 'edit', 'w')}, false) as editable
    from ${sql.raw(tableName(whole))} w where ${and([sql`w.id = any(${asked}::uuid[])`, visibleRows(me, whole, 'w')])}
    order by w.id for share of w`);
  return new Map(rows.map((row) => [row.id, row]));
}

/** The whole may be changed whichever it is, so a part that stays where it is need not ask. */
function mayEditAll(unit: Unit, e: Entity): boolean {
  return reachedRows(unit.me, unit.catalog.entity(wholeOf(e)!), 'edit', 'w') === yes;
}

const isMoved = (e: Entity, d: WriteDraft): boolean => d.before === null || d.before[e.partOf!] !== d.after[e.partOf!];

/** Refuses drafts of parts by the whole they are in and the whole they would be in; one that is not seen is left to the check of references. */
export async function checkWholes(unit: Unit, e: Entity, drafts: readonly WriteDraft[]): Promise<void> {
  if (e.partOf === undefined) return;
  const via = e.partOf;
  const all = mayEditAll(unit, e);
  const asked = drafts.filter((d) => d.refusal === null && (!all || isMoved(e, d)));
  const wholes = await readWholes(
    unit,
    e,
    asked.flatMap((d) => [d.before?.[via], d.after[via]]),
  );
  for (const d of asked) {
    const [from, to] = [wholes.get(d.before?.[via]), wholes.get(d.after[via])];
    if (d.before !== null && from?.editable !== true) refuse(d, 'not-allowed');
    else if (!isMoved(e, d) || to === undefined) continue;
    else if (!to.editable) refuse(d, 'outside-your-reach');
    else if (to.binned) refuseBinned(unit, e, d);
  }
}

/** The same for parts that go into the bin or out of it by themselves. */
export async function checkWholesOfMoves(
  unit: Unit,
  e: Entity,
  drafts: readonly WriteDraft[],
  verb: 'archive' | 'restore',
): Promise<void> {
  if (e.partOf === undefined || (verb === 'archive' && mayEditAll(unit, e))) return;
  const via = e.partOf;
  const asked = drafts.filter((d) => d.refusal === null);
  const wholes = await readWholes(
    unit,
    e,
    asked.map((d) => d.before![via]),
  );
  for (const d of asked) {
    const whole = wholes.get(d.before![via]);
    if (whole?.editable !== true) refuse(d, 'not-allowed');
    else if (whole.binned && verb === 'restore') refuseBinned(unit, e, d);
  }
}

function refuse(d: WriteDraft, code: 'not-allowed' | 'outside-your-reach'): void {
  d.refusal = { code, reason: problems[code].title };
}

function refuseBinned(unit: Unit, e: Entity, d: WriteDraft): void {
  const one = unit.catalog.entity(wholeOf(e)!).label.toLowerCase();
  d.refusal = { code: 'wrong-state', reason: `The ${one} is in the bin. Restore it first.` };
}
