// Who asks: the session cookie or the key of the Authorization header as an actor, and the cookies that answers set. Whether the session holds is the door's to say, every time.
import { Problem } from '../../contract/problem.ts';
import type { Action } from '../../contract/action.ts';
import type { Answer } from '../../core/feature.ts';
import { tokenHash } from '../../core/identity/tokens.ts';
import { now } from '../../core/clock.ts';
import { noSecret, secretHash } from '../../core/access/key-secret.ts';
import type { Actor } from '../../core/principal.ts';
import { readCookie } from './request-rules.ts';

/**
 * `__Host-`: bound to this one host name, sent over TLS (or to localhost) only, and no sibling host can set it. Strict: sent by requests
 * of our own pages only. A page opened by a link from elsewhere loads without it, holds no data, and asks for the data itself.
 */
export const sessionCookie = '__Host-strongroom';
export const deviceCookie = '__Host-strongroom-device';

const attributes = 'Path=/; Secure; HttpOnly; SameSite=Strict';

export interface Tokens {
  readonly session: string | null;
  readonly device: string | null;
}

export function readTokens(cookies: string | undefined): Tokens {
  return { session: readCookie(cookies, sessionCookie), device: readCookie(cookies, deviceCookie) };
}

/** The key of `Authorization: Bearer ...`; null where the header is not there. Any other kind of authorization is refused like a wrong key. */
export function readBearer(authorization: string | undefined): string | null {
  if (authorization === undefined) return null;
  return /^bearer +(\S+)$/i.exec(authorization)?.[1] ?? '';
}

/** A key that came with a request stands for it, whatever cookies came too. */
export function keyActor(action: Action, key: string, address: string): Actor {
  if ('public' in action.access) return { kind: 'stranger' };
  return { kind: 'key', tokenHash: secretHash(key) ?? noSecret, address };
}

/** Public actions run as a stranger whatever cookie came with them: an old session must not stand in the way of a new sign-in. */
export function actorFor(action: Action, tokens: Tokens, passive = false): Actor {
  if ('public' in action.access) return { kind: 'stranger' };
  const hash = tokenHash(tokens.session);
  if (hash === undefined) throw new Problem('not-signed-in');
  return { kind: 'session', tokenHash: hash, ...(passive ? { passive: true as const } : {}) };
}

/** Set-Cookie lines for what a handler decided. The session's ends with the browser, the device's stays. */
export function cookiesOf(answer: Answer): string[] {
  const lines: string[] = [];
  if (answer.session === null) lines.push(`${sessionCookie}=; ${attributes}; Max-Age=0`);
  else if (answer.session !== undefined) lines.push(`${sessionCookie}=${answer.session.token}; ${attributes}`);
  if (answer.device !== undefined) {
    const seconds = Math.floor((answer.device.expires.getTime() - now().getTime()) / 1000);
    lines.push(`${deviceCookie}=${answer.device.token}; ${attributes}; Max-Age=${seconds}`);
  }
  return lines;
}
