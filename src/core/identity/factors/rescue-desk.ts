// The way back for who has lost every factor: a second administrator at once, or whoever runs the machine after three days in which every administrator is told and may refuse.
import { Problem } from '../../../contract/problem.ts';
import { readPeople } from '../../access/person.ts';
import { assertAgreed } from '../../access/agreed.ts';
import { isId, newId } from '../../ids.ts';
import { makeNoticeDesk } from '../../notices.ts';
import { may } from '../../principal.ts';
import type { Unit } from '../../unit.ts';
import type { MachineTime, NewLink, RescueView } from '../desk.ts';
import { makeLink } from '../links.ts';
import { within } from '../members.ts';
import { endSessionsOf } from '../sessions.ts';
import { tellPerson } from '../tell-person.ts';
import { findUserByEmail, lockUser } from '../user-rows.ts';
import { clearFactors } from './rows.ts';

const hour = 3_600_000;
export const rescueWaits = 72 * hour;

/** By an administrator who holds all that the person holds, and is not that person. A password is still asked for, and a factor set up anew where one is required. */
export async function rescueMember(unit: Unit, userId: string): Promise<void> {
  const user = await within(unit, userId);
  if (userId === unit.me.self.id)
    throw new Problem(
      'not-allowed',
      'Somebody else has to do this for you. Your own factors stand under your account.',
    );
  if (user.status !== 'active') throw new Problem('wrong-state', 'Only people with an open account have factors.');
  await assertAgreed(unit, 'factors');
  await clear(unit, userId, 'second administrator');
}

async function clear(unit: Unit, userId: string, by: string): Promise<void> {
  const cleared = await clearFactors(unit, userId);
  await endSessionsOf(unit, userId, null);
  await unit.query('delete from core.device where user_id = $1 and lost is null', [userId]);
  unit.ledger.add({
    verb: 'factors cleared',
    outcome: 'done',
    entity: 'user',
    record: userId,
    values: { cleared, by },
  });
  await tellPerson(unit, userId, 'Your second factors were removed, and your sessions have ended');
}

function assertHost(unit: Unit): void {
  if (unit.me.kind !== 'system' || unit.me.name !== 'host') throw new Problem('not-allowed');
}

interface OpenRescue {
  readonly id: string;
  readonly due_at: Date;
  readonly asked_run: string | null;
  readonly asked_run_ms: number | null;
}

async function openRescue(unit: Unit, userId: string): Promise<OpenRescue | undefined> {
  const { rows } = await unit.query<OpenRescue>(
    `select id, due_at, asked_run, asked_run_ms::float8 as asked_run_ms from core.rescue where user_id = $1 and status = 'waiting' for update`,
    [userId],
  );
  return rows[0];
}

/** Whom it may bring back: somebody active who may help the others. Everybody else is helped by them. */
async function administratorBy(unit: Unit, email: string): Promise<string> {
  const user = await findUserByEmail(unit, email.trim().toLowerCase());
  const person = user?.status === 'active' ? (await readPeople(unit, [user.id]))[0] : undefined;
  if (person === undefined || !may(person, 'admin.members'))
    throw new Problem('not-found', 'There is no administrator with this address here.');
  return person.id;
}

/** Every administrator learns of it: as notice in the product, and by mail where there is some. */
async function tellAdministrators(unit: Unit, id: string, name: string, due: Date): Promise<void> {
  const doc = { kind: 'rescue', name, due: due.toISOString() };
  const told = await makeNoticeDesk(unit).tell('admin.members', `rescue/${id}`, doc);
  for (const person of told)
    await tellPerson(
      unit,
      person,
      `Whoever runs the machine asked for a way back into the account of ${name}; it works from ${due.toISOString().slice(0, 16).replace('T', ' ')} UTC on, unless one of you refuses it under Signing in`,
    );
}

