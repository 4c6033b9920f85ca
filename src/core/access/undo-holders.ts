// Takes back who holds which role: where somebody still holds what the operation gave, through the same checks as giving and taking by hand.
import { setRoles } from '../identity/members.ts';
import { openValues } from '../ledger.ts';
import type { UndoRecord, UndoResult } from '../operation.ts';
import { may } from '../principal.ts';
import { findTitles } from '../records/titles.ts';
import type { Unit } from '../unit.ts';

interface Entry {
  readonly entry: string;
  readonly record: string;
  readonly plain: string | null;
  readonly sealed: Buffer | null;
  /** in the bin, or not there at all: nothing to give or to take */
  readonly gone: boolean;
  readonly held: readonly string[];
}

interface Held {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.toSorted().join('\n') === b.toSorted().join('\n');

/** Undefined: one of them is gone. */
export async function rolesByKey(unit: Unit, keys: readonly string[]): Promise<string[] | undefined> {
  const { rows } = await unit.query<{ id: string }>('select id from core.role where key = any($1)', [keys]);
  return rows.length === new Set(keys).size ? rows.map((row) => row.id) : undefined;
}

/** Why it stays; otherwise the roles to give back. */
async function planOf(unit: Unit, entry: Entry): Promise<string | readonly string[]> {
  if (!may(unit.me, 'admin.members')) return 'It needs the right to give and take roles.';
  const held = openValues(unit.vault.keys, entry) as unknown as Held | null;
  if (held === null) return 'What it was before has been erased.';
  if (!same(entry.held, held.after)) return 'Somebody has changed the roles since.';
  return (await rolesByKey(unit, held.before)) ?? 'One of the roles of before is gone.';
}

/** Adds to `result` what it did or would do. */
export async function undoHolders(
  unit: Unit,
  operation: string,
  result: { back: number; keptCount: number; kept: UndoResult['kept'][number][] },
  forReal: boolean,
  tell: (record: UndoRecord) => void,
): Promise<void> {
  const { rows } = await unit.query<Entry>(
    `select l.id as entry, l.record, v.plain, v.sealed, (u.id is null or u.archived_at is not null) as gone,
       coalesce((select jsonb_agg(r.key) from core.member_role m join core.role r on r.id = m.role_id where m.user_id = l.record), '[]') as held
     from core.ledger l left join core.ledger_values v on v.entry = l.id left join data."user" u on u.id = l.record
     where l.operation = $1 and l.verb = 'roles set' and l.entity = 'user' and l.outcome = 'done' order by l.id desc`,
    [operation],
  );
  const found = rows.filter((row) => !row.gone);
  const people = found.map((entry) => entry.record);
  const titles = await findTitles(unit, unit.catalog.entity('user'), people);
  for (const entry of found) {
    const plan = await planOf(unit, entry);
    let reason = typeof plan === 'string' ? plan : null;
    if (typeof plan !== 'string' && forReal) {
      const refused = await unit.attempt(() => setRoles(unit, entry.record, plan));
      reason = refused === null ? null : (refused.detail ?? refused.extras.errors?.[0]?.reason ?? refused.message);
    }
    const about = { entity: 'user', id: entry.record, title: titles.get(entry.record) ?? null };
    if (reason === null) result.back += 1;
    else {
      result.keptCount += 1;
      result.kept.push({ ...about, reason });
    }
    const held = openValues(unit.vault.keys, entry) as unknown as Held | null;
    const changed = held !== null && !same(entry.held, held.after);
    const field = {
      field: 'roles',
      label: 'Roles',
      back: held?.before ?? null,
      now: entry.held,
      changed,
      by: null,
      at: null,
    };
    tell({
      ...about,
      does: reason === null ? 'back' : 'stay',
      reason,
      fields: may(unit.me, 'admin.members') ? [field] : [],
    });
  }
}
