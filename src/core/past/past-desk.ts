// Makes the `past` of a Tx: lists, records and totals as they were at an instant. The question stands on record with its instant, as that of any action.
import type { Entity } from '../../contract/entity.ts';
import type { ListQuery } from '../../contract/filter.ts';
import { menuOf } from '../../contract/permission.ts';
import { Problem } from '../../contract/problem.ts';
import { isId } from '../ids.ts';
import { reachOf } from '../policy.ts';
import { may } from '../principal.ts';
import { groupRecords } from '../records/group.ts';
import { listRecords } from '../records/list.ts';
import { readRecords, viewRecord } from '../records/view.ts';
import { sql } from '../sql.ts';
import { savedThen } from '../totals/saved-then.ts';
import type { Unit } from '../unit.ts';
import type { Moment, PastDesk, PastPage, PastRecord, Since, ThingsChosen } from './desk.ts';
import { differenceOf } from './difference.ts';
import { recordsThen } from './fold.ts';
import { knownFrom, readInstant } from './instant.ts';
import { type LookBack, lookBack } from './look-back.ts';
import { lostValues, restoreField } from './restore-field.ts';
import { differing, previewOf, restoreRecords } from './restore.ts';
import type { Thing } from './thing.ts';
import { classesOfThings, restoreThings, thingsSince } from './things.ts';

export function makePastDesk(unit: Unit): PastDesk {
  return {
    reach: async () => {
      allow(unit);
      return { from: (await knownFrom(unit)).toISOString(), moments: await momentsOf(unit) };
    },
    model: async (at) => {
      allow(unit);
      const { relations, model } = await lookBack(unit, await readInstant(unit, at), []);
      return { me: relations.me, gaps: model.gaps };
    },
    list: (object, at, query) => list(unit, object, at, query),
    view: (object, id, at) => view(unit, object, id, at),
    group: async (object, at, keys, measures, query) => {
      const { look, e } = await open(unit, object, at, query);
      openMenu(unit, e);
      const answer = await groupRecords(look.unit, e, keys, measures, query);
      return answer;
    },
    totals: async (at) => {
      allow(unit);
      return await savedThen(await lookBack(unit, await readInstant(unit, at), []));
    },
    difference: async (object, at) => {
      const { look, e } = await open(unit, object, at, null);
      const answer = await differenceOf(look, e);
      return answer;
    },
    configuration: async (at) => {
      allow(unit);
      const { things, gaps } = await thingsSince(unit, await readInstant(unit, at));
      return { things: things.map(({ run: _, ...thing }) => thing), gaps };
    },
    restoreConfiguration: async (at, which) => {
      allow(unit);
      return await restoreThings(unit, await chosenThings(unit, at, which));
    },
    classes: async (at, which) => {
      allow(unit);
      return classesOfThings(await chosenThings(unit, at, which));
    },
    preview: async (object, at, which) => {
      assertInUse(unit, object);
      const { look, e } = await open(unit, object, at, which.query ?? null);
      const answer = await previewOf(look, e, which);
      return answer;
    },
    restore: async (object, at, ids, steps) => {
      assertInUse(unit, object);
      const { look, e } = await open(unit, object, at, null);
      return await restoreRecords(unit, look, e, ids, steps);
    },
    differing: async (object, at, which, step, after, most) => {
      const { look, e } = await lookAt(unit, object, at, which.query ?? null);
      // An object that was made since had no records then; those it has now stay.
      return e === undefined ? [] : await differing(look, e, which, step, after, most);
    },
    restoreField: async (at, field) => {
      allow(unit);
      return await restoreField(unit, await readInstant(unit, at), field);
    },
    lostValues: async (at, asked) => {
      allow(unit);
      return await lostValues(unit, await readInstant(unit, at), asked);
    },
  };
}

function allow(unit: Unit): void {
  unit.refuseUnless(may(unit.me, 'tool.time-machine'), 'tool.time-machine');
}

interface Look {
  readonly look: LookBack;
  readonly live: Entity;
  /** absent: the object was not there yet */
  readonly e: Entity | undefined;
  readonly at: Date;
}

/** An object of today, or one that is retired since. `asked`: what may look through references to other objects. */
async function lookAt(unit: Unit, object: string, text: string, asked: unknown): Promise<Look> {
  allow(unit);
  const at = await readInstant(unit, text);
  const look = await lookBack(unit, at, (me) => {
    const live = me.catalog.find(object);
    unit.refuseUnless(reachOf(me, live, 'view').rows.op !== 'none', `${live.name}.view`);
    return JSON.stringify(asked ?? null).includes('.') ? me.catalog.entities : [live];
  });
  return { look, live: look.live.catalog.find(object), e: look.model.catalog.lookup(object), at };
}

