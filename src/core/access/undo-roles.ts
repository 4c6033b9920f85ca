// Takes changes of roles back: where a role still says what the operation wrote, through the same checks as any change of a role.
import { openValues } from '../ledger.ts';
import type { UndoRecord, UndoResult } from '../operation.ts';
import { may } from '../principal.ts';
import { canonical } from '../records/codec.ts';
import { type RoleGrants, grantsOfRole } from '../roles.ts';
import type { Unit } from '../unit.ts';
import { assertTests } from './access-tests.ts';
import { assertAgreed } from './agreed.ts';
import { assertWithin } from './assert-within.ts';
import { type FullRole, deleteRole, insertRole, noteRole, readRoles, writeRole } from './roles-desk.ts';

interface Entry {
  readonly entry: string;
  readonly record: string;
  readonly verb: 'created' | 'edited' | 'removed';
  readonly version: number;
  readonly plain: string | null;
  readonly sealed: Buffer | null;
}

type Changes = Readonly<Record<string, readonly [unknown, unknown]>>;

const same = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

/** Why it stays as it is; null: it goes back. */
function hindrance(
  unit: Unit,
  change: Entry,
  changes: Changes | undefined,
  present: FullRole | undefined,
): string | null {
  if (!may(unit.me, 'admin.grants')) return 'It needs the right to change roles.';
  if (changes === undefined) return 'What it was before has been erased.';
  if (change.verb === 'removed') return present === undefined ? null : 'It is there again.';
  if (present === undefined) return 'It is gone.';
  const changed = Object.entries(changes).some(([field, [, after]]) => !same(present[field as 'name'], after));
  return changed ? 'Somebody has changed it since.' : null;
}

function before(changes: Changes): { name?: string; help?: string; grants?: RoleGrants } {
  return Object.fromEntries(Object.entries(changes).map(([field, [was]]) => [field, was]));
}

async function putBack(unit: Unit, change: Entry, changes: Changes, present: FullRole | undefined): Promise<void> {
  const held = (name: string, grants: unknown): void =>
    assertWithin(unit, grantsOfRole({ id: '', key: '', name, grants }, unit.catalog), `The role "${name}"`);
  if (present !== undefined) held(present.name, present.grants);
  if (change.verb === 'created') return deleteRole(unit, present!, null);
  const was = before(changes);
  if (was.grants !== undefined) held(was.name ?? present?.name ?? '', was.grants);
  if (change.verb === 'edited') return writeRole(unit, present!, was, null);
  const { name, help, grants, key } = was as { name: string; help: string; grants: RoleGrants; key: string };
  const version = change.version + 1;
  await insertRole(unit, { id: change.record, key, name, help, grants, version });
  noteRole(
    unit,
    'created',
    { id: change.record, version },
    { name: [null, name], help: [null, help], grants: [null, grants] },
    null,
  );
}

/** Adds to `result` what it did or would do. Where the policy asks for a second administrator, the undo itself was asked for. */
export async function undoRoles(
  unit: Unit,
  operation: string,
  result: { back: number; keptCount: number; kept: UndoResult['kept'][number][] },
  forReal: boolean,
  tell: (record: UndoRecord) => void,
): Promise<void> {
  const { rows } = await unit.query<Entry>(
    `select l.id as entry, l.record, l.verb, l.version, v.plain, v.sealed from core.ledger l
     left join core.ledger_values v on v.entry = l.id
     where l.operation = $1 and l.record is not null and l.version is not null and l.entity = 'role' and l.outcome = 'done' order by l.id desc`,
    [operation],
  );
  if (rows.length === 0) return;
  const present = new Map((await readRoles(unit)).map((role) => [role.id, role]));
  for (const change of rows) {
    const changes = openValues(unit.vault.keys, change)?.['changes'] as Changes | undefined;
    const role = present.get(change.record);
    let reason = hindrance(unit, change, changes, role);
    if (reason === null && forReal) {
      const refused = await unit.attempt(async () => {
        await assertAgreed(unit, 'roles');
        await putBack(unit, change, changes!, role);
        await assertTests(unit);
      });
      reason = refused === null ? null : (refused.detail ?? refused.extras.errors?.[0]?.reason ?? refused.message);
    }
    const about = { entity: 'role', id: change.record, title: role?.name ?? null };
    if (reason === null) result.back += 1;
    else {
      result.keptCount += 1;
      result.kept.push({ ...about, reason });
    }
    const does = reason !== null ? 'stay' : change.verb === 'created' ? 'bin' : 'back';
    tell({ ...about, does, reason, fields: fieldsOf(changes, role) });
  }
}

const labels: Readonly<Record<string, string>> = { name: 'Name', help: 'Help', grants: 'What it allows' };

function fieldsOf(changes: Changes | undefined, role: FullRole | undefined): UndoRecord['fields'] {
  return Object.entries(changes ?? {})
    .filter(([field]) => Object.hasOwn(labels, field))
    .map(([field, [was, is]]) => {
      const now = role?.[field as 'name'] ?? null;
      const changed = role !== undefined && !same(now, is);
      return { field, label: labels[field]!, back: was ?? null, now, changed, by: null, at: null };
    });
}
