// What was changed of how the company works, and by whom: fields, roles, rules, settings, keys, upgrades and the work of who runs the machine. Read from the
// ledger, so there is nothing that could differ from it.
import { type Difference, differencesIn } from '../../contract/difference.ts';
import { Problem } from '../../contract/problem.ts';
import { isId } from '../ids.ts';
import { undoDays } from '../operation.ts';
import { namesOfSaved } from '../totals/saved-desk.ts';
import { savedTotalsThing } from '../totals/saved-rows.ts';
import { may } from '../principal.ts';
import { type Sql, and, escapeLike, or, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { instant } from './conditions.ts';
import type { LedgerDetail } from './desk.ts';
import { type EntryRow, entryColumns, showDetails } from './shown.ts';

/** Kinds of change, by the families of their actions; `host.` is the work of who runs the machine. */
export const configurationKinds = {
  shape: ['shape.'],
  roles: ['role.', 'accessTest.'],
  people: ['member.', 'deputy.'],
  settings: ['settings.', 'network.', 'session.', 'guessing.', 'factor.', 'mail.', 'bin.'],
  exports: ['export.', 'import.'],
  keys: ['key.', 'application.'],
  approvals: ['approval.'],
  pipelines: ['pipeline.', 'stage.'],
  totals: ['totals.'],
  ledger: ['ledger.'],
  operator: ['host.'],
} as const;
export type ConfigurationKind = keyof typeof configurationKinds | 'other';

export interface ConfigurationQuery {
  readonly kind?: ConfigurationKind;
  /** who did it */
  readonly actor?: string;
  /** what it was done to: a role, a key, a field by its id */
  readonly about?: string;
  readonly from?: string;
  readonly to?: string;
}

export interface ConfigurationChange extends Omit<LedgerDetail, 'proof' | 'changes'> {
  readonly kind: ConfigurationKind;
  /** of a role, key or application: what it is called now, or was */
  readonly thing: string | null;
  /** its place in the log, which nobody can give to another; null until it is sealed */
  readonly number: number | null;
  readonly differences: readonly Difference[];
  /** whether its operation can be rolled back by now: not too long ago, not done already, and there is one */
  readonly operationState: 'open' | 'undone' | 'over' | 'none';
}

export interface ConfigurationPage {
  readonly rows: readonly ConfigurationChange[];
  readonly next: string | null;
}

/**
 * Everything that needed a right to administer, whatever came of it later: an action that is added is in it by the right it asks for. Left out is what
 * such rights are used for without changing how the company works; saved totals are in it as long as they are offered to others, which is what those rights
 * are for: what somebody keeps for himself is nobody's affair. The index ledger_configuration says the same.
 */
export const isConfiguration: Sql = sql`(l.outcome = 'done' and l.verb <> 'read'
  and (l.permission like 'admin.%' or l.action like 'host.%' or l.action = 'bin.setPolicy' or l.entity in ('pipeline', 'stage')
    or l.permission in ('tool.offer-totals', 'tool.manage-totals')))`;
export const isOther: Sql = sql`l.permission in ('admin.leaks', 'admin.privacy', 'admin.erasure', 'admin.reassign', 'admin.access')`;

const right = 'admin.history';

export interface ConfigurationDesk {
  /** newest first; needs admin.history */
  list(
    query: ConfigurationQuery,
    page: { readonly limit: number; readonly cursor?: string },
  ): Promise<ConfigurationPage>;
}

export function makeConfigurationDesk(unit: Unit): ConfigurationDesk {
  return { list: (query, page) => listConfiguration(unit, query, page) };
}

async function listConfiguration(
  unit: Unit,
  query: ConfigurationQuery,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string },
): Promise<ConfigurationPage> {
  unit.refuseUnless(may(unit.me, right), right);
  // An entry that says nothing but that something was done says nothing of what was changed.
  const where = [isConfiguration, sql`l.verb <> 'done'`, sql`not coalesce(${isOther}, false)`, ...conditionsOf(query)];
  if (cursor !== undefined) where.push(before(cursor));
  const rows = await unit.run<EntryRow>(sql`
    select ${sql.raw(entryColumns)} from core.ledger l
      left join core.ledger_leaf f on f.entry = l.id left join core.ledger_values v on v.entry = l.id
    where ${and(where)} order by l.at desc, l.id desc limit ${limit + 1}`);
  const page = rows.slice(0, limit);
  unit.rowsRead += page.length;
  const last = rows.length > limit ? page.at(-1)! : undefined;
  const [states, things] = [await operationStates(unit, page), await thingsOf(unit, page)];
  return {
    rows: (await showDetails(unit, page)).map((entry) => present(entry, states, things)),
    next: last === undefined ? null : Buffer.from(JSON.stringify([last.at, last.id])).toString('base64url'),
  };
}

