// Teams and territories are trees that decide who reaches what: nobody brings a branch below one of his own who could not put himself there.
import type { Entity } from '../../contract/entity.ts';
import { fieldRightOn } from '../policy.ts';
import { isPerson } from '../principal.ts';
import { tableName } from '../schema/ddl.ts';
import type { Unit } from '../unit.ts';
import { lazyRuleRow, readStored } from './codec.ts';
import { type WriteDraft, isRefused } from './draft.ts';

/** What belongs to a branch comes within reach of everybody above it; whoever may say in which teams he himself is has that power already. */
export async function checkTrees(unit: Unit, e: Entity, drafts: readonly WriteDraft[]): Promise<void> {
  const name = e.name === 'team' ? 'teams' : e.name === 'territory' ? 'territories' : null;
  if (name === null || !isPerson(unit.me)) return;
  const moved = drafts.filter(
    (d) => !isRefused(d) && d.before !== null && d.after['parent'] !== null && d.after['parent'] !== d.before['parent'],
  );
  if (moved.length === 0 || (await mayPlaceOneself(unit, name))) return;
  const mine = await ownBranches(unit, e, name);
  for (const d of moved) {
    if (!mine.has(d.after['parent'] as string) || mine.has(d.id)) continue;
    d.refusal = {
      code: 'outside-your-reach',
      reason: `It would come to stand below a ${e.label.toLowerCase()} of your own, and what belongs to it within your reach. Somebody else has to move it.`,
    };
  }
}

async function mayPlaceOneself(unit: Unit, field: 'teams' | 'territories'): Promise<boolean> {
  const user = unit.catalog.entity('user');
  const { rows } = await unit.query('select * from data."user" where id = $1', [unit.me.self.id]);
  if (rows[0] === undefined) return false;
  return (
    fieldRightOn(unit.me, user, field, lazyRuleRow(user, readStored(unit.vault.keys, user, rows[0])), 'assign') ===
    'edit'
  );
}

/** Those one is in, and all below them. */
async function ownBranches(unit: Unit, e: Entity, field: 'teams' | 'territories'): Promise<ReadonlySet<string>> {
  const { rows } = await unit.query<{ id: string }>(
    `with recursive tree as (
       select (t ->> 'id')::uuid as id from data."user" u, jsonb_array_elements(u.${field}) t where u.id = $1
       union select c.id from ${tableName(e)} c join tree on c.parent = tree.id)
     select id from tree`,
    [unit.me.self.id],
  );
  return new Set(rows.map((row) => row.id));
}
