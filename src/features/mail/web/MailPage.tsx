// Mail: by which server it goes out, a test that shows the server's answer, and the messages.
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { AnswerOf } from '../../../contract/action.ts';
import { call } from '../../../web/call.ts';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import { usePageTitle } from '../../../web/page-title.ts';
import type { viewMailSetup } from '../contract.ts';
import { Messages } from './Messages.tsx';
import { ServerForm } from './ServerForm.tsx';
import { TestForm } from './TestForm.tsx';
import { t } from './words.ts';

export const mailKey = ['mail'] as const;

type Setup = AnswerOf<typeof viewMailSetup>;

export function MailPage(): ReactElement {
  const setup = useQuery({
    queryKey: [...mailKey, 'setup'],
    queryFn: async ({ signal }) => (await call<Setup>('GET', '/mail', { signal })).data,
  });
  usePageTitle(t('mail.title'));
  return (
    <div className="page">
      <header className="page-head">
        <h1 tabIndex={-1}>{t('mail.title')}</h1>
      </header>
      <div className="page-body stack">
        <p className="muted prose">{t('mail.help')}</p>
        {setup.isError ? (
          <Failure error={setup.error} onRetry={() => void setup.refetch()} />
        ) : setup.isPending ? (
          <Waiting lines={8} />
        ) : (
          <>
            <State setup={setup.data} />
            <ServerForm key={JSON.stringify(setup.data.server)} saved={setup.data.server} />
            {setup.data.ready && <TestForm />}
            <Messages />
          </>
        )}
      </div>
    </div>
  );
}

function State({ setup: { installation, held, server } }: { setup: Setup }): ReactElement {
  if (!installation) return <div className="banner">{t('mail.installationOff')}</div>;
  if (held !== null) return <div className="banner">{held}</div>;
  if (server !== null && server.username !== null && !server.hasPassword)
    return <div className="banner">{t('mail.noPassword', { host: server.host, name: server.username })}</div>;
  return <p>{server === null ? t('mail.notSet') : t('mail.ready', { host: `${server.host}:${server.port}` })}</p>;
}
