// Writes a rule for one cell of the matrix: checked as it is typed, told back in words, and counted for those it is for.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import type { TriedRule } from '../../features/roles/contract.ts';
import { call } from '../call.ts';
import { useRested } from '../fields/use-found.ts';
import { t as anywhere } from '../i18n/i18n.ts';
import { Button } from '../kit/Button.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { FormField } from '../kit/FormField.tsx';
import { Select } from '../kit/Select.tsx';
import { TextArea } from '../kit/TextInput.tsx';
import { problemLine } from '../problem-text.ts';
import type { ObjectRow, Scope, ScopeWord } from './grants.ts';
import { ScopeSign } from './ScopeSign.tsx';
import { wordFor } from './word-for.ts';
import { t } from './words.ts';

export interface RuleEditorProps {
  object: ObjectRow;
  verb: string;
  scope: Scope;
  /** for whose holders it is counted */
  role?: string;
  onDone: (scope: Scope) => void;
  onClose: () => void;
}

/** Milliseconds of rest before it is tried. */
const rest = 350;

function useTried(body: object, ready: boolean) {
  return useQuery({
    queryKey: ['try-rule', body],
    queryFn: async ({ signal }) => (await call<TriedRule>('POST', '/role-rules/try', { body, signal })).data,
    enabled: ready,
    retry: false,
    gcTime: 0,
    placeholderData: keepPreviousData,
  });
}

export function RuleEditor({ object, verb, scope, role, onDone, onClose }: RuleEditorProps): ReactElement {
  const [rule, setRule] = useState(typeof scope === 'string' ? '' : scope.rule);
  const [within, setWithin] = useState<ScopeWord | null>(typeof scope === 'string' ? null : (scope.within ?? null));
  const text = useRested(rule.trim(), rest);
  const body = {
    object: object.name,
    rule: text,
    ...(within === null ? {} : { within }),
    ...(role === undefined ? {} : { role }),
  };
  const tried = useTried(body, text !== '');
  const current = text === rule.trim() && text !== '' && !tried.isPlaceholderData && !tried.isFetching;
  const wrong = tried.data?.wrong;
  const reason =
    text === '' || tried.data === undefined
      ? tried.isError
        ? problemLine(tried.error)
        : null
      : wrong
        ? [wrong.reason, wrong.fits].filter(Boolean).join(' ')
        : null;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('rule.title', { object: object.label, verb: wordFor('verb', verb) })}
      description={t('rule.help')}
      foot={
        <>
          <span className="grow" />
          <Button onClick={onClose}>{anywhere('common.cancel')}</Button>
          <Button
            variant="primary"
            disabled={!current || wrong !== null}
            onClick={() => onDone({ rule: rule.trim(), ...(within === null ? {} : { within }) })}
          >
            {t('rule.use')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <FormField label={t('rule.text')} error={reason} help={t('rule.example')}>
          {(control) => (
            <TextArea
              {...control}
              className="rule-text"
              spellCheck={false}
              maxLength={2000}
              value={rule}
              onChange={(e) => setRule(e.target.value)}
            />
          )}
        </FormField>
        <FormField label={t('rule.within')}>
          {(control) => (
            <Select
              control={control}
              label={t('rule.within')}
              value={within}
              clearable
              placeholder={t('rule.anywhere')}
              onChange={(next) => setWithin(next as ScopeWord | null)}
              items={object.scopes
                .filter((word) => word !== 'none' && word !== 'all')
                .map((word) => ({ value: word, label: wordFor('scope', word) }))}
            />
          )}
        </FormField>
        <div className="rule-tried" role="status">
          {tried.isFetching && <p className="small muted">{anywhere('common.loading')}</p>}
          {reason === null && text !== '' && tried.data !== undefined && <Told tried={tried.data} />}
        </div>
        <p className="small muted">
          {t('rule.fields')} <code>{object.fields.map((f) => `record.${f.name}`).join(' ')}</code>
        </p>
      </div>
    </Dialog>
  );
}

function Told({ tried }: { tried: TriedRule }): ReactElement {
  return (
    <>
      {tried.says !== null && (
        <p className="row rule-says">
          <ScopeSign scope="rule" />
          <span>{t('rule.says', { says: tried.says })}</span>
        </p>
      )}
      <ul className="rule-counts">
        {tried.reached.map((one) => (
          <li key={one.id}>{t('rule.count', { name: one.title, count: one.count, total: tried.total ?? 0 })}</li>
        ))}
      </ul>
      <p className="small muted">{t('rule.counted')}</p>
    </>
  );
}
