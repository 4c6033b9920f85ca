// How long records lie in the bin, and whether the ledger forgets what is deleted for good.
import { type UseQueryResult, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useSetting } from '../../../web/access/pending.ts';
import { SentForm } from '../../../web/kit/sending.tsx';
import { Button } from '../../../web/kit/Button.tsx';
import { Checkbox } from '../../../web/kit/Checkbox.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { offerUndo } from '../../../web/undo.ts';
import type { BinPolicyView } from '../contract.ts';
import { t } from './words.ts';

export function PolicyForm({ query }: { query: UseQueryResult<BinPolicyView> }): ReactElement {
  return (
    <div className="page-body stack">
      {query.isError ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : query.isPending ? (
        <Waiting lines={3} />
      ) : (
        <Form key={JSON.stringify(query.data)} saved={query.data} />
      )}
    </div>
  );
}

function Form({ saved }: { saved: BinPolicyView }): ReactElement {
  const client = useQueryClient();
  const [days, setDays] = useState(saved.expireDays === null ? '' : String(saved.expireDays));
  const [forget, setForget] = useState(saved.forgetHistory);
  const state = useSetting('/bin-policy', ['bin']);
  const expireDays = days.trim() === '' ? null : Number(days.trim());
  const fits = expireDays === null || (Number.isInteger(expireDays) && expireDays >= 1 && expireDays <= 3650);
  const changed = expireDays !== saved.expireDays || forget !== saved.forgetHistory;
  const save = () => {
    if (!fits || !changed) return;
    void state.save({ expireDays, forgetHistory: forget }, (operation) =>
      offerUndo(client, t('bin.policySaved'), operation),
    );
  };
  return (
    <SentForm className="stack" onSubmit={save} refusal={state.error}>
      <FormField label={t('policy.expire')} help={t('policy.expireHelp')} error={fits ? null : t('policy.expireWrong')}>
        {(control) => (
          <TextInput
            {...control}
            inputMode="numeric"
            className="bin-number"
            value={days}
            onChange={(e) => setDays(e.target.value)}
          />
        )}
      </FormField>
      <label className="role-choice" htmlFor="bin-forget">
        <Checkbox id="bin-forget" checked={forget} onChange={(e) => setForget(e.target.checked)} />
        <span>
          {t('policy.forget')}
          <span className="small muted block">{t('policy.forgetHelp')}</span>
        </span>
      </label>
      <div className="row">
        <Button type="submit" variant="primary" busy={state.busy} disabled={!changed || !fits}>
          {t('bin.policySave')}
        </Button>
      </div>
    </SentForm>
  );
}
