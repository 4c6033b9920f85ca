// The history of configuration: each change with its number, author, time and differences, and the way back, previewed before it is taken.
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useSearchParams } from 'wouter';
import type { AnswerOf } from '../../../contract/action.ts';
import { call } from '../../../web/call.ts';
import { useFound } from '../../../web/fields/use-found.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { Empty, Failure, Waiting } from '../../../web/kit/States.tsx';
import { usePageTitle } from '../../../web/page-title.ts';
import { type ChangeView, kinds, type listConfiguration } from '../contract.ts';
import { ChangeItem } from './ChangeItem.tsx';
import './configuration.css';
import { t } from './words.ts';

const spans = { week: 7, month: 30, quarter: 90 } as const;
type Span = keyof typeof spans;

export const configurationKey = ['configuration'] as const;

function useChanges(asked: { kind: string | null; actor: string | null; about: string | null; time: string | null }) {
  const { time, ...rest } = asked;
  return useInfiniteQuery({
    queryKey: [...configurationKey, asked],
    queryFn: async ({ pageParam, signal }) => {
      const days = time === 'all' ? null : spans[(time ?? 'quarter') as Span];
      const from = days === null ? undefined : new Date(Date.now() - days * 86_400_000).toISOString();
      const query = {
        ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, value ?? undefined])),
        from,
        cursor: pageParam ?? undefined,
      };
      return (await call<AnswerOf<typeof listConfiguration>>('GET', '/configuration', { query, signal })).data;
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    // looking is put on record each time
    staleTime: Infinity,
    refetchOnReconnect: false,
  });
}

export function ConfigurationPage(): ReactElement {
  const [params, setParams] = useSearchParams();
  const set = (name: string, value: string | null) =>
    setParams((old) => {
      const next = new URLSearchParams(old);
      if (value === null) next.delete(name);
      else next.set(name, value);
      return next;
    });
  const time = params.get('time');
  const asked = {
    kind: kinds.find((kind) => kind === params.get('kind')) ?? null,
    actor: params.get('actor'),
    about: params.get('about'),
    time: time === 'all' || (time !== null && Object.hasOwn(spans, time)) ? time : null,
  };
  const pages = useChanges(asked);
  const changes = pages.data?.pages.flatMap((page) => page.rows) ?? [];
  usePageTitle(t('conf.title'));
  return (
    <div className="page">
      <header className="page-head">
        <h1 tabIndex={-1}>{t('conf.title')}</h1>
      </header>
      <div className="page-body stack conf-page">
        <p className="muted prose">{t('conf.help')}</p>
        <div className="row wrap" role="search">
          <Select
            className="conf-select"
            label={t('conf.kind')}
            placeholder={t('conf.allKinds')}
            value={asked.kind}
            onChange={(kind) => set('kind', kind)}
            items={kinds.map((kind) => ({ value: kind, label: t(`conf.kind.${kind}`) }))}
            clearable
          />
          <Who value={asked.actor} onChange={(actor) => set('actor', actor)} changes={changes} />
          <Select
            className="conf-select"
            label={t('conf.time')}
            value={asked.time ?? 'quarter'}
            onChange={(next) => set('time', next === 'quarter' ? null : next)}
            items={[
              ...Object.keys(spans).map((name) => ({ value: name, label: t(`conf.time.${name as Span}`) })),
              { value: 'all', label: t('conf.time.all') },
            ]}
          />
        </div>
        {pages.isPending ? (
          <Waiting lines={8} />
        ) : pages.isError && changes.length === 0 ? (
          <Failure error={pages.error} onRetry={() => void pages.refetch()} />
        ) : changes.length === 0 ? (
          <Empty title={t('conf.empty')}>
            <p className="muted">{t('conf.emptyHelp')}</p>
          </Empty>
        ) : (
          <ul className="conf-list">
            {changes.map((change) => (
              <ChangeItem key={change.id} change={change} onRolledBack={() => void pages.refetch()} />
            ))}
          </ul>
        )}
        {pages.hasNextPage && (
          <div>
            <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
              {t('conf.more')}
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}

function Who({
  value,
  onChange,
  changes,
}: {
  value: string | null;
  onChange: (id: string | null) => void;
  changes: readonly ChangeView[];
}): ReactElement {
  const found = useFound(['user']);
  const people = found.items.map((i) => ({ value: i.id, label: i.title }));
  const known = changes.find((change) => change.actor.id === value)?.actor.title;
  const now =
    value === null || people.some((p) => p.value === value) ? [] : [{ value, label: known ?? value.slice(0, 8) }];
  return (
    <Select
      className="conf-select"
      label={t('conf.who')}
      placeholder={t('conf.who')}
      value={value}
      onChange={onChange}
      onOpenChange={found.setOpen}
      search={{ text: found.text, onText: found.setText }}
      status={found.status}
      items={[...now, ...people]}
      clearable
    />
  );
}
