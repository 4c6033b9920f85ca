// Brings chosen records, a list or one record back to the moment that is looked at: says before what that would change, and after what came of it.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { pageLimits } from '../../contract/filter.ts';
import type { RestorePreviewView } from '../../features/past/contract.ts';
import { call } from '../call.ts';
import type { EntityInfo } from '../catalog.ts';
import { label } from '../i18n/i18n.ts';
import { Button } from '../kit/Button.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { Failure, Waiting } from '../kit/States.tsx';
import { showToast } from '../kit/toasts.ts';
import { problemLine } from '../problem-text.ts';
import type { BulkTarget } from '../records/bulk.ts';
import { offerUndo } from '../undo.ts';
import { sayMoment } from './moment.ts';
import { bringBack } from './use-past.ts';
import { t } from './words.ts';

interface DialogProps {
  entity: EntityInfo;
  target: BulkTarget;
  onClose: () => void;
  onDone: () => void;
}

function BringBackDialog({ entity, target, onClose, onDone }: DialogProps): ReactElement {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [reason, setReason] = useState<string | null>(null);
  const all = !('ids' in target);
  const many = all || target.ids.length > 1;
  const when = sayMoment(entity.at!);
  const preview = usePreview(entity, target);
  const start = async () => {
    setBusy(true);
    setReason(null);
    const which = all
      ? { filter: target.filter ?? undefined, search: target.search || undefined }
      : { ids: target.ids };
    try {
      const { data, operation } = await bringBack(entity.name, { at: entity.at, ...which });
      if (data.result === null) {
        await client.invalidateQueries({ queryKey: ['jobs'] });
        showToast({ text: t('past.backJob') });
      } else {
        const { unbinned, changed, binned, keptCount, kept } = data.result;
        const count = Math.max(unbinned, changed) + binned;
        const said = { count, kept: keptCount, reason: kept[0]?.reason ?? '' };
        if (count === 0 && keptCount === 0) showToast({ text: t('past.backNone') });
        else offerUndo(client, t('past.backDone', said), count === 0 ? null : operation);
        void client.invalidateQueries({
          predicate: ({ queryKey }) => queryKey[0] === 'list' || queryKey[0] === 'record',
        });
      }
      onDone();
    } catch (error) {
      setReason(problemLine(error));
      setBusy(false);
    }
  };
  const would = preview.data;
  const none = would !== undefined && would.unbin + would.values + would.bin === 0;
  return (
    <Dialog
      open
      onClose={onClose}
      size="small"
      title={t('past.backTitle', { what: label(many ? entity.labelPlural : entity.label).toLocaleLowerCase() })}
      description={t('past.backHelp', { when })}
      foot={
        <Button variant="primary" icon={History} busy={busy} disabled={none} onClick={() => void start()}>
          {all ? t('past.backAll') : t('past.back')}
        </Button>
      }
    >
      <div className="stack">
        {preview.isError ? (
          <Failure error={preview.error} onRetry={() => void preview.refetch()} />
        ) : would === undefined ? (
          <Waiting lines={2} />
        ) : (
          <p className="strong">{none ? t('past.backNone') : t('past.allWould', { ...would })}</p>
        )}
        {all && <p className="muted small">{t('past.backAllHelp')}</p>}
        {reason !== null && (
          <p className="form-error" role="alert">
            {reason}
          </p>
        )}
      </div>
    </Dialog>
  );
}

function usePreview(entity: EntityInfo, target: BulkTarget) {
  const which =
    'ids' in target
      ? { ids: target.ids.join(',') }
      : {
          filter: target.filter === null ? undefined : JSON.stringify(target.filter),
          search: target.search === '' ? undefined : target.search,
        };
  return useQuery({
    queryKey: ['past', 'preview', entity.name, entity.at, JSON.stringify(which)],
    queryFn: async ({ signal }) =>
      (
        await call<RestorePreviewView>('GET', `/past/${entity.name}/preview`, {
          query: { at: entity.at, ...which },
          signal,
        })
      ).data,
    gcTime: 0,
  });
}

interface BringBackRowsProps {
  entity: EntityInfo;
  target: BulkTarget;
  onDone: () => void;
}

/** In the bar of the selection. */
export function BringBackRows({ entity, target, onDone }: BringBackRowsProps): ReactElement {
  const [asking, setAsking] = useState(false);
  const all = !('ids' in target);
  const tooMany = !all && target.ids.length > pageLimits.most;
  return (
    <>
      <button type="button" className="bar-button" disabled={tooMany} onClick={() => setAsking(true)}>
        {all ? t('past.backAll') : t('past.back')}
      </button>
      {asking && <BringBackDialog entity={entity} target={target} onClose={() => setAsking(false)} onDone={onDone} />}
    </>
  );
}

/** On the page of a record. */
export function BringBackRecord({ entity, id }: { entity: EntityInfo; id: string }): ReactElement {
  const [asking, setAsking] = useState(false);
  const close = () => setAsking(false);
  return (
    <>
      <Button icon={History} onClick={() => setAsking(true)}>
        {t('past.backRecord')}
      </Button>
      {asking && <BringBackDialog entity={entity} target={{ ids: [id] }} onClose={close} onDone={close} />}
    </>
  );
}
