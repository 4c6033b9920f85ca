// Whether a test of access leads beyond what somebody sees: whether it passes tells of the records it is about, and of the fields the rules it tries look at.
import type { Entity } from '../../contract/entity.ts';
import type { Filter } from '../../contract/filter.ts';
import type { Permission } from '../../contract/permission.ts';
import { Problem } from '../../contract/problem.ts';
import { type Principal, grantsOf } from '../principal.ts';
import { canonical } from '../records/codec.ts';
import { compileFilter } from '../records/filter-sql.ts';
import { seesAll } from '../records/visible.ts';
import type { Unit } from '../unit.ts';
import { reaches, readRecord } from './explain.ts';
import { unreadField } from './rule-asks.ts';

/** What of a test matters for that. */
export interface Asked {
  readonly permission: string;
  readonly record: string | null;
  readonly filter: Filter | null;
  readonly field: string | null;
}

const objectOf = (unit: Unit, { permission }: Asked): Entity | undefined =>
  unit.catalog.lookup(permission.split('.')[0]!);

async function assertSeen(unit: Unit, e: Entity, { record, filter, field }: Asked): Promise<void> {
  if (filter !== null) compileFilter(filter, unit.me, unit.catalog, e, 'r', unit.vault.keys);
  if (record !== null) {
    const stored = await readRecord(unit, e, record);
    if (stored === undefined || !reaches(unit.me, stored, 'view')) throw new Problem('not-found');
  } else if ((filter !== null || field !== null) && !seesAll(unit.me, e)) {
    throw new Problem(
      'not-allowed',
      `You do not see all ${e.labelPlural.toLowerCase()}, so no test of yours is about ${filter === null ? 'a field of theirs' : 'those of a filter'}.`,
    );
  }
}

/** Refuses where who acts does not see what it is about, or does not read what the rules of `who`, whom it is about, ask. */
export async function assertTold(unit: Unit, t: Asked, who: Principal | undefined): Promise<void> {
  const e = objectOf(unit, t);
  if (e === undefined || (t.record === null && t.filter === null && t.field === null)) return;
  await assertSeen(unit, e, t);
  if (who === undefined) return;
  const tried = [t.permission, `${e.name}.view`].flatMap((p) => grantsOf(who, p as Permission));
  const field = tried.map((g) => unreadField(unit.me, e, g.rows)).find((name) => name !== undefined);
  if (field === undefined) return;
  throw new Problem(
    'not-allowed',
    `A rule of theirs asks for ${e.fields[field]?.label ?? field}, which you may not read of every record you see, so no test of yours tries it.`,
  );
}

export async function isTold(unit: Unit, t: Asked, who: Principal | undefined): Promise<boolean> {
  try {
    await assertTold(unit, t, who);
    return true;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return false;
  }
}

/** What the outcome hangs on but for the records. */
export function rightsAsked(unit: Unit, t: Asked, who: Principal | undefined): string {
  const object = objectOf(unit, t)?.name;
  const grants = (who?.grants ?? []).filter(
    (g) => g.permission === t.permission || g.permission.split('.')[0] === object,
  );
  return canonical(
    grants.map(({ permission, rows, fields, otherFields }) => ({
      permission,
      rows,
      fields: Object.fromEntries(fields),
      otherFields,
    })),
  );
}
