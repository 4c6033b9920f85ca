// All objects, built in and of one's own, with how many fields they have: from here one goes to the fields of each.
import { Plus, Shapes } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { Link } from 'wouter';
import { formatNumber } from '../../../web/format.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { Badge } from '../../../web/kit/Badge.tsx';
import { Button } from '../../../web/kit/Button.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { usePageTitle } from '../../../web/page-title.ts';
import { iconOf } from '../../../web/shell/nav.ts';
import type { ObjectOverview, ObjectsView } from '../contract.ts';
import { ObjectDialog } from './ObjectDialog.tsx';
import { useObjects } from './use-shape.ts';
import { t } from './words.ts';
import './shape.css';

export function ObjectsPage(): ReactElement {
  const list = useObjects();
  const [adding, setAdding] = useState(false);
  usePageTitle(t('shape.objects'));
  return (
    <div className="page">
      <header className="page-head">
        <h1 tabIndex={-1}>{t('shape.objects')}</h1>
        <span className="grow" />
        <Button variant="primary" icon={Plus} className="page-primary" onClick={() => setAdding(true)}>
          {t('shape.newObject')}
        </Button>
      </header>
      {list.isError ? (
        <Failure error={list.error} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <Waiting lines={8} />
      ) : (
        <Objects view={list.data} />
      )}
      {adding && <ObjectDialog onClose={() => setAdding(false)} />}
    </div>
  );
}

/** What people work in first, then their own, then what only administration sees; retired ones last. */
function inOrder(objects: readonly ObjectOverview[]): ObjectOverview[] {
  const rank = (o: ObjectOverview) => (o.retired ? 2 : o.own === null ? 1 : 0);
  return [...objects].sort((a, b) => rank(a) - rank(b));
}

function Objects({ view }: { view: ObjectsView }): ReactElement {
  const own = view.objects.filter((o) => o.own !== null).length;
  return (
    <>
      <table className="table shape-table">
        <thead>
          <tr>
            <th scope="col">{t('shape.object')}</th>
            <th scope="col">{t('shape.fieldCount')}</th>
            <th scope="col" className="hide-phone">
              {t('shape.indexes')}
            </th>
          </tr>
        </thead>
        <tbody>
          {inOrder(view.objects).map((o) => (
            <ObjectRow key={o.name} object={o} sign={signOf(o)} most={view.limits.indexesPerObject} />
          ))}
        </tbody>
      </table>
      <p className="muted small shape-foot">
        {t('shape.objectsLimit', { used: formatNumber(own), allowed: formatNumber(view.limits.objects) })}
      </p>
    </>
  );
}

function signOf(object: ObjectOverview): ReactElement {
  const Icon = object.own === null ? iconOf(object.name) : Shapes;
  return <Icon className="icon muted" aria-hidden />;
}

interface ObjectRowProps {
  object: ObjectOverview;
  sign: ReactElement;
  most: number;
}

function ObjectRow({ object, sign, most }: ObjectRowProps): ReactElement {
  return (
    <tr>
      <td>
        <div className="row shape-object">
          {sign}
          <div className="two">
            <span className="row">
              <Link href={`/shape/${object.name}`} className="strong title-link ellipsis">
                {label(object.labelPlural)}
              </Link>
              {object.retired ? (
                <Badge>{t('shape.retired')}</Badge>
              ) : (
                object.own !== null && <Badge tone="accent">{t('shape.objectOwn')}</Badge>
              )}
            </span>
            {object.help !== '' && <span className="small muted ellipsis hide-phone">{label(object.help)}</span>}
          </div>
        </div>
      </td>
      <td className="num">
        <span className="shape-counts">
          <span>{t('shape.objectBuiltIn', { count: object.builtIn })}</span>
          {object.added > 0 && <span className="muted">{t('shape.objectOwnFields', { count: object.added })}</span>}
        </span>
      </td>
      <td className="num hide-phone muted">
        {object.indexes === 0
          ? ''
          : t('shape.indexesUsed', { used: formatNumber(object.indexes), allowed: formatNumber(most) })}
      </td>
    </tr>
  );
}
