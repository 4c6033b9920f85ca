// The page a stranger gets: whose page it is, sign in, and what to do without a password.
import type { ReactElement } from 'react';
import { t } from '../../../web/i18n/i18n.ts';
import { noteSignIn } from '../../../web/just-signed-in.ts';
import { usePageTitle } from '../../../web/page-title.ts';
import { Front } from './Front.tsx';
import { useFront } from './front.ts';
import { t as frontWords } from './front-words.ts';
import { t as factorWords } from './factor-words.ts';
import { Gate } from './Gate.tsx';
import { SignInForm } from './SignInForm.tsx';

export function SignInPage({ onDone }: { onDone: () => void }): ReactElement {
  const front = useFront();
  usePageTitle(t('signin.title'));
  const place = front === undefined ? {} : { place: `${front.tenant} · ${location.hostname}` };
  return (
    <Gate title={t('signin.title')} {...place}>
      {front !== undefined && <Front front={front} />}
      <SignInForm
        onDone={() => {
          noteSignIn();
          onDone();
        }}
      />
      <p className="small muted">{t('signin.forgotten')}</p>
      <p className="small muted">{frontWords('front.loss')}</p>
      <p className="small muted">{factorWords('factor.never', { place: location.hostname })}</p>
    </Gate>
  );
}
