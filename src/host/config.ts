// Reads the settings from the environment and from strongroom.conf, and refuses what is wrong, unknown or contradicting, all at once.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { TrustedProxies } from '../core/address.ts';
import type { LogLevel } from '../core/log.ts';
import { isLoopback, settings } from './settings.ts';
import type { EventPlace, Setting, SettingName } from './settings.ts';

const settingsFile = 'strongroom.conf';

export interface Config {
  /** absolute path of the folder that holds everything this installation keeps */
  readonly data: string;
  /** undefined: 8080, or the next port that is free */
  readonly port: number | undefined;
  /** address to listen on */
  readonly host: string;
  readonly publicUrl: URL | undefined;
  /** host name of a tenant, with `{slug}` in it */
  readonly tenantHost: string | undefined;
  readonly postgres: 'any' | 'system' | 'embedded' | URL;
  /** proxies whose X-Forwarded-For is believed */
  readonly trustedProxies: TrustedProxies;
  /** true: proxies are named, and without TLS of our own nobody else is answered */
  readonly behindProxy: boolean;
  readonly tls: 'off' | 'local' | { readonly cert: string; readonly key: string };
  readonly rootKey: string;
  readonly connections: number;
  /** where signed heads of all ledgers go: folders, and `syslog+tls://host:port` */
  readonly ledgerHeads: readonly string[];
  /** whether mail leaves at all, and which servers of a private network it may go to */
  readonly mail: { readonly on: boolean; readonly ownServers: ReadonlySet<string> };
  /** a map of addresses to countries */
  readonly countryMap: Buffer | undefined;
  /** where every entry of all ledgers goes, and in which form */
  readonly ledgerEvents: readonly EventPlace[];
  readonly logLevel: LogLevel;
}

