// Security, for everybody: what the company asks, where a loss is reported, one's own sign, and tips.
import { useQueryClient } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import { tipNames } from '../../../contract/tips.ts';
import { call } from '../../../web/call.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Failure } from '../../../web/kit/States.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { usePageTitle } from '../../../web/page-title.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { tipsKey, useTips } from '../../../web/tips/Tip.tsx';
import { t as tipWords } from '../../../web/tips/words.ts';
import { t } from './words.ts';

/** `children`: what other features have for everybody. */
export function SafetyPage({ children }: { children: ReactNode }): ReactElement {
  const client = useQueryClient();
  const tips = useTips();
  usePageTitle(t('safety.title'));
  const bringBack = () => {
    call('DELETE', '/me/tips').then(
      () => {
        showToast({ text: t('safety.backDone') });
        return client.invalidateQueries({ queryKey: tipsKey });
      },
      (error: unknown) => showToast({ text: problemLine(error), tone: 'danger' }),
    );
  };
  const away = tips.data?.seen.length ?? 0;
  return (
    <div className="page">
      <header className="page-head">
        <h1 tabIndex={-1}>{t('safety.title')}</h1>
      </header>
      <div className="page-body stack">
        {children}
        <section className="card" aria-labelledby="safety-tips">
          <div className="row card-head">
            <h2 className="grow" id="safety-tips">
              {t('safety.tips')}
            </h2>
            {away > 0 && (
              <Button small onClick={bringBack}>
                {t('safety.back')}
              </Button>
            )}
          </div>
          {tips.isError && <Failure error={tips.error} onRetry={() => void tips.refetch()} />}
          <ul className="tip-list">
            {tipNames.map((name) => (
              <li key={name}>
                <p className="strong">{tipWords(`tips.tip.${name}`, { place: location.hostname })}</p>
                <p className="muted prose">{tipWords(`tips.why.${name}`)}</p>
              </li>
            ))}
          </ul>
          <p className="small muted">{t('safety.backHelp', { count: away })}</p>
        </section>
      </div>
    </div>
  );
}
