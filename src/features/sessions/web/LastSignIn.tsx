// After a sign-in: when and from where the one before was, so that somebody who did not do it notices. It goes with the page it came with.
import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { AnswerOf } from '../../../contract/action.ts';
import type { listSignIns } from '../../members/contract.ts';
import { call } from '../../../web/call.ts';
import { formatDateTime } from '../../../web/format.ts';
import { hasJustSignedIn } from '../../../web/just-signed-in.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { nameOf } from './browser-words.ts';
import { t } from './keeper-words.ts';

export function LastSignIn(): ReactElement | null {
  const [here] = useLocation();
  const [began] = useState(here);
  const [seen, setSeen] = useState(false);
  const due = hasJustSignedIn() && !seen && here === began;
  const before = useQuery({
    queryKey: ['sign-ins'],
    queryFn: async ({ signal }) =>
      (await call<AnswerOf<typeof listSignIns>>('GET', '/me/sign-ins', { signal, background: true })).data.rows,
    enabled: due,
    retry: false,
  });
  const last = before.data?.find((row) => !row.current);
  if (!due || last === undefined) return null;
  const from = [nameOf(last.userAgent), last.address].filter(Boolean).join(' · ');
  return (
    <div className="keeper-bar" role="status">
      <p className="grow">
        {t('keeper.before', { when: formatDateTime(last.at) })}
        <br />
        <span className="small muted">{from}</span>
      </p>
      <Link href="/account">{t('keeper.notMe')}</Link>
      <Button small onClick={() => setSeen(true)}>
        {t('keeper.me')}
      </Button>
    </div>
  );
}
