// People about whom something is held: find one, and the register of what was asked, the most urgent first.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import type { AnswerOf } from '../../../contract/action.ts';
import { call } from '../../../web/call.ts';
import { useRested } from '../../../web/fields/use-found.ts';
import { formatDateTime } from '../../../web/format.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { Badge } from '../../../web/kit/Badge.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { usePageTitle } from '../../../web/page-title.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import type { RequestView, findSubjects, listRequests } from '../contract.ts';
import { OneRequest, subjectPath, subjectsKey } from './OneRequest.tsx';
import { CloseDialog } from './SubjectDialogs.tsx';
import { SubjectPanel } from './SubjectPanel.tsx';
import './privacy.css';
import { t } from './words.ts';

export function SubjectsPage(): ReactElement {
  const [params] = useSearchParams();
  const [entity, id] = [params.get('entity'), params.get('id')];
  usePageTitle(t('subject.title'));
  return (
    <div className="page">
      <header className="page-head">
        <h1 tabIndex={-1}>{t('subject.title')}</h1>
      </header>
      <div className="page-body stack subject-page">
        {entity !== null && id !== null ? (
          <SubjectPanel key={`${entity} ${id}`} entity={entity} id={id} />
        ) : (
          <>
            <p className="muted prose">{t('subject.help')}</p>
            <Finder />
            <RegisterList />
          </>
        )}
      </div>
    </div>
  );
}

function Finder(): ReactElement {
  const { byName } = useCatalog();
  const [text, setText] = useState('');
  const q = useRested(text.trim(), 200);
  const found = useQuery({
    queryKey: [...subjectsKey, 'find', q],
    queryFn: async ({ signal }) =>
      (await call<AnswerOf<typeof findSubjects>>('GET', '/data-subjects', { query: { q }, signal })).data.rows,
    enabled: q.length > 1,
  });
  return (
    <section className="stack tight" aria-label={t('subject.find')}>
      <FormField label={t('subject.find')} help={t('subject.find.help')}>
        {(control) => (
          <TextInput
            {...control}
            type="search"
            placeholder={t('subject.search')}
            value={text}
            maxLength={200}
            onChange={(e) => setText(e.target.value)}
          />
        )}
      </FormField>
      {found.isError && <Failure error={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.length === 0 && <p className="muted">{t('subject.empty')}</p>}
      <ul className="lines">
        {found.data?.map((one) => (
          <li key={`${one.entity} ${one.id}`} className="row">
            <Link href={subjectPath(one.entity, one.id)} className="grow">
              {one.title}
            </Link>
            {one.restricted && <Badge tone="brass">{t('subject.restricted')}</Badge>}
            <span className="muted small">{label(byName.get(one.entity)?.label ?? one.entity)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function RegisterList(): ReactElement {
  const client = useQueryClient();
  const [closing, setClosing] = useState<RequestView | null>(null);
  const register = useQuery({
    queryKey: [...subjectsKey, 'register'],
    queryFn: async ({ signal }) =>
      (await call<AnswerOf<typeof listRequests>>('GET', '/data-subject-requests', { signal })).data,
  });
  if (register.isPending) return <Waiting lines={4} />;
  if (register.isError) return <Failure error={register.error} onRetry={() => void register.refetch()} />;
  const { rows, restricted } = register.data;
  return (
    <>
      <section className="stack tight" aria-label={t('subject.requests')}>
        <h2>{t('subject.requests')}</h2>
        {rows.length === 0 && <p className="muted">{t('subject.requests.none')}</p>}
        <ul className="lines">
          {rows.map((request) => (
            <OneRequest key={request.request} request={request} onClose={() => setClosing(request)} />
          ))}
        </ul>
      </section>
      {restricted.length > 0 && (
        <section className="stack tight" aria-label={t('subject.restricted.all')}>
          <h2>{t('subject.restricted.all')}</h2>
          <ul className="lines">
            {restricted.map((one) => (
              <li key={`${one.entity} ${one.id}`} className="two">
                <Link href={subjectPath(one.entity, one.id)}>{one.title ?? one.id.slice(0, 8)}</Link>
                <span className="muted small">
                  {t('subject.restricted.since', { when: formatDateTime(one.at), reason: one.reason })}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {closing !== null && (
        <CloseDialog
          request={closing}
          onClose={() => setClosing(null)}
          onDone={() => {
            setClosing(null);
            void client.invalidateQueries({ queryKey: subjectsKey });
          }}
        />
      )}
    </>
  );
}
