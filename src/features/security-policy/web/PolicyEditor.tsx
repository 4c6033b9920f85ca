// Writes a version of the security policy beside how it will look, publishes or withdraws it, and lists the versions before.
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { Refusal, useSending } from '../../../web/kit/sending.tsx';
import type { AnswerOf } from '../../../contract/action.ts';
import { tellWaiting } from '../../../web/access/pending.ts';
import { call, reasonFor } from '../../../web/call.ts';
import { useRested } from '../../../web/fields/use-found.ts';
import { formatDateTime } from '../../../web/format.ts';
import { Badge } from '../../../web/kit/Badge.tsx';
import { Button } from '../../../web/kit/Button.tsx';
import { Checkbox } from '../../../web/kit/Checkbox.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { TextArea } from '../../../web/kit/TextInput.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { type PolicyVersions, textMost, type tryPolicyText } from '../contract.ts';
import { Blocks } from './Blocks.tsx';
import { sample, t } from './words.ts';

const key = ['security-policy', 'versions'] as const;

export function PolicyEditor(): ReactElement {
  const versions = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => (await call<PolicyVersions>('GET', '/security-policy/versions', { signal })).data,
  });
  if (versions.isError) return <Failure error={versions.error} onRetry={() => void versions.refetch()} />;
  if (versions.data === undefined) return <Waiting lines={8} />;
  return (
    <div className="policy-panel stack">
      <p className="muted prose">{t('charter.edit.help')}</p>
      <Editor key={versions.data.rows[0]?.version ?? 0} versions={versions.data} />
      <Versions versions={versions.data} />
    </div>
  );
}

function Editor({ versions }: { versions: PolicyVersions }): ReactElement {
  const client = useQueryClient();
  const newest = versions.rows[0];
  const before = newest?.text ?? '';
  const [text, setText] = useState(before);
  const [changed, setChanged] = useState('');
  const [asks, setAsks] = useState(true);
  const [withdrawing, setWithdrawing] = useState(false);
  const state = useSending();
  const send = (wish: { text: string | null; asks: boolean; changed: string }, said: string) =>
    state.send(async () => {
      const { data } = await call('POST', '/security-policy/versions', {
        body: { after: newest?.version ?? 0, ...wish },
      }).finally(() => setWithdrawing(false));
      if (!tellWaiting(data)) showToast({ text: said });
      await client.invalidateQueries();
    });
  const general = state.error !== null && reasonFor(state.error, 'text') === null ? problemLine(state.error) : null;
  return (
    <form
      className="stack"
      onSubmit={(e) => {
        e.preventDefault();
        void send({ text, asks, changed }, t('charter.edit.published'));
      }}
    >
      <Refusal why={general} />
      <div className="policy-two">
        <FormField
          label={t('charter.edit.text')}
          help={t('charter.edit.textHelp')}
          error={reasonFor(state.error, 'text')}
        >
          {(control) => (
            <TextArea
              {...control}
              maxLength={textMost}
              spellCheck
              value={text}
              onChange={(e) => setText(e.target.value)}
            />
          )}
        </FormField>
        <section aria-labelledby="policy-look">
          <h2 className="form-label" id="policy-look">
            {t('charter.edit.look')}
          </h2>
          <Look text={text} />
        </section>
      </div>
      {before === '' && text === '' && (
        <div>
          <Button onClick={() => setText(sample)}>{t('charter.edit.sample')}</Button>
        </div>
      )}
      <FormField label={t('charter.edit.changed')} help={t('charter.edit.changedHelp')}>
        {(control) => (
          <TextArea {...control} maxLength={1000} value={changed} onChange={(e) => setChanged(e.target.value)} />
        )}
      </FormField>
      <label className="role-choice" htmlFor="policy-asks">
        <Checkbox id="policy-asks" checked={asks} onChange={(e) => setAsks(e.target.checked)} />
        <span>{t('charter.edit.asks')}</span>
      </label>
      {!asks && <p className="small muted prose">{t('charter.edit.asksNot')}</p>}
      <div className="row wrap">
        <Button
          type="submit"
          variant="primary"
          busy={state.busy}
          disabled={text.trim() === '' || (text === before && !asks)}
        >
          {t('charter.edit.publish')}
        </Button>
        {before !== '' && <Button onClick={() => setWithdrawing(true)}>{t('charter.edit.withdraw')}</Button>}
      </div>
      {withdrawing && (
        <Dialog
          open
          size="small"
          onClose={() => setWithdrawing(false)}
          title={t('charter.edit.withdrawAsk')}
          description={t('charter.edit.withdrawHelp')}
          foot={
            <>
              <span className="grow" />
              <Button onClick={() => setWithdrawing(false)}>{t('charter.edit.cancel')}</Button>
              <Button
                variant="danger"
                busy={state.busy}
                onClick={() => void send({ text: null, asks: false, changed }, t('charter.edit.withdrawn'))}
              >
                {t('charter.edit.withdraw')}
              </Button>
            </>
          }
        >
          {null}
        </Dialog>
      )}
    </form>
  );
}

/** As the server reads it, a moment after the typing stops. */
function Look({ text }: { text: string }): ReactElement {
  const rested = useRested(text, 300);
  const look = useQuery({
    queryKey: ['security-policy', 'look', rested],
    enabled: rested.trim() !== '',
    placeholderData: keepPreviousData,
    gcTime: 0,
    queryFn: async ({ signal }) =>
      (await call<AnswerOf<typeof tryPolicyText>>('POST', '/security-policy/try', { body: { text: rested }, signal }))
        .data.blocks,
  });
  if (rested.trim() === '') return <p className="muted">{t('charter.edit.lookEmpty')}</p>;
  if (look.isError) return <Failure error={look.error} onRetry={() => void look.refetch()} />;
  if (look.data === undefined) return <Waiting lines={6} />;
  return <Blocks blocks={look.data} />;
}

function Versions({ versions: { rows, people } }: { versions: PolicyVersions }): ReactElement {
  return (
    <section className="card" aria-labelledby="policy-versions">
      <h2 className="card-head" id="policy-versions">
        {t('charter.versions.title')}
      </h2>
      {rows.length === 0 && <p className="muted">{t('charter.versions.none')}</p>}
      <ul className="lines">
        {rows.map((row) => (
          <li key={row.version}>
            <p className="row wrap">
              <span className="strong">{t('charter.versions.row', { version: row.version })}</span>
              <Badge tone={row.asks ? 'accent' : 'neutral'}>
                {t(
                  row.text === null
                    ? 'charter.versions.withdrawn'
                    : row.asks
                      ? 'charter.versions.asks'
                      : 'charter.versions.quiet',
                )}
              </Badge>
              <span className="small muted">
                {t('charter.versions.by', { name: row.publishedBy.title, when: formatDateTime(row.publishedAt) })}
              </span>
            </p>
            {row.changed !== '' && <p className="prose">{row.changed}</p>}
            {row.text !== null && (
              <p className="small muted">{t('charter.versions.count', { count: row.acknowledged, people })}</p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
