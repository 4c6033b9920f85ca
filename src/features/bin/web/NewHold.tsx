// Sets a legal hold: on one record, on those a rule names, on an object or on everything; counted before it is set.
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import type { EntityName } from '../../../contract/names.ts';
import { FoundSelect } from '../../../web/fields/FoundSelect.tsx';
import type { AnswerOf } from '../../../contract/action.ts';
import type { countHold } from '../contract.ts';
import { call, reasonFor } from '../../../web/call.ts';
import { useRested } from '../../../web/fields/use-found.ts';
import { label, t as shared } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Dialog } from '../../../web/kit/Dialog.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { TextArea } from '../../../web/kit/TextInput.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import { t } from './words.ts';

const kinds = ['record', 'rule', 'object', 'all'] as const;
type Kind = (typeof kinds)[number];

export function NewHold({ onClose }: { onClose: () => void }): ReactElement {
  const client = useQueryClient();
  const catalog = useCatalog();
  const [kind, setKind] = useState<Kind>('record');
  const [entity, setEntity] = useState<string | null>('company');
  const [record, setRecord] = useState<{ id: string; title: string } | null>(null);
  const [rule, setRule] = useState('');
  const [reason, setReason] = useState('');
  const [error, setError] = useState<unknown>(null);
  const rested = useRested(rule.trim(), 350);
  const wish =
    kind === 'all'
      ? {}
      : kind === 'object'
        ? { entity }
        : kind === 'record'
          ? { entity, record: record?.id ?? null }
          : { entity, rule: rested === '' ? null : rested };
  const whole = Object.values(wish).every((v) => v !== null);
  const count = useQuery({
    queryKey: ['bin', 'hold-count', wish],
    queryFn: async ({ signal }) =>
      (await call<AnswerOf<typeof countHold>>('POST', '/holds/count', { body: wish, signal })).data,
    enabled: whole,
    retry: false,
    gcTime: 0,
    placeholderData: keepPreviousData,
  });
  const set = () => {
    call('POST', '/holds', { body: { ...wish, reason: reason.trim() } }).then(
      () => {
        showToast({ text: t('hold.setDone') });
        onClose();
        return client.invalidateQueries({ queryKey: ['bin'] });
      },
      (failed: unknown) => setError(failed),
    );
  };
  const wrong = error ?? (kind === 'rule' && count.isError ? count.error : null);
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('hold.set')}
      foot={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{shared('common.cancel')}</Button>
          <Button variant="primary" disabled={!whole || reason.trim() === '' || wrong !== null} onClick={set}>
            {t('hold.set')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <FormField label={t('hold.kind')}>
          {(control) => (
            <Select
              control={control}
              label={t('hold.kind')}
              value={kind}
              items={kinds.map((value) => ({ value, label: t(`hold.kind.${value}`) }))}
              onChange={(value) => setKind(value as Kind)}
            />
          )}
        </FormField>
        {kind !== 'all' && (
          <FormField label={t('bin.object')}>
            {(control) => (
              <Select
                control={control}
                label={t('bin.object')}
                value={entity}
                items={catalog.entities.map((e) => ({ value: e.name, label: label(e.labelPlural) }))}
                onChange={(value) => {
                  setEntity(value);
                  setRecord(null);
                }}
              />
            )}
          </FormField>
        )}
        {kind === 'record' && (
          <FormField label={t('hold.record')} error={error === null ? null : reasonFor(error, 'record')}>
            {(control) => (
              <FoundSelect
                label={t('hold.record')}
                control={control}
                of={entity === null ? [] : [entity as EntityName]}
                chosen={record}
                onChoose={setRecord}
              />
            )}
          </FormField>
        )}
        {kind === 'rule' && (
          <FormField
            label={t('hold.rule')}
            help={t('hold.ruleHelp')}
            error={wrong === null ? null : (reasonFor(wrong, 'rule') ?? problemLine(wrong))}
          >
            {(control) => (
              <TextArea
                {...control}
                className="rule-text"
                spellCheck={false}
                maxLength={2000}
                value={rule}
                onChange={(e) => {
                  setError(null);
                  setRule(e.target.value);
                }}
              />
            )}
          </FormField>
        )}
        <FormField label={t('hold.reason')} required help={t('hold.reasonHelp')}>
          {(control) => (
            <TextArea {...control} maxLength={500} value={reason} onChange={(e) => setReason(e.target.value)} />
          )}
        </FormField>
        <p className="small muted" role="status">
          {whole && count.data !== undefined && !count.isError ? t('hold.count', { count: count.data.count }) : ''}
        </p>
        {wrong !== null && kind !== 'rule' && (
          <p className="danger-text" role="alert">
            {problemLine(wrong)}
          </p>
        )}
      </div>
    </Dialog>
  );
}
