// Asks before everything is brought back to a moment: how much that would change, object by object, and the name of the company typed.
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useId, useState } from 'react';
import { tellWaiting } from '../../../web/access/pending.ts';
import { CallError, call } from '../../../web/call.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Checkbox } from '../../../web/kit/Checkbox.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { sayMoment } from '../../../web/past/moment.ts';
import { useConfigurationSince } from '../../../web/past/use-past.ts';
import { t } from '../../../web/past/words.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { useMe } from '../../../web/session.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import type { EverythingRestoredView, RestorePreviewView } from '../contract.ts';

export function EverythingDialog({ at, onClose }: { at: string; onClose: () => void }): ReactElement {
  const { tenant } = useMe();
  const client = useQueryClient();
  const [typed, setTyped] = useState('');
  const [made, setMade] = useState(false);
  const [conf, setConf] = useState(false);
  const since = useConfigurationSince(at);
  const possible = (since.data?.things ?? []).filter((x) => x.reason === null && (made || x.did !== 'added')).length;
  const [busy, setBusy] = useState(false);
  const [reason, setReason] = useState<string | null>(null);
  const [confirmId, madeId, confId] = [useId(), useId(), useId()];
  const start = async () => {
    setBusy(true);
    setReason(null);
    try {
      const body = { at, made, confirm: typed, configuration: conf && possible > 0 };
      const { data } = await call<EverythingRestoredView>('POST', '/past/restore', { body });
      if (!tellWaiting(data)) {
        await client.invalidateQueries();
        const { kept = [], back = 0 } = data.configuration ?? {};
        showToast({ text: t('past.allBusy') });
        if (kept.length > 0)
          showToast({ text: t('past.confDone', { count: back, kept: kept.length, reason: kept.at(0)?.reason ?? '' }) });
      }
      onClose();
    } catch (error) {
      setReason(problemLine(error));
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('past.allTitle')}
      description={t('past.allHelp', { when: sayMoment(at) })}
      foot={
        <Button variant="danger" disabled={typed.trim() !== tenant.name} busy={busy} onClick={() => void start()}>
          {t('past.allStart')}
        </Button>
      }
    >
      <div className="stack">
        <Preview at={at} made={made} />
        <label className="row" htmlFor={madeId}>
          <Checkbox id={madeId} checked={made} onChange={(e) => setMade(e.target.checked)} />
          {t('past.allMade')}
        </label>
        {possible > 0 && (
          <label className="row" htmlFor={confId}>
            <Checkbox id={confId} checked={conf} onChange={(e) => setConf(e.target.checked)} />
            {t('past.allConf', { count: possible })}
          </label>
        )}
        <div className="stack tight">
          <label htmlFor={confirmId}>{t('past.allConfirm', { name: tenant.name })}</label>
          <TextInput id={confirmId} value={typed} onChange={(e) => setTyped(e.target.value)} />
        </div>
        {reason !== null && (
          <p className="form-error" role="alert">
            {reason}
          </p>
        )}
      </div>
    </Dialog>
  );
}

function Preview({ at, made }: { at: string; made: boolean }): ReactElement {
  const { entities } = useCatalog();
  const found = useQueries({
    queries: entities.map((e) => ({
      queryKey: ['past', 'preview', e.name, at, made],
      queryFn: async ({ signal }: { signal: AbortSignal }) =>
        (
          await call<RestorePreviewView>('GET', `/past/${e.name}/preview`, {
            query: { at, made: made ? 'true' : undefined, archived: 'both' },
            signal,
          })
        ).data,
    })),
  });
  const rows = entities.flatMap((entity, n) => {
    const d = found.at(n)?.data;
    return d === undefined || d.unbin + d.values + d.bin === 0 ? [] : [{ entity, d }];
  });
  // An object that was made since has nothing of then to bring back.
  const failed = found.find(
    (one) => one.isError && !(one.error instanceof CallError && one.error.problem.code === 'not-found'),
  );
  if (failed !== undefined)
    return <Failure error={failed.error} onRetry={() => found.forEach((one) => one.isError && void one.refetch())} />;
  if (found.some((one) => one.isPending)) return <Waiting lines={3} />;
  if (rows.length === 0) return <p className="muted">{t('past.none')}</p>;
  return (
    <ul className="past-model">
      {rows.map(({ entity, d }) => (
        <li key={entity.name}>
          <span className="strong">{label(entity.labelPlural)}</span>
          <span className="muted">{t('past.allWould', { ...d })}</span>
        </li>
      ))}
    </ul>
  );
}