async function askForRescue(
  unit: Unit,
  { id: userId, name }: { readonly id: string; readonly name: string },
  operator: string,
  machine: MachineTime,
): Promise<Date> {
  const id = newId();
  const due = new Date(unit.at.getTime() + rescueWaits);
  await unit.query(
    `insert into core.rescue (id, user_id, asked_by, asked_at, due_at, status, asked_run, asked_run_ms)
     values ($1, $2, $3, $4, $5, 'waiting', $6, $7)`,
    [id, userId, operator, unit.at, due, machine.run, machine.ms],
  );
  const values = { due: due.toISOString(), operator };
  unit.ledger.add({ verb: 'rescue asked for', outcome: 'done', entity: 'user', record: userId, values });
  await tellAdministrators(unit, id, name, due);
  return due;
}

/** Milliseconds. After the machine was started anew only the clock people set can tell. */
function leftOf(open: OpenRescue, machine: MachineTime): number {
  if (open.asked_run !== machine.run || open.asked_run_ms === null || machine.ms < open.asked_run_ms) return 0;
  return Math.max(0, open.asked_run_ms + rescueWaits - machine.ms);
}

/** The date says the three days are over, and they are not: somebody has set it. */
async function putOff(unit: Unit, userId: string, open: OpenRescue, left: number): Promise<Date> {
  const due = new Date(unit.at.getTime() + left);
  await unit.query('update core.rescue set due_at = $2 where id = $1', [open.id, due]);
  const values = { was: open.due_at.toISOString(), due: due.toISOString() };
  unit.ledger.add({ verb: 'rescue put off', outcome: 'done', entity: 'user', record: userId, values });
  return due;
}

/** First asked: waits three days, also where somebody sets the date meanwhile. Asked again after that: the factors go and there is a link for a new password. */
export async function consoleRescue(
  unit: Unit,
  email: string,
  operator: string,
  machine: MachineTime,
): Promise<{ readonly due: string; readonly link: NewLink | null }> {
  assertHost(unit);
  const { rows } = await unit.query<{ allowed: boolean }>('select console_rescue as allowed from core.factor_policy');
  if (rows[0]?.allowed !== true)
    throw new Problem('wrong-state', 'This company has switched off the way back by the console.');
  const userId = await administratorBy(unit, email);
  const { name } = await lockUser(unit, userId);
  const open = await openRescue(unit, userId);
  const waiting = (due: Date) => ({ due: due.toISOString(), link: null });
  if (open === undefined) return waiting(await askForRescue(unit, { id: userId, name }, operator, machine));
  if (open.due_at > unit.at) return waiting(open.due_at);
  const left = leftOf(open, machine);
  if (left > 0) return waiting(await putOff(unit, userId, open, left));
  await unit.query(`update core.rescue set status = 'done', ended_at = $2 where id = $1`, [open.id, unit.at]);
  await clear(unit, userId, `the console, ${operator}`);
  const link = await makeLink(unit, userId, 'reset');
  unit.ledger.add({ verb: 'rescued', outcome: 'done', entity: 'user', record: userId, values: { operator } });
  return { due: open.due_at.toISOString(), link };
}

export async function openRescues(unit: Unit): Promise<RescueView[]> {
  unit.refuseUnless(may(unit.me, 'admin.members'), 'admin.members');
  const { rows } = await unit.query<{ id: string; name: string; asked_by: string; asked_at: Date; due_at: Date }>(
    `select r.id, u.name, r.asked_by, r.asked_at, r.due_at from core.rescue r join data."user" u on u.id = r.user_id
     where r.status = 'waiting' order by r.asked_at`,
  );
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    askedBy: row.asked_by,
    askedAt: row.asked_at.toISOString(),
    dueAt: row.due_at.toISOString(),
  }));
}

export async function refuseRescue(unit: Unit, id: string): Promise<void> {
  unit.refuseUnless(may(unit.me, 'admin.members'), 'admin.members');
  const { rows } = isId(id)
    ? await unit.query<{ user_id: string }>(
        `update core.rescue set status = 'refused', ended_at = $2, ended_by = $3 where id = $1 and status = 'waiting' returning user_id`,
        [id, unit.at, unit.me.self.id],
      )
    : { rows: [] };
  if (rows[0] === undefined) throw new Problem('not-found');
  unit.ledger.add({ verb: 'rescue refused', outcome: 'done', entity: 'user', record: rows[0].user_id, values: {} });
}
