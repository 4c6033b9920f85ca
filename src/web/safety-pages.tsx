// Puts the pages on security together from features that know nothing of each other: passwords, the policy, signs, losses, tips.
import type { ReactElement } from 'react';
import { SignInSettings } from '../features/factors/web/SignInSettings.tsx';
import { Losses } from '../features/losses/web/Losses.tsx';
import { ReportLoss } from '../features/losses/web/ReportLoss.tsx';
import { PasswordPolicyForm } from '../features/passwords/web/PasswordPolicyForm.tsx';
import { OwnPolicy } from '../features/security-policy/web/OwnPolicy.tsx';
import { PolicyPage } from '../features/security-policy/web/PolicyPage.tsx';
import { SigningInPage } from '../features/sessions/web/SigningInPage.tsx';
import { nameOf } from '../features/sessions/web/browser-words.ts';
import { CompanySign, OwnSign } from '../features/signs/web/Signs.tsx';
import { SafetyPage } from '../features/tips/web/SafetyPage.tsx';
import { Guarded } from './Guarded.tsx';
import { may, useMe } from './session.ts';

export const Safety = (): ReactElement => (
  <SafetyPage>
    <OwnPolicy />
    <ReportLoss nameOf={nameOf} />
    <OwnSign />
  </SafetyPage>
);

/** For those who write it, and for those who look after who has acknowledged it. */
export function Policy(): ReactElement {
  return (
    <Guarded permission={may(useMe(), 'ledger.view') ? 'ledger.view' : 'admin.signin'}>
      <PolicyPage sign={<CompanySign />} />
    </Guarded>
  );
}

export const SigningIn = (): ReactElement => (
  <SigningInPage ways={<SignInSettings />} passwords={<PasswordPolicyForm />} losses={<Losses nameOf={nameOf} />} />
);
