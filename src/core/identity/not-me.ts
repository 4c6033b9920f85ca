// Sign-ins of the last weeks, and what happens when one of them was somebody else.
import { Problem } from '../../contract/problem.ts';
import { endDeputiesNamedBy } from '../access/deputy-desk.ts';
import { endSharesGivenBy } from '../access/share-desk.ts';
import { isId } from '../ids.ts';
import { makeNoticeDesk } from '../notices.ts';
import type { Unit } from '../unit.ts';
import type { SignInInfo } from './desk.ts';
import { withdrawPending } from './leaving.ts';
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

/** Keys and connections are ways in that need no password: those made since, and secrets given to older keys since, are good for nothing any more. */
async function endPrograms(unit: Unit, userId: string, began: Date): Promise<{ keys: string[]; secrets: number }> {
  const { rows } = await unit.query<{ id: string }>(
    `update core.api_key set disabled_at = $3, disabled_by = $1 where owner = $1 and made_at >= $2 and disabled_at is null returning id`,
    [userId, began, unit.at],
  );
  const keys = rows.map((row) => row.id);
  await unit.query('delete from core.refresh_token where key_id = any($1::uuid[])', [keys]);
  await unit.query('delete from core.authorization_code where user_id = $1 and key_id is null', [userId]);
  // Of a connection that is older its program alone gets secrets.
  const { rowCount } = await unit.query(
    `delete from core.api_key_secret s using core.api_key k where k.id = s.key_id and k.owner = $1 and k.application is null and s.made_at >= $2`,
    [userId, began],
  );
  return { keys, secrets: rowCount };
}

/** What others were given by it, or were asked for, goes on without any sign-in: it is taken back, each with its own line on record and its way back. */
async function takeBackGiven(unit: Unit, userId: string, began: Date) {
  const deputies = await endDeputiesNamedBy(unit, userId, began);
  const shares = await endSharesGivenBy(unit, userId, began);
  const changes = await withdrawPending(unit, userId, began);
  const { rowCount: requests } = await unit.query(
    `update core.access_request set status = 'withdrawn', decided_at = $3 where person = $1 and made_at >= $2 and status = 'open'`,
    [userId, began, unit.at],
  );
  return { deputies, shares, changes, requests };
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
  const programs = await endPrograms(unit, userId, began);
  const given = await takeBackGiven(unit, userId, began);
  const values = { session, began: began.toISOString(), factors: rowCount, ...programs, ...given };
  unit.ledger.add({ verb: 'was not me', outcome: 'done', entity: 'user', record: userId, values });
  const doc = { kind: 'not-me', name: unit.me.name, session };
  await makeNoticeDesk(unit).tell('admin.members', `not-me/${session}`, doc);
  await tellPerson(
    unit,
    userId,
    'You said of a sign-in that it was not you: your password was changed and every other session has ended',
  );
}
