// Questions to the ledger that are kept: one's own, and those shared with everybody who may read it. Name and question lie sealed.
import { parseLedgerQuery } from '../../contract/ledger-query.ts';
import { Problem, invalidField } from '../../contract/problem.ts';
import { readPeople } from '../access/person.ts';
import { seal, unseal } from '../crypto/seal.ts';
import { isId, newId } from '../ids.ts';
import { makeNoticeDesk } from '../notices.ts';
import { may } from '../principal.ts';
import { findTitles } from '../records/titles.ts';
import type { Unit } from '../unit.ts';
import { alertsChanged } from './alert-hints.ts';
import type { Alert, SavedSearch, SearchDesk, SearchWish } from './searches.ts';

const ownMost = 100;
/** In one tenant: each costs a question to the ledger every quarter of a minute in which something happens. */
const alertsMost = 50;

interface Row {
  readonly id: string;
  readonly owner: string;
  readonly shared: boolean;
  readonly sealed: Buffer;
  readonly count: number | null;
  readonly minutes: number | null;
  readonly people: string[];
  readonly told_at: Date | null;
}

export const searchColumns =
  'id, owner, shared, sealed, alert_count as count, alert_minutes as minutes, alert_people as people, told_at';

interface Doc {
  readonly name: string;
  readonly query: string;
  readonly looks: boolean;
}

export function makeSearchDesk(unit: Unit): SearchDesk {
  return {
    list: () => list(unit),
    save: (wish) => save(unit, wish),
    change: (id, wish) => change(unit, id, wish),
    remove: (id) => remove(unit, id),
    raise: (id, found) => raise(unit, id, found),
  };
}

const placeOf = (unit: Unit, id: string): string => `${unit.vault.id}/core.saved_search/${id}`;

/** Also read by what watches; throws a `SealError` where it does not open. */
export function openSearch(vault: Unit['vault'], row: { readonly id: string; readonly sealed: Buffer }): Doc {
  const place = `${vault.id}/core.saved_search/${row.id}`;
  return JSON.parse(unseal(vault.keys.purpose('ledger'), row.sealed, place).toString('utf8')) as Doc;
}

async function list(unit: Unit): Promise<SavedSearch[]> {
  const { me } = unit;
  const sees = may(me, 'ledger.view');
  const { rows } = await unit.query<Row>(
    `select ${searchColumns} from core.saved_search where owner = $1 or (shared and $2) order by id`,
    [me.self.id, sees],
  );
  const ids = [...new Set(rows.flatMap((row) => [row.owner, ...row.people]))];
  const people = new Map((await readPeople(unit, ids)).map((person) => [person.id, person]));
  const titles = await findTitles(unit, unit.catalog.entity('user'), ids);
  const reads = (id: string): boolean => people.has(id) && may(people.get(id)!, 'ledger.view');
  return rows.map((row) => {
    const { name, query, looks } = openSearch(unit.vault, row);
    const mine = row.owner === me.self.id;
    return {
      id: row.id,
      name,
      query,
      looks,
      shared: row.shared,
      mine,
      owner: titles.get(row.owner) ?? null,
      mayChange: mayChange(unit, row),
      alert:
        row.count === null
          ? null
          : {
              count: row.count,
              minutes: row.minutes!,
              people: row.people.map((id) => ({
                id,
                title: titles.get(id) ?? null,
                told: reads(id),
              })),
              // It counts what its owner may see: without the right that is not what it was made for.
              works: reads(row.owner),
              toldAt: row.told_at?.toISOString() ?? null,
            },
    };
  });
}

function mayChange(unit: Unit, row: Pick<Row, 'owner' | 'shared'>): boolean {
  return row.owner === unit.me.self.id || (row.shared && may(unit.me, 'admin.ledger'));
}

/** What cannot be asked, shared or told by this person is refused. */
async function check(unit: Unit, wish: SearchWish): Promise<void> {
  const { wrong } = parseLedgerQuery(wish.query);
  if (wrong !== null) throw invalidField('query', 'invalid', wrong.says);
  const needs = wish.shared || wish.alert !== null;
  unit.refuseUnless(!needs || may(unit.me, 'ledger.view'), 'ledger.view');
  if (wish.alert === null) return;
  const people = new Map((await readPeople(unit, wish.alert.people)).map((person) => [person.id, person]));
  const strange = wish.alert.people.find((id) => !people.has(id) || !may(people.get(id)!, 'ledger.view'));
  if (strange !== undefined)
    throw invalidField('alert', 'not-allowed', 'Only people who may read the ledger can be told.');
}

