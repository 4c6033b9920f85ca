// Makes and uses one-time links: for one purpose of one person of one vault, kept as a hash, used up by choosing a password and by nothing else.
import { Problem } from '../../contract/problem.ts';
import { newToken } from '../ids.ts';
import type { Unit } from '../unit.ts';
import type { LinkPurpose, NewLink } from './desk.ts';
import { lasts } from './settings.ts';
import { tokenHash } from './tokens.ts';

/** Where the page that takes a link lives. The token is in the fragment, which browsers never send. */
export const linkPath = '/link';

/** A new link; older ones of the person stop working. */
export async function makeLink(unit: Unit, userId: string, purpose: LinkPurpose): Promise<NewLink> {
  const token = newToken();
  const expires = new Date(unit.at.getTime() + lasts[purpose]);
  await withdrawLinks(unit, userId);
  await unit.query(
    'insert into core.link (token_hash, purpose, user_id, made_by, made_at, expires_at) values ($1, $2, $3, $4, $5, $6)',
    [tokenHash(token), purpose, userId, unit.me.id, unit.at, expires],
  );
  unit.ledger.add({ verb: 'made a link', outcome: 'done', entity: 'user', record: userId, values: { purpose } });
  return { url: `${unit.vault.origin}${linkPath}#${token}`, expiresAt: expires.toISOString() };
}

export async function withdrawLinks(unit: Unit, userId: string): Promise<void> {
  await unit.query('delete from core.link where user_id = $1 and used_at is null', [userId]);
}

/** Uses the link up; of several at the same moment one gets it, the others link-invalid. */
export async function takeLink(unit: Unit, link: Buffer): Promise<{ userId: string; purpose: LinkPurpose }> {
  const { rows } = await unit.query<{ userId: string; purpose: LinkPurpose }>(
    `update core.link set used_at = $2 where token_hash = $1 and used_at is null and expires_at > $2
     returning user_id as "userId", purpose`,
    [link, unit.at],
  );
  if (rows[0] === undefined) throw new Problem('link-invalid');
  return rows[0];
}
