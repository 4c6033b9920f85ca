// A page one may not use, and an address behind which there is nothing: both are pages, and say so.
import { type ComponentType, type ReactElement, type ReactNode, lazy } from 'react';
import { t } from './i18n/i18n.ts';
import { Empty } from './kit/States.tsx';
import { may, useMe } from './session.ts';

const MissingRight = lazy(() => import('./access/MissingRight.tsx').then((m) => ({ default: m.MissingRight })));

interface GuardedProps {
  permission: string;
  /** either the page, or what is drawn where it needs something of the address */
  page?: ComponentType;
  children?: ReactNode;
}

/** A page one may not use exists and names what is missing. */
export function Guarded({ permission, page: Page, children }: GuardedProps): ReactElement {
  if (may(useMe(), permission)) return Page === undefined ? <>{children}</> : <Page />;
  return (
    <div className="page">
      <h1 tabIndex={-1} className="sr">
        {t('error.notAllowed')}
      </h1>
      <Empty title={t('error.notAllowed')}>
        <MissingRight permission={permission} />
      </Empty>
    </div>
  );
}

export function Nowhere(): ReactElement {
  return (
    <div className="page">
      <h1 tabIndex={-1} className="sr">
        {t('error.nowhere')}
      </h1>
      <Empty title={t('error.nowhere')}>
        <p className="muted prose">{t('error.nowhereHelp')}</p>
      </Empty>
    </div>
  );
}
