// Totals of any object: grouped by its fields, with the filter and the search of its list; the address holds the whole question, and which saved totals it
// came from.
import { type ReactElement, useRef } from 'react';
import { Redirect, useLocation, useSearchParams } from 'wouter';
import type { EntityInfo } from '../../../web/catalog.ts';
import { label, t as shared } from '../../../web/i18n/i18n.ts';
import { useRegister } from '../../../web/keys.ts';
import { Select } from '../../../web/kit/Select.tsx';
import { Empty } from '../../../web/kit/States.tsx';
import { usePageTitle } from '../../../web/page-title.ts';
import { FilterBar } from '../../../web/records/FilterBar.tsx';
import { useListParams, useListState } from '../../../web/records/list-state.ts';
import { Views } from '../../../web/records/Views.tsx';
import { useCatalog } from '../../../web/use-catalog.ts';
import { ExportTotals } from './ExportTotals.tsx';
import { SavedBar } from './SavedBar.tsx';
import { SavedMenu } from './SavedMenu.tsx';
import { SavedThen } from './SavedThen.tsx';
import { questionOf } from './saved-question.ts';
import { TotalsFigures } from './TotalsFigures.tsx';
import { TotalsTools } from './TotalsTools.tsx';
import { useTotalsState } from './totals-state.ts';
import { groupQuery } from './use-groups.ts';
import { useTotals } from './use-totals.ts';
import { t } from './words.ts';
import './totals.css';

/** `path` as the object's list has it; without one the object with the most to total. */
export function TotalsPage({ path }: { path: string | null }): ReactElement | null {
  const { byPath, byName, entities } = useCatalog();
  usePageTitle(t('totals.title'));
  const open = entities.filter((e) => e.menu);
  const deals = byName.get('deal');
  const usual = deals?.menu === true ? deals : (open.find((e) => !e.setting) ?? open[0]);
  const entity = path === null ? undefined : byPath.get(path);
  if (entity !== undefined) return <Inside key={entity.name} entity={entity} />;
  if (path === null && usual !== undefined) return <Redirect to={`/totals/${usual.path}`} replace />;
  return (
    <div className="page">
      <h1 tabIndex={-1} className="sr">
        {shared('error.nowhere')}
      </h1>
      <Empty title={shared('error.nowhere')}>
        <p className="muted prose">{shared('error.nowhereHelp')}</p>
      </Empty>
    </div>
  );
}

const noColumns: readonly string[] = [];

function Inside({ entity }: { entity: EntityInfo }): ReactElement {
  const list = useListState();
  const state = useTotalsState(entity);
  const [address] = useSearchParams();
  const params = useListParams(entity, list, noColumns);
  const search = useRef<HTMLInputElement>(null);
  const { by, measures, order, each } = state;
  const { filter, bin } = list;
  const totals = useTotals(entity, {
    by,
    measures,
    order,
    each,
    filter,
    sent: params.filter ?? null,
    search: list.search,
    bin,
  });
  const { groups, deepest, whole } = totals;
  const saved = address.get('saved');
  const question = questionOf(entity, state, list);
  useRegister({ '/': () => search.current?.focus() });
  return (
    <div className="list-page">
      <div className="list-main totals">
        <header className="page-head">
          <h1 tabIndex={-1}>{t('totals.title')}</h1>
          <ObjectChoice entity={entity} />
          <span className="page-count num">
            {by.length > 0 && !groups.waiting ? t('totals.lines', { count: deepest }) : ''}
          </span>
          <span className="grow" />
          <Views entity={entity} here="totals" />
          {entity.at === undefined ? <SavedMenu question={question} /> : <SavedThen at={entity.at} />}
          {entity.at === undefined && whole !== null && whole.count > 0 && (
            <ExportTotals
              entity={entity}
              query={groupQuery(by, measures, totals.question)}
              count={by.length === 0 ? 1 : deepest}
            />
          )}
        </header>
        {entity.at === undefined && saved !== null && <SavedBar key={saved} id={saved} question={question} />}
        <FilterBar
          entity={entity}
          state={list}
          searchRef={search}
          onLeaveSearch={() => search.current?.blur()}
          columnsMenu={null}
          compact={false}
          onCompact={null}
        />
        <TotalsTools entity={entity} state={state} />
        <TotalsFigures
          entity={entity}
          totals={totals}
          order={order}
          onOrder={state.setOrder}
          onCoarser={() => state.setBy(by.slice(0, -1))}
          onClear={list.clear}
        />
      </div>
    </div>
  );
}

/** Which records are totalled; their own question begins anew. */
function ObjectChoice({ entity }: { entity: EntityInfo }): ReactElement {
  const [, navigate] = useLocation();
  const { entities } = useCatalog();
  const items = entities.filter((e) => e.menu).map((e) => ({ value: e.path, label: label(e.labelPlural) }));
  return (
    <Select
      className="totals-object"
      label={t('totals.object')}
      value={entity.path}
      items={items}
      search="local"
      onChange={(path) => path !== null && path !== entity.path && navigate(`/totals/${path}`)}
    />
  );
}
