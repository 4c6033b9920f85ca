// Makes the `mail` of a Tx: where mail goes out is said by administrators and put on record; messages wait in the queue.
import { Problem, invalidField } from '../../contract/problem.ts';
import { assertAgreed } from '../access/agreed.ts';
import { may } from '../principal.ts';
import type { Unit } from '../unit.ts';
import { wakeCourier } from './wake.ts';
import { oneLine, plainAddress } from './address.ts';
import type { MailDesk, MailServerView, MailServerWish, MailSetup, MailStatus } from './mail.ts';
import { cancelMail, enqueue, finishMail, listMail, mailLasts, retryMail, viewMail, wipeMail } from './queue.ts';
import { type ServerRow, lacksPassword, openServer, readHold, readServer, sealPassword } from './server-row.ts';
import { isOwnServer, mailSwitch } from './switch.ts';

function assertMay(unit: Unit): void {
  unit.refuseUnless(may(unit.me, 'admin.mail'), 'admin.mail');
}

function viewOf({ secret, ...row }: ServerRow): MailServerView {
  return { ...row, hasPassword: secret !== null };
}

async function setup(unit: Unit): Promise<MailSetup> {
  assertMay(unit);
  const { rows } = await unit.query<{ status: MailStatus; n: number }>(
    'select status, count(*)::int as n from core.mail group by status',
  );
  const row = await readServer(unit);
  const held = await readHold(unit);
  const installation = mailSwitch().on;
  return {
    installation,
    held,
    server: row === null ? null : viewOf(row),
    ready: installation && held === null && row !== null && !lacksPassword(row),
    counts: { waiting: 0, sent: 0, failed: 0, cancelled: 0, ...Object.fromEntries(rows.map((r) => [r.status, r.n])) },
  };
}

