// Saved tests of access: who may or may not do what. They run on every change of roles, and one that fails stops it.
import type { Filter } from '../../contract/filter.ts';
import { type Permission, type Verb, verbsOf } from '../../contract/permission.ts';
import { Problem, invalidField } from '../../contract/problem.ts';
import { isId, newId } from '../ids.ts';
import { fieldRightOn, mayReach } from '../policy.ts';
import { type Principal, may, zeroId } from '../principal.ts';
import { lazyRuleRow, readStored } from '../records/codec.ts';
import { compileFilter } from '../records/filter-sql.ts';
import { reachedRows } from '../records/visible.ts';
import { grantsOfRole } from '../roles.ts';
import { tableName } from '../schema/ddl.ts';
import { and, sql } from '../sql.ts';
import type { Unit } from '../unit.ts';
import { readPeople, withinModules } from './person.ts';
import { assertTold, isTold, rightsAsked } from './test-sight.ts';

export interface AccessTest {
  readonly id: string;
  readonly person: { readonly id: string; readonly title: string } | null;
  readonly role: { readonly id: string; readonly title: string } | null;
  readonly permission: string;
  readonly record: string | null;
  readonly filter: Filter | null;
  readonly field: string | null;
  readonly may: boolean;
  readonly note: string;
}

export interface AccessTestWish {
  readonly person?: string | null;
  readonly role?: string | null;
  readonly permission: string;
  readonly record?: string | null;
  readonly filter?: Filter | null;
  readonly field?: string | null;
  readonly may: boolean;
  readonly note: string;
}

export interface TestResult extends AccessTest {
  /** null: whoever asks does not see what it is about, and is not told */
  readonly passes: boolean | null;
  /** why it could not be tried, or not by whoever asks: that counts as failing */
  readonly trouble: string | null;
}

/** Who somebody would be: principals by person and by role, as they are or as they would be. */
export interface Cast {
  readonly person: (id: string) => Principal | undefined;
  readonly role: (id: string) => Principal | undefined;
}

const most = 200;

const text = `select t.id, case when t.person is null then null else jsonb_build_object('id', t.person, 'title', u.name) end as person,
  case when t.role is null then null else jsonb_build_object('id', t.role, 'title', r.name) end as role,
  t.permission, t.record, t.filter, t.field, t.may, t.note
from core.access_test t left join data."user" u on u.id = t.person left join core.role r on r.id = t.role order by t.id`;

export async function readTests(unit: Unit): Promise<AccessTest[]> {
  return (await unit.query<AccessTest>(text)).rows;
}

/** Somebody who holds nothing but this role: in no team and no territory, owner of nothing. */
export function holderOfRole(unit: Unit, role: { id: string; name: string; grants: unknown }): Principal {
  const grants = withinModules(grantsOfRole({ ...role, key: '' }, unit.catalog, {}));
  const self = { id: zeroId, selves: [zeroId], teammates: [zeroId], below: [zeroId], territories: [] };
  return { ...unit.me, kind: 'user', id: zeroId, name: role.name, grants, self, sessionId: null };
}

/** As the database has it in this transaction. */
export async function presentCast(unit: Unit, tests: readonly AccessTest[]): Promise<Cast> {
  const ids = tests.flatMap((t) => (t.person === null ? [] : [t.person.id]));
  const people = new Map((await readPeople(unit, ids)).map((p) => [p.id, p]));
  const { rows } = await unit.query<{ id: string; name: string; grants: unknown }>(
    'select id, name, grants from core.role',
  );
  const roles = new Map(rows.map((role) => [role.id, holderOfRole(unit, role)]));
  return { person: (id) => people.get(id), role: (id) => roles.get(id) };
}

async function holds(unit: Unit, who: Principal, t: AccessTest): Promise<boolean> {
  if (!may(who, t.permission as Permission)) return false;
  const [entity, verb] = t.permission.split('.') as [string, Verb];
  const e = unit.catalog.lookup(entity);
  if (e === undefined || (t.record === null && t.filter === null && t.field === null)) return true;
  if (t.record !== null) {
    const reached = and([sql`r.id = ${t.record}::uuid`, reachedRows(who, e, verb, 'r')]);
    const [found] = await unit.run(sql`select r.* from ${sql.raw(tableName(e))} r where ${reached}`);
    if (found === undefined) return false;
    const row = lazyRuleRow(e, readStored(unit.vault.keys, e, found));
    return mayReach(who, e, verb, row) && (t.field === null || fieldRightOn(who, e, t.field, row) !== 'hidden');
  }
  const asked = t.filter === null ? [] : [compileFilter(t.filter, unit.me, unit.catalog, e, 'r', unit.vault.keys)];
  const rows = await unit.run(
    sql`select r.* from ${sql.raw(tableName(e))} r where ${and([...asked, reachedRows(who, e, verb, 'r')])} limit ${t.field === null ? 1 : 50}`,
  );
  if (t.field === null) return rows.length > 0;
  return rows.some(
    (row) => fieldRightOn(who, e, t.field!, lazyRuleRow(e, readStored(unit.vault.keys, e, row))) !== 'hidden',
  );
}

const subject = (t: AccessTest, cast: Cast): Principal | undefined =>
  t.person === null ? cast.role(t.role!.id) : cast.person(t.person.id);

const foreign =
  'A saved test of access hangs on this, about records or fields you do not see. Somebody who sees them has to make the change.';

