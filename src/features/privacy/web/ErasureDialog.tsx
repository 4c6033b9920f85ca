// Erases what is held about a person: what goes, what stays and what stands against it are read first; a reason is given and the count is typed before
// anything goes; then it is followed until the end.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useLocation } from 'wouter';
import { Refusal } from '../../../web/kit/sending.tsx';
import type { AnswerOf } from '../../../contract/action.ts';
import { tellWaiting } from '../../../web/access/pending.ts';
import { call } from '../../../web/call.ts';
import { formatDate, formatNumber } from '../../../web/format.ts';
import { label, t as shared } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Checkbox } from '../../../web/kit/Checkbox.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { TextArea, TextInput } from '../../../web/kit/TextInput.tsx';
import { useCatalog } from '../../../web/use-catalog.ts';
import type { RequestView } from '../contract.ts';
import type { ErasureLookView, eraseSubject } from '../../erasure/contract.ts';
import { ErasureProgress } from './ErasureProgress.tsx';
import { subjectsKey } from './OneRequest.tsx';
import type { Subject } from './SubjectDialogs.tsx';
import { t } from './words.ts';

interface ErasureDialogProps {
  subject: Subject;
  /** open requests of this person */
  requests: readonly RequestView[];
  onClose: () => void;
}

export function ErasureDialog({ subject, requests, onClose }: ErasureDialogProps): ReactElement {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [job, setJob] = useState<string | null>(null);
  const path = `/data-subjects/${subject.entity}/${subject.id}/erasure`;
  const look = useQuery({
    queryKey: [...subjectsKey, 'erasure', subject.entity, subject.id],
    queryFn: async ({ signal }) => (await call<ErasureLookView>('GET', path, { signal })).data,
    staleTime: 0,
    gcTime: 0,
    enabled: job === null,
  });
  const answers = requests.find((r) => r.kind === 'erasure' && r.status === 'open') ?? null;
  const leave = () => {
    onClose();
    navigate('/data-subjects');
    void client.invalidateQueries();
  };
  if (job !== null) return <ErasureProgress job={job} onClose={onClose} onDone={leave} />;
  if (look.data !== undefined)
    return (
      <Form
        look={look.data}
        path={path}
        answers={answers}
        onClose={onClose}
        onStale={() => void look.refetch()}
        onStarted={setJob}
      />
    );
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('erasure.title')}
      foot={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{shared('common.cancel')}</Button>
        </>
      }
    >
      {look.isError ? <Failure error={look.error} onRetry={() => void look.refetch()} /> : <Waiting lines={6} />}
    </Dialog>
  );
}

interface FormProps {
  look: ErasureLookView;
  path: string;
  answers: RequestView | null;
  onClose: () => void;
  onStale: () => void;
  onStarted: (job: string) => void;
}

function Form({ look, path, answers, onClose, onStale, onStarted }: FormProps): ReactElement {
  const [quoted, setQuoted] = useState<ReadonlySet<string>>(
    () => new Set(look.quoted.filter((q) => q.usual).map((q) => q.field)),
  );
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null });
  const free = look.held.length === 0;
  const ready = free && reason.trim().length >= 3 && typed.replace(/\D/g, '') === String(look.count);
  const erase = async () => {
    if (state.busy || !ready) return;
    setState({ busy: true, error: null });
    const body = {
      reason: reason.trim(),
      quoted: [...quoted],
      count: look.count,
      ...(answers === null ? {} : { request: answers.request }),
    };
    try {
      const { data } = await call<AnswerOf<typeof eraseSubject>>('POST', path, { body });
      if (tellWaiting(data)) onClose();
      else onStarted(data.job);
    } catch (error) {
      setState({ busy: false, error });
      onStale();
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('erasure.title.of', { name: look.title })}
      foot={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{shared('common.cancel')}</Button>
          <Button variant="danger" busy={state.busy} disabled={!ready} onClick={() => void erase()}>
            {t('erasure.do')}
          </Button>
        </>
      }
    >
      <form
        className="stack"
        noValidate
        onSubmit={(e) => {
          e.preventDefault();
          void erase();
        }}
      >
        <Refusal why={state.error} />
        {look.held.map((why) => (
          <div key={why} className="banner banner-danger" role="alert">
            {t('erasure.held', { why })}
          </div>
        ))}
        <WhatGoes look={look} />
        <Quoted look={look} quoted={quoted} onChange={setQuoted} />
        <section className="stack tight" aria-label={t('erasure.stays')}>
          <h3>{t('erasure.stays')}</h3>
          <p className="small muted prose">{t('erasure.stays.help', { entries: look.entries })}</p>
        </section>
        {free && (
          <>
            <p className="danger-text">{t('erasure.warning')}</p>
            <FormField
              label={t('erasure.reason')}
              help={
                answers === null
                  ? t('erasure.reason.help')
                  : `${t('erasure.answers', { when: formatDate(answers.receivedOn) })} ${t('erasure.reason.help')}`
              }
              required
            >
              {(control) => (
                <TextArea
                  {...control}
                  rows={2}
                  maxLength={500}
                  value={reason}
                  onChange={(e) => setReason(e.target.value)}
                />
              )}
            </FormField>
            <FormField label={t('erasure.confirm', { count: String(look.count) })}>
              {(control) => (
                <TextInput
                  {...control}
                  inputMode="numeric"
                  className="subject-number"
                  value={typed}
                  onChange={(e) => setTyped(e.target.value)}
                />
              )}
            </FormField>
          </>
        )}
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </form>
    </Dialog>
  );
}

