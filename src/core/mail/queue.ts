// The queue of messages in the tenant's database: written in the transaction they belong to, read by the courier, everything personal sealed.
import { Problem, invalidField } from '../../contract/problem.ts';
import { seal, unseal } from '../crypto/seal.ts';
import type { Keyring } from '../crypto/keyring.ts';
import { isId, newId } from '../ids.ts';
import type { Unit } from '../unit.ts';
import { plainAddress } from './address.ts';
import type { LetterKind, LetterValues } from './letters.ts';
import type { MailStatus, MailView, Recipient } from './mail.ts';
import { wakeCourier } from './wake.ts';

/** So many may wait; whoever would put more in is told. */
const waitingMost = 5_000;
const day = 86_400_000;
/** A message nobody could deliver for so long is given up. */
export const mailLasts = 2 * day;
const keptFor = 30 * day;

export const mailPlace = (keys: Keyring, part: 'recipient' | 'content', id: string): string =>
  `${keys.tenantId}/core.mail/${part}/${id}`;

export function openPart(keys: Keyring, part: 'recipient' | 'content', id: string, sealed: Buffer): string {
  return unseal(keys.purpose('secrets'), sealed, mailPlace(keys, part, id)).toString('utf8');
}

const sealPart = (keys: Keyring, part: 'recipient' | 'content', id: string, text: string): Buffer =>
  seal(keys.purpose('secrets'), Buffer.from(text), mailPlace(keys, part, id));

export interface QueuedLetter<K extends LetterKind = LetterKind> {
  readonly kind: K;
  readonly to: Recipient;
  readonly values: LetterValues[K];
  readonly until: Date;
}

/** Answers its id; committed with the rest of the unit or not at all, and taken up after the commit. */
export async function enqueue<K extends LetterKind>(unit: Unit, letter: QueuedLetter<K>): Promise<string> {
  const address = plainAddress(letter.to.address);
  if (address === undefined)
    throw invalidField('email', 'not-plain', 'Mail is sent to one plain address.', 'One like name@example.com.');
  const { rows } = await unit.query<{ n: number }>(
    `select count(*)::int as n from (select from core.mail where status = 'waiting' limit $1) waiting`,
    [waitingMost],
  );
  if (rows[0]!.n >= waitingMost)
    throw new Problem('too-many', `${waitingMost} messages wait already. See why under Mail.`, { retryAfter: 600 });
  const id = newId();
  const { keys } = unit.vault;
  await unit.query(
    `insert into core.mail (id, kind, recipient, content, status, next_at, expires_at, made_at, made_by, person)
     values ($1, $2, $3, $4, 'waiting', $5, $6, $5, $7, $8)`,
    [
      id,
      letter.kind,
      sealPart(keys, 'recipient', id, address),
      sealPart(keys, 'content', id, JSON.stringify(letter.values)),
      unit.at,
      letter.until,
      unit.me.self.id,
      letter.to.person ?? null,
    ],
  );
  unit.ledger.add({
    verb: 'mail queued',
    outcome: 'done',
    ...(letter.to.person === undefined ? {} : { entity: 'user', record: letter.to.person }),
    values: { mail: id, kind: letter.kind },
  });
  unit.afterCommit.push(() => wakeCourier(unit.vault.id));
  return id;
}

interface MailRow {
  readonly id: string;
  readonly kind: string;
  readonly recipient: Buffer;
  readonly status: MailStatus;
  readonly tries: number;
  readonly answer: string | null;
  readonly made_at: Date;
  readonly next_at: Date;
  readonly ended_at: Date | null;
  readonly claimed_until: Date | null;
  readonly again: boolean;
}

const columns =
  'id, kind, recipient, status, tries, answer, made_at, next_at, ended_at, claimed_until, content is not null and expires_at > $1 as again';

function present(unit: Unit, row: MailRow): MailView {
  const waits = row.status === 'waiting';
  const underWay = waits && row.claimed_until !== null && row.claimed_until > unit.at;
  return {
    id: row.id,
    kind: row.kind,
    to: openPart(unit.vault.keys, 'recipient', row.id, row.recipient),
    status: row.status,
    underWay,
    tries: row.tries,
    answer: row.answer,
    madeAt: row.made_at.toISOString(),
    nextAt: waits ? row.next_at.toISOString() : null,
    endedAt: row.ended_at?.toISOString() ?? null,
    may: row.status === 'failed' && row.again ? ['retry'] : waits && !underWay ? ['retry', 'cancel'] : [],
  };
}

