// Undoes operations from the ledger: a field goes back only where it still holds what the operation wrote, or where one says so anyway, through the same
// door as any change; configuration goes back through the functions that change it. An undo is an operation like any other, and can be undone.
import { Problem } from '../contract/problem.ts';
import type { SecurityClass } from '../contract/security-change.ts';
import { assertLevel } from './identity/factors/level.ts';
import { isId } from './ids.ts';
import { undoHolders } from './access/undo-holders.ts';
import { undoRoles } from './access/undo-roles.ts';
import {
  type Anyway,
  type Operation,
  type OperationDesk,
  type UndoPreview,
  type UndoRecord,
  type UndoResult,
  undoDays,
} from './operation.ts';
import { may } from './principal.ts';
import { undoMerges } from './records/undo-merge.ts';
import { visibleRows } from './records/visible.ts';
import { type Sql, and, sql } from './sql.ts';
import { type First, aboutOf } from './undo/about.ts';
import { classesOf, undoConfiguration } from './undo/configuration.ts';
import { type Plan, carryOut, planEntity } from './undo/plan.ts';
import { countTouched, readTouched } from './undo/touched.ts';
import type { Unit } from './unit.ts';

/** Records undone in one transaction at most; more goes in parts, as a job. */
export const undoAtOnce = 2000;

interface Wish {
  readonly cursor: string | null;
  readonly limit: number;
  readonly dry: boolean;
  readonly anyway: Anyway;
  readonly detailed: boolean;
}

const whole: Wish = { cursor: null, limit: undoAtOnce, dry: false, anyway: 'nothing', detailed: false };

export function makeOperationDesk(unit: Unit): OperationDesk {
  return {
    list: (query) => listOperations(unit, query),
    preview: async (id) => (await undo(unit, id, { ...whole, dry: true })).result,
    look: (id, cursor, limit, anyway) => look(unit, id, cursor, limit, anyway),
    undo: async (id, anyway = 'nothing') => (await undo(unit, id, { ...whole, anyway })).result,
    undoPart: (id, cursor, limit, { anyway = 'nothing', dry = false } = {}) =>
      undo(unit, id, { cursor, limit, dry, anyway, detailed: false }),
    classes: async (id) => {
      await checkOperation(unit, id, true);
      return await classesOf(unit, id);
    },
  };
}

interface OperationRow extends First {
  readonly id: string;
  readonly what: string;
  readonly at: Date;
  readonly actor: string;
  readonly own: string;
  readonly by: string | null;
  readonly key: string | null;
  readonly changes: number;
  readonly undoes: string | null;
  readonly undone_by: string | null;
}

async function readOperations(unit: Unit, where: Sql, limit: number): Promise<Operation[]> {
  const rows = await unit.run<OperationRow>(sql`
    select o.id, o.what, o.at, o.actor as own, first.entity, first.record, coalesce(k.owner, o.actor) as actor, u.name as by, k.name as key, o.undoes, o.undone_by,
      (select count(*) from core.ledger l where l.operation = o.id and l.record is not null and l.verb <> 'moved'
        and (l.version is not null or l.verb = 'roles set'))::int as changes
    from core.operation o left join core.api_key k on k.id = o.actor
      left join data."user" u on u.id = coalesce(k.owner, o.actor) and ${visibleRows(unit.me, unit.catalog.entity('user'), 'u')}
      left join lateral (select l.entity, l.record from core.ledger l where l.operation = o.id and l.record is not null
        and l.outcome = 'done' and l.verb <> 'moved' order by l.id limit 1) first on true
    where ${where} order by o.at desc, o.id desc limit ${limit}`);
  const about = await aboutOf(unit, rows);
  const others = may(unit.me, 'tool.undo-others');
  const mine = may(unit.me, 'tool.undo');
  return rows.map((r, n) => ({
    id: r.id,
    what: r.what,
    about: about[n]!,
    at: r.at.toISOString(),
    by: r.by === null ? null : { id: r.actor, title: r.key === null ? r.by : `${r.by} (${r.key})` },
    changes: r.changes,
    undoes: r.undoes,
    undoneBy: r.undone_by,
    undoUntil: undoUntil(r.at).toISOString(),
    mayUndo: mine && (r.own === unit.me.id || others),
  }));
}

/** Everybody's: of those one could undo, and with the right to read the ledger of all. */
async function listOperations(
  unit: Unit,
  { limit, all, before }: { readonly limit: number; readonly all: boolean; readonly before?: string | undefined },
): Promise<Operation[]> {
  const everybody = all && (may(unit.me, 'ledger.view') || may(unit.me, 'tool.undo-others'));
  if (before !== undefined && Number.isNaN(Date.parse(before))) throw new Problem('invalid-cursor');
  return await readOperations(
    unit,
    and([
      everybody ? sql`true` : sql`o.actor = ${unit.me.id}::uuid`,
      before === undefined ? sql`true` : sql`o.at < ${before}::timestamptz`,
    ]),
    limit,
  );
}