/** `before`: as things were before a change; what whoever asks may not be told of is not tried, and stops a change of the rights it is about. */
async function run(unit: Unit, t: AccessTest, cast: Cast, before: Cast | null): Promise<TestResult> {
  const who = subject(t, cast);
  if (!(await isTold(unit, t, who))) {
    const isOld = before === null || rightsAsked(unit, t, subject(t, before)) === rightsAsked(unit, t, who);
    return { ...t, passes: null, trouble: isOld ? null : foreign };
  }
  // Somebody who is not here any more may do nothing.
  if (who === undefined) return { ...t, passes: !t.may, trouble: null };
  try {
    return { ...t, passes: (await holds(unit, who, t)) === t.may, trouble: null };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { ...t, passes: false, trouble: error.detail ?? error.message };
  }
}

export async function runTests(
  unit: Unit,
  tests: readonly AccessTest[],
  cast: Cast,
  before: Cast | null = null,
): Promise<TestResult[]> {
  const results: TestResult[] = [];
  for (const t of tests) results.push(await run(unit, t, cast, before));
  return results;
}

function refuseFailed(results: readonly TestResult[]): void {
  if (results.some((t) => t.passes === null && t.trouble !== null)) throw new Problem('not-allowed', foreign);
  const failed = results.filter((t) => t.passes === false);
  if (failed.length === 0) return;
  const errors = failed.map((t) => ({ field: 'tests', code: 'access-test', reason: sentence(t) }));
  throw new Problem('access-test-fails', errors[0]!.reason, { errors });
}

/** Before a change of rights. What it answers is asked after the change, before its commit: it refuses where a test fails. */
export async function watchTests(unit: Unit): Promise<() => Promise<void>> {
  const old = await readTests(unit);
  const before = old.length === 0 ? null : await presentCast(unit, old);
  return async () => {
    const tests = await readTests(unit);
    if (tests.length > 0) refuseFailed(await runTests(unit, tests, await presentCast(unit, tests), before));
  };
}

export function sentence(t: AccessTest): string {
  const who = t.person?.title ?? `Whoever holds the role ${t.role?.title ?? ''}`;
  const what = t.field === null ? t.permission : `${t.permission} with ${t.field}`;
  const where =
    t.record !== null ? ` on the record ${t.record}` : t.filter !== null ? ' on the records of the filter' : '';
  return `${who} ${t.may ? 'must' : 'must not'} have ${what}${where}: ${t.note}`;
}

export interface AccessTestDesk {
  /** all of them, each tried now; with admin.roles */
  list(): Promise<TestResult[]>;
  /** with admin.grants, as the next one; one that fails now is refused */
  add(wish: AccessTestWish): Promise<AccessTest>;
  remove(id: string): Promise<void>;
}

export async function addTest(unit: Unit, wish: AccessTestWish, id = newId()): Promise<AccessTest> {
  unit.refuseUnless(may(unit.me, 'admin.grants'), 'admin.grants');
  unit.assertWrites();
  const { person = null, role = null, record = null, filter = null, field = null } = wish;
  if ((person === null) === (role === null))
    throw invalidField('person', 'one-of', 'A test is about one person or one role.');
  const [table, about] = person === null ? ['core.role', role] : ['data."user"', person];
  if ((await unit.query(`select 1 from ${table} where id = $1 for key share`, [about])).rowCount === 0)
    throw new Problem('not-found');
  const [entity, verb] = wish.permission.split('.') as [string, Verb];
  const e = unit.catalog.lookup(entity);
  const known = e === undefined ? may(unit.me, wish.permission as Permission) : verbsOf(e).includes(verb);
  if (!known) throw invalidField('permission', 'no-such-right', 'There is no such right, or you do not hold it.');
  if (e === undefined && (record !== null || filter !== null || field !== null))
    throw invalidField('permission', 'not-an-object', 'Only rights on objects are about records and fields.');
  if (field !== null && e!.fields[field] === undefined)
    throw invalidField('field', 'no-such-field', `There is no field "${field}".`);
  const { rows } = await unit.query<{ n: number }>('select count(*)::int as n from core.access_test');
  if (rows[0]!.n >= most) throw new Problem('too-large', `There may be at most ${most} tests of access.`);
  await unit.query(
    `insert into core.access_test (id, person, role, permission, record, filter, field, may, note, made_at, made_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      id,
      person,
      role,
      wish.permission,
      record,
      filter === null ? null : JSON.stringify(filter),
      field,
      wish.may,
      wish.note.trim(),
      unit.at,
      unit.me.id,
    ],
  );
  unit.ledger.add({
    verb: 'access test added',
    outcome: 'done',
    entity: 'accessTest',
    record: id,
    permission: 'admin.grants',
    values: { ...wish },
  });
  const added = (await readTests(unit)).find((t) => t.id === id)!;
  const cast = await presentCast(unit, [added]);
  await assertTold(unit, added, subject(added, cast));
  refuseFailed(await runTests(unit, [added], cast));
  return added;
}

export function makeAccessTestDesk(unit: Unit): AccessTestDesk {
  return {
    list: async () => {
      unit.refuseUnless(may(unit.me, 'admin.roles'), 'admin.roles');
      const tests = await readTests(unit);
      return runTests(unit, tests, await presentCast(unit, tests));
    },
    add: (wish) => addTest(unit, wish),
    remove: (id) => removeTest(unit, id),
  };
}

/** What it said stands on record, for the way back. */
export async function removeTest(unit: Unit, id: string): Promise<void> {
  unit.refuseUnless(may(unit.me, 'admin.grants'), 'admin.grants');
  unit.assertWrites();
  const { rows } = isId(id)
    ? await unit.query<Required<AccessTestWish>>(
        'delete from core.access_test where id = $1 returning person, role, permission, record, filter, field, may, note',
        [id],
      )
    : { rows: [] };
  if (rows[0] === undefined) throw new Problem('not-found');
  unit.ledger.add({
    verb: 'access test removed',
    outcome: 'done',
    entity: 'accessTest',
    record: id,
    permission: 'admin.grants',
    values: { test: rows[0] },
  });
}
