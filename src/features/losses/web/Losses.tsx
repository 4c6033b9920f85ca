// Reports of losses for those who look after sign-ins: what was reported, what was done by itself, and the end of it.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import type { AnswerOf } from '../../../contract/action.ts';
import { tellWaiting } from '../../../web/access/pending.ts';
import { call, reasonFor } from '../../../web/call.ts';
import { useFound } from '../../../web/fields/use-found.ts';
import { formatDateTime } from '../../../web/format.ts';
import { Badge } from '../../../web/kit/Badge.tsx';
import { Button } from '../../../web/kit/Button.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { Refusal } from '../../../web/kit/sending.tsx';
import { Empty, Failure, Waiting } from '../../../web/kit/States.tsx';
import { TextArea } from '../../../web/kit/TextInput.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { may, useMe } from '../../../web/session.ts';
import type { LossRow, listLosses } from '../contract.ts';
import './losses.css';
import { t } from './words.ts';

const key = ['losses'] as const;

export function Losses({ nameOf }: { nameOf: (userAgent: string | null) => string | null }): ReactElement {
  const me = useMe();
  const [reporting, setReporting] = useState(false);
  const losses = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => (await call<AnswerOf<typeof listLosses>>('GET', '/losses', { signal })).data.rows,
  });
  if (losses.isError) return <Failure error={losses.error} onRetry={() => void losses.refetch()} />;
  if (losses.data === undefined) return <Waiting lines={4} />;
  return (
    <div className="losses stack">
      {may(me, 'admin.members') && (
        <div>
          <Button onClick={() => setReporting(true)}>{t('loss.list.for')}</Button>
        </div>
      )}
      {losses.data.length === 0 && <Empty title={t('loss.list.none')} />}
      <ul className="lines">
        {losses.data.map((row) => (
          <One key={row.id} row={row} nameOf={nameOf} />
        ))}
      </ul>
      {reporting && <ReportFor onClose={() => setReporting(false)} />}
    </div>
  );
}

function One({ row, nameOf }: { row: LossRow; nameOf: (userAgent: string | null) => string | null }): ReactElement {
  const client = useQueryClient();
  const close = (found: boolean) => {
    call('POST', `/losses/${row.id}/close`, { body: { found } }).then(
      ({ data }) => {
        if (!tellWaiting(data)) showToast({ text: t('loss.list.done') });
        return client.invalidateQueries({ queryKey: key });
      },
      (error: unknown) => showToast({ text: problemLine(error), tone: 'danger' }),
    );
  };
  const ended = row.closedAt === null ? null : formatDateTime(row.closedAt);
  return (
    <li className="row wrap">
      <div className="grow">
        <p className="row wrap">
          <span className="strong">{row.person.title}</span>
          <Badge tone={ended === null ? 'danger' : 'neutral'}>{t(`loss.list.kind.${row.kind}`)}</Badge>
          <span className="small muted">
            {ended === null
              ? t('loss.list.open')
              : t(row.found === true ? 'loss.list.found' : 'loss.list.closed', { when: ended })}
          </span>
        </p>
        {row.words !== '' && <p className="prose prewrap">{row.words}</p>}
        <p className="small muted">
          {[
            formatDateTime(row.at),
            row.by.id === row.person.id ? null : t('loss.list.by', { name: row.by.title }),
            row.what === null ? null : (nameOf(row.what) ?? row.what),
            t('loss.list.did', { sessions: row.sessionsEnded, devices: row.devices }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      {ended === null && (
        <div className="row">
          {row.devices > 0 && (
            <Button title={t('loss.list.backHelp')} onClick={() => close(true)}>
              {t('loss.list.back')}
            </Button>
          )}
          <Button variant="primary" onClick={() => close(false)}>
            {t('loss.list.close')}
          </Button>
        </div>
      )}
    </li>
  );
}

const kinds = ['device', 'key', 'suspicion'] as const;

function ReportFor({ onClose }: { onClose: () => void }): ReactElement {
  const client = useQueryClient();
  const me = useMe();
  const found = useFound(['user']);
  const [person, setPerson] = useState<{ id: string; title: string } | null>(null);
  const [kind, setKind] = useState<string>('device');
  const [words, setWords] = useState('');
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null });
  const ofWords = reasonFor(state.error, 'words');
  const send = async () => {
    if (person === null || state.busy) return;
    setState({ busy: true, error: null });
    try {
      await call('POST', `/members/${person.id}/loss`, { body: { kind, words } });
      await client.invalidateQueries();
      onClose();
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  const others = found.items.filter((item) => item.id !== me.user.id);
  const shown = person !== null && !others.some((item) => item.id === person.id) ? [person, ...others] : others;
  return (
    <Dialog
      open
      size="small"
      onClose={onClose}
      title={t('loss.list.for')}
      description={t('loss.list.forHelp')}
      foot={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{t('loss.list.cancel')}</Button>
          <Button variant="primary" busy={state.busy} disabled={person === null} onClick={() => void send()}>
            {t('loss.report.send')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <Refusal why={state.error === null || ofWords !== null ? null : problemLine(state.error)} />
        <FormField label={t('loss.list.who')}>
          {(control) => (
            <Select
              label={t('loss.list.who')}
              control={control}
              value={person?.id ?? null}
              onOpenChange={found.setOpen}
              search={{ text: found.text, onText: found.setText }}
              status={found.status}
              items={shown.map((item) => ({ value: item.id, label: item.title }))}
              onChange={(id) => setPerson(found.items.find((item) => item.id === id) ?? null)}
            />
          )}
        </FormField>
        <FormField label={t('loss.report.what')}>
          {(control) => (
            <Select
              control={control}
              label={t('loss.report.what')}
              value={kind}
              items={kinds.map((value) => ({ value, label: t(`loss.list.kind.${value}`) }))}
              onChange={(value) => setKind(value ?? 'device')}
            />
          )}
        </FormField>
        <FormField label={t('loss.report.words')} error={ofWords}>
          {(control) => (
            <TextArea {...control} maxLength={1000} value={words} onChange={(e) => setWords(e.target.value)} />
          )}
        </FormField>
      </div>
    </Dialog>
  );
}
