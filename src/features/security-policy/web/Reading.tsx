// The policy as it is read and acknowledged: on a page of its own, or in a window over what was being done.
import { type ReactElement, useState } from 'react';
import { Refusal } from '../../../web/kit/sending.tsx';
import { call } from '../../../web/call.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Checkbox } from '../../../web/kit/Checkbox.tsx';
import { problemLine } from '../../../web/problem-text.ts';
import type { OwnPolicyView } from '../contract.ts';
import { Blocks } from './Blocks.tsx';
import './policy.css';
import { t } from './words.ts';

interface ReadingProps {
  policy: OwnPolicyView;
  onDone: () => void;
  /** another version came meanwhile */
  onStale: () => void;
}

export function Reading({ policy, onDone, onStale }: ReadingProps): ReactElement {
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
      <p className="muted prose">{t('charter.agree.help')}</p>
      {policy.changed !== '' && <p className="banner">{t('charter.agree.changed', { changed: policy.changed })}</p>}
      <Blocks blocks={policy.blocks} />
      <Refusal why={state.error} />
      <label className="role-choice" htmlFor="policy-read">
        <Checkbox id="policy-read" checked={read} onChange={(e) => setRead(e.target.checked)} />
        <span>{t('charter.agree.box')}</span>
      </label>
      <div>
        <Button type="submit" variant="primary" busy={state.busy} disabled={!read}>
          {t('charter.agree.submit')}
        </Button>
      </div>
    </form>
  );
}
