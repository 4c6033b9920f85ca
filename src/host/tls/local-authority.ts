// A certificate authority of this installation's own, for networks without another: made once in the data folder, trusted by whoever is told to.
import { createPrivateKey, createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { now } from '../../core/clock.ts';
import { makeCertificate } from './certificate.ts';

const day = 24 * 60 * 60 * 1000;
const authorityLasts = 10 * 365 * day;
/** Browsers refuse server certificates that last longer than 398 days. */
const certificateLasts = 397 * day;

export interface Authority {
  /** what browsers are to be told to trust */
  readonly file: string;
  /** true: just made, and nobody trusts it yet */
  readonly fresh: boolean;
  /** A certificate for these host names with a new key, in PEM. */
  issue(names: readonly string[]): { readonly cert: string; readonly key: string };
}

/**
 * Opens or makes the authority. It vouches for `domain` and names under it and for nothing else, so that whoever trusts it is not
 * exposed elsewhere should its key be stolen; another domain, or its end drawing near, needs a new one.
 */
export function openAuthority(data: string, domain: string): Authority {
  const keyFile = join(data, 'keys', 'authority.key');
  const file = join(data, 'tls', 'authority.pem');
  const name = `Strongroom local authority for ${domain}`;
  const found = read(keyFile, file, name);
  const key = found ?? make(keyFile, file, { name, domain });
  return {
    file,
    fresh: found === undefined,
    issue: (names) => {
      const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const leaf = makeCertificate({
        subject: domain,
        publicKey: pair.publicKey,
        issuer: { name, privateKey: key },
        from: new Date(now().getTime() - day),
        until: new Date(now().getTime() + certificateLasts),
        for: { names: [...new Set([domain, ...names])] },
      });
      return {
        cert: leaf + readFileSync(file, 'utf8'),
        key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
      };
    },
  };
}

/** Its key, if it is this name's and lasts for another certificate's life. */
function read(keyFile: string, file: string, name: string): KeyObject | undefined {
  if (!existsSync(keyFile) || !existsSync(file)) return undefined;
  const certificate = new X509Certificate(readFileSync(file));
  const lasts = certificate.validToDate.getTime() - now().getTime() > certificateLasts;
  return certificate.subject === `CN=${name}` && lasts ? createPrivateKey(readFileSync(keyFile)) : undefined;
}

function make(keyFile: string, file: string, { name, domain }: { name: string; domain: string }): KeyObject {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const certificate = makeCertificate({
    subject: name,
    publicKey: createPublicKey(privateKey),
    issuer: { name, privateKey },
    from: new Date(now().getTime() - day),
    until: new Date(now().getTime() + authorityLasts),
    for: { authorityOver: domain },
  });
  mkdirSync(join(keyFile, '..'), { recursive: true, mode: 0o700 });
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o755 });
  writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  writeFileSync(file, certificate, { mode: 0o644 });
  return privateKey;
}
