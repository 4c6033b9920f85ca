// Where the value of a field comes from: who set it, when and by what way, with all its changes a click away.
import type { ReactElement } from 'react';
import { Link } from 'wouter';
import { type EntityInfo, type FieldInfo, addressOf } from '../../../web/catalog.ts';
import { formatAgo, formatDateTime } from '../../../web/format.ts';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { sayAuthor, useHistory } from '../../../web/records/history.ts';
import { type Row, isEmptyValue } from '../../../web/row.ts';
import { may, useMe } from '../../../web/session.ts';
import { t } from './words.ts';

export function FieldOrigin(props: { entity: EntityInfo; row: Row; field: FieldInfo }): ReactElement | null {
  // What is reckoned from other fields nobody has set; and the history is asked for only where one may read it.
  const told = may(useMe(), 'tool.history') && props.field.computed !== true;
  return told ? <Origin {...props} /> : null;
}

function Origin({ entity, row, field }: { entity: EntityInfo; row: Row; field: FieldInfo }): ReactElement {
  const history = useHistory(entity, row.id);
  if (history.isPending) return <Waiting lines={1} />;
  if (history.isError) return <Failure error={history.error} onRetry={() => void history.refetch()} />;
  const last = history.data.find((e) => e.changes.some((c) => c.field === field.name));
  return (
    <div>
      <p className="row">
        <span className="deed-what">{t('origin.title')}</span>
      </p>
      {last === undefined ? (
        <p className="small">{t(isEmptyValue(row[field.name]) ? 'origin.never' : 'origin.unknown')}</p>
      ) : (
        <>
          <p className="small">
            {t(`origin.${last.source}`, { by: sayAuthor(last) })}{' '}
            <time dateTime={last.at} title={formatDateTime(last.at)}>
              {formatAgo(last.at)}
            </time>
            .
          </p>
          <p className="small">
            <Link href={`${addressOf(entity, row.id)}?tab=history&field=${encodeURIComponent(field.name)}`}>
              {t('origin.all')}
            </Link>
          </p>
        </>
      )}
    </div>
  );
}