async function open(unit: Unit, object: string, text: string, asked: unknown): Promise<Look & { readonly e: Entity }> {
  const found = await lookAt(unit, object, text, asked);
  const { e, live } = found;
  if (e === undefined) throw new Problem('not-found', `${live.labelPlural} were not there yet.`);
  return { ...found, e };
}

/** What is retired is read, and not written to. */
function assertInUse(unit: Unit, object: string): void {
  if (unit.catalog.lookup(object) !== undefined) return;
  throw new Problem('wrong-state', 'This object is retired, or there is none. Bring the object back first.');
}

async function chosenThings(unit: Unit, text: string, which: ThingsChosen): Promise<Thing[]> {
  const { things } = await thingsSince(unit, await readInstant(unit, text));
  if ('made' in which) return things.filter((t) => t.kind !== 'other' && (which.made || t.did !== 'added'));
  const wanted = new Set(which.things.map((t) => `${t.kind} ${t.id}`));
  const chosen = things.filter((t) => wanted.has(`${t.kind} ${t.id}`));
  if (chosen.length < wanted.size) throw new Problem('not-found', 'One of these is as it was, or there is none.');
  return chosen;
}

function openMenu(unit: Unit, e: Entity): void {
  unit.refuseUnless(may(unit.me, menuOf(e)), menuOf(e));
}

async function list(unit: Unit, object: string, at: string, query: ListQuery): Promise<PastPage> {
  const { look, e } = await open(unit, object, at, query);
  openMenu(unit, e);
  const page = await listRecords(look.unit, e, query);
  unit.rowsRead += look.unit.rowsRead;
  const since = await sinceOf(
    look,
    e,
    page.rows.map((row) => row['id'] as string),
  );
  return { ...page, since: Object.fromEntries(since) };
}

/** What is not the same today, of rows that were shown. */
async function sinceOf({ unit, relations }: LookBack, e: Entity, ids: readonly string[]): Promise<Map<string, Since>> {
  if (ids.length === 0) return new Map();
  const rows = await unit.run<{ id: string; was: boolean; is: boolean; fields: string[] }>(sql`
    select r.id, r.archived_at is not null as was, r."archived$" is not null as is, r."differs$" as fields
    from ${relations.byId(e)} r where r.id = any(${[...ids]}::uuid[])`);
  return new Map(
    rows.flatMap(({ id, was, is, fields }) => {
      const moved = was === is ? null : is ? ('archived' as const) : ('restored' as const);
      return moved === null && fields.length === 0 ? [] : [[id, { moved, fields }] as const];
    }),
  );
}

async function view(unit: Unit, object: string, id: string, text: string): Promise<PastRecord> {
  const { look, e, at } = await open(unit, object, text, null);
  const live = look.live.catalog.find(object);
  const now = await viewRecord(look.live, live, id);
  const [was] = await readRecords(look.unit, e, [id]);
  const nothing: Since = { moved: null, fields: [] };
  if (was !== undefined) return { was, now, since: (await sinceOf(look, e, [id])).get(id) ?? nothing, state: 'known' };
  const told = (await recordsThen(look.live, live, [id], at)).get(id)?.was;
  if (told !== null && told !== undefined) throw new Problem('not-found');
  return { was: null, now, since: nothing, state: told === null ? 'not yet' : 'erased' };
}

/** Jobs that changed much; those of others only for who may read what everybody did. */
async function momentsOf(unit: Unit): Promise<Moment[]> {
  const all = may(unit.me, 'ledger.view');
  const rows = await unit.run<{ at: Date; kind: string; title: string; by: string }>(sql`
    select j.started_at as at, j.kind, j.title, j.user_id as by from core.job j
    where j.started_at is not null and j.status <> 'waiting' and j.kind = any(${[...largeWork]}::text[])
      and ${all ? sql`true` : sql`j.user_id = ${unit.me.id}::uuid`}
    order by j.started_at desc limit 60`);
  const users =
    rows.length === 0
      ? []
      : await readRecords(unit, unit.catalog.entity('user'), [...new Set(rows.map((r) => r.by))].filter(isId));
  const names = new Map(users.map((u) => [u['id'], u['title']]));
  return rows.map((r) => ({
    at: r.at.toISOString(),
    kind: r.kind,
    // A title may name a file or an object: it is for whoever started it.
    title: r.by === unit.me.id ? r.title : '',
    by: (names.get(r.by) as string | undefined) ?? null,
  }));
}

const largeWork = ['import.run', 'bulk', 'operation.undo', 'past.restore', 'member.handOver'] as const;
