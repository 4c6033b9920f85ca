// What a page shows when it has nothing to show: waiting, slow, empty, refused, failed. Each says what to do next.
import type { LucideIcon } from 'lucide-react';
import { type ReactElement, type ReactNode, Suspense, lazy, useEffect, useState } from 'react';
import { CallError } from '../call.ts';
import { t } from '../i18n/i18n.ts';
import { problemText } from '../problem-text.ts';
import { Button } from './Button.tsx';
import { cx } from './class-names.ts';

const MissingRight = lazy(() => import('../access/MissingRight.tsx').then((m) => ({ default: m.MissingRight })));

export function Empty({
  icon: Icon,
  title,
  children,
}: {
  icon?: LucideIcon;
  title: string;
  children?: ReactNode;
}): ReactElement {
  return (
    <div className="empty">
      {Icon && <Icon className="icon empty-icon" aria-hidden />}
      <p className="strong">{title}</p>
      {children}
    </div>
  );
}

/** Nothing is said but which right is missing, which is said by its name below. */
function isOnlyMissing(error: unknown): boolean {
  if (!(error instanceof CallError) || error.problem.missing === undefined) return false;
  return error.problem.detail === undefined && error.problem.errors === undefined;
}

/** What failed, what was kept, another try, and the number that finds the entry. */
export function Failure({
  error,
  onRetry,
  kept,
}: {
  error: unknown;
  onRetry?: () => void;
  kept?: string;
}): ReactElement {
  const { title, detail, reference } = problemText(error);
  const missing = error instanceof CallError && error.problem.status === 403 ? error.problem.missing : undefined;
  const refused = error instanceof CallError && (error.problem.status === 403 || error.problem.status === 404);
  return (
    <div className="empty" role="alert">
      <p className="strong">{title}</p>
      {detail !== null && !isOnlyMissing(error) && <p className="muted prose">{detail}</p>}
      {kept !== undefined && <p className="muted prose">{kept}</p>}
      {onRetry && !refused && (
        <Button onClick={onRetry} small>
          {t('common.retry')}
        </Button>
      )}
      {missing !== undefined && (
        <Suspense>
          <MissingRight permission={missing} />
        </Suspense>
      )}
      {reference !== null && <p className="small muted">{t('error.reference', { id: reference })}</p>}
    </div>
  );
}

/** True once `on` has lasted for `ms`. */
export function useLasting(on: boolean, ms: number): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!on) {
      setLasting(false);
      return undefined;
    }
    const timer = window.setTimeout(() => setLasting(true), ms);
    return () => window.clearTimeout(timer);
  }, [on, ms]);
  return on && lasting;
}

/** Grey lines after 150 ms, "Still working" after three seconds; takes its room from the beginning, so nothing moves. */
export function Waiting({ lines = 6, onCancel }: { lines?: number; onCancel?: () => void }): ReactElement {
  const visible = useLasting(true, 150);
  const slow = useLasting(true, 3000);
  return (
    <div className={cx('waiting', visible && 'waiting-seen')} role="status" aria-label={t('common.loading')}>
      {Array.from({ length: lines }, (_, i) => (
        <span key={i} className={`bone bone-${(i % 3) + 1}`} />
      ))}
      {slow && (
        <p className="row small muted">
          {t('common.stillWorking')}
          {onCancel && (
            <Button small variant="quiet" onClick={onCancel}>
              {t('common.cancel')}
            </Button>
          )}
        </p>
      )}
    </div>
  );
}
