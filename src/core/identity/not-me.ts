// Sign-ins of the last weeks, and what happens when one of them was somebody else.
import { Problem } from '../../contract/problem.ts';
import { isId } from '../ids.ts';
import { makeNoticeDesk } from '../notices.ts';
import type { Unit } from '../unit.ts';
import type { SignInInfo } from './desk.ts';
import { withdrawLinks } from './links.ts';
import { tellPerson } from './tell-person.ts';

interface Row {
  readonly id: string;
  readonly created_at: Date;
  readonly address: string | null;
  readonly user_agent: string | null;
  readonly how: string[];
  readonly ended_at: Date | null;
}

export async function signInsOf(unit: Unit, userId: string): Promise<SignInInfo[]> {
  const { rows } = await unit.query<Row>(
    `select id, created_at, host(address) as address, user_agent, how,
       case when ended_at is not null then ended_at
            when least(expires_at, last_seen_at + idle) <= $2 then least(expires_at, last_seen_at + idle) end as ended_at
     from core.session where user_id = $1 and level = 'full' order by created_at desc, id desc limit 100`,
    [userId, unit.at],
  );
  return rows.map((row) => ({
    id: row.id,
    at: row.created_at.toISOString(),
    address: row.address,
    userAgent: row.user_agent,
    how: row.how,
    endedAt: row.ended_at?.toISOString() ?? null,
    current: row.id === unit.me.sessionId,
  }));
}

/** When it began; refuses with not-found for one that is not one's own, and for the one at hand. */
export async function signInOf(unit: Unit, userId: string, session: string): Promise<Date> {
  if (session === unit.me.sessionId) throw new Problem('wrong-state', 'This is the session you are in.');
  const { rows } = isId(session)
    ? await unit.query<{ created_at: Date }>('select created_at from core.session where id = $1 and user_id = $2', [
        session,
        userId,
      ])
    : { rows: [] };
  if (rows[0] === undefined) throw new Problem('not-found');
  return rows[0].created_at;
}

/** The password is another already, and with it all other sessions and devices are gone: now what whoever it was may have left behind. */
export async function disown(unit: Unit, userId: string, session: string, began: Date): Promise<void> {
  await withdrawLinks(unit, userId);
  const { rowCount } = await unit.query('delete from core.factor where user_id = $1 and made_at >= $2', [
    userId,
    began,
  ]);
  await unit.query('delete from core.recovery_code where user_id = $1', [userId]);
  await unit.query('delete from core.device where user_id = $1 and lost is null', [userId]);
  await unit.query('update core.credential set renew_factor_at = $2 where user_id = $1', [userId, unit.at]);
  const values = { session, began: began.toISOString(), factors: rowCount };
  unit.ledger.add({ verb: 'was not me', outcome: 'done', entity: 'user', record: userId, values });
  const doc = { kind: 'not-me', name: unit.me.name, session };
  await makeNoticeDesk(unit).tell('admin.members', `not-me/${session}`, doc);
  await tellPerson(
    unit,
    userId,
    'You said of a sign-in that it was not you: your password was changed and every other session has ended',
  );
}
