// The certificate the web server shows: from files that may change under it, or from the local authority, for the tenants there are.
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import type { Addresses } from '../addresses.ts';
import type { Config } from '../config.ts';
import { log } from '../../core/log.ts';
import { HostRefusal } from '../refusal.ts';
import { openAuthority } from './local-authority.ts';
import { X509Certificate, createPrivateKey } from 'node:crypto';

export interface ServerCertificate {
  readonly cert: string;
  readonly key: string;
}

export interface Certificates {
  readonly first: ServerCertificate;
  /** what to tell the person at the terminal */
  readonly hint: string | undefined;
  /** Calls back with a new certificate: files were changed, or (local authority) there are other tenants. */
  onRenewal(listener: (certificate: ServerCertificate) => void): void;
  /** The host names served now; only the local authority cares. */
  serve(names: readonly string[]): void;
  close(): void;
}

/** Undefined: TLS is off. */
export function openCertificates(
  config: Config,
  addresses: Addresses,
  names: readonly string[],
): Certificates | undefined {
  if (config.tls === 'off') return undefined;
  return config.tls === 'local'
    ? fromAuthority(config.data, addresses.publicUrl.hostname, names)
    : fromFiles(config.tls);
}

function fromAuthority(data: string, domain: string, names: readonly string[]): Certificates {
  const authority = openAuthority(data, domain);
  const listeners: ((certificate: ServerCertificate) => void)[] = [];
  let served = key(names);
  return {
    first: authority.issue(names),
    hint: `Tell browsers to trust ${authority.file}${authority.fresh ? ', which was just made' : ''}.`,
    onRenewal: (listener) => listeners.push(listener),
    serve: (present) => {
      if (key(present) === served) return;
      served = key(present);
      const certificate = authority.issue(present);
      for (const listener of listeners) listener(certificate);
    },
    close: () => {},
  };
}

function key(names: readonly string[]): string {
  return [...names].sort().join(' ');
}

function fromFiles(files: { readonly cert: string; readonly key: string }): Certificates {
  const listeners: ((certificate: ServerCertificate) => void)[] = [];
  const reread = (): void => {
    try {
      const certificate = readPair(files);
      for (const listener of listeners) listener(certificate);
      log.info({}, 'the TLS certificate was read again');
    } catch (error) {
      // Between the writing of two files they do not fit; the old ones stay until they do.
      log.warn({ err: error }, 'the TLS certificate was changed and does not fit');
    }
  };
  for (const file of [files.cert, files.key]) watchFile(file, { interval: 30_000, persistent: false }, reread);
  return {
    first: readPair(files),
    hint: undefined,
    onRenewal: (listener) => listeners.push(listener),
    serve: () => {},
    close: () => {
      for (const file of [files.cert, files.key]) unwatchFile(file);
    },
  };
}

/** Refuses a key that is not the certificate's. */
function readPair(files: { readonly cert: string; readonly key: string }): ServerCertificate {
  const pair = { cert: readFileSync(files.cert, 'utf8'), key: readFileSync(files.key, 'utf8') };
  let fits: boolean;
  try {
    fits = new X509Certificate(pair.cert).checkPrivateKey(createPrivateKey(pair.key));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HostRefusal(`STRONGROOM_TLS_CERT and STRONGROOM_TLS_KEY cannot be used: ${reason}`);
  }
  if (!fits) {
    throw new HostRefusal(
      `STRONGROOM_TLS_KEY=${files.key} is not the private key of STRONGROOM_TLS_CERT=${files.cert}.`,
    );
  }
  return pair;
}
