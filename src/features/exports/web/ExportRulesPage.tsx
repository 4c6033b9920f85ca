// What the company asks of exports: a reason, so many records a day, and above how many those who decide on exports are told.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { SentForm, useSending } from '../../../web/kit/sending.tsx';
import { call, isWaiting, reasonFor } from '../../../web/call.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { usePageTitle } from '../../../web/page-title.ts';
import { problemLine } from '../../../web/problem-text.ts';
import type { ExportRules } from '../contract.ts';
import { t } from './words.ts';
import './exports.css';

const rulesKey = ['export', 'rules'];

export function ExportRulesPage(): ReactElement {
  const rules = useQuery({
    queryKey: rulesKey,
    queryFn: async ({ signal }) => (await call<ExportRules>('GET', '/export-rules', { signal })).data,
  });
  usePageTitle(t('rules.title'));
  return (
    <div className="page">
      <header className="page-head">
        <h1 tabIndex={-1}>{t('rules.title')}</h1>
      </header>
      <div className="page-body stack">
        <p className="muted prose">{t('rules.help')}</p>
        {rules.isError ? (
          <Failure error={rules.error} onRetry={() => void rules.refetch()} />
        ) : rules.isPending ? (
          <Waiting lines={4} />
        ) : (
          <Form key={JSON.stringify(rules.data)} saved={rules.data} />
        )}
      </div>
    </div>
  );
}

const written = (rows: number | null): string => (rows === null ? '' : String(rows));
/** Empty: no number; NaN: not one. */
const read = (text: string): number | null => (text.trim() === '' ? null : Number(text.trim()));
const fits = (rows: number | null): boolean => rows === null || (Number.isSafeInteger(rows) && rows >= 1);

function Form({ saved }: { saved: ExportRules }): ReactElement {
  const client = useQueryClient();
  const [reason, setReason] = useState(saved.reason);
  const [day, setDay] = useState(written(saved.dayRows));
  const [above, setAbove] = useState(written(saved.alertAbove));
  const state = useSending();
  const next = { reason, dayRows: read(day), alertAbove: read(above) };
  const changed = JSON.stringify(next) !== JSON.stringify(saved);
  const ready = changed && fits(next.dayRows) && fits(next.alertAbove);
  const put = async (rules: ExportRules) => {
    const { data } = await call('PUT', '/export-rules', { body: rules });
    await client.invalidateQueries({ queryKey: ['export'] });
    return isWaiting(data);
  };
  const save = async () => {
    if (!ready) return;
    await state.send(async () => {
      const waits = await put(next);
      showToast(
        waits
          ? { text: t('rules.waits') }
          : {
              text: t('rules.saved'),
              action: {
                label: t('rules.back'),
                run: () =>
                  void put(saved).catch((error: unknown) => showToast({ text: problemLine(error), tone: 'danger' })),
              },
            },
      );
    });
  };
  return (
    <SentForm className="stack export-rules" onSubmit={save} refusal={state.error}>
      <FormField label={t('rules.reason')} help={t(`rules.reason.${reason}.help`)}>
        {(control) => (
          <Select
            control={control}
            label={t('rules.reason')}
            value={reason}
            items={[
              { value: 'always', label: t('rules.reason.always') },
              { value: 'roles', label: t('rules.reason.roles') },
            ]}
            onChange={(value) => setReason(value as ExportRules['reason'])}
          />
        )}
      </FormField>
      <FormField
        label={t('rules.day')}
        help={t('rules.dayHelp')}
        error={fits(next.dayRows) ? reasonFor(state.error, 'dayRows') : t('rules.notANumber')}
      >
        {(control) => (
          <TextInput {...control} inputMode="numeric" value={day} onChange={(e) => setDay(e.target.value)} />
        )}
      </FormField>
      <FormField
        label={t('rules.above')}
        help={t('rules.aboveHelp')}
        error={fits(next.alertAbove) ? reasonFor(state.error, 'alertAbove') : t('rules.notANumber')}
      >
        {(control) => (
          <TextInput {...control} inputMode="numeric" value={above} onChange={(e) => setAbove(e.target.value)} />
        )}
      </FormField>
      <p className="muted small prose">{t('rules.roles')}</p>
      <div className="row">
        <Button type="submit" variant="primary" busy={state.busy} disabled={!ready}>
          {t('rules.save')}
        </Button>
      </div>
    </SentForm>
  );
}
