// One person: what is held, where else, who got to see it, what was asked - and what can be done about it.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ArrowLeft } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { Link } from 'wouter';
import type { AnswerOf } from '../../../contract/action.ts';
import { apiBase, call } from '../../../web/call.ts';
import { type FieldInfo, fieldOf } from '../../../web/catalog.ts';
import { FieldValue } from '../../../web/fields/fields.tsx';
import { formatDateTime, formatNumber } from '../../../web/format.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { Badge } from '../../../web/kit/Badge.tsx';
import { Button } from '../../../web/kit/Button.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { isEmptyValue } from '../../../web/row.ts';
import { may, useMe } from '../../../web/session.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import type { ReportView, makeCopy } from '../contract.ts';
import { ErasureDialog } from './ErasureDialog.tsx';
import { CorrectDialog, RequestDialog, RestrictDialog, type Subject } from './SubjectDialogs.tsx';
import { OneRequest, subjectsKey } from './OneRequest.tsx';
import { Uses } from './Uses.tsx';
import { t } from './words.ts';

export function SubjectPanel({ entity, id }: Subject): ReactElement {
  const report = useQuery({
    queryKey: [...subjectsKey, 'report', entity, id],
    queryFn: async ({ signal }) => (await call<ReportView>('GET', `/data-subjects/${entity}/${id}`, { signal })).data,
    // looking is put on record each time
    staleTime: Infinity,
    refetchOnReconnect: false,
  });
  return (
    <>
      <p>
        <Link href="/data-subjects" className="row">
          <ArrowLeft className="icon" aria-hidden />
          {t('subject.back')}
        </Link>
      </p>
      {report.isPending ? (
        <Waiting lines={8} />
      ) : report.isError ? (
        <Failure error={report.error} onRetry={() => void report.refetch()} />
      ) : (
        <Report report={report.data} />
      )}
    </>
  );
}

