// The pages that can be looked at as they were: boards, lists and records, and none that change anything.
import { type ReactElement, type ReactNode, lazy } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { Travel } from './past/Travel.tsx';
import { ListPage } from './records/ListPage.tsx';
import { RecordPage } from './records/RecordPage.tsx';
import { extrasOf } from './record-extras.ts';
import { useCatalog } from './use-catalog.ts';

const BoardPage = lazy(() => import('../features/deals/web/BoardPage.tsx').then((m) => ({ default: m.BoardPage })));

interface PastPagesProps {
  at: string;
  /** for an address behind which there is nothing */
  nowhere: ReactNode;
}

export function PastPages({ at, ...rest }: PastPagesProps): ReactElement {
  if (Number.isNaN(new Date(at).getTime())) return <>{rest.nowhere}</>;
  return (
    <Travel at={at}>
      <Inside {...rest} />
    </Travel>
  );
}

type InsideProps = Omit<PastPagesProps, 'at'>;

function Inside(props: InsideProps): ReactElement {
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
      <Route path="/objects/:name">{({ name }) => <Page {...props} path={`objects/${name}`} />}</Route>
      <Route path="/objects/:name/:id">{({ name, id }) => <Page {...props} path={`objects/${name}`} id={id} />}</Route>
      <Route path="/:path">{({ path }) => <Page {...props} path={path} />}</Route>
      <Route path="/:path/:id">{({ path, id }) => <Page {...props} path={path} id={id} />}</Route>
      <Route>{first === undefined ? props.nowhere : <Redirect to={`/${first.path}`} replace />}</Route>
    </Switch>
  );
}

function Page({ path, id, nowhere }: InsideProps & { path: string; id?: string }): ReactElement {
  const entity = useCatalog().byPath.get(path);
  if (entity === undefined) return <>{nowhere}</>;
  if (id === undefined) return <ListPage key={entity.name} entity={entity} />;
  return <RecordPage entity={entity} id={id} extras={extrasOf(entity)} access={null} />;
}
