// Hands signed heads to places outside the database: in order, none left out, again and again until they are taken; how far each is stands in the database.
import { hostname } from 'node:os';
import { now } from '../clock.ts';
import { unseal } from '../crypto/seal.ts';
import { log } from '../log.ts';
import { type LineTarget, NetRefusal, post, sendFrames } from '../net.ts';
import type { Lease } from '../pg.ts';
import { readHeads } from './bundle.ts';
import type { Sealable } from './sealer.ts';

/** A place heads of all tenants go to, named by who runs the installation. */
export interface CommonReceiver {
  /** stands in the database, so that it is known how far it is */
  readonly name: string;
  /** takes lines of JSON, all or none; throws when it cannot */
  readonly take: (tenant: string, lines: readonly string[]) => Promise<void>;
}

interface Delivery {
  /** null: it was away, and is not asked yet */
  readonly size: number | null;
  readonly tries: number;
}

const headsAtOnce = 200;
const firstWaitMs = 2_000;
const longestWaitMs = 5 * 60_000;

/** Where the address of a receiver is sealed. */
export function receiverPlace(tenant: string, id: string): string {
  return `${tenant}/core.ledger_receiver/target/${id}`;
}

/** A connection for one question: while a receiver is waited for, none is held. */
async function ask<T>(tenant: Sealable, work: (q: Lease) => Promise<T>): Promise<T> {
  const lease = await tenant.pool.acquire();
  try {
    const answer = await work(lease);
    lease.release();
    return answer;
  } catch (error) {
    lease.release(error);
    throw error;
  }
}

/** Hands on what is due for one tenant, as its sealer. What fails is tried again later; nothing is skipped. */
export async function deliverHeads(tenant: Sealable, common: readonly CommonReceiver[]): Promise<void> {
  const receivers = [...common, ...(await ownReceivers(tenant))];
  await Promise.all(receivers.map((receiver) => deliverTo(tenant, receiver)));
}

async function ownReceivers(tenant: Sealable): Promise<CommonReceiver[]> {
  const { rows } = await ask(tenant, (q) =>
    q.query<{ id: string; kind: string; target: Buffer }>(
      'select id, kind, target from core.ledger_receiver order by id',
    ),
  );
  return rows.map(({ id, kind, target }) => ({
    name: id,
    take: async (_tenant, lines) => {
      const url = unseal(tenant.keys.purpose('ledger'), target, receiverPlace(tenant.id, id)).toString('utf8');
      await (kind === 'webhook' ? sendToWebhook(url, lines) : sendToSyslog(readSyslogUrl(url)!, lines, 'tenant'));
    },
  }));
}

const readDelivery = `insert into core.ledger_delivery (receiver) values ($1)
  on conflict (receiver) do update set receiver = excluded.receiver
  returning case when next_at > $2 then null else size end as size, tries`;

const writeDelivery = `update core.ledger_delivery
  set size = $2, delivered_at = $3, tries = 0, next_at = null, failure = null where receiver = $1`;

async function deliverTo(tenant: Sealable, receiver: CommonReceiver): Promise<void> {
  const { size, tries } = (await ask(tenant, (q) => q.query<Delivery>(readDelivery, [receiver.name, now()]))).rows[0]!;
  if (size === null) return;
  for (let done = size; ;) {
    const after = done;
    const heads = await ask(tenant, (q) => readHeads(q, tenant.id, after, headsAtOnce));
    if (heads.length === 0) return;
    try {
      await receiver.take(
        tenant.id,
        heads.map((h) => h.line),
      );
    } catch (error) {
      await putOff(tenant, receiver.name, tries, error);
      return;
    }
    done = heads.at(-1)!.size;
    await ask(tenant, (q) => q.query(writeDelivery, [receiver.name, heads.at(-1)!.size, now()]));
    if (heads.length < headsAtOnce) return;
  }
}

async function putOff(tenant: Sealable, receiver: string, tries: number, error: unknown): Promise<void> {
  const wait = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(tries, 20));
  log.warn(
    { tenant: tenant.id, receiver, err: error },
    'a receiver did not take the heads of a ledger; it is asked again',
  );
  const until = new Date(now().getTime() + wait);
  await ask(tenant, (q) =>
    q.query('update core.ledger_delivery set tries = tries + 1, next_at = $2, failure = $3 where receiver = $1', [
      receiver,
      until,
      reasonOf(error).slice(0, 300),
    ]),
  );
}

function reasonOf(error: unknown): string {
  if (error instanceof NetRefusal) return error.message;
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? `It could not be reached (${code}).` : 'It could not be reached.';
}

/** One POST with the heads as lines of JSON; anything but 2xx counts as not taken. */
export async function sendToWebhook(url: string, lines: readonly string[]): Promise<void> {
  const status = await post(new URL(url), `${lines.join('\n')}\n`, { trust: 'tenant', type: 'application/x-ndjson' });
  if (status < 200 || status > 299) throw new NetRefusal(`It answered ${status}.`);
}

/** `syslog+udp://host:514`, `syslog+tcp://host:601`, `syslog+tls://host:6514`; undefined: none of them. */
export function readSyslogUrl(text: string): LineTarget | undefined {
  const found = /^syslog\+(udp|tcp|tls):\/\/(\[[0-9a-f:.]+\]|[a-z0-9.-]+):(\d{1,5})\/?$/i.exec(text);
  if (found === null) return undefined;
  const port = Number(found[3]);
  return port < 1 || port > 65_535 ? undefined : { how: found[1] as LineTarget['how'], host: found[2]!, port };
}

/** Facility 13 (audit), severity 5 (notice). */
const priority = 13 * 8 + 5;

/** RFC 5424, over streams each behind its length (RFC 6587). */
export async function sendToSyslog(
  target: LineTarget,
  lines: readonly string[],
  trust: 'tenant' | 'operator',
): Promise<void> {
  const frames = lines.map((line) => {
    const message = `<${priority}>1 ${now().toISOString()} ${hostname()} strongroom - ledger-head - ${line}`;
    return target.how === 'udp' ? message : `${Buffer.byteLength(message)} ${message}`;
  });
  await sendFrames(target, frames, trust);
}
