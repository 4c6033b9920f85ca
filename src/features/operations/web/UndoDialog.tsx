// What an undo would do, looked at before it is done: record by record what comes back, what others changed since and is kept, and what stays and why.
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useEffect, useState } from 'react';
import { Refusal, useSending } from '../../../web/kit/sending.tsx';
import type { AnswerOf } from '../../../contract/action.ts';
import { tellWaiting } from '../../../web/access/pending.ts';
import { call } from '../../../web/call.ts';
import { fieldOf } from '../../../web/catalog.ts';
import { sayValue as sayFieldValue } from '../../../web/fields/fields.tsx';
import { formatAgo, formatDateTime } from '../../../web/format.ts';
import { label, t as shared } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Checkbox } from '../../../web/kit/Checkbox.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { ProgressBar } from '../../../web/kit/ProgressBar.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { isEmptyValue } from '../../../web/row.ts';
import { sayUndone } from '../../../web/undo.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import type { JobView } from '../../jobs/contract.ts';
import type { PreviewView, UndoRecordView, undoOperation, countUndo } from '../contract.ts';
import { sayKind, sayOperation, sayValue } from './say-operation.ts';
import { t } from './words.ts';

type Counts = NonNullable<PreviewView['counts']>;

export function UndoDialog({ id, onClose }: { id: string; onClose: () => void }): ReactElement {
  const client = useQueryClient();
  const catalog = useCatalog();
  const [anyway, setAnyway] = useState<ReadonlySet<string>>(new Set());
  const state = useSending();
  const preview = useInfiniteQuery({
    queryKey: ['undo-preview', id],
    queryFn: async ({ pageParam, signal }) =>
      (
        await call<PreviewView>('GET', `/operations/${id}/preview`, {
          query: pageParam === '' ? {} : { cursor: pageParam },
          signal,
        })
      ).data,
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  const [first] = preview.data?.pages ?? [];
  const records = preview.data?.pages.flatMap((page) => page.records) ?? [];
  const nothing = first?.counts !== null && first?.counts.back === 0 && first.counts.binned === 0 && anyway.size === 0;
  const undo = () =>
    state.send(async () => {
      const list = [...anyway].map((key) => ({ id: key.slice(0, 36), field: key.slice(37) }));
      const { data, operation } = await call<AnswerOf<typeof undoOperation>>('POST', `/operations/${id}/undo`, {
        body: list.length === 0 ? {} : { anyway: list },
      });
      if (!tellWaiting(data)) sayUndone(client, data, operation);
      onClose();
      await client.invalidateQueries();
    });
  return (
    <Dialog
      open
      onClose={onClose}
      size="large"
      title={
        first === undefined
          ? t('back.do')
          : t('ops.undoOf', {
              what: sayOperation(catalog, first.operation.what),
              when: formatDateTime(first.operation.at),
            })
      }
      foot={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{shared('common.cancel')}</Button>
          <Button
            variant="primary"
            busy={state.busy}
            disabled={first === undefined || nothing}
            onClick={() => void undo()}
          >
            {t('back.do')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <Refusal why={state.error} />
        {preview.isPending && <Waiting lines={5} />}
        {preview.isError && <Failure error={preview.error} onRetry={() => void preview.refetch()} />}
        {first !== undefined && (
          <>
            <Sum id={id} counts={first.counts} />
            {first.needs !== null && <p className="brass-text">{t('back.needs')}</p>}
            {nothing && <p>{t('back.nothing')}</p>}
            {records.some((r) => r.fields.some((f) => f.changed)) && (
              <p className="small muted">{t('back.anywayHelp')}</p>
            )}
            <ul className="lines undo-records">
              {[...first.configuration, ...records].map((r) => (
                <Record
                  key={`${r.entity} ${r.id}`}
                  record={r}
                  anyway={anyway}
                  onAnyway={(key, on) => {
                    const next = new Set(anyway);
                    if (on) next.add(key);
                    else next.delete(key);
                    setAnyway(next);
                  }}
                />
              ))}
            </ul>
            {preview.hasNextPage && (
              <Button busy={preview.isFetchingNextPage} onClick={() => void preview.fetchNextPage()}>
                {t('back.more')}
              </Button>
            )}
          </>
        )}
      </div>
    </Dialog>
  );
}

/** Exact: told by the server at once, or counted by a job where it is a large operation. */
function Sum({ id, counts }: { id: string; counts: Counts | null }): ReactElement {
  const [job, setJob] = useState<string | null>(null);
  useEffect(() => {
    if (counts !== null) return;
    call<AnswerOf<typeof countUndo>>('POST', `/operations/${id}/count`).then(
      ({ data }) => setJob(data.job),
      (error: unknown) => showToast({ text: problemLine(error), tone: 'danger' }),
    );
  }, [id, counts]);
  const running = useQuery({
    queryKey: ['jobs', job],
    queryFn: async ({ signal }) => (await call<JobView>('GET', `/jobs/${job}`, { signal })).data,
    enabled: job !== null,
    refetchInterval: (query) => (query.state.data?.endedAt === null ? 700 : false),
  });
  const { data } = running;
  const ended = data?.status === 'done' ? (data.result as { back: number; binned: number; keptCount: number }) : null;
  const sum = counts ?? (ended === null ? null : { ...ended, kept: ended.keptCount });
  if (sum === null)
    return <ProgressBar label={t('back.counting')} value={data?.done ?? 0} total={data?.total ?? null} />;
  return (
    <p role="status" className="num">
      {`${(['back', 'binned', 'kept'] as const).map((name) => t(`back.counts.${name}`, { count: sum[name] })).join(', ')}.`}
    </p>
  );
}

interface RecordProps {
  record: UndoRecordView;
  anyway: ReadonlySet<string>;
  onAnyway: (key: string, on: boolean) => void;
}

function Record({ record: r, anyway, onAnyway }: RecordProps): ReactElement {
  const catalog = useCatalog();
  const entity = catalog.byName.get(r.entity);
  return (
    <li className="stack tight">
      <div className="row wrap">
        <span className="strong">{r.title ?? t('back.unnamed')}</span>
        <span className="small muted">{entity === undefined ? sayKind(r.entity) : label(entity.label)}</span>
        <span className="small muted">{t(`back.does.${r.does}`)}</span>
      </div>
      {r.reason !== null && <p className="small brass-text">{r.reason}</p>}
      {r.fields.map((f) => {
        const key = `${r.id} ${f.field}`;
        const field = entity === undefined ? undefined : fieldOf(entity, f.field);
        const say = (value: unknown): string =>
          field === undefined || isEmptyValue(value) ? sayValue(value, t('back.empty')) : sayFieldValue(field, value);
        return (
          <div key={f.field} className="undo-field">
            <span className="small muted ellipsis">{f.label}</span>
            <span className={f.changed && !anyway.has(key) ? 'muted undo-struck' : undefined}>{say(f.back)}</span>
            <span className="muted">
              {t('back.now')}: {say(f.now)}
            </span>
            {f.changed && (
              <span className="small brass-text">
                {f.at === null
                  ? t('back.changedSince')
                  : t('back.changedBy', { name: f.by ?? t('ops.somebody'), when: formatAgo(f.at) })}
              </span>
            )}
            {f.changed && (
              <label className="row small">
                <Checkbox checked={anyway.has(key)} onChange={(e) => onAnyway(key, e.target.checked)} />
                {t('back.anyway')}
              </label>
            )}
          </div>
        );
      })}
    </li>
  );
}
