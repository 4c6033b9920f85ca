// The page a stranger gets: sign in, and what to do without a password.
import type { ReactElement } from 'react';
import { t } from '../../../web/i18n/i18n.ts';
import { usePageTitle } from '../../../web/page-title.ts';
import { t as factorWords } from './factor-words.ts';
import { Gate } from './Gate.tsx';
import { SignInForm } from './SignInForm.tsx';

export function SignInPage({ onDone }: { onDone: () => void }): ReactElement {
  usePageTitle(t('signin.title'));
  return (
    <Gate title={t('signin.title')}>
      <SignInForm onDone={onDone} />
      <p className="small muted">{t('signin.forgotten')}</p>
      <p className="small muted">{factorWords('factor.never', { place: location.hostname })}</p>
    </Gate>
  );
}
