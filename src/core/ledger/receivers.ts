// Hands signed heads and sealed entries to places outside the database: in order, none left out, again and again until they are taken; how far each is stands in the database.
import { createHash } from 'node:crypto';
import type { EventFormat, ReceiverKind } from '../../contract/ledger.ts';
import { now } from '../clock.ts';
import { unseal } from '../crypto/seal.ts';
import { log } from '../log.ts';
import { NetRefusal, type Trust } from '../net.ts';
import { NotTaken } from '../mail/hand-over.ts';
import { sendNow } from '../mail/courier.ts';
import type { Company } from '../mail/letters.ts';
import type { Lease } from '../pg.ts';
import { readHeads, readNewestHead } from './bundle.ts';
import { type SealedEntry, eventMessage } from './events.ts';
import { headerColumns } from './header.ts';
import { withLease } from './lease.ts';
import type { Sealable } from './sealer.ts';
import {
  type SyslogMessage,
  type WebhookTarget,
  headMessages,
  readSyslogUrl,
  receiverPlace,
  sendToSyslog,
  sendToWebhook,
} from './senders.ts';

/** What a receiver is there for: heads, or entries in one of the forms. */
export type Wanted = 'heads' | EventFormat;

/** A place something goes to: of a tenant's own, or for all tenants, named by who runs the installation. */
export interface Receiver {
  /** stands in the database, so that it is known how far it is */
  readonly name: string;
  readonly wants: Wanted;
  /** entries it was never meant to get: those before it was named */
  readonly since?: number;
  /** gets the newest head alone, and so often at most */
  readonly everyMs?: number;
  /** takes all or none; throws when it cannot */
  readonly take: (tenant: string, messages: readonly SyslogMessage[]) => Promise<void>;
}

interface Delivery {
  /** null: it was away, and is not asked yet */
  readonly size: number | null;
  readonly tries: number;
}

/** What is handed on next, each with how far the receiver is after it. */
interface Batch {
  readonly messages: readonly SyslogMessage[];
  readonly upTo: number;
  readonly more: boolean;
}

const headsAtOnce = 200;
const entriesAtOnce = 2_000;
/** A head covers all before it; nobody reads a message a second. */
const mailEveryMs = 3_600_000;
const firstWaitMs = 2_000;
const longestWaitMs = 5 * 60_000;

/** Where it leads, as it is sealed; before there was more to say, only the address was. */
function readTarget(text: string): WebhookTarget {
  return text.startsWith('{') ? (JSON.parse(text) as WebhookTarget) : { url: text };
}

/** While a receiver is waited for, no connection is held. */
const ask = <T>(tenant: Sealable, work: (q: Lease) => Promise<T>): Promise<T> => withLease(tenant.pool, work);

/** Hands on what is due, of each tenant to each receiver for itself: one that is slow or away holds up no other. */
export class Deliveries {
  readonly #common: readonly Receiver[];
  /** what a tenant's own receivers are reached with; tests reach their own machine */
  readonly #trust: Trust;
  readonly #company: (tenant: string) => Company | undefined;
  readonly #under = new Map<string, Promise<void>>();

  /** `company`: in whose name mail is sent; undefined: by mail nothing goes from here */
  constructor(
    common: readonly Receiver[],
    trust: Trust = 'tenant',
    company: (tenant: string) => Company | undefined = () => undefined,
  ) {
    this.#common = common;
    this.#trust = trust;
    this.#company = company;
  }

