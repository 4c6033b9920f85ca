// The pages that can be looked at as they were: boards, totals, lists and records, and none that change anything.
import { type ReactElement, lazy } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { Guarded, Nowhere } from './Guarded.tsx';
import { Travel } from './past/Travel.tsx';
import { ListPage } from './records/ListPage.tsx';
import { RecordPage } from './records/RecordPage.tsx';
import { extrasOf } from './record-extras.ts';
import { useCatalog } from './use-catalog.ts';

const BoardPage = lazy(() => import('../features/deals/web/BoardPage.tsx').then((m) => ({ default: m.BoardPage })));
const TotalsPage = lazy(() =>
  import('../features/records/web/TotalsPage.tsx').then((m) => ({ default: m.TotalsPage })),
);

export function PastPages({ at }: { at: string }): ReactElement {
  if (Number.isNaN(new Date(at).getTime())) return <Nowhere />;
  return (
    <Guarded permission="tool.time-machine">
      <Travel at={at}>
        <Inside />
      </Travel>
    </Guarded>
  );
}

function Inside(): ReactElement {
  const catalog = useCatalog();
  const deal = catalog.byName.get('deal');
  const first = catalog.entities.find((e) => e.menu && !e.setting);
  return (
    <Switch>
      {deal !== undefined && (
        <Route path="/deals/board">
          <BoardPage deal={deal} />
        </Route>
      )}
      <Route path="/totals">
        <TotalsPage path={null} />
      </Route>
      <Route path="/totals/*">{(at) => <TotalsPage path={at['*']} />}</Route>
      <Route path="/objects/:name">{({ name }) => <Page path={`objects/${name}`} />}</Route>
      <Route path="/objects/:name/:id">{({ name, id }) => <Page path={`objects/${name}`} id={id} />}</Route>
      <Route path="/:path">{({ path }) => <Page path={path} />}</Route>
      <Route path="/:path/:id">{({ path, id }) => <Page path={path} id={id} />}</Route>
      <Route>{first === undefined ? <Nowhere /> : <Redirect to={`/${first.path}`} replace />}</Route>
    </Switch>
  );
}

function Page({ path, id }: { path: string; id?: string }): ReactElement {
  const entity = useCatalog().byPath.get(path);
  if (entity === undefined) return <Nowhere />;
  if (id === undefined) return <ListPage key={entity.name} entity={entity} />;
  return <RecordPage entity={entity} id={id} extras={extrasOf(entity)} access={null} />;
}
