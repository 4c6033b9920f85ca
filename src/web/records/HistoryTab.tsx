// Everything that was ever changed on a record, narrowed to one field on request; or two moments of it side by side.
import { type ReactElement, useState } from 'react';
import { useSearchParams } from 'wouter';
import { type EntityInfo, fieldOf } from '../catalog.ts';
import { label, t } from '../i18n/i18n.ts';
import { Button } from '../kit/Button.tsx';
import { Select } from '../kit/Select.tsx';
import { Empty, Failure, Waiting } from '../kit/States.tsx';
import type { Row } from '../row.ts';
import { Change } from './Change.tsx';
import { CompareMoments } from './CompareMoments.tsx';
import { useHistory } from './history.ts';
import { t as say } from './history-words.ts';

export function HistoryTab({ entity, row }: { entity: EntityInfo; row: Row }): ReactElement {
  const history = useHistory(entity, row.id);
  const [params, setParams] = useSearchParams();
  const only = params.get('field');
  const [comparing, setComparing] = useState(false);
  if (history.isError) return <Failure error={history.error} onRetry={() => void history.refetch()} />;
  if (history.isPending) return <Waiting />;
  const names = [...new Set(history.data.flatMap((e) => e.changes.map((c) => c.field)))];
  const items = names.flatMap((name) => {
    const field = fieldOf(entity, name);
    return field === undefined ? [] : [{ value: name, label: label(field.label) }];
  });
  const entries = history.data.filter((e) => only === null || e.changes.some((c) => c.field === only));
  const toggle = history.data.length > 0 && (
    <Button small aria-pressed={comparing} onClick={() => setComparing(!comparing)}>
      {say(comparing ? 'moments.close' : 'moments.compare')}
    </Button>
  );
  if (comparing) {
    return (
      <div className="stack">
        <div className="row">{toggle}</div>
        <CompareMoments entity={entity} row={row} entries={history.data} />
      </div>
    );
  }
  return (
    <div className="stack">
      <div className="row wrap">
        <div className="history-filter">
          <Select
            label={t('history.field')}
            placeholder={t('history.allFields')}
            value={only}
            onChange={(field) => setParams((old) => onlyField(old, field), { replace: true })}
            items={items}
            clearable
          />
        </div>
        {toggle}
      </div>
      {entries.length === 0 && <Empty title={t('history.empty')} />}
      <ul className="timeline-list">
        {entries.map((entry) => (
          <li key={entry.id}>
            <Change entity={entity} row={row} entry={entry} only={only} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function onlyField(old: URLSearchParams, field: string | null): URLSearchParams {
  const next = new URLSearchParams(old);
  if (field === null) next.delete('field');
  else next.set('field', field);
  return next;
}
