// Deals as a board: a column for each stage of a pipeline. The filter and the search are those of the list and stay when one switches between them.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus, SquareKanban } from 'lucide-react';
import {
  type ReactElement,
  Suspense,
  lazy,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useSyncExternalStore,
} from 'react';
import { useLocation, useSearch } from 'wouter';
import type { Filter } from '../../../contract/filter.ts';
import { type EntityInfo, fieldOf } from '../../../web/catalog.ts';
import { openCreate } from '../../../web/create.ts';
import { clearNews, newsNow, onStream } from '../../../web/events.ts';
import { formatNumber } from '../../../web/format.ts';
import { label, t as shared } from '../../../web/i18n/i18n.ts';
import { useRegister } from '../../../web/keys.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Empty, Failure, Waiting } from '../../../web/kit/States.tsx';
import { usePageTitle } from '../../../web/page-title.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { listKey, recordKey } from '../../../web/records/cache.ts';
import { FilterBar } from '../../../web/records/FilterBar.tsx';
import { useListParams, useListState } from '../../../web/records/list-state.ts';
import { Views } from '../../../web/records/Views.tsx';
import { rememberWalk } from '../../../web/records/walk.ts';
import type { Row } from '../../../web/row.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import { phone as phoneQuery, useMedia, wide as wideQuery } from '../../../web/use-media.ts';
import { Board } from './Board.tsx';
import { BoardTools } from './BoardTools.tsx';
import { useBoardState } from './board-state.ts';
import { Money } from './Money.tsx';
import { NeedsDialog } from './NeedsDialog.tsx';
import { Rates } from './Rates.tsx';
import { type BoardQuestion, columnKey } from './use-column.ts';
import { useMoves } from './use-moves.ts';
import { type Stage, useStages } from './use-stages.ts';
import { useTotals } from './use-totals.ts';
import { t } from './words.ts';
import './board.css';

const Preview = lazy(() => import('../../../web/records/Preview.tsx').then((m) => ({ default: m.Preview })));
const noColumns: readonly string[] = [];

export function BoardPage({ deal }: { deal: EntityInfo }): ReactElement {
  const catalog = useCatalog();
  const [pipeline, stage] = [catalog.byName.get('pipeline'), catalog.byName.get('stage')];
  usePageTitle(t('board.title'));
  // Each by its list: where one of those is closed, the board cannot be drawn, and asking would be refused.
  const drawn = pipeline?.menu === true && stage?.menu === true && deal.menu;
  if (!drawn || fieldOf(deal, 'stage') === undefined) {
    return (
      <div className="page">
        <header className="page-head">
          <h1 tabIndex={-1}>{label(deal.labelPlural)}</h1>
          <span className="grow" />
          <Views entity={deal} here="board" />
        </header>
        <Empty icon={SquareKanban} title={t('board.notAllowed')}>
          <p className="muted prose">{t('board.notAllowedHelp')}</p>
        </Empty>
      </div>
    );
  }
  return <Inside deal={deal} pipeline={pipeline} stage={stage} />;
}

