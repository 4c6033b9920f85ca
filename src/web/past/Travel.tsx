// Everything below it is drawn as of an instant: the objects and fields of then, nothing that could be changed, answers of their own, and the
// brass bar that says so.
import { QueryClientProvider, useQueryClient } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { type ReactElement, type ReactNode, useMemo, useState } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { type Catalog, catalogKey } from '../catalog.ts';
import { label } from '../i18n/i18n.ts';
import { Button } from '../kit/Button.tsx';
import { Failure, Waiting } from '../kit/States.tsx';
import { makeQueryClient } from '../query-client.ts';
import { meKey } from '../session.ts';
import { MomentPicker } from './MomentPicker.tsx';
import './past.css';
import { pathAt, sayMoment } from './moment.ts';
import { type CatalogThen, useCatalogThen, useReach } from './use-past.ts';
import { t } from './words.ts';

export function Travel({ at, children }: { at: string; children: ReactNode }): ReactElement {
  const found = useCatalogThen(at);
  return (
    <div className="travel">
      <TravelBar at={at} catalog={found.data?.catalog ?? null} />
      {found.isError ? (
        <div className="page">
          <h1 tabIndex={-1} className="sr">
            {t('past.title')}
          </h1>
          <Failure error={found.error} onRetry={() => void found.refetch()} />
        </div>
      ) : found.data === undefined ? (
        <div className="page page-wait">
          <Waiting />
        </div>
      ) : (
        <Then key={at} then={found.data}>
          {children}
        </Then>
      )}
    </div>
  );
}

/** Answers of then are kept apart from those of now. */
function Then({ then: { catalog, gaps }, children }: { then: CatalogThen; children: ReactNode }): ReactElement {
  const outer = useQueryClient();
  const client = useMemo(() => {
    const own = makeQueryClient();
    own.setQueryData(catalogKey, catalog);
    own.setQueryDefaults(catalogKey, { gcTime: Infinity, staleTime: Infinity });
    own.setQueryDefaults(meKey, { gcTime: Infinity, staleTime: Infinity });
    own.setQueryData(meKey, outer.getQueryData(meKey));
    own.setQueryData(catalogKey, catalog);
    return own;
  }, [catalog, outer]);
  return (
    <QueryClientProvider client={client}>
      {gaps.length > 0 && (
        <p className="travel-gaps small" role="note">
          {t('past.gaps')}: {gaps.join(' ')}
        </p>
      )}
      {children}
    </QueryClientProvider>
  );
}

function TravelBar({ at, catalog }: { at: string; catalog: Catalog | null }): ReactElement {
  const [path, navigate] = useLocation();
  const search = useSearch();
  const [choosing, setChoosing] = useState(false);
  const reach = useReach();
  const here = `${path === '/' ? '' : path}${search === '' ? '' : `?${search}`}`;
  const deal = catalog?.byName.get('deal');
  return (
    <section className="travel-bar" aria-label={t('past.barLabel')} data-region tabIndex={-1}>
      <div className="travel-line">
        <History className="icon" aria-hidden />
        <p className="grow strong" role="status">
          {t('past.bar', { when: sayMoment(at) })}
        </p>
        <Button small aria-expanded={choosing} onClick={() => setChoosing(!choosing)}>
          {t('past.another')}
        </Button>
        <Button small variant="primary" onClick={() => navigate(`~${here === '' ? '/' : here}`)}>
          {t('past.leave')}
        </Button>
      </div>
      {choosing && reach.data !== undefined && (
        <MomentPicker value={at} reach={reach.data} onChange={(next) => navigate(`~${pathAt(next, here)}`)} />
      )}
      {choosing && reach.isError && <Failure error={reach.error} onRetry={() => void reach.refetch()} />}
      {catalog !== null && (
        <nav className="travel-objects" aria-label={t('past.objects')}>
          {catalog.entities
            .filter((e) => e.menu && !e.setting)
            .map((e) => (
              <Link key={e.name} href={`/${e.path}`} className={(on) => (on ? 'travel-here' : '')}>
                {label(e.labelPlural)}
              </Link>
            ))}
          {deal !== undefined && (
            <Link href={`/${deal.path}/board`} className={(on) => (on ? 'travel-here' : '')}>
              {t('past.board')}
            </Link>
          )}
          <Link href="/totals" className={path.startsWith('/totals') ? 'travel-here' : ''}>
            {t('past.totals')}
          </Link>
        </nav>
      )}
    </section>
  );
}
