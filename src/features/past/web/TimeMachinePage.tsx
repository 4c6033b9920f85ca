// The time machine over everything: choose a moment, see what became of each object since, open its lists, bring back fields or everything.
import { History } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { Button } from '../../../web/kit/Button.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { usePageTitle } from '../../../web/page-title.ts';
import { MomentPicker } from '../../../web/past/MomentPicker.tsx';
import { pathAt, sayMoment } from '../../../web/past/moment.ts';
import { useReach } from '../../../web/past/use-past.ts';
import { t } from '../../../web/past/words.ts';
import type { PastReach } from '../contract.ts';
import { ConfigurationChanges } from './ConfigurationChanges.tsx';
import { Differences } from './Differences.tsx';
import { EverythingDialog } from './EverythingDialog.tsx';

const hour = 3_600_000;

export function TimeMachinePage(): ReactElement {
  const reach = useReach();
  usePageTitle(t('past.title'));
  return (
    <div className="page">
      <header className="page-head">
        <h1 tabIndex={-1}>{t('past.title')}</h1>
      </header>
      <div className="page-body stack">
        {reach.isPending ? (
          <Waiting lines={6} />
        ) : reach.isError ? (
          <Failure error={reach.error} onRetry={() => void reach.refetch()} />
        ) : (
          <Inside reach={reach.data} />
        )}
      </div>
    </div>
  );
}

/** An hour ago, or as far back as there is anything. */
function usualMoment({ from }: PastReach): string {
  return new Date(Math.max(new Date(from).getTime() + 1000, Date.now() - hour)).toISOString();
}

function Inside({ reach }: { reach: PastReach }): ReactElement {
  const search = useSearch();
  const [, navigate] = useLocation();
  const [usual] = useState(() => usualMoment(reach));
  const [asking, setAsking] = useState(false);
  const asked = new Date(new URLSearchParams(search).get('at') ?? '');
  const at = Number.isNaN(asked.getTime()) ? usual : asked.toISOString();
  return (
    <>
      <p className="muted prose">{t('past.help', { when: sayMoment(reach.from) })}</p>
      <MomentPicker
        value={at}
        reach={reach}
        onChange={(next) => navigate(`/time-machine?at=${encodeURIComponent(next)}`, { replace: true })}
      />
      <div className="row wrap">
        <Link href={pathAt(at, '/')} className="btn btn-primary">
          <History className="icon" aria-hidden />
          {t('past.lists')}
        </Link>
        <Button onClick={() => setAsking(true)}>{t('past.all')}</Button>
      </div>
      <section className="stack" aria-label={t('past.about')}>
        <h2>{t('past.about')}</h2>
        <Differences key={at} at={at} />
      </section>
      <ConfigurationChanges key={`conf ${at}`} at={at} />
      {asking && <EverythingDialog at={at} onClose={() => setAsking(false)} />}
    </>
  );
}
