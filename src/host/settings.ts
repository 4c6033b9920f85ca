// The table of every setting: its name, what holds without it, what fits, and what it is for. The manual is checked against it.
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { EventFormat } from '../contract/ledger.ts';
import { TrustedProxies } from '../core/address.ts';
import { readSyslogUrl } from '../core/ledger/senders.ts';
import { logLevels } from '../core/log.ts';
import { setCountryMap } from '../core/network/countries.ts';

/** A place every entry goes to, in one of the forms. */
export interface EventPlace {
  readonly format: EventFormat;
  /** a folder, an address, or a syslog receiver */
  readonly to: string;
}

export interface Setting {
  readonly name: string;
  /** what holds when it is not set, in words */
  readonly default: string;
  /** the sentence part after "expected" */
  readonly expected: string;
  readonly help: string;
  /** true: only from the environment, because it says where the file is */
  readonly environmentOnly?: true;
  /** undefined when the text does not fit */
  readonly parse: (text: string) => unknown;
}

export const settings = [
  {
    name: 'STRONGROOM_DATA',
    default: 'the folder `data` of this checkout',
    expected: 'the path of a folder',
    help: 'Where everything this installation keeps lives: the database, keys, files and this settings file.',
    environmentOnly: true,
    parse: (text) => resolve(text),
  },
  {
    name: 'STRONGROOM_HOST',
    default: '`localhost`',
    expected: 'an IP address of this machine, or `localhost`',
    help: 'The address to listen on. Anything but a loopback address needs TLS or a named proxy.',
    parse: (text) => (text === 'localhost' || parseHost(text) ? text : undefined),
  },
  {
    name: 'STRONGROOM_PORT',
    default: '8080, or the next port that is free',
    expected: 'a whole number from 1 to 65535',
    help: 'The port to listen on. A given port that is taken is refused, not replaced.',
    parse: (text) => wholeNumber(text, 1, 65_535),
  },
  {
    name: 'STRONGROOM_PUBLIC_URL',
    default: '`http://localhost:PORT`, or `https://localhost:PORT` with TLS',
    expected: 'a URL like https://crm.example.com, without path; http only for localhost',
    help: 'What people type. Links and host names of tenants are made from it, never from what a request claims.',
    parse: parsePublicUrl,
  },
  {
    name: 'STRONGROOM_TENANT_HOST',
    default: '`{slug}.` before the host name of the public URL',
    expected: 'a host name with {slug} in its first label, like {slug}.crm.example.com',
    help: "The pattern of the tenants' host names. A proxy and its certificate must know them too.",
    parse: (text) => (/^(?:[a-z0-9-]*\{slug\}[a-z0-9-]*)(?:\.[a-z0-9-]+)+$/.test(text) ? text : undefined),
  },
  {
    name: 'STRONGROOM_POSTGRES',
    default: "the machine's PostgreSQL 15 or later, else the one npm brings",
    expected: '`system`, `embedded`, or a URL like postgres://user:password@host:5432/postgres',
    help:
      'Which PostgreSQL to use. `embedded` is the one npm brings: it lags behind security releases, so it is for trying and ' +
      'developing. The user of a URL must be allowed to make databases and roles; a socket is written as `postgres://user:password@localhost/postgres?host=/run/postgresql`.',
    parse: parsePostgres,
  },
  {
    name: 'STRONGROOM_TRUSTED_PROXIES',
    default: 'none',
    expected: 'addresses or ranges with commas between, like 127.0.0.1, 10.0.0.0/8',
    help: 'Proxies that speak TLS for us and whose X-Forwarded-For is believed. Without TLS of our own, only they are answered.',
    parse: parseProxies,
  },
  {
    name: 'STRONGROOM_TLS',
    default: '`off`, or `files` when a certificate is named',
    expected: '`off`, `local` or `files`',
    help: '`local` makes an authority of its own in the data folder, for browsers that are told to trust it.',
    parse: (text) => (['off', 'local', 'files'].includes(text) ? text : undefined),
  },
  {
    name: 'STRONGROOM_TLS_CERT',
    default: 'none',
    expected: 'the path of a readable file with a certificate chain in PEM',
    help: "The certificate for every tenant's host name (a wildcard, as a rule). Read again when the file changes.",
    parse: (text) => readablePem(text, 'CERTIFICATE'),
  },
  {
    name: 'STRONGROOM_TLS_KEY',
    default: 'none',
    expected: 'the path of a readable file with a private key in PEM',
    help: 'The private key of the certificate.',
    parse: (text) => readablePem(text, 'PRIVATE KEY'),
  },
  {
    name: 'STRONGROOM_ROOT_KEY',
    default: '`keys/root.key` in the data folder',
    expected: 'the path of a file',
    help: "The key that wraps every tenant's key. Keep a copy elsewhere: without it nothing sealed can be read again.",
    parse: (text) => resolve(text),
  },
  {
    name: 'STRONGROOM_CONNECTIONS',
    default: '150',
    expected: 'a whole number from 10 to 2000',
    help: 'Connections to PostgreSQL over all tenants together.',
    parse: (text) => wholeNumber(text, 10, 2_000),
  },
  {
    name: 'STRONGROOM_LEDGER_HEADS',
    default: 'the folder `ledger-heads` in the data folder',
    expected:
      'paths of folders and syslog receivers (syslog+udp://, syslog+tcp:// or syslog+tls:// with host and port), comma-separated',
    help: 'Where the signed heads of every ledger go. Best to a machine somebody else looks after: what was rewritten shows against them.',
    parse: parseHeads,
  },
  {
    name: 'STRONGROOM_MAIL',
    default: '`off`',
    expected: '`on` or `off`',
    help: 'Whether mail leaves this installation at all. Tenants then say by which server; without it links are shown once and handed over.',
    parse: (text) => (text === 'on' || text === 'off' ? text : undefined),
  },
  {
    name: 'STRONGROOM_MAIL_SERVERS',
    default: 'none',
    expected: 'names and ports with commas between, like mail.internal:25, localhost:587',
    help: 'Mail servers in your own network that tenants may use, without TLS too if they say so. Others are reached in the open network alone, over TLS.',
    parse: parseServers,
  },
  {
    name: 'STRONGROOM_COUNTRY_MAP',
    default: 'none: rules on networks then name no countries',
    expected: 'the path of a readable file in the format MaxMind DB that holds countries',
    help: 'A map of addresses to countries, such as those of DB-IP or MaxMind, for rules on networks. Read at the start; nothing is ever asked elsewhere.',
    parse: readCountryMap,
  },
  {
    name: 'STRONGROOM_LEDGER_EVENTS',
    default: 'nowhere',
    expected:
      '`ocsf:` or `cef:` and a folder, a syslog receiver (syslog+udp://, syslog+tcp:// or syslog+tls:// with host and port) or an address (https:// or http://), comma-separated',
    help: 'Where every entry of every ledger goes as it is sealed, for systems that watch over many programs: who did what to which record when and from where, never a value.',
    parse: parseEvents,
  },
  {
    name: 'STRONGROOM_LOG',
    default: '`warn` in a terminal, else `info`',
    expected: logLevels.map((level) => `\`${level}\``).join(', '),
    help: "How much goes to the log (standard error, one JSON line an event). It never holds tenants' values.",
    parse: (text) => logLevels.find((level) => level === text),
  },
] as const satisfies readonly Setting[];

