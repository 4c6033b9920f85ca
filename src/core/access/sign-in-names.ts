// The address of a user is what he signs in with, and where links for a new password go: nobody changes that of a person who holds more than he does himself.
import type { Entity } from '../../contract/entity.ts';
import { covers } from '../identity/covers.ts';
import { isPerson } from '../principal.ts';
import { type WriteDraft, changesOf, isRefused } from '../records/draft.ts';
import { type RoleRow, grantsOfRole } from '../roles.ts';
import type { Unit } from '../unit.ts';

export async function checkSignInNames(unit: Unit, e: Entity, drafts: readonly WriteDraft[]): Promise<void> {
  if (e.name !== 'user' || !isPerson(unit.me)) return;
  const renamed = drafts.filter(
    (d) => !isRefused(d) && d.before !== null && d.id !== unit.me.self.id && changesOf(d).has('email'),
  );
  if (renamed.length === 0) return;
  const { rows } = await unit.query<RoleRow & { readonly person: string }>(
    `select m.user_id as person, r.id, r.key, r.name, r.grants from core.member_role m join core.role r on r.id = m.role_id
     where m.user_id = any($1::uuid[])`,
    [renamed.map((d) => d.id)],
  );
  const beyond = new Set(
    rows.filter((role) => !covers(unit.me, grantsOfRole(role, unit.catalog), unit.catalog)).map((role) => role.person),
  );
  for (const d of renamed) {
    if (!beyond.has(d.id)) continue;
    d.refusal = {
      code: 'not-allowed',
      reason:
        'This person holds more than you do: whoever changes the address they sign in with could take the account over.',
    };
  }
}
