// Tells a person by mail what happened to the own account, where mail can be sent; the ledger says it in any case.
import { asBrowser } from '../../contract/own-region.ts';
import { enqueue, mailLasts } from '../mail/queue.ts';
import { instantText } from '../mail/letters.ts';
import { openServer } from '../mail/server-row.ts';
import type { Unit } from '../unit.ts';

/** `what`: one sentence without its full stop, said of the past. */
export async function tellPerson(unit: Unit, userId: string, what: string): Promise<void> {
  if ((await openServer(unit, unit.vault.keys)) === null) return;
  const { rows } = await unit.query<{ name: string; email: string | null; zone: string }>(
    `select u.name, u.email, coalesce(nullif(o.time_zone, $2), r.time_zone) as zone
     from data."user" u cross join core.region r left join core.own_region o on o.user_id = u.id where u.id = $1`,
    [userId, asBrowser],
  );
  const person = rows[0];
  if (person === undefined || person.email === null) return;
  const values = {
    name: person.name,
    what,
    at: instantText(person.zone, unit.at),
    from: unit.purpose.address,
    url: `${unit.vault.origin}/account`,
  };
  const until = new Date(unit.at.getTime() + mailLasts);
  await enqueue(unit, { kind: 'security', to: { address: person.email, person: userId }, values, until });
}
