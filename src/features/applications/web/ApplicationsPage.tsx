// The applications one has connected, each to be ended at once; for administrators the list people may choose from, with who uses what.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { AppWindow, MoreHorizontal, Plus } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { tellWaiting } from '../../../web/access/pending.ts';
import { type Secret, SecretDialog } from '../../../web/access/SecretDialog.tsx';
import { call } from '../../../web/call.ts';
import { formatAgo, formatDate } from '../../../web/format.ts';
import { t as anywhere } from '../../../web/i18n/i18n.ts';
import { Badge } from '../../../web/kit/Badge.tsx';
import { Button, IconButton } from '../../../web/kit/Button.tsx';
import { MenuButton } from '../../../web/kit/Menu.tsx';
import type { MenuEntry } from '../../../web/kit/menu-props.ts';
import { Empty, Failure, Waiting } from '../../../web/kit/States.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { usePageTitle } from '../../../web/page-title.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { may, useMe } from '../../../web/session.ts';
import type { Application, Connection } from '../contract.ts';
import { ApplicationDialog } from './ApplicationDialog.tsx';
import './applications.css';
import { ConnectionsDialog } from './ConnectionsDialog.tsx';
import { appsKey } from './apps-key.ts';
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
  const client = useQueryClient();
  const mine = useQuery({
    queryKey: [...appsKey, 'mine'],
    queryFn: async ({ signal }) =>
      (await call<{ rows: readonly Connection[] }>('GET', '/connections', { signal })).data.rows,
  });
  const end = (one: Connection) => {
    call('DELETE', `/connections/${one.id}`).then(
      () => {
        showToast({ text: t('apps.ended', { name: one.application.title }) });
        return client.invalidateQueries({ queryKey: appsKey });
      },
      (error: unknown) => showToast({ text: problemLine(error), tone: 'danger' }),
    );
  };
  return (
    <section aria-label={t('apps.mine')}>
      <h2>{t('apps.mine')}</h2>
      <p className="prose muted">{mine.data?.length === 0 ? t('apps.mineNone') : t('apps.mineHelp')}</p>
      {mine.isPending && <Waiting lines={2} />}
      {mine.isError && <Failure error={mine.error} onRetry={() => void mine.refetch()} />}
      {mine.data !== undefined && mine.data.length > 0 && (
        <table className="table apps-table apps-mine">
          <thead>
            <tr>
              <th scope="col">{t('apps.app')}</th>
              <th scope="col" className="hide-phone">
                {t('apps.rights')}
              </th>
              <th scope="col">{t('apps.lastUsed')}</th>
              <th scope="col">
                <span className="sr">{anywhere('list.actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {mine.data.map((one) => (
              <tr key={one.id}>
                <td>
                  <span className="strong">{one.application.title}</span>
                  <span className="small muted block">
                    {t('apps.since')} {formatAgo(one.since)} ·{' '}
                    {t('apps.until', { when: formatDate(one.expiresAt.slice(0, 10)) })}
                  </span>
                </td>
                <td className="hide-phone" title={one.rights.join(', ')}>
                  <span className="block ellipsis">{one.rights.join(', ')}</span>
                </td>
                <td>
                  <span className="block">{one.lastUsedAt === null ? t('apps.never') : formatAgo(one.lastUsedAt)}</span>
                  <span className="small muted">{one.lastAddress ?? ''}</span>
                </td>
                <td className="cell-more">
                  <Button small onClick={() => end(one)}>
                    {t('apps.end')}
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

interface ApprovedProps {
  onOpen: (opened: Opened) => void;
  onSecret: (secret: Secret) => void;
}

function Approved({ onOpen, onSecret }: ApprovedProps): ReactElement {
  const list = useQuery({
    queryKey: appsKey,
    queryFn: async ({ signal }) =>
      (await call<{ rows: readonly Application[] }>('GET', '/applications', { signal })).data.rows,
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
        <table className="table apps-table">
          <thead>
            <tr>
              <th scope="col">{t('apps.app')}</th>
              <th scope="col" className="hide-phone">
                {t('apps.rights')}
              </th>
              <th scope="col">{t('apps.lastUsed')}</th>
              <th scope="col">
                <span className="sr">{anywhere('list.actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {list.data.map((one) => (
              <ApplicationRow key={one.id} application={one} onOpen={onOpen} onSecret={onSecret} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** What an act on one answers: a new secret, how many connections have ended. */
interface Acted {
  readonly secret?: string;
  readonly ended?: number;
}

function ApplicationRow({ application, onOpen, onSecret }: ApprovedProps & { application: Application }): ReactElement {
  const client = useQueryClient();
  const { id, name } = application;
  const act = (verb: string, body: object, then: (data: Acted) => void) => {
    call<Acted>('POST', `/applications/${id}/${verb}`, { body }).then(
      ({ data }) => {
        if (!tellWaiting(data)) then(data);
        return client.invalidateQueries({ queryKey: appsKey });
      },
      (error: unknown) => showToast({ text: problemLine(error), tone: 'danger' }),
    );
  };
  const items: MenuEntry[] = [
    { text: t('apps.change'), onSelect: () => onOpen({ what: 'change', application }) },
    { text: t('apps.who'), onSelect: () => onOpen({ what: 'who', application }) },
    ...(application.confidential
      ? [
          {
            text: t('apps.rotate'),
            onSelect: () => act('rotate', { overlapHours }, ({ secret = '' }) => onSecret({ name, secret })),
          },
        ]
      : []),
    'line',
    {
      danger: true,
      text: t('apps.revokeAll'),
      onSelect: () => act('revoke', {}, ({ ended = 0 }) => showToast({ text: t('apps.endedAll', { count: ended }) })),
    },
    {
      danger: true,
      text: t('apps.disable'),
      onSelect: () => act('disable', {}, () => showToast({ text: t('apps.disabled', { name }) })),
    },
  ];
  const rights = application.rights.join(', ');
  return (
    <tr>
      <td>
        <span className="strong">{name}</span>
        {application.disabledAt !== null && <Badge>{t('apps.off')}</Badge>}
        <span className="small muted block ellipsis" title={application.redirects.join(' ')}>
          {application.redirects.join(' ')}
        </span>
        <span className="small muted block ellipsis">
          {application.confidential ? application.secrets.map((s) => `${s.prefix}…`).join(', ') : t('apps.public')} ·{' '}
          {t('apps.approvedBy', { name: application.madeBy.title })}
        </span>
      </td>
      <td className="hide-phone" title={rights}>
        <span className="block ellipsis">{rights}</span>
      </td>
      <td>
        <span className="block">
          {application.lastUsedAt === null ? t('apps.never') : formatAgo(application.lastUsedAt)}
        </span>
        <span className="small muted">{t('apps.allowed', { count: application.connections })}</span>
      </td>
      <td className="cell-more">
        {application.disabledAt === null && (
          <MenuButton
            trigger={<IconButton icon={MoreHorizontal} label={t('apps.more', { name })} />}
            label={t('apps.more', { name })}
            items={items}
          />
        )}
      </td>
    </tr>
  );
}
