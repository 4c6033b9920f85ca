// Signing in, for administrators, on one page: by what, who is signed in where, how sessions end, what passwords are made of, what slows guessing down.
import type { ReactElement } from 'react';
import { useSearchParams } from 'wouter';
import { Tabs } from '../../../web/kit/Tabs.tsx';
import { usePageTitle } from '../../../web/page-title.ts';
import { Guessing } from './Guessing.tsx';
import { OpenSessions } from './OpenSessions.tsx';
import { SessionPolicyForm } from './SessionPolicyForm.tsx';
import './sessions.css';
import { t } from './words.ts';

const parts = ['ways', 'passwords', 'open', 'policy', 'guessing', 'losses'] as const;
type Part = (typeof parts)[number];

interface SigningInPageProps {
  /** second factors, and ways back that wait for a word */
  ways: ReactElement;
  /** what is asked of passwords */
  passwords: ReactElement;
  /** what was reported as lost */
  losses: ReactElement;
}

export function SigningInPage({ ways, passwords, losses }: SigningInPageProps): ReactElement {
  const [params, setParams] = useSearchParams();
  const part: Part = parts.find((one) => one === params.get('tab')) ?? 'ways';
  usePageTitle(t('signing.title'));
  return (
    <div className="page">
      <header className="page-head">
        <h1 tabIndex={-1}>{t('signing.title')}</h1>
      </header>
      <Tabs
        label={t('signing.tabs')}
        value={part}
        onChange={(next) => setParams(next === 'ways' ? {} : { tab: next })}
        tabs={[
          { value: 'ways', label: t('signing.ways'), panel: ways },
          { value: 'passwords', label: t('signing.passwords'), panel: passwords },
          { value: 'open', label: t('signing.open'), panel: <OpenSessions /> },
          { value: 'policy', label: t('signing.policy'), panel: <SessionPolicyForm /> },
          { value: 'guessing', label: t('signing.guessing'), panel: <Guessing /> },
          { value: 'losses', label: t('signing.losses'), panel: losses },
        ]}
      />
    </div>
  );
}
