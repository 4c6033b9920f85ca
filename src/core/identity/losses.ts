// Reports of a loss: sessions end, browsers that may be lost are known no more, whoever looks after sign-ins is told, and a lost browser that comes back is told of too.
import { Problem, invalidField } from '../../contract/problem.ts';
import { seal, unseal } from '../crypto/seal.ts';
import { isId, newId } from '../ids.ts';
import { makeNoticeDesk } from '../notices.ts';
import { may } from '../principal.ts';
import type { Unit } from '../unit.ts';
import { withdrawLinks } from './links.ts';
import { holdsMore } from './members.ts';
import { endSessionsOf } from './sessions.ts';
import { tellPerson } from './tell-person.ts';
import { lockUser } from './user-rows.ts';

export type LossKind = 'device' | 'key' | 'suspicion';

export interface LossWish {
  readonly kind: LossKind;
  /** a sign-in of one's own on the device that is lost; null: it is not among them */
  readonly session: string | null;
  /** the factor that is lost */
  readonly factor: string | null;
  readonly words: string;
}

export interface LossReport {
  readonly id: string;
  readonly person: { readonly id: string; readonly title: string };
  readonly by: { readonly id: string; readonly title: string };
  readonly kind: LossKind;
  /** the browser, or the name of the factor, that was meant; null: none in particular, or it is gone */
  readonly what: string | null;
  readonly words: string;
  readonly at: string;
  readonly sessionsEnded: number;
  readonly devices: number;
  readonly closedAt: string | null;
  readonly found: boolean | null;
}

export interface LossDesk {
  /** one's own; the session at hand goes on */
  report(wish: LossWish): Promise<{ readonly id: string; readonly sessionsEnded: number; readonly devices: number }>;
  /**
   * Of somebody else, who cannot; needs admin.members. A loss is taken of anybody, at once; of a person who holds more than whoever reports it, it does
   * nothing by which one could shut that person out: sessions end, browsers stay known, with words and once a day.
   */
  reportFor(
    person: string,
    kind: LossKind,
    words: string,
  ): Promise<{ readonly id: string; readonly sessionsEnded: number; readonly devices: number }>;
  nameOf(report: string): Promise<{ readonly person: string; readonly kind: LossKind }>;
  /** everything below needs admin.signin */
  list(): Promise<LossReport[]>;
  /** `found`: what was lost is back, and its browsers are known again */
  close(id: string, found: boolean): Promise<void>;
}

const place = (unit: Unit, id: string): string => `${unit.vault.id}/core.loss_report/${id}`;
const listMost = 200;

/** One report a day, of somebody who holds more; milliseconds. */
const aboveEvery = 86_400_000;

interface Lost {
  readonly person: string;
  readonly wish: LossWish;
  /** the session and the browser that stay: where the report is made */
  readonly spare: string | null;
  /** the person holds more than whoever reports it */
  readonly above?: boolean;
}

/** Of the device of one sign-in where one was named, else of every browser but the one at hand. Answers how many are known no more. */
async function markDevices(unit: Unit, report: string, { person, wish, spare, above }: Lost): Promise<number> {
  if (wish.kind === 'key' || above === true) return 0;
  const { rowCount } = await unit.query(
    `update core.device d set lost = $2 where d.user_id = $1 and d.lost is null
       and d.id is distinct from (select s.device from core.session s where s.id = $3::uuid)
       and ($4::uuid is null or d.id = (select s.device from core.session s where s.id = $4::uuid and s.user_id = $1))`,
    [person, report, spare, wish.session],
  );
  return rowCount;
}

async function assertOwn(unit: Unit, { person, wish }: Lost): Promise<void> {
  const { session, factor } = wish;
  if (session !== null && session === unit.me.sessionId)
    throw new Problem(
      'wrong-state',
      'This is the session you are in. Report the loss from another device, or sign out here.',
    );
  const { rows } = await unit.query<{ session: boolean; factor: boolean }>(
    `select ($2::uuid is null or exists (select from core.session where id = $2 and user_id = $1)) as session,
       ($3::uuid is null or exists (select from core.factor where id = $3 and user_id = $1)) as factor`,
    [person, session, factor],
  );
  if (!rows[0]!.session || !rows[0]!.factor) throw new Problem('not-found');
}

const told = {
  device: 'The loss of a device was reported',
  key: 'The loss of a key was reported',
  suspicion: 'A suspicion was reported',
} as const;

async function report(unit: Unit, lost: Lost) {
  unit.assertWrites();
  await assertOwn(unit, lost);
  const { person, wish, spare } = lost;
  const { rows } = await unit.query<{ name: string }>(`select name from data."user" where id = $1`, [person]);
  if (rows[0] === undefined) throw new Problem('not-found');
  const id = newId();
  const words = wish.words.trim();
  const sealed = words === '' ? null : seal(unit.vault.keys.purpose('fields'), Buffer.from(words), place(unit, id));
  await unit.query(
    `insert into core.loss_report (id, user_id, kind, session, factor, sealed, ended, devices, made_at, made_by)
     values ($1, $2, $3, $4, $5, $6, 0, 0, $7, $8)`,
    [id, person, wish.kind, wish.session, wish.factor, sealed, unit.at, unit.me.self.id],
  );
  const devices = await markDevices(unit, id, lost);
  const sessionsEnded = await endSessionsOf(unit, person, spare);
  await withdrawLinks(unit, person);
  await unit.query('update core.loss_report set ended = $2, devices = $3 where id = $1', [id, sessionsEnded, devices]);
  const values = { kind: wish.kind, session: wish.session, factor: wish.factor, ended: sessionsEnded, devices };
  unit.ledger.add({ verb: 'loss reported', outcome: 'done', entity: 'user', record: person, values });
  await tell(unit, id, person, rows[0].name, wish.kind);
  return { id, sessionsEnded, devices };
}

