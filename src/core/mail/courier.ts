// Takes what is due out of a tenant's queue, one message at a time, hands it over, and writes how it ended. No connection is held while a server is waited for.
import { now } from '../clock.ts';
import type { Keyring } from '../crypto/keyring.ts';
import type { Door } from '../door.ts';
import type { Queryable } from '../pg.ts';
import type { TenantPool } from '../pg.ts';
import type { Vault } from '../vault.ts';
import { plainAddress } from './address.ts';
import { type MailServer, NotTaken, handOver } from './hand-over.ts';
import { type Company, type LetterKind, type LetterValues, writeLetter } from './letters.ts';
import { openPart } from './queue.ts';
import { openServer } from './server-row.ts';

/** Longer than a server may take: after that whoever claimed it has died. */
const claimMs = 3 * 60_000;
const purpose = { action: 'mail.deliver', reads: false, requestId: null, address: null, source: 'system' as const };
const firstWaitMs = 60_000;
const longestWaitMs = 6 * 3_600_000;

interface Claimed {
  readonly id: string;
  readonly kind: LetterKind;
  readonly recipient: Buffer;
  readonly content: Buffer;
  readonly tries: number;
  readonly made_at: Date;
  readonly expires_at: Date;
}

const claim = `update core.mail set claimed_until = $2, tries = tries + 1 where id = (
    select id from core.mail where status = 'waiting' and next_at <= $1 and (claimed_until is null or claimed_until <= $1)
    order by next_at, id limit 1 for update skip locked)
  returning id, kind, recipient, content, tries, made_at, expires_at`;

async function ask<T>(pool: TenantPool, questions: (q: Queryable) => Promise<T>): Promise<T> {
  const lease = await pool.acquire();
  try {
    const answer = await questions(lease);
    lease.release();
    return answer;
  } catch (error) {
    lease.release(error);
    throw error;
  }
}

/** How long after the n-th try: 1 minute, 2, 4 ... 6 hours. */
export function waitAfter(tries: number): number {
  return Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(tries - 1, 20));
}

/** When somebody has to look again, the past included; null: nothing waits. */
export async function nextMail(vault: Vault): Promise<Date | null> {
  const { rows } = await ask(vault.pool, (q) =>
    q.query<{ at: Date | null }>(
      `select min(greatest(next_at, coalesce(claimed_until, '-infinity'))) as at from core.mail where status = 'waiting'`,
    ),
  );
  return rows[0]!.at;
}

/** Hands over what is due, until nothing is or `isOver` says so. Answers how many were tried. */
export async function deliverDue(door: Door, vault: Vault, isOver: () => boolean = () => false): Promise<number> {
  for (let tried = 0; ; tried += 1) {
    if (isOver()) return tried;
    const at = now();
    const found = await ask(vault.pool, async (q) => {
      const server = await openServer(q, vault.keys);
      // Switched off, held back or not set up: what waits goes on waiting until its time is over.
      if (server === null) return null;
      const { rows } = await q.query<Claimed>(claim, [at, new Date(at.getTime() + claimMs)]);
      return rows[0] === undefined ? null : { mail: rows[0], server };
    });
    if (found === null) {
      await giveUp(door, vault);
      return tried;
    }
    await deliver(door, vault, found.server, found.mail);
  }
}

async function deliver(door: Door, vault: Vault, server: MailServer, mail: Claimed): Promise<void> {
  if (mail.expires_at <= now()) return end(door, vault, mail, 'failed', 'It could not be sent in time.');
  try {
    const answer = await handOver(server, letterOf(vault, vault, mail), {
      to: openPart(vault.keys, 'recipient', mail.id, mail.recipient),
      messageId: messageId(mail.id, server),
      at: mail.made_at,
    });
    await end(door, vault, mail, 'sent', answer);
  } catch (error) {
    if (!(error instanceof NotTaken)) throw error;
    const next = new Date(now().getTime() + waitAfter(mail.tries));
    if (error.forGood || mail.kind === 'test' || next >= mail.expires_at)
      return end(door, vault, mail, 'failed', error.answer);
    await ask(vault.pool, (q) =>
      q.query(
        `update core.mail set next_at = $2, claimed_until = null, answer = $3 where id = $1 and status = 'waiting'`,
        [mail.id, next, error.answer],
      ),
    );
  }
}

function letterOf(vault: { readonly keys: Keyring }, company: Company, mail: Claimed) {
  const values = JSON.parse(openPart(vault.keys, 'content', mail.id, mail.content)) as LetterValues[LetterKind];
  return writeLetter(mail.kind, values, company);
}

function messageId(id: string, { sender }: MailServer): string {
  return `<${id}@${(plainAddress(sender) ?? '@localhost').split('@')[1]}>`;
}

/** What it was made from is wiped; that it was sent, and what the server said, stays a while. */
async function end(
  door: Door,
  vault: Vault,
  { id }: Pick<Claimed, 'id'>,
  status: 'sent' | 'failed',
  answer: string,
): Promise<void> {
  await door.open(vault, { kind: 'system', name: 'mail' }, purpose, (tx) => tx.mail.finish(id, status, answer));
}

/** Links that have expired and messages nobody could deliver wait no longer, also while mail is off. */
async function giveUp(door: Door, vault: Vault): Promise<void> {
  const { rows } = await ask(vault.pool, (q) =>
    q.query<{ id: string }>(
      `select id from core.mail where status = 'waiting' and expires_at <= $1 and (claimed_until is null or claimed_until <= $1) limit 200`,
      [now()],
    ),
  );
  for (const mail of rows) await end(door, vault, mail, 'failed', 'It could not be sent in time.');
}

/** For heads of the ledger, whose receivers keep count themselves: hands a letter over at once, or throws NotTaken. */
export async function sendNow<K extends LetterKind>(
  pool: TenantPool,
  keys: Keyring,
  company: Company,
  letter: { readonly id: string; readonly kind: K; readonly to: string; readonly values: LetterValues[K] },
): Promise<string> {
  const server = await ask(pool, (q) => openServer(q, keys));
  if (server === null) throw new NotTaken('Mail is switched off or not set up.', false);
  const written = writeLetter(letter.kind, letter.values, company);
  return handOver(server, written, { to: letter.to, messageId: messageId(letter.id, server), at: now() });
}