function conditionsOf({ kind, actor, about, from, to }: ConfigurationQuery): Sql[] {
  const where: Sql[] = [];
  if (kind !== undefined) where.push(ofKind(kind));
  if (actor !== undefined) where.push(isId(actor) ? sql`l.actor = ${actor}::uuid` : sql`false`);
  if (about !== undefined) where.push(isId(about) ? sql`l.record = ${about}::uuid` : sql`l.entity = ${about}`);
  if (from !== undefined) where.push(sql`l.at >= ${instant(from)}`);
  if (to !== undefined) where.push(sql`l.at < ${instant(to)}`);
  return where;
}

function ofKind(kind: ConfigurationKind): Sql {
  const of = (families: readonly string[]): Sql =>
    or(families.map((family) => sql`l.action like ${`${escapeLike(family)}%`}`));
  if (kind === 'other') return sql`not ${of(Object.values(configurationKinds).flat())}`;
  return of(configurationKinds[kind]);
}

function kindOf(action: string): ConfigurationKind {
  const found = Object.entries(configurationKinds).find(([, families]) =>
    families.some((family) => action.startsWith(family)),
  );
  return (found?.[0] ?? 'other') as ConfigurationKind;
}

function before(cursor: string): Sql {
  try {
    const [at, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as [unknown, unknown];
    if (typeof at === 'string' && typeof id === 'string' && isId(id) && !Number.isNaN(Date.parse(at)))
      return sql`(l.at, l.id) < (${at}::timestamptz, ${id}::uuid)`;
  } catch {
    // no cursor of ours
  }
  throw new Problem('invalid-cursor');
}

type States = ReadonlyMap<string, ConfigurationChange['operationState']>;

async function operationStates(unit: Unit, rows: readonly EntryRow[]): Promise<States> {
  const ids = [...new Set(rows.map((row) => row.operation))];
  const found = await unit.run<{ id: string; at: Date; undone: boolean }>(
    sql`select id, at, undone_by is not null as undone from core.operation where id = any(${ids}::uuid[])`,
  );
  const oldest = unit.at.getTime() - undoDays * 86_400_000;
  return new Map(found.map(({ id, at, undone }) => [id, undone ? 'undone' : at.getTime() < oldest ? 'over' : 'open']));
}

/** Names of what is no record and has one of its own; of saved totals as far as one sees them. */
async function thingsOf(unit: Unit, rows: readonly EntryRow[]): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(rows.flatMap((row) => (row.record === null ? [] : [row.record])))];
  const found = await unit.run<{ id: string; name: string }>(sql`
    select id, name from core.role where id = any(${ids}::uuid[])
    union all select id, name from core.api_key where id = any(${ids}::uuid[])
    union all select id, name from core.application where id = any(${ids}::uuid[])`);
  const totals = rows.flatMap((row) => (row.entity === savedTotalsThing && row.record !== null ? [row.record] : []));
  return new Map([...found.map(({ id, name }) => [id, name] as const), ...(await namesOfSaved(unit, totals))]);
}

function present(
  entry: Omit<LedgerDetail, 'proof'>,
  states: States,
  things: ReadonlyMap<string, string>,
): ConfigurationChange {
  const { changes, ...rest } = entry;
  // Of a record the engine keeps it is the fields; of anything else what the entry says.
  const ofRecord = changes.map(({ label, before: was, after: is }) => ({ name: label, before: was, after: is }));
  return {
    ...rest,
    kind: kindOf(entry.action),
    thing: entry.record === null ? null : (things.get(entry.record) ?? null),
    number: entry.seq === null ? null : entry.seq + 1,
    differences: changes.length > 0 ? ofRecord : differencesIn(entry.values),
    operationState: states.get(entry.operation) ?? 'none',
  };
}