function Report({ report }: { report: ReportView }): ReactElement {
  const client = useQueryClient();
  return (
    <>
      <div className="row wrap">
        <h2 className="grow">{report.title}</h2>
        {report.restricted !== null && <Badge tone="brass">{t('subject.restricted')}</Badge>}
      </div>
      {report.restricted !== null && (
        <p className="brass-text">
          {t('subject.restricted.since', {
            when: formatDateTime(report.restricted.at),
            reason: report.restricted.reason,
          })}
        </p>
      )}
      {report.missing > 0 && <p className="danger-text">{t('subject.missing', { count: report.missing })}</p>}
      <Tools report={report} />
      {report.entity !== 'user' && (
        <Uses
          subject={report}
          uses={report.uses}
          onDone={() => void client.invalidateQueries({ queryKey: subjectsKey })}
        />
      )}
      <Held report={report} />
      {report.related.map((part) => (
        <section key={`${part.entity} ${part.field}`} className="stack tight">
          <h3>{t('subject.related', { label: label(part.label), field: label(part.field) })}</h3>
          <ul className="lines">
            {part.rows.map((row) => (
              <li key={sayValue(row['id'])}>{sayValue(row['title'] ?? row['id'])}</li>
            ))}
          </ul>
          {part.more && <p className="muted small">{t('subject.more')}</p>}
        </section>
      ))}
      <Recipients report={report} />
      <section className="stack tight" aria-label={t('subject.history')}>
        <h3>{t('subject.history')}</h3>
        <ul className="lines">
          {report.history.map((h) => (
            <li key={`${h.at} ${h.verb}`} className="small">
              {formatDateTime(h.at)} · {h.by ?? t('common.somebody')} · {label(h.verb)}
              {h.fields.length > 0 && `: ${h.fields.map(label).join(', ')}`}
            </li>
          ))}
        </ul>
      </section>
      {report.requests.length > 0 && (
        <section className="stack tight" aria-label={t('subject.requests')}>
          <h3>{t('subject.requests')}</h3>
          <ul className="lines">
            {report.requests.map((request) => (
              <OneRequest key={request.request} request={request} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

type Window = 'request' | 'restrict' | 'correct' | 'erase' | null;

function Tools({ report }: { report: ReportView }): ReactElement {
  const client = useQueryClient();
  const { byName } = useCatalog();
  const me = useMe();
  const [open, setOpen] = useState<Window>(null);
  const [busy, setBusy] = useState(false);
  const [copy, setCopy] = useState<{ readonly id: string; readonly name: string } | null>(null);
  const entity = byName.get(report.entity);
  const subject = { entity: report.entity, id: report.id };
  const path = `/data-subjects/${report.entity}/${report.id}`;
  const again = () => {
    setOpen(null);
    void client.invalidateQueries({ queryKey: subjectsKey });
  };
  const failed = (error: unknown) => showToast({ text: problemLine(error), tone: 'danger' });
  const copyAll = () => {
    setBusy(true);
    call<AnswerOf<typeof makeCopy>>('POST', `${path}/copy`, { body: {} })
      .then(({ data }) => {
        setCopy(data);
        showToast({ text: t('subject.copy.done', { name: data.name }) });
      })
      .catch(failed)
      .finally(() => setBusy(false));
  };
  const lift = () => {
    call('POST', `${path}/lift`, { body: {} })
      .then(() => showToast({ text: t('subject.lifted') }))
      .then(again)
      .catch(failed);
  };
  return (
    <div className="stack tight">
      <div className="row wrap">
        <Button busy={busy} onClick={copyAll}>
          {t('subject.copy')}
        </Button>
        {copy !== null && (
          <a className="btn btn-primary" href={`${apiBase}/data-subject-copies/${copy.id}`} download={copy.name}>
            {t('subject.copy.download')}
          </a>
        )}
        {entity !== undefined && <Button onClick={() => setOpen('correct')}>{t('subject.correct')}</Button>}
        {report.entity !== 'user' &&
          (report.restricted === null ? (
            <Button onClick={() => setOpen('restrict')}>{t('subject.restrict')}</Button>
          ) : (
            <Button onClick={lift}>{t('subject.lift')}</Button>
          ))}
        <Button onClick={() => setOpen('request')}>{t('subject.record')}</Button>
        {report.entity !== 'user' && may(me, 'admin.erasure') && (
          <Button variant="danger" onClick={() => setOpen('erase')}>
            {t('erasure.open')}
          </Button>
        )}
        {entity !== undefined && <Link href={`/${entity.path}/${report.id}`}>{t('subject.open')}</Link>}
      </div>
      <p className="muted small prose">{t('subject.copy.help')}</p>
      {open === 'request' && <RequestDialog subject={subject} onClose={() => setOpen(null)} onDone={again} />}
      {open === 'restrict' && <RestrictDialog subject={subject} onClose={() => setOpen(null)} onDone={again} />}
      {open === 'erase' && <ErasureDialog subject={subject} requests={report.requests} onClose={() => setOpen(null)} />}
      {open === 'correct' && entity !== undefined && (
        <CorrectDialog subject={subject} entity={entity} onClose={() => setOpen(null)} onDone={again} />
      )}
    </div>
  );
}

function Held({ report }: { report: ReportView }): ReactElement {
  const entity = useCatalog().byName.get(report.entity);
  return (
    <section aria-label={t('subject.held')}>
      <h3>{t('subject.held')}</h3>
      <table className="values-table subject-table">
        <thead>
          <tr>
            <th scope="col">{t('subject.field')}</th>
            <th scope="col">{t('subject.value')}</th>
          </tr>
        </thead>
        <tbody>
          {report.fields.map((field) => (
            <tr key={field.name}>
              <th scope="row">{label(field.label)}</th>
              <td className={isEmptyValue(field.value) ? 'muted' : undefined}>
                <HeldValue info={entity === undefined ? undefined : fieldOf(entity, field.name)} field={field} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const instants: ReadonlySet<string> = new Set(['createdAt', 'updatedAt', 'archivedAt']);

/** As it stands on the record itself; of a field the catalogue does not show, in plain words. */
function HeldValue({
  info,
  field: { name, value },
}: {
  info: FieldInfo | undefined;
  field: ReportView['fields'][number];
}): ReactElement {
  if (!isEmptyValue(value) && info !== undefined) return <FieldValue field={info} value={value} place="page" />;
  if (typeof value === 'string' && instants.has(name)) return <>{formatDateTime(value)}</>;
  return <>{sayValue(value)}</>;
}

function sayValue(value: unknown): string {
  if (isEmptyValue(value)) return t('subject.nothing');
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(sayValue).join(', ');
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if ('title' in value && typeof value.title === 'string') return value.title;
  return Object.values(value).filter(Boolean).map(sayValue).join(', ');
}

function Recipients({ report }: { report: ReportView }): ReactElement {
  return (
    <section className="stack tight" aria-label={t('subject.recipients')}>
      <h3>{t('subject.recipients')}</h3>
      {report.recipients.length === 0 && <p className="muted">{t('subject.nobody')}</p>}
      <ul className="lines">
        {report.recipients.map((r) => (
          <li key={`${r.how} ${r.who ?? ''} ${r.last} ${r.first}`} className="two">
            <span>
              {t('subject.recipient', {
                who: [r.who ?? t('common.somebody'), r.application].filter(Boolean).join(', '),
                how: t(`subject.how.${r.how}`),
                times: r.times,
              })}
            </span>
            <span className="muted small">
              {r.first === r.last ? formatDateTime(r.last) : `${formatDateTime(r.first)} – ${formatDateTime(r.last)}`}
              {r.says !== null && typeof r.says['reason'] === 'string' && ` · ${r.says['reason']}`}
              {r.says !== null && typeof r.says['records'] === 'number' && ` · ${formatNumber(r.says['records'])}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
