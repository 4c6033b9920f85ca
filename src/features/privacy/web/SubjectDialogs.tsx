// What is done for a person, each in a window of its own: putting a request on the register and closing it, restricting, correcting.
import { type ReactElement, type ReactNode, useState } from 'react';
import { call } from '../../../web/call.ts';
import { type EntityInfo, isEditable } from '../../../web/catalog.ts';
import { label, t as shared } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { DateInput } from '../../../web/kit/DateInput.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { TextArea, TextInput } from '../../../web/kit/TextInput.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { type RequestView, requestKinds } from '../contract.ts';
import { t } from './words.ts';

export interface Subject {
  readonly entity: string;
  readonly id: string;
}

interface DialogsProps {
  onClose: () => void;
  onDone: () => void;
}

/** A window that sends one thing, and says what was refused. */
export function Sending({
  title,
  verb,
  ready,
  said,
  send,
  onClose,
  onDone,
  children,
}: DialogsProps & {
  title: string;
  verb: string;
  ready: boolean;
  said: string;
  send: () => Promise<unknown>;
  children: ReactNode;
}): ReactElement {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const onClick = () => {
    setBusy(true);
    setError(null);
    send()
      .then(() => {
        showToast({ text: said });
        onDone();
      })
      .catch((failed: unknown) => setError(problemLine(failed)))
      .finally(() => setBusy(false));
  };
  return (
    <Dialog
      open
      onClose={onClose}
      size="small"
      title={title}
      foot={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{shared('common.cancel')}</Button>
          <Button variant="primary" busy={busy} disabled={!ready} onClick={onClick}>
            {verb}
          </Button>
        </>
      }
    >
      <div className="stack">
        {error !== null && (
          <p className="danger-text" role="alert">
            {error}
          </p>
        )}
        {children}
      </div>
    </Dialog>
  );
}

export function RequestDialog({ subject, ...props }: DialogsProps & { subject: Subject }): ReactElement {
  const [kind, setKind] = useState<string>('access');
  const [receivedOn, setReceivedOn] = useState<string | null>(() => new Date().toISOString().slice(0, 10));
  const [note, setNote] = useState('');
  const body = { ...subject, kind, receivedOn, ...(note.trim() === '' ? {} : { note: note.trim() }) };
  return (
    <Sending
      {...props}
      title={t('subject.record')}
      verb={t('subject.record')}
      said={t('subject.recorded')}
      ready={receivedOn !== null}
      send={() => call('POST', '/data-subject-requests', { body })}
    >
      <FormField label={t('subject.kind')}>
        {(control) => (
          <Select
            control={control}
            label={t('subject.kind')}
            value={kind}
            onChange={(next) => setKind(next ?? 'access')}
            items={requestKinds.map((k) => ({ value: k, label: t(`subject.kind.${k}`) }))}
          />
        )}
      </FormField>
      <FormField label={t('subject.received')}>
        {(control) => (
          <DateInput control={control} label={t('subject.received')} value={receivedOn} onChange={setReceivedOn} />
        )}
      </FormField>
      <FormField label={t('subject.note')}>
        {(control) => <TextArea {...control} value={note} maxLength={2000} onChange={(e) => setNote(e.target.value)} />}
      </FormField>
    </Sending>
  );
}

export function CloseDialog({ request, ...props }: DialogsProps & { request: RequestView }): ReactElement {
  const [status, setStatus] = useState<string>('done');
  const [word, setWord] = useState('');
  return (
    <Sending
      {...props}
      title={t('subject.close.title')}
      verb={t('subject.close')}
      said={t('subject.closed')}
      ready={word.trim().length >= 3}
      send={() =>
        call('POST', `/data-subject-requests/${request.request}/close`, { body: { status, word: word.trim() } })
      }
    >
      <FormField label={t('subject.kind')}>
        {(control) => (
          <Select
            control={control}
            label={t('subject.kind')}
            value={status}
            onChange={(next) => setStatus(next ?? 'done')}
            items={[
              { value: 'done', label: t('subject.close.done') },
              { value: 'refused', label: t('subject.close.refused') },
            ]}
          />
        )}
      </FormField>
      <FormField label={t('subject.close.word')} required>
        {(control) => <TextArea {...control} value={word} maxLength={2000} onChange={(e) => setWord(e.target.value)} />}
      </FormField>
    </Sending>
  );
}

export function RestrictDialog({ subject, ...props }: DialogsProps & { subject: Subject }): ReactElement {
  const [reason, setReason] = useState('');
  return (
    <Sending
      {...props}
      title={t('subject.restrict')}
      verb={t('subject.restrict.do')}
      said={t('subject.restricted.done')}
      ready={reason.trim().length >= 3}
      send={() =>
        call('POST', `/data-subjects/${subject.entity}/${subject.id}/restrict`, { body: { reason: reason.trim() } })
      }
    >
      <p className="muted prose">{t('subject.restrict.help')}</p>
      <FormField label={t('subject.restrict.reason')} required>
        {(control) => (
          <TextInput {...control} value={reason} maxLength={500} onChange={(e) => setReason(e.target.value)} />
        )}
      </FormField>
    </Sending>
  );
}

const typed: ReadonlySet<string> = new Set(['text', 'longText', 'url', 'number', 'percent', 'date']);

/** Fields that are one value one types; others are corrected on the record itself, whose change stands in the history too. */
export function CorrectDialog({
  subject,
  entity,
  ...props
}: DialogsProps & { subject: Subject; entity: EntityInfo }): ReactElement {
  const fields = entity.fields.filter((f) => typed.has(f.kind) && isEditable(entity, f));
  const [name, setName] = useState<string | null>(fields[0]?.name ?? null);
  const [value, setValue] = useState('');
  const [note, setNote] = useState('');
  return (
    <Sending
      {...props}
      title={t('subject.correct')}
      verb={t('subject.correct')}
      said={t('subject.correct.done')}
      ready={name !== null && note.trim().length >= 3}
      send={() =>
        call('POST', `/data-subjects/${subject.entity}/${subject.id}/rectify`, {
          body: { values: { [name!]: value.trim() === '' ? null : value.trim() }, note: note.trim() },
        })
      }
    >
      <p className="muted prose">{t('subject.correct.help')}</p>
      <FormField label={t('subject.correct.field')}>
        {(control) => (
          <Select
            control={control}
            label={t('subject.correct.field')}
            value={name}
            onChange={setName}
            items={fields.map((f) => ({ value: f.name, label: label(f.label) }))}
          />
        )}
      </FormField>
      <FormField label={t('subject.correct.value')}>
        {(control) => <TextInput {...control} value={value} onChange={(e) => setValue(e.target.value)} />}
      </FormField>
      <FormField label={t('subject.correct.note')} required>
        {(control) => <TextInput {...control} value={note} maxLength={500} onChange={(e) => setNote(e.target.value)} />}
      </FormField>
    </Sending>
  );
}
