// The applications one has connected, each to be ended at once; for administrators the list people may choose from, with who uses what.
import { useQuery } from '@tanstack/react-query';
import { AppWindow, Plus } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import type { AnswerOf } from '../../../contract/action.ts';
import { type Program, ProgramsTable, useAct } from '../../../web/access/ProgramsTable.tsx';
import { type Secret, SecretDialog } from '../../../web/access/SecretDialog.tsx';
import { call } from '../../../web/call.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { Empty, Failure, Waiting } from '../../../web/kit/States.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { usePageTitle } from '../../../web/page-title.ts';
import { may, useMe } from '../../../web/session.ts';
import type { Application, listMine, listApplications } from '../contract.ts';
import { ApplicationDialog } from './ApplicationDialog.tsx';
import './applications.css';
import { appsKey } from './apps-key.ts';
import { ConnectionsDialog, useConnection } from './ConnectionsDialog.tsx';
import { t } from './words.ts';

/** A day in which both secrets work. */
const overlapHours = 24;

type Opened = { readonly what: 'change' | 'who'; readonly application: Application } | { readonly what: 'new' };

export function ApplicationsPage(): ReactElement {
  const me = useMe();
  const admin = may(me, 'admin.applications');
  const [opened, setOpened] = useState<Opened | null>(null);
  const [secret, setSecret] = useState<Secret | null>(null);
  const close = () => setOpened(null);
  usePageTitle(t('apps.title'));
  return (
    <div className="page">
      <header className="page-head">
        <h1 tabIndex={-1}>{t('apps.title')}</h1>
        <span className="grow" />
        {admin && (
          <Button variant="primary" icon={Plus} className="page-primary" onClick={() => setOpened({ what: 'new' })}>
            {t('apps.approve')}
          </Button>
        )}
      </header>
      <div className="apps">
        {admin && <Approved onOpen={setOpened} onSecret={setSecret} />}
        <Mine />
      </div>
      {opened?.what === 'who' && <ConnectionsDialog application={opened.application} onClose={close} />}
      {(opened?.what === 'new' || opened?.what === 'change') && (
        <ApplicationDialog
          application={opened.what === 'change' ? opened.application : null}
          onClose={close}
          onSecret={setSecret}
        />
      )}
      {secret !== null && <SecretDialog secret={secret} onClose={() => setSecret(null)} />}
    </div>
  );
}

function Mine(): ReactElement {
  const programOf = useConnection((one) => ({
    name: one.application.title,
    ended: t('apps.ended', { name: one.application.title }),
  }));
  const mine = useQuery({
    queryKey: [...appsKey, 'mine'],
    queryFn: async ({ signal }) => (await call<AnswerOf<typeof listMine>>('GET', '/connections', { signal })).data.rows,
  });
  return (
    <section aria-label={t('apps.mine')}>
      <h2>{t('apps.mine')}</h2>
      <p className="prose muted">{mine.data?.length === 0 ? t('apps.mineNone') : t('apps.mineHelp')}</p>
      {mine.isPending && <Waiting lines={2} />}
      {mine.isError && <Failure error={mine.error} onRetry={() => void mine.refetch()} />}
      {mine.data !== undefined && mine.data.length > 0 && (
        <ProgramsTable label={t('apps.mine')} named={t('apps.app')} programs={mine.data.map(programOf)} />
      )}
    </section>
  );
}

interface ApprovedProps {
  onOpen: (opened: Opened) => void;
  onSecret: (secret: Secret) => void;
}

function Approved({ onOpen, onSecret }: ApprovedProps): ReactElement {
  const programOf = useApplication({ onOpen, onSecret });
  const list = useQuery({
    queryKey: appsKey,
    queryFn: async ({ signal }) =>
      (await call<AnswerOf<typeof listApplications>>('GET', '/applications', { signal })).data.rows,
  });
  return (
    <section aria-label={t('apps.list')}>
      <h2>{t('apps.list')}</h2>
      {list.isPending && <Waiting lines={3} />}
      {list.isError && <Failure error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.length === 0 && (
        <Empty icon={AppWindow} title={t('apps.empty')}>
          <p className="muted prose">{t('apps.emptyHelp')}</p>
        </Empty>
      )}
      {list.data !== undefined && list.data.length > 0 && (
        <ProgramsTable label={t('apps.list')} named={t('apps.app')} programs={list.data.map(programOf)} />
      )}
    </section>
  );
}

/** An approved application as a line of the table, with what may be done about it. */
function useApplication({ onOpen, onSecret }: ApprovedProps): (application: Application) => Program {
  const act = useAct(appsKey);
  return (application) => {
    const { id, name, secrets } = application;
    const at = `/applications/${id}`;
    const rotate = {
      text: t('apps.rotate'),
      onSelect: () => act('POST', `${at}/rotate`, { overlapHours }, ({ secret = '' }) => onSecret({ name, secret })),
    };
    const items = [
      { text: t('apps.change'), onSelect: () => onOpen({ what: 'change', application }) },
      { text: t('apps.who'), onSelect: () => onOpen({ what: 'who', application }) },
      ...(application.confidential ? [rotate] : []),
      'line' as const,
      {
        danger: true,
        text: t('apps.revokeAll'),
        onSelect: () =>
          act('POST', `${at}/revoke`, {}, ({ ended = 0 }) => showToast({ text: t('apps.endedAll', { count: ended }) })),
      },
      {
        danger: true,
        text: t('apps.disable'),
        onSelect: () => act('POST', `${at}/disable`, {}, () => showToast({ text: t('apps.disabled', { name }) })),
      },
    ];
    const known = application.confidential ? secrets.map((s) => `${s.prefix}…`).join(', ') : t('apps.public');
    return {
      id,
      name,
      badge: application.disabledAt === null ? undefined : { text: t('apps.off'), tone: 'neutral' },
      lines: [
        application.redirects.join(' '),
        `${known} · ${t('apps.approvedBy', { name: application.madeBy.title })}`,
      ],
      rights: application.rights,
      lastUsedAt: application.lastUsedAt,
      usedNote: t('apps.allowed', { count: application.connections }),
      items: application.disabledAt === null ? items : [],
    };
  };
}
