// How people sign in: who must have a second factor, and ways back that wait for an administrator's word.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useSetting } from '../../../web/access/pending.ts';
import { Refusal, SentForm } from '../../../web/kit/sending.tsx';
import type { AnswerOf } from '../../../contract/action.ts';
import type { listRoles } from '../../members/contract.ts';
import { call, reasonFor } from '../../../web/call.ts';
import { compareTexts, formatDateTime } from '../../../web/format.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Checkbox } from '../../../web/kit/Checkbox.tsx';
import { FormField } from '../../../web/kit/FormField.tsx';
import { Select } from '../../../web/kit/Select.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { TextInput } from '../../../web/kit/TextInput.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { may, useMe } from '../../../web/session.ts';
import type { FactorPolicyOut, listRescues } from '../contract.ts';
import { t } from './words.ts';

const policyKey = ['sign-in', 'factors'] as const;

export function SignInSettings(): ReactElement {
  const me = useMe();
  const policy = useQuery({
    queryKey: policyKey,
    queryFn: async ({ signal }) => (await call<FactorPolicyOut>('GET', '/sign-in/factors', { signal })).data,
  });
  return (
    <div className="page-body stack">
      {may(me, 'admin.members') && <Rescues />}
      {policy.isError ? (
        <Failure error={policy.error} onRetry={() => void policy.refetch()} />
      ) : policy.isPending ? (
        <Waiting lines={8} />
      ) : (
        <PolicyForm key={policy.data.setAt + JSON.stringify(policy.data.roles)} saved={policy.data} />
      )}
    </div>
  );
}

function Rescues(): ReactElement | null {
  const client = useQueryClient();
  const waiting = useQuery({
    queryKey: ['sign-in', 'rescues'],
    queryFn: async ({ signal }) =>
      (await call<AnswerOf<typeof listRescues>>('GET', '/sign-in/rescues', { signal })).data,
  });
  const refuse = (id: string) => {
    call('DELETE', `/sign-in/rescues/${id}`).then(
      () => {
        showToast({ text: t('signin.refused') });
        return client.invalidateQueries({ queryKey: ['sign-in'] });
      },
      (error: unknown) => showToast({ text: problemLine(error), tone: 'danger' }),
    );
  };
  if (waiting.isError) return <Failure error={waiting.error} onRetry={() => void waiting.refetch()} />;
  if (waiting.data === undefined || waiting.data.rows.length === 0) return null;
  return (
    <section className="card">
      <h2 className="card-head">{t('signin.rescues')}</h2>
      <ul className="lines">
        {waiting.data.rows.map((r) => (
          <li key={r.id} className="row">
            <p className="grow brass-text">
              {t('signin.rescue', { by: r.askedBy, name: r.name, when: formatDateTime(r.dueAt) })}
            </p>
            <Button onClick={() => refuse(r.id)}>{t('signin.refuse')}</Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function PolicyForm({ saved }: { saved: FactorPolicyOut }): ReactElement {
  const me = useMe();
  const { people, enrolled, setAt: _, ...before } = saved;
  const [next, setNext] = useState(before);
  const [days, setDays] = useState(String(saved.graceDays));
  // Who may do what hangs on it.
  const state = useSetting('/sign-in/factors', []);
  const set = (change: Partial<typeof next>) => setNext((old) => ({ ...old, ...change }));
  const wish = { ...next, graceDays: Number(days) };
  const save = () => state.save(wish, () => showToast({ text: t('signin.saved') }));
  const general =
    state.error !== null && reasonFor(state.error, 'graceDays') === null ? problemLine(state.error) : null;
  return (
    <section className="card">
      <h2 className="card-head">{t('signin.factors')}</h2>
      <SentForm className="stack narrow" onSubmit={save}>
        <p className="muted">{t('signin.enrolled', { enrolled, people })}</p>
        <Refusal why={general} />
        <FormField label={t('signin.required')}>
          {(control) => (
            <Select
              control={control}
              label={t('signin.required')}
              value={next.required}
              items={(['nobody', 'administrators', 'everybody'] as const).map((value) => ({
                value,
                label: t(`signin.required.${value}`),
              }))}
              onChange={(value) => set({ required: value as typeof next.required })}
            />
          )}
        </FormField>
        {may(me, 'admin.roles') && next.required !== 'everybody' && (
          <RoleBoxes chosen={next.roles} onChange={(roles) => set({ roles })} />
        )}
        <FormField label={t('signin.kinds')} help={t('signin.kindsHelp')}>
          {(control) => (
            <Select
              control={control}
              label={t('signin.kinds')}
              value={next.kinds}
              items={(['any', 'passkey'] as const).map((value) => ({ value, label: t(`signin.kinds.${value}`) }))}
              onChange={(value) => set({ kinds: value as typeof next.kinds })}
            />
          )}
        </FormField>
        <FormField label={t('signin.grace')} help={t('signin.graceHelp')} error={reasonFor(state.error, 'graceDays')}>
          {(control) => (
            <TextInput
              {...control}

              inputMode="numeric"
              value={days}
              onChange={(e) => setDays(e.target.value)}
            />
          )}
        </FormField>
        <label className="row" htmlFor="console-rescue">
          <Checkbox
            id="console-rescue"
            checked={next.consoleRescue}
            onChange={(e) => set({ consoleRescue: e.target.checked })}
          />
          {t('signin.console')}
        </label>
        <p className="small muted prose">{t('signin.consoleHelp')}</p>
        <div>
          <Button
            type="submit"
            variant="primary"
            busy={state.busy}
            disabled={JSON.stringify(wish) === JSON.stringify(before) || !/^\d{1,2}$/.test(days)}
          >
            {t('signin.save')}
          </Button>
        </div>
      </SentForm>
    </section>
  );
}

interface RoleBoxesProps {
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}

function RoleBoxes({ chosen, onChange }: RoleBoxesProps): ReactElement {
  const roles = useQuery({
    queryKey: ['roles'],
    queryFn: async ({ signal }) => (await call<AnswerOf<typeof listRoles>>('GET', '/roles', { signal })).data.rows,
  });
  return (
    <FormField label={t('signin.roles')} group>
      {() => (
        <div className="stack tight">
          {roles.isError && <Failure error={roles.error} onRetry={() => void roles.refetch()} />}
          {roles.data
            ?.toSorted((a, b) => compareTexts(a.name, b.name))
            .map((role) => (
              <label key={role.id} className="row" htmlFor={`must-${role.id}`}>
                <Checkbox
                  id={`must-${role.id}`}
                  checked={chosen.includes(role.id)}
                  onChange={(e) =>
                    onChange(e.target.checked ? [...chosen, role.id] : chosen.filter((id) => id !== role.id))
                  }
                />
                {role.name}
              </label>
            ))}
        </div>
      )}
    </FormField>
  );
}