  /** What fails is tried again later; nothing is skipped. Resolves when everything that was due has been tried once. */
  async deliver(tenant: Sealable): Promise<void> {
    const receivers = [...this.#common, ...(await ownReceivers(tenant, this.#trust, this.#company(tenant.id)))];
    await Promise.all(
      receivers.map((receiver) => {
        const key = `${tenant.id} ${receiver.name}`;
        const under = this.#under.get(key);
        if (under !== undefined) return under;
        const begun = deliverTo(tenant, receiver)
          .catch((error: unknown) => log.warn({ tenant: tenant.id, err: error }, 'a ledger could not be handed on'))
          .finally(() => this.#under.delete(key));
        this.#under.set(key, begun);
        return begun;
      }),
    );
  }

  /** Begins without waiting. */
  begin(tenant: Sealable): void {
    this.deliver(tenant).catch((error: unknown) =>
      log.warn({ tenant: tenant.id, err: error }, 'the receivers of a ledger could not be read'),
    );
  }

  async idle(): Promise<void> {
    await Promise.all(this.#under.values());
  }
}

async function ownReceivers(tenant: Sealable, trust: Trust, company: Company | undefined): Promise<Receiver[]> {
  const { rows } = await ask(tenant, (q) =>
    q.query<{ id: string; kind: ReceiverKind; target: Buffer; format: EventFormat | null; since: number }>(
      'select id, kind, target, format, since from core.ledger_receiver order by id',
    ),
  );
  return rows.map(({ id, kind, target, format, since }) => ({
    name: id,
    wants: format ?? 'heads',
    since,
    ...(kind === 'mail' ? { everyMs: mailEveryMs } : {}),
    take: async (_tenant, messages) => {
      const text = unseal(tenant.keys.purpose('ledger'), target, receiverPlace(tenant.id, id)).toString('utf8');
      const place = readTarget(text);
      if (kind === 'mail') await mailHeads(tenant, company, { id, to: place.url }, messages);
      else await send(kind, place, messages, { trust, wants: format ?? 'heads' });
    },
  }));
}

/** Lines of JSON, but for CEF, which is text. */
export function typeOf(wants: Wanted): string {
  return wants === 'cef' ? 'text/plain; charset=utf-8' : 'application/x-ndjson';
}

async function mailHeads(
  tenant: Sealable,
  company: Company | undefined,
  { id, to }: { readonly id: string; readonly to: string },
  messages: readonly SyslogMessage[],
): Promise<void> {
  if (company === undefined) throw new NetRefusal('No mail is sent from here.');
  const lines = messages.map((m) => m.text);
  const letter = { id: sameId(id, lines), kind: 'ledger-heads' as const, to, values: { vault: tenant.id, lines } };
  await sendNow(tenant.pool, tenant.keys, company, letter);
}

/** The same at every try of the same lines, so that a message that comes twice is one to who reads it. */
function sameId(receiver: string, lines: readonly string[]): string {
  const hex = createHash('sha256')
    .update(`${receiver}\n${lines.join('\n')}`)
    .digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

async function send(
  kind: Exclude<ReceiverKind, 'mail'>,
  target: WebhookTarget,
  messages: readonly SyslogMessage[],
  { trust, wants }: { readonly trust: Trust; readonly wants: Wanted },
): Promise<void> {
  if (kind === 'syslog') return sendToSyslog(readSyslogUrl(target.url)!, messages, trust);
  const lines = messages.map((message) => message.text);
  return sendToWebhook(target, lines, { trust, type: typeOf(wants) });
}

const readDelivery = `insert into core.ledger_delivery (receiver, size) values ($1, $3)
  on conflict (receiver) do update set receiver = excluded.receiver
  returning case when next_at > $2 or delivered_at > $4 then null else size end as size, tries`;

const writeDelivery = `update core.ledger_delivery
  set size = $2, delivered_at = $3, tries = 0, next_at = null, failure = null where receiver = $1`;

async function deliverTo(tenant: Sealable, receiver: Receiver): Promise<void> {
  const { rows } = await ask(tenant, (q) =>
    q.query<Delivery>(readDelivery, [
      receiver.name,
      now(),
      receiver.since ?? 0,
      receiver.everyMs === undefined ? null : new Date(now().getTime() - receiver.everyMs),
    ]),
  );
  const { size, tries } = rows[0]!;
  if (size === null) return;
  for (let done = size; ;) {
    const after = done;
    const batch = await ask(tenant, (q) => nextBatch(q, tenant.id, receiver, after));
    if (batch.upTo === after) return;
    try {
      if (batch.messages.length > 0) await receiver.take(tenant.id, batch.messages);
    } catch (error) {
      await putOff(tenant, receiver.name, tries, error);
      return;
    }
    done = batch.upTo;
    await ask(tenant, (q) => q.query(writeDelivery, [receiver.name, batch.upTo, now()]));
    if (!batch.more) return;
  }
}

async function nextBatch(q: Lease, tenant: string, { wants, everyMs }: Receiver, after: number): Promise<Batch> {
  if (wants !== 'heads') return nextEntries(q, tenant, wants, after);
  const heads = await (everyMs === undefined
    ? readHeads(q, tenant, after, headsAtOnce)
    : readNewestHead(q, tenant, after));
  return {
    messages: headMessages(heads.map((h) => h.line)),
    upTo: heads.at(-1)?.size ?? after,
    more: heads.length === headsAtOnce,
  };
}

/** In the order of the log: what was committed late comes late, and nothing is passed over. An entry whose header was deleted is told by the checks. */
async function nextEntries(q: Lease, tenant: string, format: EventFormat, after: number): Promise<Batch> {
  const { rows } = await q.query<Partial<SealedEntry> & { readonly seq: number }>(
    `select f.seq, ${headerColumns} from (select * from core.ledger_leaf where seq >= $1 order by seq limit ${entriesAtOnce}) f
     left join core.ledger l on l.id = f.entry order by f.seq`,
    [after],
  );
  const there = rows.filter((row): row is SealedEntry => typeof row.id === 'string');
  return {
    messages: there.map((row) => eventMessage(format, tenant, row)),
    upTo: rows.length === 0 ? after : rows.at(-1)!.seq + 1,
    more: rows.length === entriesAtOnce,
  };
}

async function putOff(tenant: Sealable, receiver: string, tries: number, error: unknown): Promise<void> {
  const wait = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(tries, 20));
  log.warn(
    { tenant: tenant.id, receiver, err: error },
    'a receiver did not take what a ledger has for it; it is asked again',
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
  if (error instanceof NotTaken) return error.answer;
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? `It could not be reached (${code}).` : 'It could not be reached.';
}
