// Whom a tenant has its signed heads sent to: said by its administrators, put on record, the address kept sealed because it may hold a secret.
import { Problem, invalidField } from '../../contract/problem.ts';
import { seal } from '../crypto/seal.ts';
import { isId, newId } from '../ids.ts';
import { may } from '../principal.ts';
import type { Unit } from '../unit.ts';
import { readSyslogUrl, receiverPlace } from './receivers.ts';

export interface ReceiverWish {
  readonly kind: 'webhook' | 'syslog';
  readonly label: string;
  /** https://… or syslog+tls://host:port */
  readonly url: string;
}

const receiversMost = 10;

function assertMay(unit: Unit): void {
  unit.refuseUnless(may(unit.me, 'admin.ledger'), 'admin.ledger');
  unit.assertWrites();
}

/** Answers its id. Whether it can be reached shows with the first head. */
export async function addReceiver(unit: Unit, { kind, label, url }: ReceiverWish): Promise<string> {
  assertMay(unit);
  if (!fits(kind, url)) {
    const expected =
      kind === 'webhook'
        ? 'an address that begins with https://'
        : 'syslog+tls://host:port, syslog+tcp:// or syslog+udp://';
    throw invalidField('url', 'invalid', `Expected ${expected}.`);
  }
  const { rows } = await unit.query<{ n: number }>('select count(*) as n from core.ledger_receiver');
  if (rows[0]!.n >= receiversMost)
    throw new Problem('wrong-state', `There are ${receiversMost} already; remove one first.`);
  const id = newId();
  const target = seal(unit.vault.keys.purpose('ledger'), Buffer.from(url), receiverPlace(unit.vault.id, id));
  await unit.query(
    'insert into core.ledger_receiver (id, kind, label, target, added_at, added_by) values ($1, $2, $3, $4, $5, $6)',
    [id, kind, label, target, unit.at, unit.me.self.id],
  );
  unit.ledger.add({ verb: 'receiver added', outcome: 'done', values: { receiver: id, kind, label } });
  return id;
}

export async function removeReceiver(unit: Unit, id: string): Promise<void> {
  assertMay(unit);
  const { rowCount } = isId(id)
    ? await unit.query('delete from core.ledger_receiver where id = $1', [id])
    : { rowCount: 0 };
  if (rowCount === 0) throw new Problem('not-found');
  unit.ledger.add({ verb: 'receiver removed', outcome: 'done', values: { receiver: id } });
}

function fits(kind: ReceiverWish['kind'], url: string): boolean {
  if (kind === 'syslog') return readSyslogUrl(url) !== undefined;
  return URL.canParse(url) && new URL(url).protocol === 'https:' && new URL(url).username === '';
}
