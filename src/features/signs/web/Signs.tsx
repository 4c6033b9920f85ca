// Where signs are chosen: the company's by whoever decides how people sign in, one's own by everybody.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import type { Sign } from '../../../contract/sign.ts';
import { tellWaiting } from '../../../web/access/pending.ts';
import { call } from '../../../web/call.ts';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { SignForm } from '../../../web/sign/SignForm.tsx';
import { t as signWords } from '../../../web/sign/words.ts';
import { offerUndo } from '../../../web/undo.ts';
import type { OwnSigns } from '../contract.ts';
import { t } from './words.ts';

const key = ['signs'] as const;

function Card({ of }: { of: 'company' | 'own' }): ReactElement {
  const client = useQueryClient();
  const [state, setState] = useState<{ busy: boolean; error: string | null }>({ busy: false, error: null });
  const signs = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => (await call<OwnSigns>('GET', '/me/sign', { signal })).data,
  });
  const save = async (sign: Sign | null) => {
    setState({ busy: true, error: null });
    try {
      const { data, operation } = await call('PUT', of === 'company' ? '/sign' : '/me/sign', { body: { sign } });
      setState({ busy: false, error: null });
      if (of === 'own') showToast({ text: t('signs.own.saved') });
      else if (!tellWaiting(data)) offerUndo(client, signWords('signs.sign.saved'), operation);
      await client.invalidateQueries({ queryKey: key });
    } catch (error) {
      setState({ busy: false, error: problemLine(error) });
    }
  };
  const saved = signs.data === undefined ? undefined : of === 'company' ? signs.data.company : signs.data.sign;
  return (
    <section className="card" aria-labelledby={`sign-${of}`}>
      <h2 className="card-head" id={`sign-${of}`}>
        {t(`signs.${of}.title`)}
      </h2>
      <div className="stack">
        <p className="muted prose">{t(`signs.${of}.help`)}</p>
        {signs.isError && <Failure error={signs.error} onRetry={() => void signs.refetch()} />}
        {signs.isPending && <Waiting lines={3} />}
        {saved !== undefined && (
          <SignForm
            key={JSON.stringify(saved)}
            saved={saved}
            busy={state.busy}
            error={state.error}
            onSave={(sign) => void save(sign)}
          />
        )}
      </div>
    </section>
  );
}

export const CompanySign = (): ReactElement => <Card of="company" />;
export const OwnSign = (): ReactElement => <Card of="own" />;