/** Those who look after sign-ins; the person by mail, and in the product too where somebody else has said it. */
async function tell(unit: Unit, id: string, person: string, name: string, kind: LossKind): Promise<void> {
  const desk = makeNoticeDesk(unit);
  const { self } = unit.me;
  const isOwn = person === self.id;
  const by = { id: self.id, name: unit.me.name };
  const doc = isOwn
    ? { kind: 'loss', person: { id: person, name }, what: kind }
    : { kind: 'loss-for', person: { id: person, name }, by, what: kind, own: false };
  await desk.tell('admin.signin', `loss/${id}`, doc);
  if (!isOwn) await desk.tell('self.use', `loss/${id}`, { ...doc, own: true }, [person]);
  await tellPerson(
    unit,
    person,
    isOwn
      ? `${told[kind]}: your other sessions have ended`
      : `${told[kind]} for you by ${by.name}: your sessions have ended`,
  );
}

/** Nobody is kept out for good by reports of one who holds less. */
async function assertNotLately(unit: Unit, person: string): Promise<void> {
  const { rowCount } = await unit.query(
    `select 1 from core.loss_report where user_id = $1 and made_by = $2 and made_at > $3`,
    [person, unit.me.self.id, new Date(unit.at.getTime() - aboveEvery)],
  );
  if (rowCount > 0)
    throw new Problem(
      'wrong-state',
      'You have reported a loss for this person within a day. As they hold more than you do, only they, or somebody who holds as much, report another one today.',
    );
}

async function reportFor(unit: Unit, person: string, kind: LossKind, words: string) {
  unit.refuseUnless(may(unit.me, 'admin.members'), 'admin.members');
  if (person === unit.me.self.id) throw new Problem('wrong-state', 'Report your own loss under your account.');
  if (!isId(person)) throw new Problem('not-found');
  await lockUser(unit, person);
  const above = await holdsMore(unit, person);
  if (above) {
    if (words.trim() === '')
      throw invalidField(
        'words',
        'required',
        'This person holds more than you do. Write down how you know of the loss.',
        'Who called, and when.',
      );
    await assertNotLately(unit, person);
  }
  return report(unit, { person, wish: { kind, session: null, factor: null, words }, spare: null, above });
}

interface Row {
  readonly id: string;
  readonly user_id: string;
  readonly name: string;
  readonly made_by: string;
  readonly by_name: string | null;
  readonly kind: LossKind;
  readonly user_agent: string | null;
  readonly label: string | null;
  readonly sealed: Buffer | null;
  readonly made_at: Date;
  readonly ended: number;
  readonly devices: number;
  readonly closed_at: Date | null;
  readonly found: boolean | null;
}

async function list(unit: Unit): Promise<LossReport[]> {
  unit.refuseUnless(may(unit.me, 'admin.signin'), 'admin.signin');
  const { rows } = await unit.query<Row>(
    `select r.id, r.user_id, u.name, r.made_by, b.name as by_name, r.kind, s.user_agent, f.label, r.sealed, r.made_at, r.ended, r.devices,
       r.closed_at, r.found
     from core.loss_report r join data."user" u on u.id = r.user_id left join data."user" b on b.id = r.made_by
       left join core.session s on s.id = r.session left join core.factor f on f.id = r.factor
     order by r.closed_at is null desc, r.made_at desc, r.id limit ${listMost}`,
  );
  const key = unit.vault.keys.purpose('fields');
  return rows.map((row) => ({
    id: row.id,
    person: { id: row.user_id, title: row.name },
    by: { id: row.made_by, title: row.by_name ?? '' },
    kind: row.kind,
    what: row.label ?? row.user_agent,
    words: row.sealed === null ? '' : unseal(key, row.sealed, place(unit, row.id)).toString('utf8'),
    at: row.made_at.toISOString(),
    sessionsEnded: row.ended,
    devices: row.devices,
    closedAt: row.closed_at?.toISOString() ?? null,
    found: row.found,
  }));
}

async function nameOf(unit: Unit, id: string): Promise<{ person: string; kind: LossKind }> {
  const { rows } = isId(id)
    ? await unit.query<{ person: string; kind: LossKind }>(
        'select u.name as person, r.kind from core.loss_report r join data."user" u on u.id = r.user_id where r.id = $1',
        [id],
      )
    : { rows: [] };
  if (rows[0] === undefined) throw new Problem('not-found');
  return rows[0];
}

async function close(unit: Unit, id: string, found: boolean): Promise<void> {
  unit.refuseUnless(may(unit.me, 'admin.signin'), 'admin.signin');
  unit.assertWrites();
  await nameOf(unit, id);
  const { rows } = await unit.query<{ user_id: string }>(
    `update core.loss_report set closed_at = $2, closed_by = $3, found = $4 where id = $1 and closed_at is null returning user_id`,
    [id, unit.at, unit.me.self.id, found],
  );
  if (rows[0] === undefined) throw new Problem('wrong-state', 'This report has been closed.');
  if (found) await unit.query('update core.device set lost = null where lost = $1', [id]);
  unit.ledger.add({
    verb: 'loss report closed',
    outcome: 'done',
    permission: 'admin.signin',
    entity: 'user',
    record: rows[0].user_id,
    values: { report: id, found },
  });
}

export function makeLossDesk(unit: Unit): LossDesk {
  return {
    report: (wish) => report(unit, { person: unit.me.id, wish, spare: unit.me.sessionId }),
    reportFor: (person, kind, words) => reportFor(unit, person, kind, words),
    nameOf: (id) => nameOf(unit, id),
    list: () => list(unit),
    close: (id, found) => close(unit, id, found),
  };
}
