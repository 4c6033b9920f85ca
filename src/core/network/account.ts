// Whether an account may be signed in to from an address: asked on the porch, before any password is looked at.
import type { Queryable } from '../pg.ts';
import type { RoleRow } from '../roles.ts';
import type { Vault } from '../vault.ts';
import { now } from '../clock.ts';
import { countNetwork } from './counts.ts';
import { comerOf, readNetwork } from './networks.ts';
import { verdictFor } from './verdict.ts';

const rolesOf = `select r.id, r.grants from core.member_role m join core.role r on r.id = m.role_id where m.user_id = $1`;

const nobody = '00000000-0000-0000-0000-000000000000';

/** The same questions whether there is such a person or not. `address` null: not from a network at all. */
export async function accountMayCome(
  q: Queryable,
  vault: Vault,
  person: string | undefined,
  address: string | null,
): Promise<boolean> {
  if (address === null) return true;
  const rules = await readNetwork(q);
  const { strict } = rules.actingAt(now());
  if (strict.length === 0) return true;
  const { rows } = await q.query<RoleRow>(rolesOf, [person ?? nobody]);
  const { allowed } = verdictFor(strict, comerOf(person ?? nobody, rows), address);
  if (!allowed && person !== undefined) countNetwork(vault, address, 'refused', person);
  return allowed;
}
