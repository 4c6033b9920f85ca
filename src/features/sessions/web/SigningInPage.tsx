// Signing in, for administrators: who is signed in where, how sessions end, what passwords are made of, and what slows guessing down.
import { type ReactElement, useState } from 'react';
import { Tabs } from '../../../web/kit/Tabs.tsx';
import { usePageTitle } from '../../../web/page-title.ts';
import { Guessing } from './Guessing.tsx';
import { OpenSessions } from './OpenSessions.tsx';
import { SessionPolicyForm } from './SessionPolicyForm.tsx';
import './sessions.css';
import { t } from './words.ts';

type Part = 'open' | 'policy' | 'passwords' | 'guessing' | 'losses';

interface SigningInPageProps {
  /** what is asked of passwords */
  passwords: ReactElement;
  /** what was reported as lost */
  losses: ReactElement;
}

export function SigningInPage({ passwords, losses }: SigningInPageProps): ReactElement {
  const [part, setPart] = useState<Part>('open');
  usePageTitle(t('signing.title'));
  return (
    <div className="page">
      <header className="page-head">
        <h1 tabIndex={-1}>{t('signing.title')}</h1>
      </header>
      <Tabs
        label={t('signing.tabs')}
        value={part}
        onChange={setPart}
        tabs={[
          { value: 'open', label: t('signing.open'), panel: <OpenSessions /> },
          { value: 'policy', label: t('signing.policy'), panel: <SessionPolicyForm /> },
          { value: 'passwords', label: t('signing.passwords'), panel: passwords },
          { value: 'guessing', label: t('signing.guessing'), panel: <Guessing /> },
          { value: 'losses', label: t('signing.losses'), panel: losses },
        ]}
      />
    </div>
  );
}