function sealed(unit: Unit, id: string, { name, query, looks }: SearchWish): Buffer {
  const doc: Doc = { name, query, looks };
  return seal(unit.vault.keys.purpose('ledger'), Buffer.from(JSON.stringify(doc)), placeOf(unit, id));
}

function alertValues(alert: Alert | null): [number | null, number | null, readonly string[]] {
  return alert === null ? [null, null, []] : [alert.count, alert.minutes, [...new Set(alert.people)]];
}

function said({ name, query, shared, alert }: SearchWish): Record<string, unknown> {
  return { name, query, shared, alert };
}

async function save(unit: Unit, wish: SearchWish): Promise<string> {
  await check(unit, wish);
  unit.assertWrites();
  const { rows } = await unit.query<{ own: number; alerts: number }>(
    `select count(*) filter (where owner = $1) as own, count(*) filter (where alert_count is not null) as alerts from core.saved_search`,
    [unit.me.self.id],
  );
  if (rows[0]!.own >= ownMost) throw new Problem('wrong-state', `You keep ${ownMost} already; remove one first.`);
  if (wish.alert !== null && rows[0]!.alerts >= alertsMost)
    throw new Problem('wrong-state', `${alertsMost} searches watch already; let one of them rest first.`);
  const id = newId();
  await unit.query(
    `insert into core.saved_search (id, owner, shared, sealed, alert_count, alert_minutes, alert_people, told_at, made_at, changed_at)
     values ($1, $2, $3, $4, $5, $6, $7, null, $8, $8)`,
    [id, unit.me.self.id, wish.shared, sealed(unit, id, wish), ...alertValues(wish.alert), unit.at],
  );
  unit.ledger.add({ verb: 'search saved', outcome: 'done', values: { search: id, ...said(wish) } });
  unit.afterCommit.push(() => alertsChanged(unit.vault.id));
  return id;
}

async function find(unit: Unit, id: string): Promise<Row> {
  const { rows } = isId(id)
    ? await unit.query<Row>(`select ${searchColumns} from core.saved_search where id = $1 for update`, [id])
    : { rows: [] };
  const row = rows[0];
  const visible = row !== undefined && (row.owner === unit.me.self.id || (row.shared && may(unit.me, 'ledger.view')));
  if (!visible) throw new Problem('not-found');
  unit.refuseUnless(mayChange(unit, row), 'admin.ledger');
  return row;
}

async function change(unit: Unit, id: string, wish: SearchWish): Promise<void> {
  const row = await find(unit, id);
  await check(unit, wish);
  unit.assertWrites();
  await unit.query(
    `update core.saved_search set shared = $2, sealed = $3, alert_count = $4, alert_minutes = $5, alert_people = $6, changed_at = $7
     where id = $1`,
    [id, wish.shared, sealed(unit, row.id, wish), ...alertValues(wish.alert), unit.at],
  );
  unit.ledger.add({ verb: 'search changed', outcome: 'done', values: { search: id, ...said(wish) } });
  unit.afterCommit.push(() => alertsChanged(unit.vault.id));
}

async function remove(unit: Unit, id: string): Promise<void> {
  const row = await find(unit, id);
  unit.assertWrites();
  await unit.query('delete from core.saved_search where id = $1', [row.id]);
  unit.ledger.add({
    verb: 'search removed',
    outcome: 'done',
    values: { search: id, name: openSearch(unit.vault, row).name },
  });
  unit.afterCommit.push(() => alertsChanged(unit.vault.id));
}

/** Tells those it names, as far as they may read the ledger now; once for what was counted. */
async function raise(unit: Unit, id: string, found: number): Promise<void> {
  unit.refuseUnless(unit.me.kind === 'system', 'system');
  unit.assertWrites();
  const { rows } = await unit.query<Row>(
    `update core.saved_search set told_at = $2 where id = $1 and alert_count is not null returning ${searchColumns}`,
    [id, unit.at],
  );
  const row = rows[0];
  if (row === undefined) return;
  const { name } = openSearch(unit.vault, row);
  const notice = { kind: 'search', search: id, name, found, minutes: row.minutes! } as const;
  const told = await makeNoticeDesk(unit).tell('ledger.view', `search ${id}`, notice, row.people);
  unit.ledger.add({
    verb: 'alert raised',
    outcome: 'done',
    values: { search: id, name, found, minutes: row.minutes, told },
  });
}
