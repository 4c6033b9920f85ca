// The audit log: what everybody did, newest first, narrowed by what is clicked, with one entry in full beside the list. How far it is proved stands above.
import { useQueryClient } from '@tanstack/react-query';
import { RefreshCw } from 'lucide-react';
import { type ReactElement, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useRegister } from '../../../web/keys.ts';
import { announce } from '../../../web/kit/announce.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Empty, Failure, Waiting } from '../../../web/kit/States.tsx';
import { usePageTitle } from '../../../web/page-title.ts';
import { may, useMe } from '../../../web/session.ts';
import { useMedia, phone as phoneQuery, wide as wideQuery } from '../../../web/use-media.ts';
import './audit.css';
import { AuditFilters } from './AuditFilters.tsx';
import { queryOf, useAuditState } from './audit-state.ts';
import { EntryList, type EntryListHandle } from './EntryList.tsx';
import { EntryPanel } from './EntryPanel.tsx';
import { type Entry, useEntries } from './entries.ts';
import { Histogram } from './Histogram.tsx';
import { LogState } from './LogState.tsx';
import { t } from './words.ts';

export function AuditPage(): ReactElement {
  const me = useMe();
  const client = useQueryClient();
  const state = useAuditState();
  const phone = useMedia(phoneQuery);
  const wide = useMedia(wideQuery);
  const [now, setNow] = useState(() => new Date());
  const everybody = may(me, 'ledger.view');
  const time = useMemo(() => state.timeAt(now), [state, now]);
  const query = useMemo(() => queryOf(state.filters, time), [state.filters, time]);
  const pages = useEntries(query);
  const entries = useMemo(() => pages.data?.pages.flatMap((page) => page.rows) ?? [], [pages.data]);
  const list = useRef<EntryListHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  usePageTitle(t('audit.title'));

  const lookAgain = useCallback(() => {
    setNow(new Date());
    // A time that ends now has a new question; any other is asked once more.
    void client.invalidateQueries({ queryKey: ['audit'] });
  }, [client]);
  const { setOpen } = state;
  const close = useCallback(() => {
    setOpen(null);
    list.current?.focus();
  }, [setOpen]);
  const onOpen = useCallback((entry: Entry) => setOpen(entry.id), [setOpen]);
  useRegister({
    '/': () => search.current?.focus(),
    j: () => list.current?.move('j'),
    k: () => list.current?.move('k'),
    ...(state.open === null ? {} : { Escape: close }),
  });
  const more = pages.hasNextPage;
  useEffect(() => {
    if (entries.length > 0) announce(t(more ? 'audit.loadedMore' : 'audit.loaded', { count: entries.length }));
  }, [entries.length, more]);

  return (
    <div className="list-page">
      <div className="list-main">
        <header className="page-head">
          <h1 tabIndex={-1}>{t('audit.title')}</h1>
          <span className="grow" />
          {everybody && <LogState asked={now.toISOString()} />}
          <Button icon={RefreshCw} onClick={lookAgain}>
            {t('audit.refresh')}
          </Button>
        </header>
        {!everybody && <p className="audit-own muted small">{t('audit.own', { right: 'ledger.view' })}</p>}
        <AuditFilters state={state} time={time} entries={entries} searchRef={search} />
        <Histogram
          query={queryOf(state.filters, { from: null, to: null })}
          time={time}
          now={now}
          onRange={state.setRange}
        />
        {pages.isError && entries.length === 0 ? (
          <Failure error={pages.error} onRetry={() => void pages.refetch()} />
        ) : pages.isPending ? (
          <Waiting lines={10} onCancel={() => void client.cancelQueries({ queryKey: ['audit'] })} />
        ) : entries.length === 0 ? (
          <Empty title={t('audit.empty')}>
            <p className="muted">{t('audit.emptyHelp')}</p>
            {state.narrowed && (
              <Button small onClick={state.clear}>
                {t('filter.clear')}
              </Button>
            )}
          </Empty>
        ) : (
          <EntryList
            entries={entries}
            more={more}
            loadMore={() => {
              if (!pages.isFetchingNextPage && !pages.isFetchNextPageError) void pages.fetchNextPage();
            }}
            failure={pages.isFetchNextPageError ? pages.error : null}
            retry={() => void pages.fetchNextPage()}
            openId={state.open}
            phone={phone}
            onOpen={onOpen}
            onNarrow={state.narrow}
            handle={list}
          />
        )}
      </div>
      {state.open !== null && (
        <EntryPanel
          key={state.open}
          id={state.open}
          docked={wide}
          onClose={close}
          onNarrow={state.narrow}
          onChanged={lookAgain}
        />
      )}
    </div>
  );
}
