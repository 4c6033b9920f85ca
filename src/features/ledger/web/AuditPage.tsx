// The audit log: what everybody did, newest first, asked for in words or by what is clicked, with one entry in full beside the list. How far it is proved stands above.
import { useQueryClient } from '@tanstack/react-query';
import { FileDown, RefreshCw } from 'lucide-react';
import { type ReactElement, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useRegister } from '../../../web/keys.ts';
import { announce } from '../../../web/kit/announce.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { Empty, Failure, Waiting } from '../../../web/kit/States.tsx';
import { usePageTitle } from '../../../web/page-title.ts';
import { may, useMe } from '../../../web/session.ts';
import { useMedia, phone as phoneQuery, wide as wideQuery } from '../../../web/use-media.ts';
import './audit.css';
import { AuditFilters } from './AuditFilters.tsx';
import { type AuditState, queryOf, useAuditState } from './audit-state.ts';
import { EntryList, type EntryListHandle } from './EntryList.tsx';
import { EntryPanel } from './EntryPanel.tsx';
import { type Entry, type Tailing, useEntries, useSearches, useTail } from './entries.ts';
import { ExtractDialog } from './ExtractDialog.tsx';
import { Histogram } from './Histogram.tsx';
import { Zone, sayZone, useInstant, zoneOf, zonesToChoose } from './instants.ts';
import { LogState } from './LogState.tsx';
import { Searches } from './Searches.tsx';
import { t } from './words.ts';
import type { ZoneName } from './zones.ts';

export function AuditPage(): ReactElement {
  const state = useAuditState();
  return (
    <Zone value={state.zone}>
      <Log state={state} />
    </Zone>
  );
}