function Inside({
  deal,
  pipeline,
  stage,
}: {
  deal: EntityInfo;
  pipeline: EntityInfo;
  stage: EntityInfo;
}): ReactElement {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const query = useSearch();
  const list = useListState();
  const state = useBoardState();
  const params = useListParams(deal, list, noColumns);
  const phone = useMedia(phoneQuery);
  const wide = useMedia(wideQuery);
  const search = useRef<HTMLInputElement>(null);
  const { known, error, retry } = useStages(pipeline, stage);
  const chosen =
    known?.pipelines.find((p) => p.id === state.pipeline) ??
    known?.pipelines.find((p) => p.usual) ??
    known?.pipelines[0] ??
    null;
  const stages = useMemo(
    () => (known?.stages ?? []).filter((s) => s.pipeline === chosen?.id).toSorted((a, b) => a.position - b.position),
    [known, chosen],
  );
  const question = useMemo<BoardQuestion>(
    () => ({ filter: params.filter ?? null, search: list.search }),
    [params.filter, list.search],
  );
  const counted = useMemo<BoardQuestion>(() => {
    const inPipeline: Filter = { field: 'stage', op: 'in', value: stages.map((s) => s.id) };
    return { ...question, filter: question.filter === null ? inPipeline : { and: [question.filter, inPipeline] } };
  }, [question, stages]);
  const totals = useTotals(deal, stage, counted, stages.length > 0);
  const settle = useCallback(
    async (changed: readonly Stage[]) => {
      await client.invalidateQueries({ queryKey: ['list', 'deal'], refetchType: 'none' });
      await Promise.all([
        ...changed.map((s) => client.refetchQueries({ queryKey: columnKey(s.id), type: 'active' })),
        client.refetchQueries({ queryKey: listKey('deal', 'totals'), type: 'active' }),
      ]);
    },
    [client],
  );
  const moves = useMoves(deal, settle);
  useFresh(list.open);

  const onOpen = useCallback(
    (row: Row, rows: readonly Row[]) => {
      rememberWalk({ entity: deal.name, from: `/${deal.path}/board?${query}`, ids: rows.map((r) => r.id) });
      navigate(`/${deal.path}/${row.id}`);
    },
    [deal, navigate, query],
  );
  const { setOpen } = list;
  const onPreview = useCallback((row: Row) => setOpen(row.id), [setOpen]);
  const closePreview = useCallback(() => {
    const id = list.open;
    setOpen(null);
    if (id !== null) document.querySelector<HTMLElement>(`[data-card="${CSS.escape(id)}"] > .deal-card-name`)?.focus();
  }, [list.open, setOpen]);
  const canCreate = deal.verbs.has('create') && deal.made === null;
  const create = useCallback(() => openCreate({ entity: deal.name }), [deal.name]);
  const createIn = useCallback(
    (s: Stage) => openCreate({ entity: deal.name, values: { stage: { id: s.id, title: s.name } } }),
    [deal.name],
  );
  useRegister({
    '/': () => search.current?.focus(),
    ...(canCreate ? { c: create } : {}),
    ...(list.open === null ? {} : { Escape: closePreview }),
  });

  const tools =
    known === null ? null : (
      <BoardTools deal={deal} pipelines={known.pipelines} chosen={chosen} state={state} list={list} phone={phone} />
    );
  return (
    <div className={list.open !== null && wide ? 'list-page list-page-docked' : 'list-page'}>
      <div className="list-main board-main">
        <header className="page-head">
          <h1 tabIndex={-1}>{label(deal.labelPlural)}</h1>
          <span className="page-count num">{totals.waiting ? '' : formatNumber(totals.all)}</span>
          <span className="grow" />
          <Views entity={deal} here="board" />
          {canCreate && (
            <Button variant="primary" icon={Plus} onClick={create} className="page-primary">
              {shared('list.new', { what: label(deal.label).toLocaleLowerCase() })}
            </Button>
          )}
        </header>
        <FilterBar
          entity={deal}
          state={list}
          searchRef={search}
          onLeaveSearch={() => search.current?.blur()}
          columnsMenu={tools}
          compact={false}
          onCompact={null}
        />
        <div className="board-note">
          <span className="small strong">{t('board.total')}</span>
          <Money total={totals.open} weighted stale={totals.stale} />
          {totals.conversion !== null && <Rates conversion={totals.conversion} />}
          <span className="small muted board-seen">
            {totals.error === null ? t('board.onlySeen') : problemLine(totals.error)}
          </span>
        </div>
        {error !== null ? (
          <Failure error={error} onRetry={retry} />
        ) : known === null ? (
          <Waiting />
        ) : stages.length === 0 ? (
          <Empty icon={SquareKanban} title={t(chosen === null ? 'board.noPipeline' : 'board.noStages')}>
            <p className="muted prose">{t('board.noPipelineHelp')}</p>
          </Empty>
        ) : (
          <Board
            deal={deal}
            stages={stages}
            question={question}
            chosenSort={list.sort}
            totals={totals}
            moves={moves}
            state={state}
            phone={phone}
            openId={list.open}
            onOpen={onOpen}
            onPreview={onPreview}
            onCreate={canCreate ? createIn : null}
          />
        )}
      </div>
      {list.open !== null && !phone && (
        <Suspense fallback={wide ? <aside className="panel" /> : null}>
          <Preview
            entity={deal}
            id={list.open}
            docked={wide}
            onClose={closePreview}
            onOpen={() => navigate(`/${deal.path}/${list.open}`)}
          />
        </Suspense>
      )}
      {moves.asking !== null && (
        <NeedsDialog key={moves.asking.move.row.id} deal={deal} asking={moves.asking} onAnswer={moves.answer} />
      )}
    </div>
  );
}

/** What others add, and what is changed in the panel beside the board, shows on it at once. */
function useFresh(openId: string | null): void {
  const client = useQueryClient();
  const news = useSyncExternalStore(onStream, newsNow).get('deal') ?? 0;
  useEffect(() => {
    if (news === 0) return;
    clearNews('deal');
    void client.invalidateQueries({ queryKey: ['list', 'deal'] });
  }, [client, news]);
  const open = useQuery<Row>({ queryKey: recordKey('deal', openId ?? ''), enabled: false });
  const version = open.data?.version ?? null;
  const seen = useRef<{ id: string | null; version: number | null }>({ id: null, version: null });
  useEffect(() => {
    const before = seen.current;
    seen.current = { id: openId, version };
    if (before.id === openId && before.version !== null && version !== null && before.version !== version)
      void client.invalidateQueries({ queryKey: ['list', 'deal'] });
  }, [client, openId, version]);
}
