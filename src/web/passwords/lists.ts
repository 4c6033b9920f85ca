// What the meter judges by: the EFF's words, and the passwords most seen in leaks; fetched when somebody begins to type.
import type { AnswerOf } from '../../contract/action.ts';
import type { commonPasswords } from '../../features/passwords/contract.ts';
import { canonical } from '../../contract/look-alikes.ts';
import type { StrengthLists } from '../../contract/password-strength.ts';
import { call } from '../call.ts';

export async function fetchWords(): Promise<readonly string[]> {
  return (await import('@zxcvbn-ts/language-common/src/diceware.json')).default;
}

export async function fetchLists(): Promise<StrengthLists> {
  const [words, { data }] = await Promise.all([
    fetchWords(),
    call<AnswerOf<typeof commonPasswords>>('GET', '/passwords/common', { signingIn: true, background: true }),
  ]);
  return {
    words: new Set(words.map(canonical)),
    common: new Map(data.forms.map((form, rank) => [form, rank])),
  };
}
