// Reports a loss of one's own.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { Refusal } from '../../../web/kit/sending.tsx';
import type { AnswerOf } from '../../../contract/action.ts';
import type { listSignIns } from '../../members/contract.ts';
import type { listFactors } from '../../factors/contract.ts';
import { call } from '../../../web/call.ts';
import { formatDateTime } from '../../../web/format.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { Failure } from '../../../web/kit/States.tsx';
import { TextArea } from '../../../web/kit/TextInput.tsx';
import { problemLine } from '../../../web/problem-text.ts';
import type { Reported } from '../contract.ts';
import { t } from './words.ts';

const kinds = ['device', 'key', 'suspicion'] as const;
type Kind = (typeof kinds)[number];

export function ReportLoss({ nameOf }: { nameOf: (userAgent: string | null) => string | null }): ReactElement {
  const client = useQueryClient();
  const [kind, setKind] = useState<Kind | null>(null);
  const [about, setAbout] = useState<string | null>(null);
  const [words, setWords] = useState('');
  const [state, setState] = useState<{ busy: boolean; error: string | null; done?: Reported }>({
    busy: false,
    error: null,
  });
  const send = async () => {
    if (kind === null || state.busy) return;
    setState({ busy: true, error: null });
    try {
      const named = about === null ? {} : kind === 'key' ? { factor: about } : { session: about };
      const { data } = await call<Reported>('POST', '/me/losses', { body: { kind, words, ...named } });
      setState({ busy: false, error: null, done: data });
      await client.invalidateQueries({ queryKey: ['sessions'] });
    } catch (error) {
      setState({ busy: false, error: problemLine(error) });
    }
  };
  const again = () => {
    setKind(null);
    setAbout(null);
    setWords('');
    setState({ busy: false, error: null });
  };
  return (
    <section className="card" aria-labelledby="report-loss">
      <h2 className="card-head" id="report-loss">
        {t('loss.report.title')}
      </h2>
      {state.done !== undefined ? (
        <div className="stack">
          <p role="status">{t('loss.report.sent', { sessions: state.done.sessionsEnded })}</p>
          <div>
            <Button onClick={again}>{t('loss.report.again')}</Button>
          </div>
        </div>
      ) : (
        <form
          className="stack narrow"
          onSubmit={(e) => {
            e.preventDefault();
            void send();
          }}
        >
          <p className="muted prose">{t('loss.report.help')}</p>
          <Refusal why={state.error} />
          <FormField label={t('loss.report.what')}>
            {(control) => (
              <Select
                control={control}
                label={t('loss.report.what')}
                value={kind}
                items={kinds.map((value) => ({ value, label: t(`loss.report.${value}`) }))}
                onChange={(value) => {
                  setKind(value as Kind | null);
                  setAbout(null);
                }}
              />
            )}
          </FormField>
          {kind === 'device' && <Which what="session" nameOf={nameOf} value={about} onChange={setAbout} />}
          {kind === 'key' && <Which what="factor" nameOf={nameOf} value={about} onChange={setAbout} />}
          {kind !== null && (
            <FormField label={t('loss.report.words')}>
              {(control) => (
                <TextArea {...control} maxLength={1000} value={words} onChange={(e) => setWords(e.target.value)} />
              )}
            </FormField>
          )}
          <div>
            <Button type="submit" variant="primary" busy={state.busy} disabled={kind === null}>
              {t('loss.report.send')}
            </Button>
          </div>
        </form>
      )}
    </section>
  );
}

interface WhichProps {
  what: 'session' | 'factor';
  nameOf: (userAgent: string | null) => string | null;
  value: string | null;
  onChange: (id: string | null) => void;
}

function Which({ what, nameOf, value, onChange }: WhichProps): ReactElement {
  const list = useQuery({
    queryKey: what === 'session' ? ['sign-ins', 'loss'] : ['factors', 'loss'],
    queryFn: async ({ signal }) => {
      if (what === 'factor')
        return (await call<AnswerOf<typeof listFactors>>('GET', '/me/factors', { signal })).data.factors.map(
          ({ id, label }) => ({ value: id, label }),
        );
      const { rows } = (await call<AnswerOf<typeof listSignIns>>('GET', '/me/sign-ins', { signal })).data;
      return rows
        .filter((row) => !row.current)
        .map(({ id, at, address, userAgent }) => ({
          value: id,
          label: [nameOf(userAgent), address, formatDateTime(at)].filter(Boolean).join(' · '),
        }));
    },
  });
  const none = t(what === 'session' ? 'loss.report.sessionNone' : 'loss.report.factorNone');
  if (list.isError) return <Failure error={list.error} onRetry={() => void list.refetch()} />;
  return (
    <FormField label={t(`loss.report.${what}`)} help={t(`loss.report.${what}Help`)}>
      {(control) => (
        <Select
          control={control}
          label={t(`loss.report.${what}`)}
          value={value ?? ''}
          items={[{ value: '', label: none }, ...(list.data ?? [])]}
          onChange={(id) => onChange(id === '' ? null : id)}
        />
      )}
    </FormField>
  );
}
