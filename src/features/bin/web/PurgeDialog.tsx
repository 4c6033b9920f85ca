// Deletes for good: counted by the server first, what stays and why beside it, and the count is typed before anything goes.
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { SentForm } from '../../../web/kit/sending.tsx';
import type { AnswerOf } from '../../../contract/action.ts';
import { tellWaiting } from '../../../web/access/pending.ts';
import { call } from '../../../web/call.ts';
import { useRested } from '../../../web/fields/use-found.ts';
import { formatNumber } from '../../../web/format.ts';
import { label, t as shared } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import type { BinFilter, BinPolicyView, PurgeCountView, purgeFromBin } from '../contract.ts';
import type { Item } from './use-bin.ts';
import { t } from './words.ts';

/** Named records, or all that match. */
export type PurgeWish = { readonly items: readonly Item[] } | { readonly filter: BinFilter; readonly total: number };

const day = 86_400_000;

interface PurgeDialogProps {
  wish: PurgeWish;
  policy: BinPolicyView | null;
  onClose: () => void;
  onDone: () => void;
}

export function PurgeDialog({ wish, policy, onClose, onDone }: PurgeDialogProps): ReactElement {
  const client = useQueryClient();
  const catalog = useCatalog();
  const [older, setOlder] = useState('');
  const [typed, setTyped] = useState('');
  const [opened] = useState(() => Date.now());
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null });
  const days = Number(useRested(older.trim(), 250));
  const body =
    'items' in wish
      ? { items: wish.items.map(({ entity, id }) => ({ entity, id })) }
      : {
          filter:
            Number.isInteger(days) && days > 0
              ? { ...wish.filter, before: earlier(wish.filter.before, new Date(opened - days * day).toISOString()) }
              : wish.filter,
        };
  const count = useQuery({
    queryKey: ['bin', 'count', body],
    queryFn: async ({ signal }) => (await call<PurgeCountView>('POST', '/bin/count', { body, signal })).data,
    staleTime: 0,
    gcTime: 0,
    placeholderData: keepPreviousData,
  });
  const n = count.isPlaceholderData ? null : (count.data?.count ?? null);
  const ready = n !== null && n > 0 && typed.replace(/\D/g, '') === String(n);
  const purge = async () => {
    if (state.busy || !ready) return;
    setState({ busy: true, error: null });
    try {
      const { data } = await call<AnswerOf<typeof purgeFromBin>>('POST', '/bin/purge', {
        body: { ...body, count: n },
      });
      if (!tellWaiting(data))
        showToast({
          text:
            data.outcome === null
              ? t('bin.purge.inJob')
              : [
                  t('bin.purge.done', { count: data.outcome.done }),
                  ...(data.outcome.keptCount > 0
                    ? [t('bin.kept', { count: data.outcome.keptCount, reason: data.outcome.kept[0]?.reason ?? '' })]
                    : []),
                ].join(' '),
        });
      onDone();
      await client.invalidateQueries();
    } catch (error) {
      setState({ busy: false, error });
      void count.refetch();
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('bin.purge.title')}
      foot={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{shared('common.cancel')}</Button>
          <Button variant="danger" busy={state.busy} disabled={!ready} onClick={() => void purge()}>
            {t('bin.purge.do', { count: formatNumber(n ?? 0) })}
          </Button>
        </>
      }
    >
      <SentForm className="stack" onSubmit={purge} refusal={state.error}>
        {'filter' in wish && (
          <FormField label={t('bin.purge.older')}>
            {(control) => (
              <TextInput
                {...control}
                inputMode="numeric"
                className="bin-number"
                value={older}
                onChange={(e) => setOlder(e.target.value)}
              />
            )}
          </FormField>
        )}
        {count.isError ? (
          <Failure error={count.error} onRetry={() => void count.refetch()} />
        ) : count.data === undefined ? (
          <Waiting lines={3} />
        ) : (
          <div role="status">
            <ul>
              {count.data.byEntity.map((x) => (
                <li key={x.entity} className="row">
                  <span className="grow">{label(catalog.byName.get(x.entity)?.labelPlural ?? x.entity)}</span>
                  <span className="num strong">{formatNumber(x.count)}</span>
                </li>
              ))}
            </ul>
            {count.data.count === 0 && <p>{t('bin.purge.nothing')}</p>}
            {count.data.kept.map((k) => (
              <p key={k.reason} className="small brass-text">
                {t('bin.purge.kept', { count: formatNumber(k.count), reason: k.reason })}
              </p>
            ))}
          </div>
        )}
        <p className="danger-text">{t('bin.purge.warning')}</p>
        <p className="small muted">
          {t('bin.purge.referred')}{' '}
          {policy !== null && t(policy.forgetHistory ? 'bin.purge.history.forgets' : 'bin.purge.history.keeps')}
        </p>
        {n !== null && n > 0 && (
          <FormField label={t('bin.purge.confirm', { count: String(n) })}>
            {(control) => (
              <TextInput
                {...control}
                inputMode="numeric"
                className="bin-number"
                value={typed}
                onChange={(e) => setTyped(e.target.value)}
              />
            )}
          </FormField>
        )}
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </SentForm>
    </Dialog>
  );
}

function earlier(a: string | undefined, b: string): string {
  return a !== undefined && a < b ? a : b;
}