export async function listMail(
  unit: Unit,
  { status, before, limit }: { readonly status?: MailStatus; readonly before?: string; readonly limit: number },
): Promise<{ rows: MailView[]; next: string | null }> {
  if (before !== undefined && !isId(before)) throw new Problem('invalid-cursor');
  const { rows } = await unit.query<MailRow>(
    `select ${columns} from core.mail where ($2::text is null or status = $2) and ($3::uuid is null or id < $3)
     order by id desc limit $4`,
    [unit.at, status ?? null, before ?? null, limit + 1],
  );
  const page = rows.slice(0, limit);
  return { rows: page.map((row) => present(unit, row)), next: rows.length > limit ? page.at(-1)!.id : null };
}

async function lockMail(unit: Unit, id: string): Promise<MailRow> {
  const { rows } = isId(id)
    ? await unit.query<MailRow>(`select ${columns} from core.mail where id = $2 for update`, [unit.at, id])
    : { rows: [] };
  if (rows[0] === undefined) throw new Problem('not-found');
  return rows[0];
}

export async function viewMail(unit: Unit, id: string): Promise<MailView> {
  const { rows } = isId(id)
    ? await unit.query<MailRow>(`select ${columns} from core.mail where id = $2`, [unit.at, id])
    : { rows: [] };
  if (rows[0] === undefined) throw new Problem('not-found');
  return present(unit, rows[0]);
}

function assertWaits(unit: Unit, row: MailRow, what: 'retry' | 'cancel'): void {
  const { may, underWay } = present(unit, row);
  if (may.includes(what)) return;
  throw new Problem('wrong-state', underWay ? 'It is being handed over just now.' : `This message is ${row.status}.`);
}

export async function retryMail(unit: Unit, id: string): Promise<MailView> {
  assertWaits(unit, await lockMail(unit, id), 'retry');
  await unit.query(
    `update core.mail set status = 'waiting', next_at = $2, ended_at = null, claimed_until = null,
       tries = case when status = 'failed' then 0 else tries end where id = $1`,
    [id, unit.at],
  );
  unit.ledger.add({ verb: 'mail tried again', outcome: 'done', values: { mail: id } });
  unit.afterCommit.push(() => wakeCourier(unit.vault.id));
  return viewMail(unit, id);
}

export async function cancelMail(unit: Unit, id: string): Promise<MailView> {
  assertWaits(unit, await lockMail(unit, id), 'cancel');
  await unit.query(`update core.mail set status = 'cancelled', content = null, ended_at = $2 where id = $1`, [
    id,
    unit.at,
  ]);
  unit.ledger.add({ verb: 'mail cancelled', outcome: 'done', values: { mail: id } });
  return viewMail(unit, id);
}

/** How it ended, said by the courier. What it was made from goes with the sending, or when its time is over. */
export async function finishMail(unit: Unit, id: string, status: 'sent' | 'failed', answer: string): Promise<void> {
  const { rows } = await unit.query<{ kind: string; person: string | null }>(
    `update core.mail set status = $2, answer = $3, ended_at = $4, claimed_until = null,
       content = case when $2 = 'failed' and expires_at > $4 then content end
     where id = $1 and status = 'waiting' returning kind, person`,
    [id, status, answer, unit.at],
  );
  const mail = rows[0];
  if (mail === undefined) return;
  unit.ledger.add({
    verb: `mail ${status}`,
    outcome: 'done',
    ...(mail.person === null ? {} : { entity: 'user', record: mail.person }),
    values: { mail: id, kind: mail.kind },
  });
}

/** Answers how many went. */
export async function wipeMail(unit: Unit): Promise<number> {
  await unit.query(
    `update core.mail set content = null where status = 'failed' and content is not null and expires_at <= $1`,
    [unit.at],
  );
  const { rowCount } = await unit.query(`delete from core.mail where status <> 'waiting' and ended_at < $1`, [
    new Date(unit.at.getTime() - keptFor),
  ]);
  return rowCount;
}
