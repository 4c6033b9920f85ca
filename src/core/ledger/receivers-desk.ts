// Whom a tenant has its signed heads or its entries sent to: said by its administrators, put on record, the address kept sealed because it may hold a secret.
import type { EventFormat, ReceiverKind } from '../../contract/ledger.ts';
import { Problem, invalidField } from '../../contract/problem.ts';
import { seal } from '../crypto/seal.ts';
import { isId, newId } from '../ids.ts';
import { plainAddress } from '../mail/address.ts';
import { may } from '../principal.ts';
import type { Unit } from '../unit.ts';
import { type WebhookTarget, readSyslogUrl, receiverPlace } from './senders.ts';

export interface ReceiverWish {
  readonly kind: ReceiverKind;
  readonly label: string;
  /** https://…, syslog+tls://host:port, or one mail address */
  readonly url: string;
  /** every entry in this form; absent: signed heads */
  readonly format?: EventFormat;
  /** of a webhook: what stands behind `Authorization:` */
  readonly authorization?: string;
  /** entries from the first one on, not only those to come; heads always go from the first */
  readonly fromBeginning?: boolean;
}

const receiversMost = 10;

function assertMay(unit: Unit): void {
  unit.refuseUnless(may(unit.me, 'admin.ledger'), 'admin.ledger');
  unit.assertWrites();
}

/** Answers its id. Whether it can be reached shows with the first thing that is sent. */
export async function addReceiver(unit: Unit, wish: ReceiverWish): Promise<string> {
  assertMay(unit);
  const { kind, label, url, format, authorization } = wish;
  assertFits(wish);
  const { rows } = await unit.query<{ n: number; size: number }>(
    'select (select count(*) from core.ledger_receiver) as n, (select size from core.ledger_state) as size',
  );
  if (rows[0]!.n >= receiversMost)
    throw new Problem('wrong-state', `There are ${receiversMost} already; remove one first.`);
  const id = newId();
  const target: WebhookTarget = { url, ...(authorization === undefined ? {} : { authorization }) };
  const sealed = seal(
    unit.vault.keys.purpose('ledger'),
    Buffer.from(JSON.stringify(target)),
    receiverPlace(unit.vault.id, id),
  );
  const since = format === undefined || wish.fromBeginning === true ? 0 : rows[0]!.size;
  await unit.query(
    `insert into core.ledger_receiver (id, kind, label, target, added_at, added_by, format, since)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, kind, label, sealed, unit.at, unit.me.self.id, format ?? null, since],
  );
  unit.ledger.add({
    verb: 'receiver added',
    outcome: 'done',
    values: { receiver: id, kind, label, gets: format ?? 'heads' },
  });
  return id;
}

export async function removeReceiver(unit: Unit, id: string): Promise<void> {
  assertMay(unit);
  const { rows } = isId(id)
    ? await unit.query<{ label: string }>('delete from core.ledger_receiver where id = $1 returning label', [id])
    : { rows: [] };
  if (rows[0] === undefined) throw new Problem('not-found');
  unit.ledger.add({
    verb: 'receiver removed',
    outcome: 'done',
    values: { receiver: id, label: rows[0].label },
  });
}

function assertFits({ kind, url, authorization, format }: ReceiverWish): void {
  if (kind === 'mail') {
    if (plainAddress(url) === undefined) throw invalidField('url', 'invalid', 'Expected one plain address.');
    if (format !== undefined) throw invalidField('format', 'invalid', 'Only signed heads go by mail.');
  }
  const expected =
    kind === 'webhook'
      ? 'an address that begins with https://'
      : 'syslog+tls://host:port, syslog+tcp:// or syslog+udp://';
  const fits =
    kind === 'mail'
      ? true
      : kind === 'syslog'
        ? readSyslogUrl(url) !== undefined
        : URL.canParse(url) && new URL(url).protocol === 'https:' && new URL(url).username === '';
  if (!fits) throw invalidField('url', 'invalid', `Expected ${expected}.`);
  if (authorization !== undefined && (kind !== 'webhook' || !/^[\x21-\x7e][\x20-\x7e]*$/.test(authorization)))
    throw invalidField(
      'authorization',
      'invalid',
      'Expected what a webhook is to get behind “Authorization:”, in plain letters.',
    );
}
