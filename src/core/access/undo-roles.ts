// Takes changes of roles back: where a role still says what the operation wrote, through the same checks as any change of a role.
import { openValues } from '../ledger.ts';
import type { UndoRecord, UndoResult } from '../operation.ts';
import { may } from '../principal.ts';
import { canonical } from '../records/codec.ts';
import { type RoleGrants, grantsOfRole } from '../roles.ts';
import type { Unit } from '../unit.ts';
import { watchTests } from './access-tests.ts';
import { assertAgreed } from './agreed.ts';
import { assertWithin } from './assert-within.ts';
import { type FullRole, assertNameFree, deleteRole, insertRole, noteRole, readRoles, writeRole } from './roles-desk.ts';

interface Entry {
  readonly entry: string;
  readonly record: string;
  readonly verb: 'created' | 'edited' | 'removed';
  readonly version: number;
  readonly plain: string | null;
  readonly sealed: Buffer | null;
}

export type RoleChanges = Readonly<Record<string, readonly [unknown, unknown]>>;

const same = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

/** Why it stays as it is; null: it goes back. */
function hindrance(
  unit: Unit,
  change: Entry,
  changes: RoleChanges | undefined,
  present: FullRole | undefined,
): string | null {
  if (!may(unit.me, 'admin.grants')) return 'It needs the right to change roles.';
  if (changes === undefined) return 'What it was before has been erased.';
  if (change.verb === 'removed') return present === undefined ? null : 'It is there again.';
  if (present === undefined) return 'It is gone.';
  const changed = Object.entries(changes).some(([field, [, after]]) => !same(present[field as 'name'], after));
  return changed ? 'Somebody has changed it since.' : null;
}

export function roleBefore(changes: RoleChanges): RoleDoc {
  return Object.fromEntries(Object.entries(changes).map(([field, [was]]) => [field, was]));
}

/** What a role was; of one that is there now only what is to be put back. */
export interface RoleDoc {
  readonly name?: string;
  readonly help?: string;
  readonly grants?: RoleGrants;
  readonly key?: string;
}

/** Makes a role what it was, within what who acts holds; `was` null: it was not there. `version`: the one it gets where it is made anew. */
export async function putRole(
  unit: Unit,
  { id, version }: { readonly id: string; readonly version: number },
  was: RoleDoc | null,
  present: FullRole | undefined,
): Promise<void> {
  const held = (name: string, grants: unknown): void =>
    assertWithin(unit, grantsOfRole({ id: '', key: '', name, grants }, unit.catalog), `The role "${name}"`);
  if (present !== undefined) held(present.name, present.grants);
  if (was === null) return deleteRole(unit, present!, null);
  if (was.grants !== undefined) held(was.name ?? present?.name ?? '', was.grants);
  if (was.name !== undefined) await assertNameFree(unit, was.name, id);
  if (present !== undefined) return writeRole(unit, present, was, null);
  const { name, help, grants, key } = was as Required<RoleDoc>;
  await insertRole(unit, { id, key, name, help, grants, version });
  const changes = { name: [null, name], help: [null, help], grants: [null, grants] } as const;
  noteRole(unit, 'created', { id, version }, changes, null);
}

function putBack(unit: Unit, change: Entry, changes: RoleChanges, present: FullRole | undefined): Promise<void> {
  const was = change.verb === 'created' ? null : roleBefore(changes);
  return putRole(unit, { id: change.record, version: change.version + 1 }, was, present);
}

/**
 * Adds to `result` what it did or would do. Where the policy asks for a second administrator, the undo itself was asked for. `made`: roles the operation
 * made, which go once nobody holds them; or all others, which have to be there before somebody is given them.
 */
export async function undoRoles(
  unit: Unit,
  operation: string,
  made: boolean,
  result: { back: number; keptCount: number; kept: UndoResult['kept'][number][] },
  forReal: boolean,
  tell: (record: UndoRecord) => void,
): Promise<void> {
  const { rows } = await unit.query<Entry>(
    `select l.id as entry, l.record, l.verb, l.version, v.plain, v.sealed from core.ledger l
     left join core.ledger_values v on v.entry = l.id
     where l.operation = $1 and l.record is not null and l.version is not null and l.entity = 'role' and l.outcome = 'done'
       and (l.verb = 'created') = $2 order by l.id desc`,
    [operation, made],
  );
  if (rows.length === 0) return;
  const present = new Map((await readRoles(unit)).map((role) => [role.id, role]));
  for (const change of rows) {
    const changes = openValues(unit.vault.keys, change)?.['changes'] as RoleChanges | undefined;
    const role = present.get(change.record);
    let reason = hindrance(unit, change, changes, role);
    if (reason === null && forReal) {
      const refused = await unit.attempt(async () => {
        await assertAgreed(unit, 'roles');
        const assertTests = await watchTests(unit);
        await putBack(unit, change, changes!, role);
        await assertTests();
      });
      reason = refused === null ? null : (refused.detail ?? refused.extras.errors?.[0]?.reason ?? refused.message);
    }
    const isSeen = may(unit.me, 'admin.roles') || may(unit.me, 'admin.grants');
    const about = { entity: 'role', id: change.record, title: isSeen ? (role?.name ?? null) : null };
    if (reason === null) result.back += 1;
    else {
      result.keptCount += 1;
      result.kept.push({ ...about, reason });
    }
    const does = reason !== null ? 'stay' : change.verb === 'created' ? 'bin' : 'back';
    tell({ ...about, does, reason, fields: isSeen ? fieldsOf(changes, role) : [] });
  }
}

const labels: Readonly<Record<string, string>> = { name: 'Name', help: 'Help', grants: 'What it allows' };

function fieldsOf(changes: RoleChanges | undefined, role: FullRole | undefined): UndoRecord['fields'] {
  return Object.entries(changes ?? {})
    .filter(([field]) => Object.hasOwn(labels, field))
    .map(([field, [was, is]]) => {
      const now = role?.[field as 'name'] ?? null;
      const changed = role !== undefined && !same(now, is);
      return { field, label: labels[field]!, back: was ?? null, now, changed, by: null, at: null };
    });
}