function Log({ state }: { state: AuditState }): ReactElement {
  const client = useQueryClient();
  const everybody = may(useMe(), 'ledger.view');
  const phone = useMedia(phoneQuery);
  const wide = useMedia(wideQuery);
  const [now, setNow] = useState(() => new Date());
  const [live, setLive] = useState(false);
  const time = useMemo(() => state.timeAt(now), [state, now]);
  const query = useMemo(() => queryOf(state, time), [state, time]);
  const asked = state.wrong === null;
  const pages = useEntries(query, asked);
  const tail = useTail(query, live && asked);
  const entries = useEntriesOf(tail.rows, pages.data?.pages);
  const list = useRef<EntryListHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  usePageTitle(t('audit.title'));
  useCalledUp(state);

  const lookAgain = useCallback(() => {
    setNow(new Date());
    // A time that ends now has a new question; any other is asked once more.
    void client.invalidateQueries({ queryKey: ['audit'] });
  }, [client]);
  const onLive = (on: boolean) => {
    // What came before is asked for, what comes from now on is sent; what was sent is asked for when no more is.
    lookAgain();
    setLive(on);
  };
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
  const reached = pages.data?.pages.at(-1)?.reached ?? null;
  const further: FurtherBack | null =
    more && reached !== null
      ? { reached, busy: pages.isFetchingNextPage, look: () => void pages.fetchNextPage() }
      : null;
  useEffect(() => {
    if (entries.length > 0) announce(t(more ? 'audit.loadedMore' : 'audit.loaded', { count: entries.length }));
  }, [entries.length, more]);

  return (
    <div className="list-page">
      <div className="list-main">
        <Head state={state} everybody={everybody} now={now} query={query} onLookAgain={lookAgain} />
        {!everybody && <p className="audit-own muted small">{t('audit.own', { right: 'ledger.view' })}</p>}
        <AuditFilters state={state} time={time} entries={entries} searchRef={search} live={live} onLive={onLive} />
        <Histogram
          query={queryOf(state, { from: null, to: null })}
          time={time}
          now={now}
          onRange={state.setRange}
          asked={asked}
        />
        {live && <LiveLine tail={tail} onLookAgain={lookAgain} />}
        {!asked ? null : pages.isError && entries.length === 0 ? (
          <Failure error={pages.error} onRetry={() => void pages.refetch()} />
        ) : pages.isPending ? (
          <Waiting lines={10} onCancel={() => void client.cancelQueries({ queryKey: ['audit'] })} />
        ) : entries.length === 0 ? (
          <Nothing state={state} further={further} />
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
        {entries.length > 0 && further !== null && <Further further={further} />}
      </div>
      {state.open !== null && (
        <EntryPanel
          key={state.open}
          id={state.open}
          docked={wide}
          onClose={close}
          onNarrow={state.narrow}
          onRange={state.setRange}
          onChanged={lookAgain}
        />
      )}
    </div>
  );
}

/** What came live stands above what was asked for, each entry once. */
function useEntriesOf(
  fresh: readonly Entry[],
  pages: readonly { readonly rows: readonly Entry[] }[] | undefined,
): readonly Entry[] {
  return useMemo(() => {
    const asked = pages?.flatMap((page) => page.rows) ?? [];
    if (fresh.length === 0) return asked;
    const known = new Set(asked.map((entry) => entry.id));
    return [...fresh.filter((entry) => !known.has(entry.id)), ...asked];
  }, [fresh, pages]);
}

/** A notice leads to the search that raised it. */
function useCalledUp(state: AuditState): void {
  const searches = useSearches();
  const wanted = state.search !== null && state.text === '' ? state.search : null;
  const found = searches.data?.find((search) => search.id === wanted);
  const { callUp } = state;
  useEffect(() => {
    if (found !== undefined && found.query !== '') callUp(found);
    // once, when it is found
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [found]);
}

interface HeadProps {
  state: AuditState;
  everybody: boolean;
  now: Date;
  query: ReturnType<typeof queryOf>;
  onLookAgain: () => void;
}

function Head({ state, everybody, now, query, onLookAgain }: HeadProps): ReactElement {
  const me = useMe();
  const [exporting, setExporting] = useState(false);
  return (
    <header className="page-head audit-head">
      <h1 tabIndex={-1}>{t('audit.title')}</h1>
      {everybody && <LogState asked={now.toISOString()} />}
      <span className="grow" />
      <div className="row audit-tools">
        <Select
          className="audit-zone"
          label={t('audit.zone')}
          value={state.zone}
          onChange={(zone) => zone !== null && state.setZone(zone as ZoneName)}
          items={zonesToChoose().map((zone) => ({
            value: zone,
            label: t(`audit.zone.${zone}`, { zone: sayZone(zone) }),
          }))}
        />
        <Searches state={state} everybody={everybody} />
        {may(me, 'ledger.export') && (
          <Button icon={FileDown} className="audit-tool" onClick={() => setExporting(true)}>
            {t('audit.export')}
          </Button>
        )}
        <Button icon={RefreshCw} className="audit-tool" onClick={onLookAgain}>
          {t('audit.refresh')}
        </Button>
      </div>
      {exporting && <ExtractDialog query={query} zone={zoneOf(state.zone)} onClose={() => setExporting(false)} />}
    </header>
  );
}

function LiveLine({ tail, onLookAgain }: { tail: Tailing; onLookAgain: () => void }): ReactElement {
  const state = tail.state === 'off' ? 'opening' : tail.state;
  return (
    <p className={`audit-live audit-live-${state} small`} role="status">
      <span className="audit-live-dot" aria-hidden />
      {t(`audit.live.${state}`)}
      {tail.behind && (
        <button type="button" className="link-button" onClick={onLookAgain}>
          {t('audit.live.behind')}
        </button>
      )}
    </p>
  );
}

/** A rare question over a long time stops after a while, and says how far back it looked. */
interface FurtherBack {
  readonly reached: string;
  readonly busy: boolean;
  readonly look: () => void;
}

function Further({ further: { reached, busy, look } }: { further: FurtherBack }): ReactElement {
  const formatInstant = useInstant();
  return (
    <div className="audit-further row">
      <span className="muted small">{t('audit.furtherHelp', { when: formatInstant(reached) })}</span>
      <Button small busy={busy} onClick={look}>
        {t('audit.further')}
      </Button>
    </div>
  );
}

function Nothing({ state, further }: { state: AuditState; further: FurtherBack | null }): ReactElement {
  const formatInstant = useInstant();
  if (further !== null) {
    return (
      <Empty title={t('audit.emptySince', { when: formatInstant(further.reached) })}>
        <Button small busy={further.busy} onClick={further.look}>
          {t('audit.further')}
        </Button>
      </Empty>
    );
  }
  return (
    <Empty title={t('audit.empty')}>
      <p className="muted">{t('audit.emptyHelp')}</p>
      <div className="row">
        {state.narrowed && (
          <Button small onClick={state.clear}>
            {t('filter.clear')}
          </Button>
        )}
        {!state.looks && (
          <Button small onClick={() => state.setLooks(true)}>
            {t('audit.looks')}
          </Button>
        )}
      </div>
    </Empty>
  );
}
