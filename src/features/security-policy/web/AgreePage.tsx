// The page of whoever has to acknowledge the company's security policy first: nothing else is there, because nothing else can be asked for.
import { type ReactElement, useState } from 'react';
import { call } from '../../../web/call.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Checkbox } from '../../../web/kit/Checkbox.tsx';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { usePageTitle } from '../../../web/page-title.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { useMe } from '../../../web/session.ts';
import type { OwnPolicyView } from '../contract.ts';
import { Blocks } from './Blocks.tsx';
import './policy.css';
import { useOwnPolicy } from './use-own-policy.ts';
import { t } from './words.ts';

export function AgreePage({ onDone }: { onDone: () => void }): ReactElement {
  const me = useMe();
  const own = useOwnPolicy();
  usePageTitle(t('page.title'));
  const signOut = () => {
    void call('DELETE', '/session').finally(() => location.assign('/'));
  };
  return (
    <main className="gate">
      <div className="gate-box policy-gate stack">
        <h1 tabIndex={-1}>{t('agree.title', { tenant: me.tenant.name })}</h1>
        {own.isPending && <Waiting lines={8} />}
        {own.isError && <Failure error={own.error} onRetry={() => void own.refetch()} />}
        {own.data?.owed === true && <Reading policy={own.data} onDone={onDone} onStale={() => void own.refetch()} />}
        {own.data?.owed === false && (
          <>
            <p>{t('agree.gone')}</p>
            <Button variant="primary" onClick={onDone}>
              {t('agree.goOn')}
            </Button>
          </>
        )}
        <div>
          <Button variant="quiet" onClick={signOut}>
            {t('agree.out')}
          </Button>
        </div>
      </div>
    </main>
  );
}

interface ReadingProps {
  policy: OwnPolicyView;
  onDone: () => void;
  /** another version came meanwhile */
  onStale: () => void;
}

function Reading({ policy, onDone, onStale }: ReadingProps): ReactElement {
  const [read, setRead] = useState(false);
  const [state, setState] = useState<{ busy: boolean; error: string | null }>({ busy: false, error: null });
  const acknowledge = async () => {
    setState({ busy: true, error: null });
    try {
      await call('POST', '/security-policy/acknowledge', { body: { version: policy.version } });
      onDone();
    } catch (error) {
      setState({ busy: false, error: problemLine(error) });
      setRead(false);
      onStale();
    }
  };
  return (
    <form
      className="stack"
      onSubmit={(e) => {
        e.preventDefault();
        void acknowledge();
      }}
    >
      <p className="muted prose">{t('agree.help')}</p>
      {policy.changed !== '' && <p className="banner">{t('agree.changed', { changed: policy.changed })}</p>}
      <Blocks blocks={policy.blocks} />
      {state.error !== null && (
        <div className="banner banner-danger" role="alert">
          {state.error}
        </div>
      )}
      <label className="role-choice" htmlFor="policy-read">
        <Checkbox id="policy-read" checked={read} onChange={(e) => setRead(e.target.checked)} />
        <span>{t('agree.box')}</span>
      </label>
      <div>
        <Button type="submit" variant="primary" busy={state.busy} disabled={!read}>
          {t('agree.submit')}
        </Button>
      </div>
    </form>
  );
}