const hostName =
  /^(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/;

/** What can be said of a server before it is asked anything. */
function check(wish: MailServerWish): void {
  if (!hostName.test(wish.host) && !/^\[?[0-9a-fA-F:.]+\]?$/.test(wish.host))
    throw invalidField('host', 'invalid', 'This is not the name or address of a machine.', 'Such as smtp.example.com.');
  if (plainAddress(wish.sender) === undefined)
    throw invalidField('sender', 'invalid', 'This is not one plain address.', 'One like crm@example.com.');
  if (wish.security === 'none' && !isOwnServer(wish.host, wish.port))
    throw invalidField(
      'security',
      'not-here',
      'Without TLS everybody on the way reads along.',
      'STARTTLS or TLS; without it only a server that whoever runs the installation has named (STRONGROOM_MAIL_SERVERS).',
    );
  if (wish.security === 'none' && wish.username !== null)
    throw invalidField('username', 'not-here', 'A password is never sent without TLS.', 'No user name, or TLS.');
  if (
    wish.authority !== null &&
    !/^-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----\s*$/.test(wish.authority)
  )
    throw invalidField('authority', 'invalid', 'This is not a certificate.', 'PEM, from BEGIN CERTIFICATE on.');
}

type Goal = Pick<MailServerView, 'host' | 'port' | 'security' | 'username' | 'authority'>;

/** A password that was given for one of them may be sent to the other. */
export function givenForSame(a: Goal, b: Goal): boolean {
  return (['host', 'port', 'security', 'username', 'authority'] as const).every((part) => a[part] === b[part]);
}

/** The stored password goes only where it was given for: else whoever may set a server up could have it sent to one of his own. */
function secretOf(unit: Unit, wish: MailServerWish, before: ServerRow | null): Buffer | null {
  if (wish.username === null) return null;
  if (wish.password !== undefined) return sealPassword(unit.vault.keys, wish.password);
  if (before !== null && before.secret !== null && givenForSame(before, wish)) return before.secret;
  throw invalidField(
    'password',
    'required',
    'The stored password was given for another server, or there is none.',
    'The password of this user name.',
  );
}

async function setServer(unit: Unit, given: MailServerWish): Promise<MailServerView> {
  assertMay(unit);
  const wish = { ...given, host: given.host.toLowerCase(), senderName: oneLine(given.senderName, 120) };
  check(wish);
  const before = await readServer(unit);
  return await write(unit, wish, secretOf(unit, wish, before), before);
}

/** As the ledger tells it, so that it can be set again: all but the password. */
export type ToldServer = MailServerView;
export const toldOf = (row: ServerRow): ToldServer => viewOf(row);

/** For taking changes back; null: there is none again. Without the password where the stored one was given for another server: nothing is sent before one is given. */
export async function putServerBack(unit: Unit, wish: Omit<ToldServer, 'hasPassword'> | null): Promise<void> {
  if (wish === null) return await removeServer(unit);
  assertMay(unit);
  check(wish);
  const before = await readServer(unit);
  const kept = before !== null && wish.username !== null && givenForSame(before, wish) ? before.secret : null;
  await write(unit, wish, kept, before);
}

async function write(
  unit: Unit,
  wish: MailServerWish,
  secret: Buffer | null,
  before: ServerRow | null,
): Promise<MailServerView> {
  await assertAgreed(unit, 'mail');
  unit.assertWrites();
  await unit.query(
    `insert into core.mail_server (host, port, security, username, secret, authority, sender, sender_name, set_at, set_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (only_one) do update set host = $1, port = $2, security = $3, username = $4, secret = $5, authority = $6,
       sender = $7, sender_name = $8, set_at = $9, set_by = $10`,
    [
      wish.host,
      wish.port,
      wish.security,
      wish.username,
      secret,
      wish.authority,
      wish.sender,
      wish.senderName,
      unit.at,
      unit.me.self.id,
    ],
  );
  const after = (await readServer(unit))!;
  const newPassword = wish.password !== undefined;
  const values = { before: before === null ? null : toldOf(before), after: toldOf(after), newPassword };
  unit.ledger.add({ verb: 'mail server set', outcome: 'done', permission: 'admin.mail', values });
  unit.afterCommit.push(() => wakeCourier(unit.vault.id));
  return viewOf(after);
}

async function removeServer(unit: Unit): Promise<void> {
  assertMay(unit);
  await assertAgreed(unit, 'mail');
  unit.assertWrites();
  const before = await readServer(unit);
  if (before === null) throw new Problem('not-found');
  await unit.query('delete from core.mail_server');
  const values = { before: toldOf(before), after: null };
  unit.ledger.add({ verb: 'mail server removed', outcome: 'done', permission: 'admin.mail', values });
}

async function isReady(unit: Unit): Promise<boolean> {
  return (await openServer(unit, unit.vault.keys)) !== null;
}

/** Why nothing can be sent, in words; to whoever may know how it is set up, and refused to anybody else. */
async function assertReady(unit: Unit): Promise<void> {
  const { installation, held, server } = await setup(unit);
  if (!installation)
    throw new Problem('wrong-state', 'Mail is switched off for this whole installation (STRONGROOM_MAIL).');
  if (held !== null) throw new Problem('wrong-state', held);
  if (server === null) throw new Problem('wrong-state', 'No mail server is set up.');
  if (server.username !== null && !server.hasPassword)
    throw new Problem('wrong-state', 'The password of the mail server has to be typed in again.');
}

function assertWriting(unit: Unit): void {
  if (unit.purpose.reads)
    throw new Error(`the action ${unit.purpose.action} is declared as reading and tried to send mail`);
}

/** Whoever set the server up waits for the answer: tried once, and not for long. */
const testLasts = 10 * 60_000;

async function test(unit: Unit, to: string): Promise<string> {
  await assertReady(unit);
  assertWriting(unit);
  const until = new Date(unit.at.getTime() + testLasts);
  return enqueue(unit, { kind: 'test', to: { address: to }, values: { by: unit.me.name }, until });
}

export function makeMailDesk(unit: Unit): MailDesk {
  const asAdmin = <T>(work: () => Promise<T>): Promise<T> => {
    assertMay(unit);
    return work();
  };
  return {
    isReady: () => isReady(unit),
    send: async (kind, to, values, options = {}) => {
      if (!(await isReady(unit))) return null;
      assertWriting(unit);
      const until = options.until ?? new Date(unit.at.getTime() + mailLasts);
      return enqueue(unit, { kind, to, values, until });
    },
    setup: () => setup(unit),
    setServer: (wish) => setServer(unit, wish),
    removeServer: () => removeServer(unit),
    test: (to) => test(unit, to),
    list: (query) => asAdmin(() => listMail(unit, query)),
    view: (id) => asAdmin(() => viewMail(unit, id)),
    retry: (id) => asAdmin(() => retryMail(unit, id)),
    cancel: (id) => asAdmin(() => cancelMail(unit, id)),
    finish: async (id, status, answer) => {
      unit.refuseUnless(unit.me.kind === 'system' && unit.me.name === 'mail', 'system');
      await finishMail(unit, id, status, answer);
    },
    hold: async (reason) => {
      unit.refuseUnless(unit.me.kind === 'system', 'system');
      await unit.query('insert into core.mail_hold (reason, at) values ($1, $2) on conflict do nothing', [
        reason,
        unit.at,
      ]);
      unit.ledger.add({ verb: 'mail held', outcome: 'done', values: { reason } });
    },
    wipe: async () => {
      unit.refuseUnless(unit.me.kind === 'system', 'system');
      return wipeMail(unit);
    },
  };
}
