// Totals of any object: grouped by its fields, with the filter and the search of its list; the address holds the whole question.
import { useQueries } from '@tanstack/react-query';
import { ChartNoAxesColumn } from 'lucide-react';
import { type ReactElement, useEffect, useMemo, useRef } from 'react';
import { Redirect, useLocation } from 'wouter';
import { type GroupKey, groupLimits } from '../../../contract/group.ts';
import { CallError } from '../../../web/call.ts';
import { type EntityInfo, type FieldInfo, fieldOf, namedField, targetOf } from '../../../web/catalog.ts';
import { formatNumber } from '../../../web/format.ts';
import { label, t as shared } from '../../../web/i18n/i18n.ts';
import { announce } from '../../../web/kit/announce.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { Empty, Failure, Waiting } from '../../../web/kit/States.tsx';
import { useRegister } from '../../../web/keys.ts';
import { usePageTitle } from '../../../web/page-title.ts';
import { listKey } from '../../../web/records/cache.ts';
import { FilterBar } from '../../../web/records/FilterBar.tsx';
import { type ListState, useListParams, useListState } from '../../../web/records/list-state.ts';
import { Views } from '../../../web/records/Views.tsx';
import { listRecords } from '../../../web/records/wire.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import type { Around } from './behind.ts';
import { Conversion } from './Conversion.tsx';
import { ExportTotals } from './ExportTotals.tsx';
import { TotalsTable } from './TotalsTable.tsx';
import { TotalsTools } from './TotalsTools.tsx';
import { possibleFigures } from './totals-fields.ts';
import { type TotalsState, useTotalsState, writeMeasure } from './totals-state.ts';
import { type Level, linesOf } from './tree.ts';
import { groupQuery, useGroups } from './use-groups.ts';
import { t } from './words.ts';
import './totals.css';

/** `path` as the object's list has it; without one the object with the most to total. */
export function TotalsPage({ path }: { path: string | null }): ReactElement | null {
  const { byPath, byName, entities } = useCatalog();
  usePageTitle(t('totals.title'));
  const usual = byName.get('deal') ?? entities.find((e) => !e.setting) ?? entities[0];
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
  const params = useListParams(entity, list, noColumns);
  const search = useRef<HTMLInputElement>(null);
  const { by, measures, order, each } = state;
  const figures = useMemo(() => {
    const all = possibleFigures(entity);
    return measures.flatMap((m) => all.find((f) => writeMeasure(f.measure) === writeMeasure(m)) ?? []);
  }, [entity, measures]);
  const withMoney = figures.some((f) => f.field.kind === 'money');
  const question = {
    filter: params.filter ?? null,
    search: list.search,
    bin: list.bin,
    converted: withMoney && !each,
  };
  const groups = useGroups(entity, by, measures, question);
  const levels = useLevels(entity, by);
  const { levels: answered } = groups;
  const lines = useMemo(() => linesOf(answered, levels, order), [answered, levels, order]);
  const deepest = answered.at(-1)?.length ?? 0;
  const around: Around = { entity, by, filter: list.filter, search: list.search, bin: list.bin };
  const what = label(entity.labelPlural);
  const names = levels.map(({ field }) => label(field.label).toLocaleLowerCase()).join(', ');
  const caption = names === '' ? t('totals.captionWhole', { what }) : t('totals.caption', { what, by: names });
  useRegister({ '/': () => search.current?.focus() });
  useEffect(() => {
    if (!groups.waiting && !groups.stale && groups.error === null && by.length > 0)
      announce(t('totals.lines', { count: deepest }));
  }, [groups.waiting, groups.stale, groups.error, by.length, deepest]);
  const whole = answered[0]?.[0] ?? null;
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
          {entity.at === undefined && whole !== null && whole.count > 0 && (
            <ExportTotals
              entity={entity}
              query={groupQuery(by, measures, question)}
              count={by.length === 0 ? 1 : deepest}
            />
          )}
        </header>
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
        <div className="totals-body">
          {groups.error !== null ? (
            <Trouble error={groups.error} state={state} onRetry={groups.retry} />
          ) : groups.waiting ? (
            <Waiting lines={8} />
          ) : whole === null || whole.count === 0 ? (
            <Nothing entity={entity} list={list} />
          ) : (
            <>
              <TotalsTable
                around={around}
                levels={levels}
                figures={figures}
                lines={lines}
                whole={whole}
                order={order}
                stale={groups.stale}
                caption={caption}
                onOrder={state.setOrder}
              />
              <div className="totals-foot">
                <p className="small muted">
                  {t('totals.limited')}
                  {lines.some((l) => l.keys.some(isHeld)) && ` ${t('totals.hidden')}`}
                </p>
                {groups.conversion !== null && <Conversion conversion={groups.conversion} />}
              </div>
            </>
          )}
        </div>
      </div>
    </div>
  );
}

