// The page a stranger gets: sign in, and what to do without a password.
import type { ReactElement } from 'react';
import { t } from '../../../web/i18n/i18n.ts';
import { usePageTitle } from '../../../web/page-title.ts';
import { Gate } from './Gate.tsx';
import { SignInForm } from './SignInForm.tsx';

export function SignInPage({ onDone }: { onDone: () => void }): ReactElement {
  usePageTitle(t('signin.title'));
  return (
    <Gate title={t('signin.title')}>
      <SignInForm onDone={onDone} />
      <p className="small muted">{t('signin.forgotten')}</p>
    </Gate>
  );
}
