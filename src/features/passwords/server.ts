// Passwords: each line a call of the identity desk.
import { passwordDeviations } from '../../contract/password-policy.ts';
import { type Feature, on, onSecured } from '../../core/feature.ts';
import type { PasswordPolicy } from '../../contract/password-policy.ts';
import { commonPasswords as firstOfList } from '../../core/identity/known-passwords.ts';
import { askedOfSaving, commonPasswords, ownPassword, setPasswordPolicy, viewPasswordPolicy } from './contract.ts';

const out = (policy: PasswordPolicy) => ({
  ...policy,
  classes: { ...policy.classes },
  words: [...policy.words],
});

function sentence(next: PasswordPolicy): string {
  const { upperAndLower, digit, sign } = next.classes;
  const kinds = [upperAndLower && 'capital and small letters', digit && 'a digit', sign && 'a sign'].filter(Boolean);
  const parts = [
    next.least === null ? 'as many characters as the standard asks' : `at least ${next.least} characters`,
    ...(kinds.length === 0 ? [] : [`with ${kinds.join(', ')}`]),
    next.expiryMonths === 0 ? 'standing as long as they like' : `changed every ${next.expiryMonths} months`,
    ...(next.history === 0 ? [] : [`none of the last ${next.history}`]),
    ...(next.discourageSaving ? ['not to be kept by browsers'] : []),
  ];
  const beyond = passwordDeviations(next).length > 0 ? ' That deviates from the standard.' : '';
  return `Passwords: ${parts.join('; ')}; ${next.words.length} words of the company’s own.${beyond}`;
}

export const passwords: Feature = {
  name: 'passwords',
  handlers: [
    on(viewPasswordPolicy, async (tx) => out(await tx.identity.passwordPolicy())),
    onSecured(
      setPasswordPolicy,
      { summary: async (_tx, next) => sentence(next), basis: (tx) => tx.identity.passwordPolicy() },
      async (tx, next) => out(await tx.identity.setPasswordPolicy(next)),
    ),
    on(ownPassword, async (tx) => {
      const own = await tx.identity.ownPassword();
      return { ...own, classes: { ...own.classes }, words: [...own.words] };
    }),
    on(
      commonPasswords,
      async (_tx, _input, call) => ({ forms: [...(call.prepared as readonly string[])] }),
      () => firstOfList(),
    ),
    on(askedOfSaving, async (tx) => ({ discouraged: await tx.identity.savingDiscouraged() })),
  ],
};