function undoUntil(at: Date): Date {
  return new Date(at.getTime() + undoDays * 86_400_000);
}

interface Undone {
  readonly result: UndoResult;
  readonly next: string | null;
  readonly records: UndoRecord[];
  readonly configuration: UndoRecord[];
}

async function undo(unit: Unit, id: string, wish: Wish): Promise<Undone> {
  const { cursor, limit, dry, anyway } = wish;
  await checkOperation(unit, id, cursor !== null);
  const { touched, next } = await readTouched(unit, id, cursor, limit);
  if (next !== null && cursor === null && limit >= undoAtOnce)
    throw new Problem('too-large', `More than ${undoAtOnce} records were changed; this is undone as a job.`);
  const result = { operation: id, back: 0, binned: 0, kept: [] as UndoResult['kept'][number][], keptCount: 0 };
  const plans: Plan[] = [];
  for (const list of Map.groupBy(touched, (t) => t.entity.name).values())
    plans.push(await planEntity(unit, list[0]!.entity, list, result, wish));
  if (!dry) {
    if (cursor === null) await assertProved(unit, id);
    unit.assertWrites();
    unit.undoes = id;
    if (next === null) markUndone(unit, id);
  }
  await carryOut(unit, plans, result, dry);
  const configuration: UndoRecord[] = [];
  if (cursor === null) {
    const tell = (record: UndoRecord): void => void configuration.push(record);
    await undoMerges(unit, id, result, !dry);
    await undoRoles(unit, id, false, result, !dry, tell);
    await undoHolders(unit, id, result, !dry, tell);
    await undoRoles(unit, id, true, result, !dry, tell);
    await undoConfiguration(unit, id, result, { dry, anyway, tell });
  }
  // Whoever could put nothing back has undone nothing: it stays to be undone by who may.
  if (!dry && result.back + result.binned === 0) unit.changed = false;
  return { result, next, records: plans.flatMap((p) => [...p.records.values()]), configuration };
}

/** What needs a fresh proof of who one is when it is done needs one when it is taken back. */
const proved: ReadonlySet<SecurityClass> = new Set([
  'members',
  'policy',
  'factors',
  'signin',
  'network',
  'mail',
  'keys',
  'applications',
]);

async function assertProved(unit: Unit, id: string): Promise<void> {
  const { signedIn } = unit.me;
  if (signedIn !== undefined && (await classesOf(unit, id)).some((name) => proved.has(name)))
    assertLevel(signedIn, { stepUp: true }, unit.at);
}

/**
 * The undoing operation's row is written when the unit ends, if it or one before it in the same job put anything back; what refers to it is written then.
 * What took something back and is taken back itself has undone nothing.
 */
function markUndone(unit: Unit, id: string): void {
  const isThere = 'exists (select from core.operation u where u.id = $2)';
  const values = [id, unit.operation];
  unit.finish.push(
    { text: `update core.operation set undone_by = $2 where id = $1 and ${isThere}`, values },
    {
      text: `update core.operation set undone_by = null where id = (select undoes from core.operation where id = $1) and undone_by = $1 and ${isThere}`,
      values,
    },
  );
}

/** Each record and field of one page; the counts are of all where that is not too much for one look. */
async function look(
  unit: Unit,
  id: string,
  cursor: string | null,
  limit: number,
  anyway: Anyway,
): Promise<UndoPreview> {
  const page = await undo(unit, id, { cursor, limit, dry: true, anyway, detailed: true });
  const total = await countTouched(unit, id);
  const all =
    cursor === null && page.next === null
      ? page.result
      : cursor === null && total <= undoAtOnce
        ? (await undo(unit, id, { ...whole, dry: true, anyway })).result
        : null;
  const [operation] = await readOperations(unit, sql`o.id = ${id}::uuid`, 1);
  return {
    operation: operation!,
    total,
    counts: all === null ? null : { back: all.back, binned: all.binned, kept: all.keptCount },
    records: page.records,
    configuration: page.configuration,
    next: page.next,
  };
}

async function checkOperation(unit: Unit, id: string, goingOn: boolean): Promise<void> {
  if (!isId(id)) throw new Problem('not-found');
  const { rows } = await unit.query<{ actor: string; at: Date; undone_by: string | null }>(
    'select actor, at, undone_by from core.operation where id = $1',
    [id],
  );
  const o = rows[0];
  if (o === undefined || (o.actor !== unit.me.id && !may(unit.me, 'tool.undo-others'))) throw new Problem('not-found');
  if (o.undone_by !== null && !goingOn) throw new Problem('wrong-state', 'This has already been undone.');
  if (undoUntil(o.at) < unit.at)
    throw new Problem(
      'wrong-state',
      `This happened more than ${undoDays} days ago and can no longer be undone as a whole.`,
    );
}
