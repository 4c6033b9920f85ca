// The list of any object: find, compare, change many. It ties the address, the rows, the grid and the panel together.
import { Plus, Trash2, Upload, Users } from 'lucide-react';
import {
  type ReactElement,
  type ReactNode,
  Suspense,
  lazy,
  useCallback,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { useLocation, useSearch } from 'wouter';
import { type EntityInfo, addressOf } from '../catalog.ts';
import { clearNews, newsNow, onStream } from '../events.ts';
import { label, t } from '../i18n/i18n.ts';
import { announce } from '../kit/announce.ts';
import { Button } from '../kit/Button.tsx';
import { Empty, Failure } from '../kit/States.tsx';
import { useRegister } from '../keys.ts';
import type { Row } from '../row.ts';
import { may, useMe } from '../session.ts';
import { useMedia, phone as phoneQuery, wide as wideQuery } from '../use-media.ts';
import { usePageTitle } from '../page-title.ts';
import { openCreate } from '../create.ts';
import { ColumnsMenu } from './ColumnsMenu.tsx';
import { type Column, useColumns, useDensity } from './columns.ts';
import { FilterBar } from './FilterBar.tsx';
import { Grid } from './Grid.tsx';
import type { GridHandle } from './grid-props.ts';
import { ListHead, countText } from './ListHead.tsx';
import { HeadMenu, RowMenu } from './ListMenus.tsx';
import { refreshEntity } from './cache.ts';
import { type ListState, useListParams, useListState } from './list-state.ts';
import { useSelection } from './selection.ts';
import { usePages } from './use-pages.ts';
import { rememberWalk, scrolledTo, takeLastSeen } from './walk.ts';
import type { ListParams } from './wire.ts';
import { useQueryClient } from '@tanstack/react-query';

const SelectionBar = lazy(() => import('./SelectionBar.tsx').then((m) => ({ default: m.SelectionBar })));
const Preview = lazy(() => import('./Preview.tsx').then((m) => ({ default: m.Preview })));

/** The list as it is shown just now, for what features put above it. */
export interface ShownList {
  readonly entity: EntityInfo;
  readonly params: ListParams;
  readonly columns: readonly string[];
  /** how many rows it has, in words; empty while that is not known */
  readonly count: string;
}

export interface ListPageProps {
  entity: EntityInfo;
  /** buttons of features that know more than a list does */
  tools?: (list: ShownList) => ReactNode;
}

export function ListPage({ entity, tools }: ListPageProps): ReactElement {
  const me = useMe();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const query = useSearch();
  const state = useListState();
  const { columns, names, changed, setNames, setWidth, reset } = useColumns(entity);
  const params = useListParams(entity, state, names);
  const rows = usePages(entity, params);
  const selecting = useSelection();
  const [compact, setCompact] = useDensity();
  const phone = useMedia(phoneQuery);
  const wide = useMedia(wideQuery);
  const grid = useRef<GridHandle>(null);
  const [cameFrom] = useState(() => takeLastSeen(entity.name));
  const search = useRef<HTMLInputElement>(null);
  const [headMenu, setHeadMenu] = useState<{ column: Column; anchor: Element } | null>(null);
  const [rowMenu, setRowMenu] = useState<{ row: Row; anchor: Element } | null>(null);
  const address = `/${entity.path}${query === '' ? '' : `?${query}`}`;
  const place = useRef(address);
  place.current = address;
  usePageTitle(label(entity.labelPlural));

  const { clear: clearSelection } = selecting;
  useEffect(() => clearSelection(), [clearSelection, params]);
  useEffect(() => clearNews(entity.name), [entity.name, params]);
  useEffect(() => {
    if (!rows.waiting && !rows.stale && rows.count !== null) announce(countText(rows, entity));
    // the count is said when it changes, not when a page more was loaded
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [rows.waiting, rows.stale, rows.count?.value]);

  const onOpen = useCallback(
    (row: Row, newTab: boolean) => {
      const target = `/${entity.path}/${row.id}`;
      if (newTab) {
        window.open(addressOf(entity, row.id), '_blank', 'noopener');
        return;
      }
      const ids = Array.from({ length: rows.loaded }, (_, i) => rows.at(i)?.id).filter(
        (id): id is string => id !== undefined,
      );
      rememberWalk({ entity: entity.name, from: place.current, ids });
      navigate(target);
    },
    [entity, navigate, rows],
  );
  const { setOpen } = state;
  const onPreview = useCallback((row: Row) => (phone ? onOpen(row, false) : setOpen(row.id)), [phone, onOpen, setOpen]);
  const closePreview = useCallback(() => {
    setOpen(null);
    grid.current?.focus();
  }, [setOpen]);
  const onSort = useCallback(
    (field: string, add: boolean) => {
      const old = state.sort.find((k) => k.field === field);
      const next = old === undefined ? { field, down: false } : old.down ? null : { field, down: true };
      const rest = add ? state.sort.filter((k) => k.field !== field) : [];
      state.setSort(next === null ? rest : [...rest, next]);
    },
    [state],
  );
  const mayImport = may(me, 'tool.import') && entity.verbs.has('import');
  const canCreate = entity.verbs.has('create') && entity.made === null;
  const create = useCallback(() => openCreate({ entity: entity.name }), [entity.name]);
  const enter = () => grid.current?.focus();
  useRegister({
    j: enter,
    k: enter,
    ArrowDown: enter,
    ArrowUp: enter,
    '/': () => search.current?.focus(),
    ...(canCreate ? { c: create } : {}),
    ...(state.open === null ? {} : { Escape: closePreview }),
  });

  const shownSort =
    state.sort.length > 0 ? state.sort : [{ field: params.sort!.replace('-', ''), down: params.sort!.startsWith('-') }];
  const openRow = state.open;
  return (
    <div className={openRow !== null && wide ? 'list-page list-page-docked' : 'list-page'}>
      <div className="list-main">
        <ListHead
          entity={entity}
          state={state}
          rows={rows}
          tools={tools?.({ entity, params, columns: names, count: countText(rows, entity) })}
          compact={compact}
          onCompact={phone ? null : () => setCompact(!compact)}
          onCreate={canCreate ? create : null}
          onImport={mayImport ? () => navigate(`/import?to=${entity.name}`) : null}
        />
        <FilterBar
          entity={entity}
          state={state}
          searchRef={search}
          onLeaveSearch={() => grid.current?.focus()}
          columnsMenu={
            phone ? null : (
              <ColumnsMenu entity={entity} names={names} changed={changed} onNames={setNames} onReset={reset} />
            )
          }
          compact={compact}
          onCompact={() => setCompact(!compact)}
        />
        <NewsPill
          entity={entity}
          onShow={() => void refreshEntity(client, entity.name).then(() => clearNews(entity.name))}
        />
        {rows.error !== null && rows.loaded === 0 ? (
          <Failure error={rows.error} onRetry={rows.retry} />
        ) : rows.length === 0 ? (
          <Nothing
            entity={entity}
            state={state}
            onCreate={canCreate ? create : null}
            onImport={mayImport ? () => navigate(`/import?to=${entity.name}`) : null}
          />
        ) : (
          <Grid
            key={entity.name}
            entity={entity}
            rows={rows}
            columns={columns}
            sort={shownSort}
            compact={compact}
            phone={phone}
            selecting={selecting}
            openId={openRow}
            startAt={scrolledTo.get(address) ?? 0}
            startWith={cameFrom}
            onScrolled={(top) => scrolledTo.set(place.current, top)}
            onSort={onSort}
            onWidth={setWidth}
            onHeadMenu={(column, anchor) => setHeadMenu({ column, anchor })}
            onRowMenu={(row, anchor) => setRowMenu({ row, anchor })}
            onPreview={onPreview}
            onOpen={onOpen}
            handle={grid}
          />
        )}
        {(selecting.selection.all || selecting.selection.ids.size > 0) && (
          <Suspense fallback={null}>
            <SelectionBar entity={entity} selecting={selecting} rows={rows} params={params} bin={state.bin} />
          </Suspense>
        )}
      </div>
      {openRow !== null && !phone && (
        <Suspense fallback={wide ? <aside className="panel" /> : null}>
          <Preview
            entity={entity}
            id={openRow}
            docked={wide}
            onClose={closePreview}
            onOpen={() => {
              const row = rows.at(rows.indexOf(openRow));
              if (row === undefined) navigate(`/${entity.path}/${openRow}`);
              else onOpen(row, false);
            }}
          />
        </Suspense>
      )}
      {headMenu !== null && (
        <HeadMenu
          column={headMenu.column}
          anchor={headMenu.anchor}
          names={names}
          onClose={() => setHeadMenu(null)}
          onSort={(down) => state.setSort([{ field: headMenu.column.field.name, down }])}
          onNames={setNames}
          onWidth={setWidth}
        />
      )}
      {rowMenu !== null && (
        <RowMenu
          entity={entity}
          row={rowMenu.row}
          anchor={rowMenu.anchor}
          onClose={() => setRowMenu(null)}
          onOpen={onOpen}
          onPreview={onPreview}
        />
      )}
    </div>
  );
}

function NewsPill({ entity, onShow }: { entity: EntityInfo; onShow: () => void }): ReactElement | null {
  const count = useSyncExternalStore(onStream, newsNow).get(entity.name) ?? 0;
  if (count === 0 || entity.at !== undefined) return null;
  return (
    <div className="pill-place">
      <button type="button" className="pill" onClick={onShow}>
        {t('list.news', { count })}
      </button>
    </div>
  );
}

interface NothingProps {
  entity: EntityInfo;
  state: ListState;
  onCreate: (() => void) | null;
  onImport: (() => void) | null;
}

/** Three different nothings: none yet, none that match, and none you may see. */
function Nothing({ entity, state, onCreate, onImport }: NothingProps): ReactElement {
  const what = label(entity.labelPlural).toLocaleLowerCase();
  if (state.filter !== null || state.search !== '') {
    return (
      <Empty title={t('empty.noMatch', { what })}>
        <p className="muted">{t('empty.noMatchHelp')}</p>
        <Button small onClick={state.clear}>
          {t('filter.clear')}
        </Button>
      </Empty>
    );
  }
  if (state.bin) return <Empty icon={Trash2} title={t('empty.bin')} />;
  return (
    <Empty icon={Users} title={t('empty.none', { what })}>
      <p className="muted prose">{onCreate === null ? t('empty.noneToSee', { what }) : label(entity.help)}</p>
      <div className="row">
        {onCreate && (
          <Button variant="primary" icon={Plus} onClick={onCreate}>
            {t('list.new', { what: label(entity.label).toLocaleLowerCase() })}
          </Button>
        )}
        {onImport && entity.verbs.has('import') && (
          <Button icon={Upload} onClick={onImport}>
            {t('list.import')}
          </Button>
        )}
      </div>
    </Empty>
  );
}
