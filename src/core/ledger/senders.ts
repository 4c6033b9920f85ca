// The ways lines of a ledger leave: by a POST, or as syslog messages. Whatever is not taken throws, and is sent again later.
import { hostname } from 'node:os';
import { now } from '../clock.ts';
import { type LineTarget, NetRefusal, type Trust, post, sendFrames } from '../net.ts';

export interface WebhookTarget {
  readonly url: string;
  /** what stands behind `Authorization:`, a secret */
  readonly authorization?: string;
}

/** Where the address of a receiver is sealed. */
export function receiverPlace(tenant: string, id: string): string {
  return `${tenant}/core.ledger_receiver/target/${id}`;
}

/** One POST with all lines; anything but 2xx counts as not taken. */
export async function sendToWebhook(
  { url, authorization }: WebhookTarget,
  lines: readonly string[],
  how: { readonly trust: Trust; readonly type?: string } = { trust: 'tenant' },
): Promise<void> {
  const status = await post(new URL(url), `${lines.join('\n')}\n`, {
    trust: how.trust,
    type: how.type ?? 'application/x-ndjson',
    ...(authorization === undefined ? {} : { authorization }),
  });
  if (status < 200 || status > 299) throw new NetRefusal(`It answered ${status}.`);
}

/** `syslog+udp://host:514`, `syslog+tcp://host:601`, `syslog+tls://host:6514`; undefined: none of them. */
export function readSyslogUrl(text: string): LineTarget | undefined {
  const found = /^syslog\+(udp|tcp|tls):\/\/(\[[0-9a-f:.]+\]|[a-z0-9.-]+):(\d{1,5})\/?$/i.exec(text);
  if (found === null) return undefined;
  const port = Number(found[3]);
  return port < 1 || port > 65_535 ? undefined : { how: found[1] as LineTarget['how'], host: found[2]!, port };
}

/** Facility 13, audit. */
const facility = 13;
export const severities = { warning: 4, notice: 5, informational: 6 } as const;

export interface SyslogMessage {
  /** what kind of message: `ledger-head`, `ocsf`, `cef` */
  readonly kind: string;
  readonly severity: number;
  readonly at: Date;
  readonly text: string;
}

/** RFC 5424, over streams each behind its length (RFC 6587). */
function syslogFrame({ kind, severity, at, text }: SyslogMessage, how: LineTarget['how']): string {
  const message = `<${facility * 8 + severity}>1 ${at.toISOString()} ${hostname()} strongroom - ${kind} - ${text}`;
  return how === 'udp' ? message : `${Buffer.byteLength(message)} ${message}`;
}

export async function sendToSyslog(
  target: LineTarget,
  messages: readonly SyslogMessage[],
  trust: Trust,
): Promise<void> {
  await sendFrames(
    target,
    messages.map((message) => syslogFrame(message, target.how)),
    trust,
  );
}

/** Heads as messages of the present. */
export function headMessages(lines: readonly string[]): SyslogMessage[] {
  return lines.map((text) => ({ kind: 'ledger-head', severity: severities.notice, at: now(), text }));
}
