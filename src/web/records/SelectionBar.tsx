// What can be done with the chosen rows. It says how many they are, and choosing all that match is a step of its own.
import { X } from 'lucide-react';
import { type ReactElement, Suspense, lazy, useState } from 'react';
import type { EntityInfo } from '../catalog.ts';
import { formatNumber } from '../format.ts';
import { t } from '../i18n/i18n.ts';
import { IconButton } from '../kit/Button.tsx';
import { may, useMe } from '../session.ts';
import type { BulkTarget } from './bulk.ts';
import type { Selecting } from './selection.ts';
import { useBulk } from './use-bulk.ts';
import type { Rows } from './use-pages.ts';
import type { ListParams } from './wire.ts';

const MergeDialog = lazy(() => import('./MergeDialog.tsx').then((m) => ({ default: m.MergeDialog })));
const BringBackRows = lazy(() => import('../past/BringBack.tsx').then((m) => ({ default: m.BringBackRows })));
const BulkEdit = lazy(() => import('./BulkEdit.tsx').then((m) => ({ default: m.BulkEdit })));

export interface SelectionBarProps {
  entity: EntityInfo;
  selecting: Selecting;
  rows: Rows;
  params: ListParams;
  bin: boolean;
}

export function SelectionBar({ entity, selecting, rows, params, bin }: SelectionBarProps): ReactElement | null {
  const [editing, setEditing] = useState<'any' | 'owner' | null>(null);
  const [merging, setMerging] = useState(false);
  const bulk = useBulk(entity);
  const many = may(useMe(), 'tool.bulk');
  const { selection } = selecting;
  const count = selection.all ? (rows.count?.value ?? rows.loaded) : selection.ids.size;
  if (count === 0) return null;
  const target: BulkTarget = selection.all
    ? { filter: params.filter ?? null, search: params.search ?? '' }
    : { ids: [...selection.ids] };
  const total = rows.count;
  const more = !selection.all && selection.ids.size >= rows.loaded && total !== null && total.value > rows.loaded;
  const finish = () => selecting.clear();
  return (
    <section className="selection-bar" aria-label={t('selection.region')}>
      <span className="strong num">
        {selection.all && total?.kind === 'estimate'
          ? t('selection.about', { count: formatNumber(count) })
          : t('selection.count', { count })}
      </span>
      {more && (
        <button type="button" className="bar-link" onClick={selecting.chooseAll}>
          {t('selection.all', {
            count:
              total.kind === 'estimate'
                ? t('list.about', { count: formatNumber(total.value) })
                : formatNumber(total.value),
          })}
        </button>
      )}
      {many && !bin && entity.verbs.has('edit') && (
        <button type="button" className="bar-button" onClick={() => setEditing('any')}>
          {t('selection.edit')}
        </button>
      )}
      {many &&
        !bin &&
        entity.verbs.has('edit') &&
        entity.fields.some((f) => f.name === 'owner' && f.right === 'edit') && (
          <button type="button" className="bar-button" onClick={() => setEditing('owner')}>
            {t('selection.assign')}
          </button>
        )}
      {!bin && !selection.all && count === 2 && entity.verbs.has('merge') && (
        <button type="button" className="bar-button" onClick={() => setMerging(true)}>
          {t('selection.merge')}
        </button>
      )}
      {many && !bin && entity.verbs.has('archive') && (
        <button
          type="button"
          className="bar-button"
          disabled={bulk.busy}
          onClick={() => void bulk.run(target, 'archive', {}, count).then(finish)}
        >
          {t('bin.move')}
        </button>
      )}
      {many && bin && entity.verbs.has('restore') && (
        <button
          type="button"
          className="bar-button"
          disabled={bulk.busy}
          onClick={() => void bulk.run(target, 'restore', {}, count).then(finish)}
        >
          {t('bin.restore')}
        </button>
      )}
      {entity.at !== undefined && (
        <Suspense>
          <BringBackRows entity={entity} target={target} onDone={finish} />
        </Suspense>
      )}
      <IconButton icon={X} label={t('selection.clear')} onClick={selecting.clear} />
      {merging && 'ids' in target && (
        <Suspense>
          <MergeDialog
            entity={entity}
            id={target.ids[0]!}
            other={target.ids[1]!}
            onClose={() => setMerging(false)}
            onMerged={() => {
              setMerging(false);
              finish();
            }}
          />
        </Suspense>
      )}
      {editing !== null && (
        <Suspense>
          <BulkEdit
            entity={entity}
            count={count}
            field={editing === 'owner' ? 'owner' : null}
            onClose={() => setEditing(null)}
            onSave={async (values) => {
              await bulk.run(target, 'edit', values, count);
              setEditing(null);
              finish();
            }}
          />
        </Suspense>
      )}
    </section>
  );
}