export type SettingName = (typeof settings)[number]['name'];

/** True for addresses only this machine reaches. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function wholeNumber(text: string, least: number, most: number): number | undefined {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}

function parseHost(text: string): boolean {
  return /^(\d{1,3}\.){3}\d{1,3}$/.test(text)
    ? text.split('.').every((part) => Number(part) < 256)
    : URL.canParse(`http://[${text}]/`);
}

function parsePublicUrl(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const bare =
    url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && url.password === '';
  const local = url.hostname === 'localhost' || url.hostname.endsWith('.localhost');
  return bare && (url.protocol === 'https:' || (url.protocol === 'http:' && local)) ? url : undefined;
}

function parsePostgres(text: string): 'system' | 'embedded' | URL | undefined {
  if (text === 'system' || text === 'embedded') return text;
  if (!/^postgres(ql)?:\/\//.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.username !== '' && url.hostname !== '' ? url : undefined;
}

function parseProxies(text: string): TrustedProxies | undefined {
  try {
    return new TrustedProxies(text.split(','));
  } catch {
    return undefined; // the refusal tells what fits
  }
}

function parseHeads(text: string): string[] | undefined {
  const places = text.split(',').map((place) => place.trim());
  const fits = (place: string): boolean => place.startsWith('/') || readSyslogUrl(place) !== undefined;
  return places.every(fits) ? places : undefined;
}

function parseServers(text: string): ReadonlySet<string> | undefined {
  const places = text.split(',').map((place) => place.trim().toLowerCase());
  const fits = (place: string): boolean => /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+):\d{1,5}$/.test(place);
  return places.every(fits) ? new Set(places) : undefined;
}

/** The bytes, once they are seen to be one. */
function readCountryMap(path: string): Buffer | undefined {
  try {
    const bytes = readFileSync(path);
    setCountryMap(bytes);
    setCountryMap(undefined);
    return bytes;
  } catch {
    return undefined; // the refusal says what fits
  }
}

function parseEvents(text: string): EventPlace[] | undefined {
  const places = text.split(',').map((place): EventPlace | undefined => {
    const found = /^(ocsf|cef):(.+)$/.exec(place.trim());
    if (found === null) return undefined;
    const to = found[2]!;
    const isUrl = /^https?:\/\//.test(to) && URL.canParse(to);
    return to.startsWith('/') || isUrl || readSyslogUrl(to) !== undefined
      ? { format: found[1] as EventFormat, to }
      : undefined;
  });
  return places.every((place) => place !== undefined) ? places : undefined;
}

function readablePem(path: string, what: string): string | undefined {
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  try {
    return isFile && new RegExp(`-----BEGIN [A-Z ]*${what}-----`).test(readFileSync(path, 'utf8'))
      ? resolve(path)
      : undefined;
  } catch {
    return undefined; // not readable: the refusal says so
  }
}
