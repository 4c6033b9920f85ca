// Codes of an authenticator app (RFC 6238): a secret for one person, six digits, half a minute; each step is taken once.
import { Secret, TOTP } from 'otpauth';

const period = 30;

function totpOf(secret: Secret, issuer = '', label = ''): TOTP {
  return new TOTP({ secret, algorithm: 'SHA1', digits: 6, period, issuer, label });
}

/** 160 bits, as base32: what the app is told. */
export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** What the square pattern says. */
export function totpUri(secret: string, issuer: string, account: string): string {
  // A colon would end the name of the issuer.
  const plain = (text: string): string => text.replace(/[:\p{Cc}]+/gu, ' ').slice(0, 80);
  return totpOf(Secret.fromBase32(secret), plain(issuer), plain(account)).toString();
}

export const isTotpCode = (code: string): boolean => /^\d{6}$/.test(code);

/** The step a code belongs to, one before or after the present one at most; undefined: it is none of ours. */
export function stepOf(secret: string, code: string, at: Date): number | undefined {
  if (!isTotpCode(code)) return undefined;
  const timestamp = at.getTime();
  const delta = totpOf(Secret.fromBase32(secret)).validate({ token: code, timestamp, window: 1 });
  return delta === null ? undefined : Math.floor(timestamp / 1000 / period) + delta;
}
