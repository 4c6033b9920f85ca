// Everybody and everything with access now: since when, last used, by which roles, what; ended from here by whoever may, read by auditors.
import { useQuery } from '@tanstack/react-query';
import { ArrowDown, ArrowUp, Download } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { useSearchParams } from 'wouter';
import type { AnswerOf } from '../../../contract/action.ts';
import { addressOf, call } from '../../../web/call.ts';
import { compareTexts } from '../../../web/format.ts';
import { t as anywhere } from '../../../web/i18n/i18n.ts';
import { Empty, Failure, Waiting } from '../../../web/kit/States.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { usePageTitle } from '../../../web/page-title.ts';
import type { Holder, listHolders } from '../contract.ts';
import { HolderRow } from './HolderRow.tsx';
import { RolesDialog } from './RolesDialog.tsx';
import './holders.css';
import { type Order, kindsIn, narrow, orders } from './holders-list.ts';
import { holdersKey, kindWord } from './use-holders.ts';
import { t } from './words.ts';

export function HoldersPage(): ReactElement {
  const [params, setParams] = useSearchParams();
  const [roles, setRoles] = useState<Holder | null>(null);
  const answer = useQuery({
    queryKey: holdersKey,
    queryFn: async ({ signal }) =>
      (await call<AnswerOf<typeof listHolders>>('GET', '/access/holders', { signal })).data.rows,
  });
  usePageTitle(t('holders.title'));
  const text = params.get('q') ?? '';
  const kind = params.get('kind');
  const order = orders.find((o) => o === params.get('sort')) ?? 'name';
  const down = params.get('down') === '1';
  const put = (changes: Readonly<Record<string, string | null>>) =>
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        for (const [name, value] of Object.entries(changes)) {
          if (value === null || value === '') next.delete(name);
          else next.set(name, value);
        }
        return next;
      },
      { replace: true },
    );
  const rows = narrow(answer.data ?? [], { text, kind, order, down }, compareTexts);
  return (
    <div className="page">
      <header className="page-head">
        <h1 tabIndex={-1}>{t('holders.title')}</h1>
        {answer.data !== undefined && <span className="muted">{t('holders.count', { count: rows.length })}</span>}
        <span className="grow" />
        <a className="btn btn-plain" href={addressOf('/access/holders.csv')} download>
          <Download className="icon" aria-hidden />
          {t('holders.export')}
        </a>
      </header>
      <div className="row wrap holders-tools">
        <TextInput
          className="holders-find"
          aria-label={t('holders.find')}
          placeholder={t('holders.find')}
          value={text}
          onChange={(e) => put({ q: e.target.value })}
        />
        <div className="row" role="group" aria-label={t('holders.kinds')}>
          {[null, ...kindsIn(answer.data ?? [])].map((one) => (
            <button
              key={one ?? 'all'}
              type="button"
              className="holders-kind"
              aria-pressed={kind === one}
              onClick={() => put({ kind: one })}
            >
              {one === null ? t('holders.all') : kindWord(one)}
            </button>
          ))}
        </div>
      </div>
      {answer.isPending && <Waiting />}
      {answer.isError && <Failure error={answer.error} onRetry={() => void answer.refetch()} />}
      {answer.data !== undefined && rows.length === 0 && <Empty title={t('holders.noMatch')} />}
      {rows.length > 0 && (
        <table className="table holders-table">
          <thead>
            <tr>
              <Head order="name" now={order} down={down} put={put} word={t('holders.name')} />
              <Head order="what" now={order} down={down} put={put} word={t('holders.what')} />
              <th scope="col" className="hide-phone">
                {t('holders.why')}
              </th>
              <Head order="since" now={order} down={down} put={put} word={t('holders.since')} />
              <Head order="lastUsed" now={order} down={down} put={put} word={t('holders.lastUsed')} />
              <th scope="col">
                <span className="sr">{anywhere('list.actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((h) => (
              <HolderRow key={`${h.kind} ${h.id}`} holder={h} onRoles={() => setRoles(h)} />
            ))}
          </tbody>
        </table>
      )}
      {roles !== null && <RolesDialog person={roles} onClose={() => setRoles(null)} />}
    </div>
  );
}

interface HeadProps {
  order: Order;
  now: Order;
  down: boolean;
  word: string;
  put: (changes: Readonly<Record<string, string | null>>) => void;
}

function Head({ order, now, down, word, put }: HeadProps): ReactElement {
  const here = order === now;
  const Icon = down ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={here ? (down ? 'descending' : 'ascending') : 'none'}
      className={order === 'name' || order === 'what' ? undefined : 'hide-phone'}
    >
      <button
        type="button"
        className="holders-sort"
        title={t('holders.sort', { what: word })}
        onClick={() => put({ sort: order, down: here && !down ? '1' : null })}
      >
        {word}
        {here && <Icon className="icon" aria-hidden />}
      </button>
    </th>
  );
}
