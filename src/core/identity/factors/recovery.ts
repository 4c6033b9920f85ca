// Recovery codes: ten, shown once, each good for one sign-in. Only a keyed hash is kept, so that a stolen database gives nothing to try at home.
import { createHmac, randomInt } from 'node:crypto';
import type { Keyring } from '../../crypto/keyring.ts';

export const recoveryCodes = 10;

/** Nothing that looks like something else. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Ten letters, fifty bits: "abcde-fghjk". */
function newCode(): string {
  const part = (): string => Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join('');
  return `${part()}-${part()}`;
}

export function newRecoveryCodes(): string[] {
  const codes = new Set<string>();
  while (codes.size < recoveryCodes) codes.add(newCode());
  return [...codes];
}

/** As somebody types it: capitals, spaces and the dash do not matter. Undefined: it cannot be one. */
export function plainCode(typed: string): string | undefined {
  const code = typed.toLowerCase().replace(/[\s-]/g, '');
  return code.length === 10 && [...code].every((c) => letters.includes(c)) ? code : undefined;
}

export function recoveryHash(keys: Keyring, userId: string, code: string): Buffer {
  const plain = plainCode(code) ?? '';
  return createHmac('sha256', keys.purpose('secrets')).update(`core.recovery_code/${userId}/${plain}`).digest();
}
