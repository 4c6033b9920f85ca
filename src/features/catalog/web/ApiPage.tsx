// The API in one's own hands: every action one may run, found by typing, explained, shown as a request, and tried.
import { useQuery } from '@tanstack/react-query';
import { ArrowLeft, Braces } from 'lucide-react';
import { type KeyboardEvent, type ReactElement, type RefObject, useMemo, useRef, useState } from 'react';
import { Link, useSearch } from 'wouter';
import { apiBase, call } from '../../../web/call.ts';
import { formatNumber } from '../../../web/format.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { cx } from '../../../web/kit/class-names.ts';
import { Empty, Failure, Waiting } from '../../../web/kit/States.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { useRegister } from '../../../web/keys.ts';
import { usePageTitle } from '../../../web/page-title.ts';
import { useMe } from '../../../web/session.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import { phone as phoneQuery, useMedia } from '../../../web/use-media.ts';
import { type ApiAction, type ApiDocument, actionsOf, findActions, runnable, takesKeys } from './api-document.ts';
import { ActionDetail } from './ActionDetail.tsx';
import { t } from './words.ts';
import './api.css';

const address = '/developers/api';

export function ApiPage(): ReactElement {
  const me = useMe();
  const phone = useMedia(phoneQuery);
  const chosen = new URLSearchParams(useSearch()).get('action');
  const [typed, setTyped] = useState('');
  const search = useRef<HTMLInputElement>(null);
  usePageTitle(t('api.title'));
  useRegister({ '/': () => search.current?.focus() });
  const doc = useQuery({
    queryKey: ['openapi'],
    queryFn: async ({ signal }) => (await call<ApiDocument>('GET', '/openapi.json', { signal })).data,
    staleTime: 300_000,
  });
  const all = useMemo(
    () => (doc.data === undefined ? [] : runnable(actionsOf(doc.data), me.permissions)),
    [doc.data, me.permissions],
  );
  const found = useMemo(() => findActions(all, typed), [all, typed]);
  const action = all.find((a) => a.name === chosen) ?? null;
  const onlyDetail = phone && chosen !== null;
  return (
    <div className="api-page">
      <header className="page-head">
        <h1 tabIndex={-1}>{t('api.title')}</h1>
        {doc.data !== undefined && (
          <span className="page-count hide-phone">{t('api.count', { count: all.length })}</span>
        )}
        <span className="grow" />
        {doc.data !== undefined && (
          <span className="small muted hide-phone">
            {t('api.version', { version: doc.data.info.version, openapi: doc.data.openapi })}
          </span>
        )}
        <a className="btn btn-plain" href={`${apiBase}/openapi.json`} target="_blank" rel="noopener noreferrer">
          <Braces className="icon" aria-hidden />
          {t('api.document')}
        </a>
      </header>
      {doc.isError ? (
        <Failure error={doc.error} onRetry={() => void doc.refetch()} />
      ) : doc.data === undefined ? (
        <Waiting lines={10} />
      ) : (
        <div className="api-parts">
          {!onlyDetail && (
            <ActionList found={found} chosen={chosen} typed={typed} onTyped={setTyped} searchRef={search} />
          )}
          {(!phone || onlyDetail) && (
            <section className="api-detail" aria-label={action?.name ?? t('api.choose')} data-region tabIndex={-1}>
              {phone && (
                <Link href={address} className="row back-link">
                  <ArrowLeft className="icon" aria-hidden />
                  {t('api.back')}
                </Link>
              )}
              {action !== null ? (
                <ActionDetail
                  key={action.name}
                  action={action}
                  keys={takesKeys(doc.data)}
                  rate={doc.data?.['x-requests-per-address']}
                />
              ) : (
                <Empty icon={Braces} title={t(chosen === null ? 'api.choose' : 'api.unknown')}>
                  {chosen === null && <p className="muted prose">{t('api.chooseHelp')}</p>}
                </Empty>
              )}
            </section>
          )}
        </div>
      )}
    </div>
  );
}

interface ActionListProps {
  found: readonly ApiAction[];
  chosen: string | null;
  typed: string;
  onTyped: (text: string) => void;
  searchRef: RefObject<HTMLInputElement | null>;
}

/** Arrows walk from the search through the actions; Enter opens one. */
function ActionList({ found, chosen, typed, onTyped, searchRef }: ActionListProps): ReactElement {
  const { byName } = useCatalog();
  const list = useRef<HTMLDivElement>(null);
  // what the company works with first, then what goes on around it
  const places = new Map([...byName.keys()].map((name, n) => [name, n]));
  const areas = [...Map.groupBy(found, (a) => a.area)].toSorted(
    ([a], [b]) => (places.get(a) ?? places.size) - (places.get(b) ?? places.size),
  );
  // one tab stop for all of them
  const stop = found.find((a) => a.name === chosen) ?? areas[0]?.[1][0];
  const onKeyDown = (e: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (step === undefined) return;
    const links = [...(list.current?.querySelectorAll<HTMLElement>('a') ?? [])];
    const at = links.indexOf(document.activeElement as HTMLElement);
    const next = at + step;
    e.preventDefault();
    if (next < 0) searchRef.current?.focus();
    else links.at(Math.min(next, links.length - 1))?.focus();
  };
  return (
    // the keys are those of the links in it
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className="api-list" ref={list} onKeyDown={onKeyDown}>
      <TextInput
        ref={searchRef}
        type="search"
        aria-label={t('api.search')}
        placeholder={t('api.search')}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(e) => onTyped(e.target.value)}
      />
      <p className="sr" role="status">
        {formatNumber(found.length)}
      </p>
      {found.length === 0 && <p className="muted api-none">{t('api.noMatch')}</p>}
      <nav aria-label={t('api.actions')}>
        {areas.map(([area, actions]) => (
          <section key={area}>
            <h2>{label(byName.get(area)?.labelPlural ?? area)}</h2>
            <ul>
              {actions.map((a) => (
                <li key={a.name}>
                  <Link
                    href={`${address}?action=${encodeURIComponent(a.name)}`}
                    className={cx('api-item', a.name === chosen && 'api-here')}
                    aria-current={a.name === chosen ? 'page' : undefined}
                    tabIndex={a === stop ? 0 : -1}
                  >
                    <span className={`api-method api-${a.method.toLowerCase()}`}>{a.method}</span>
                    <span className="ellipsis">{a.name}</span>
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </nav>
    </div>
  );
}