function WhatGoes({ look }: { look: ErasureLookView }): ReactElement {
  const { byName } = useCatalog();
  const named = (entity: string): string => label(byName.get(entity)?.labelPlural ?? entity);
  return (
    <section className="stack tight" aria-label={t('erasure.goes')}>
      <h3>{t('erasure.goes')}</h3>
      <p className="small muted prose">{t(look.way === 'deleted' ? 'erasure.deleted' : 'erasure.emptied')}</p>
      <ul className="lines">
        <li className="two">
          <span>{t('erasure.record', { count: look.fields.length })}</span>
          <span className="small muted">
            {look.fields
              .map((f) => (f.values > 1 ? `${label(f.label)} (${formatNumber(f.values)})` : label(f.label)))
              .join(', ')}
          </span>
        </li>
        {look.goes.map((g) => (
          <li key={g.entity} className="row">
            <span className="grow">{t('erasure.about', { what: named(g.entity) })}</span>
            <span className="num strong">{formatNumber(g.count)}</span>
          </li>
        ))}
        {look.cut.map((c) => (
          <li key={`${c.entity} ${c.field}`} className="row">
            <span className="grow muted">{t('erasure.cut', { what: named(c.entity), field: label(c.field) })}</span>
            <span className="num">{formatNumber(c.count)}</span>
          </li>
        ))}
      </ul>
      <p className="small muted prose">{t('erasure.unseen')}</p>
    </section>
  );
}

interface QuotedProps {
  look: ErasureLookView;
  quoted: ReadonlySet<string>;
  onChange: (next: ReadonlySet<string>) => void;
}

function Quoted({ look, quoted, onChange }: QuotedProps): ReactElement | null {
  const { byName } = useCatalog();
  if (look.quoted.length === 0) return null;
  const toggle = (field: string, on: boolean) => {
    const next = new Set(quoted);
    if (on) next.add(field);
    else next.delete(field);
    onChange(next);
  };
  return (
    <fieldset className="stack tight subject-fieldset">
      <legend className="strong">{t('erasure.quoted')}</legend>
      <p className="small muted prose">{t('erasure.quoted.help')}</p>
      {look.quotes.map((q) => (
        <p key={q.entity} className="small prose">
          {t('erasure.quotes', { what: label(byName.get(q.entity)?.labelPlural ?? q.entity), count: q.count })}
          {q.held > 0 && <span className="brass-text"> {t('erasure.quotes.held', { count: q.held })}</span>}
        </p>
      ))}
      {look.quoted.map((q) => (
        <label key={q.field} className="row">
          <Checkbox checked={quoted.has(q.field)} onChange={(e) => toggle(q.field, e.target.checked)} />
          <span>
            {q.field === 'title' ? t('erasure.wholeName') : label(q.label)}{' '}
            <span className="muted small num">{t('erasure.values', { count: q.values })}</span>
            {q.shared && <span className="brass-text small"> {t('erasure.shared')}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