/** Every setting that is wrong, each with its name and what would fit; the message is all of them. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.faults = faults;
  }
}

/** Reads all settings; refuses wrong, unknown and contradicting ones all at once. */
export function readConfig(environment: NodeJS.ProcessEnv, checkout: string): Config {
  const faults: string[] = [];
  const fromEnvironment = new Map<string, string>();
  for (const [name, text] of Object.entries(environment)) {
    if (name.startsWith('STRONGROOM_') && text !== undefined) fromEnvironment.set(name, text);
  }
  const data = resolve(fromEnvironment.get('STRONGROOM_DATA') || join(checkout, 'data'));
  const file = readSettingsFile(join(data, settingsFile), faults);
  const values = new Map<SettingName, unknown>();
  for (const [source, texts] of [
    [settingsFile, file],
    ['', fromEnvironment],
  ] as const) {
    for (const [name, text] of texts) takeValue(source, name, text, values, faults);
  }
  const get = (name: SettingName): never => values.get(name) as never; // each setting's parser makes what its line below declares
  const proxies: TrustedProxies | undefined = get('STRONGROOM_TRUSTED_PROXIES');
  const config: Config = {
    data,
    port: get('STRONGROOM_PORT'),
    host: get('STRONGROOM_HOST') ?? 'localhost',
    publicUrl: get('STRONGROOM_PUBLIC_URL'),
    tenantHost: get('STRONGROOM_TENANT_HOST'),
    postgres: get('STRONGROOM_POSTGRES') ?? 'any',
    trustedProxies: proxies ?? new TrustedProxies([]),
    behindProxy: proxies !== undefined,
    tls: decideTls(get('STRONGROOM_TLS'), get('STRONGROOM_TLS_CERT'), get('STRONGROOM_TLS_KEY'), faults),
    rootKey: get('STRONGROOM_ROOT_KEY') ?? join(data, 'keys', 'root.key'),
    ledgerEvents: get('STRONGROOM_LEDGER_EVENTS') ?? [],
    connections: get('STRONGROOM_CONNECTIONS') ?? 150,
    ledgerHeads: get('STRONGROOM_LEDGER_HEADS') ?? [join(data, 'ledger-heads')],
    mail: {
      on: (get('STRONGROOM_MAIL') as string | undefined) === 'on',
      ownServers: get('STRONGROOM_MAIL_SERVERS') ?? new Set<string>(),
    },
    countryMap: get('STRONGROOM_COUNTRY_MAP'),
    logLevel: get('STRONGROOM_LOG') ?? (process.stderr.isTTY ? 'warn' : 'info'),
  };
  faults.push(...exposureFaults(config));
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

function takeValue(
  source: string,
  name: string,
  text: string,
  values: Map<SettingName, unknown>,
  faults: string[],
): void {
  const where = source === '' ? '' : ` in ${source}`;
  const setting: Setting | undefined = settings.find((known) => known.name === name);
  if (setting === undefined) {
    faults.push(`${name}${where} is not a setting. Settings are: ${settings.map((known) => known.name).join(', ')}.`);
    return;
  }
  if (source !== '' && setting.environmentOnly === true) {
    faults.push(`${name}${where} can only be set in the environment.`);
    return;
  }
  const value = text.trim() === '' ? undefined : setting.parse(text.trim());
  if (value === undefined) faults.push(`${name}=${shown(name, text)}${where}: expected ${setting.expected}.`);
  else values.set(setting.name as SettingName, value);
}

/** A wrong URL of a database may hold its password. */
function shown(name: string, text: string): string {
  return name === 'STRONGROOM_POSTGRES' ? text.replace(/:[^:@/]*@/, ':...@') : text;
}

function readSettingsFile(path: string, faults: string[]): Map<string, string> {
  const found = new Map<string, string>();
  if (!existsSync(path)) return found;
  for (const [index, line] of readFileSync(path, 'utf8').split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const [, name, text] = /^\s*([A-Z_]+)\s*=(.*)$/.exec(line) ?? [];
    if (name === undefined || text === undefined) {
      faults.push(`${path}, line ${index + 1}: expected NAME=value, or # and a remark.`);
    } else if (found.has(name)) {
      faults.push(`${path}, line ${index + 1}: ${name} is set twice.`);
    } else {
      found.set(name, text.trim().replace(/^(["'])(.*)\1$/, '$2'));
    }
  }
  if (found.get('STRONGROOM_POSTGRES')?.includes('@') === true && (statSync(path).mode & 0o077) !== 0) {
    faults.push(`${path} holds a password and others may read it: expected mode 600 (chmod 600 ${path}).`);
  }
  return found;
}

function decideTls(
  mode: string | undefined,
  cert: string | undefined,
  key: string | undefined,
  faults: string[],
): Config['tls'] {
  if ((cert === undefined) !== (key === undefined)) {
    faults.push(`STRONGROOM_TLS_CERT and STRONGROOM_TLS_KEY belong together; only one of them is set (or fits).`);
  } else if (mode === 'files' && cert === undefined) {
    faults.push('STRONGROOM_TLS=files: expected STRONGROOM_TLS_CERT and STRONGROOM_TLS_KEY too.');
  } else if (mode !== undefined && mode !== 'files' && cert !== undefined) {
    faults.push(`STRONGROOM_TLS=${mode} contradicts STRONGROOM_TLS_CERT: leave one of them out.`);
  }
  if (mode === 'local') return 'local';
  return cert !== undefined && key !== undefined ? { cert, key } : 'off';
}

/** Who is reachable from elsewhere speaks TLS, itself or by a proxy that is named. */
function exposureFaults({ host, publicUrl, tls, behindProxy, tenantHost }: Config): string[] {
  const faults: string[] = [];
  const covered = tls !== 'off' || behindProxy;
  const help =
    'expected STRONGROOM_TLS_CERT and STRONGROOM_TLS_KEY, STRONGROOM_TLS=local, or the proxy in STRONGROOM_TRUSTED_PROXIES';
  if (!isLoopback(host) && !covered) {
    faults.push(`STRONGROOM_HOST=${host} can be reached from elsewhere, and nothing would speak TLS: ${help}.`);
  }
  if (!isLoopback(host) && publicUrl === undefined) {
    faults.push(
      `STRONGROOM_HOST=${host} needs STRONGROOM_PUBLIC_URL: expected the URL people type, like https://crm.example.com.`,
    );
  }
  if (publicUrl?.protocol === 'https:' && !covered) {
    faults.push(`STRONGROOM_PUBLIC_URL=${publicUrl.origin} says https, and nothing would speak TLS: ${help}.`);
  }
  if (publicUrl?.protocol === 'http:' && tls !== 'off') {
    faults.push(`STRONGROOM_PUBLIC_URL=${publicUrl.origin} says http, but TLS is on: expected https.`);
  }
  if (tenantHost !== undefined && publicUrl?.protocol === 'http:' && !tenantHost.endsWith('.localhost')) {
    faults.push(`STRONGROOM_TENANT_HOST=${tenantHost}: without https, expected host names under localhost.`);
  }
  return faults;
}

/** Who runs the machine, as far as the machine tells: behind sudo the person, not root. */
export function operatorName(): string {
  return process.env['SUDO_USER'] ?? userInfo().username;
}

/** Where the machine looks for programs. */
export function programFolders(): string[] {
  return (process.env['PATH'] ?? '').split(delimiter);
}
