// A new password on the server: the rules of the contract, held against the list of a million passwords and of words.
import type { FieldError } from '../../contract/problem.ts';
import { type PasswordAsked, passwordBounds, usualPasswords } from '../../contract/password-policy.ts';
import { type PasswordContext, refusalOf } from '../../contract/password-rules.ts';
import { knownPasswords } from './known-passwords.ts';

/**
 * The bytes that are hashed: NFKC, so that the same password typed on another keyboard or system is the same, and UTF-8. All of them count.
 * A text with half a surrogate pair has no bytes of its own and gives undefined.
 */
export function passwordBytes(password: string): Buffer | undefined {
  return password.isWellFormed() ? Buffer.from(password.normalize('NFKC'), 'utf8') : undefined;
}

const usual: PasswordAsked = { ...usualPasswords, least: passwordBounds.least };

/** The first reason why this may not become a password, or undefined. */
export async function weakness(
  password: string,
  context: PasswordContext,
  asked: PasswordAsked = usual,
): Promise<FieldError | undefined> {
  const list = await knownPasswords();
  return refusalOf(password, context, asked, (form) => list.has(form));
}