function isHeld(key: unknown): boolean {
  return typeof key === 'object' && key !== null && 'restricted' in key;
}

/** The fields of the grouping, with the order of things that stand in one. */
function useLevels(entity: EntityInfo, by: readonly GroupKey[]): readonly Level[] {
  const found = useMemo(
    () =>
      by.flatMap((key): { key: GroupKey; field: FieldInfo; steps: EntityInfo | null }[] => {
        const field = namedField(entity, key.field);
        if (field === undefined) return [];
        const target = targetOf(entity, field);
        const inOrder = target !== undefined && fieldOf(target, 'position')?.sortable === true;
        return [{ key, field, steps: inOrder ? target : null }];
      }),
    [entity, by],
  );
  const steps = [...new Set(found.flatMap((f) => f.steps ?? []))];
  const answers = useQueries({
    queries: steps.map((e) => ({
      queryKey: listKey(e.name, 'in order'),
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        listRecords(e, { sort: 'position', limit: 200, fields: ['position'] }, { signal }).then((page) =>
          page.rows.map((r) => r.id),
        ),
      staleTime: 300_000,
    })),
    combine: (all) => all.map((a) => a.data),
  });
  return useMemo(
    () =>
      found.map(({ key, field, steps: e }): Level => {
        const ids = e === null ? undefined : answers[steps.indexOf(e)];
        if (ids === undefined) return { key, field };
        const places = new Map(ids.map((id, n) => [id, n]));
        return { key, field, rank: (id) => places.get(id) };
      }),
    // steps follow from what was found
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [found, answers],
  );
}

/** Which records are totalled; their own question begins anew. */
function ObjectChoice({ entity }: { entity: EntityInfo }): ReactElement {
  const [, navigate] = useLocation();
  const { entities } = useCatalog();
  const items = entities.map((e) => ({ value: e.path, label: label(e.labelPlural) }));
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

function Nothing({ entity, list }: { entity: EntityInfo; list: ListState }): ReactElement {
  const what = label(entity.labelPlural).toLocaleLowerCase();
  if (list.filter !== null || list.search !== '')
    return (
      <Empty title={shared('empty.noMatch', { what })}>
        <p className="muted">{shared('empty.noMatchHelp')}</p>
        <Button small onClick={list.clear}>
          {shared('filter.clear')}
        </Button>
      </Empty>
    );
  return (
    <Empty icon={ChartNoAxesColumn} title={t('totals.empty')}>
      <p className="muted prose">{t('totals.emptyHelp', { what })}</p>
    </Empty>
  );
}

function Trouble({ error, state, onRetry }: { error: unknown; state: TotalsState; onRetry: () => void }): ReactElement {
  const tooMany = error instanceof CallError && error.problem.code === 'too-large';
  if (!tooMany) return <Failure error={error} onRetry={onRetry} />;
  return (
    <Empty icon={ChartNoAxesColumn} title={t('totals.tooMany')}>
      <p className="muted prose">{t('totals.tooManyHelp', { count: formatNumber(groupLimits.groups) })}</p>
      <Button onClick={() => state.setBy(state.by.slice(0, -1))}>{t('totals.back')}</Button>
    </Empty>
  );
}
