// Saved totals by their own address: the page of totals with their question for whoever may ask any, else their figures alone; and the list of them for
// those who may open some and ask none.
import { Bookmark } from 'lucide-react';
import { type ReactElement, type ReactNode, useState } from 'react';
import { Redirect } from 'wouter';
import { CallError } from '../../../web/call.ts';
import type { EntityInfo } from '../../../web/catalog.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Empty, Failure, Waiting } from '../../../web/kit/States.tsx';
import { usePageTitle } from '../../../web/page-title.ts';
import { readPageFilter } from '../../../contract/page-filter.ts';
import { may, useMe } from '../../../web/session.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import type { SavedTotalsView, TotalsQuestionView } from '../../totals/contract.ts';
import { ExportTotals } from './ExportTotals.tsx';
import { SavedList } from './SavedList.tsx';
import { addressOfSaved } from './saved-question.ts';
import { t as saved } from './saved-words.ts';
import { TotalsFigures } from './TotalsFigures.tsx';
import { TotalsPage } from './TotalsPage.tsx';
import { readOrder, readTotals } from './totals-state.ts';
import { useMoveSaved, useSaved } from './use-saved.ts';
import { useTotals } from './use-totals.ts';
import { t } from './words.ts';
import './saved.css';
import './totals.css';

/** `/totals`: questions of one's own, or where one's roles allow none the saved ones that may be opened. */
export function TotalsHome(): ReactElement | null {
  return may(useMe(), 'tool.totals') ? <TotalsPage path={null} /> : <OnlySaved />;
}

function OnlySaved(): ReactElement {
  usePageTitle(t('totals.title'));
  return (
    <div className="page">
      <header className="page-head">
        <h1 tabIndex={-1}>{saved('saved.list')}</h1>
      </header>
      <SavedList />
    </div>
  );
}

export function SavedPage({ id }: { id: string }): ReactElement {
  const answer = useSaved(id);
  usePageTitle(answer.data?.name ?? t('totals.title'));
  if (answer.isPending) return <Framed title={t('totals.title')}>{<Waiting lines={8} />}</Framed>;
  if (answer.isError) return <Missing error={answer.error} onRetry={() => void answer.refetch()} />;
  return <Found view={answer.data} />;
}

function Framed({ title, children }: { title: string; children: ReactNode }): ReactElement {
  return (
    <div className="page">
      <header className="page-head">
        <h1 tabIndex={-1}>{title}</h1>
      </header>
      {children}
    </div>
  );
}

function Missing({ error, onRetry }: { error: unknown; onRetry: () => void }): ReactElement {
  const gone = error instanceof CallError && error.problem.status === 404;
  return (
    <Framed title={t('totals.title')}>
      {gone ? (
        <Empty icon={Bookmark} title={saved('saved.nowhere')}>
          <p className="muted prose">{saved('saved.nowhereHelp')}</p>
        </Empty>
      ) : (
        <Failure error={error} onRetry={onRetry} />
      )}
    </Framed>
  );
}

function Found({ view }: { view: SavedTotalsView }): ReactElement {
  const me = useMe();
  const { byName } = useCatalog();
  const move = useMoveSaved();
  const { question } = view;
  const entity = question === null ? undefined : byName.get(question.entity);
  if (view.awayAt !== null)
    return (
      <Framed title={view.name}>
        <Empty icon={Bookmark} title={saved('saved.awayHere')}>
          <p className="muted prose">{saved('saved.awayHelp')}</p>
          <Button onClick={() => void move(view, 'bring-back')}>{saved('saved.bringBack')}</Button>
        </Empty>
      </Framed>
    );
  if (question === null || entity === undefined || (!view.works && !may(me, 'tool.totals')))
    return (
      <Framed title={view.name}>
        <Empty icon={Bookmark} title={saved('saved.cannotTitle')}>
          <p className="muted prose">{saved('saved.cannotHelp')}</p>
        </Empty>
      </Framed>
    );
  // Whoever may ask any question gets the page where this one can be changed.
  if (may(me, 'tool.totals')) return <Redirect to={addressOfSaved(entity, view.id, question)} replace />;
  return <Reckoned view={view} question={question} entity={entity} />;
}

interface ReckonedProps {
  view: SavedTotalsView;
  question: TotalsQuestionView;
  entity: EntityInfo;
}

/** The figures alone: what is asked is what was saved. */
function Reckoned({ view, question, entity }: ReckonedProps): ReactElement {
  const { by, measures } = readTotals(entity, question.by, question.measures);
  const [order, setOrder] = useState(() => readOrder(question.order, measures.length));
  const totals = useTotals(entity, {
    by,
    measures,
    order,
    each: question.in === 'each',
    filter: readPageFilter(question.filter === null ? null : JSON.stringify(question.filter)),
    sent: null,
    search: question.search,
    bin: question.bin,
    saved: view.id,
  });
  const { groups, deepest, whole } = totals;
  return (
    <div className="list-page">
      <div className="list-main totals">
        <header className="page-head">
          <h1 tabIndex={-1} className="ellipsis">
            {view.name}
          </h1>
          <span className="muted">{label(entity.labelPlural)}</span>
          <span className="page-count num">
            {by.length > 0 && !groups.waiting ? t('totals.lines', { count: deepest }) : ''}
          </span>
          <span className="grow" />
          {whole !== null && whole.count > 0 && (
            <ExportTotals entity={entity} query={{ saved: view.id }} count={by.length === 0 ? 1 : deepest} />
          )}
        </header>
        {view.help !== '' && <p className="muted prose saved-purpose">{view.help}</p>}
        <TotalsFigures
          entity={entity}
          totals={totals}
          order={order}
          onOrder={setOrder}
          onCoarser={null}
          onClear={null}
        />
      </div>
    </div>
  );
}
