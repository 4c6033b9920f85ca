// The people who work here: who they are, which roles they hold, in which teams they are; invitations and their one-time links.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { MoreHorizontal, UserPlus } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { tellWaiting } from '../../../web/access/pending.ts';
import { call } from '../../../web/call.ts';
import { type EntityInfo, fieldOf } from '../../../web/catalog.ts';
import { FieldValue } from '../../../web/fields/fields.tsx';
import { Mark } from '../../../web/kit/Badge.tsx';
import { Button, IconButton } from '../../../web/kit/Button.tsx';
import { MenuButton } from '../../../web/kit/Menu.tsx';
import type { MenuEntry } from '../../../web/kit/menu-props.ts';
import { Empty, Failure, Waiting } from '../../../web/kit/States.tsx';
import { Tabs } from '../../../web/kit/Tabs.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { Tip } from '../../../web/tips/Tip.tsx';
import { usePageTitle } from '../../../web/page-title.ts';
import { problemLine } from '../../../web/problem-text.ts';
import { listKey } from '../../../web/records/cache.ts';
import { listRecords } from '../../../web/records/wire.ts';
import type { Row } from '../../../web/row.ts';
import { useMe } from '../../../web/session.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import { DevicesDialog } from './Devices.tsx';
import { InviteDialog } from './InviteDialog.tsx';
import { LinkDialog, type OneTimeLink } from './LinkDialog.tsx';
import { RolesDialog, useRolesOf } from './RolesDialog.tsx';
import { TeamsPanel } from './TeamsPanel.tsx';
import { t } from './words.ts';
import { offerUndo } from '../../../web/undo.ts';

export function MembersPage(): ReactElement {
  const [params, setParams] = useSearchParams();
  const [inviting, setInviting] = useState(false);
  usePageTitle(t('members.title'));
  const tab = params.get('tab') === 'teams' ? 'teams' : 'people';
  return (
    <div className="page">
      <header className="page-head">
        <h1 tabIndex={-1}>{t('members.title')}</h1>
        <span className="grow" />
        <Button variant="primary" icon={UserPlus} className="page-primary" onClick={() => setInviting(true)}>
          {t('members.invite')}
        </Button>
      </header>
      <Tip name="invitations" page />
      <Tabs
        value={tab}
        onChange={(next) => setParams(next === 'teams' ? { tab: 'teams' } : {})}
        label={t('members.title')}
        tabs={[
          { value: 'people', label: t('members.people'), panel: <People /> },
          { value: 'teams', label: t('members.teams'), panel: <TeamsPanel /> },
        ]}
      />
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </div>
  );
}

function People(): ReactElement {
  const user = useCatalog().byName.get('user');
  const users = useQuery({
    queryKey: listKey('user', 'members'),
    queryFn: ({ signal }) => listRecords(user!, { sort: 'title', limit: 200 }, { signal }),
    enabled: user !== undefined,
  });
  const [link, setLink] = useState<OneTimeLink | null>(null);
  const [roles, setRoles] = useState<Row | null>(null);
  const [devices, setDevices] = useState<Row | null>(null);
  if (user === undefined) return <Empty title={t('members.hidden')} />;
  if (users.isError) return <Failure error={users.error} onRetry={() => void users.refetch()} />;
  if (users.isPending) return <Waiting />;
  return (
    <>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('members.name')}</th>
            <th scope="col" className="hide-phone">
              {t('members.roles')}
            </th>
            <th scope="col" className="hide-phone">
              {t('members.teams')}
            </th>
            <th scope="col">{t('members.status')}</th>
            <th scope="col">
              <span className="sr">{t('list.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {users.data.rows.map((row) => (
            <Person key={row.id} user={user} row={row} onLink={setLink} onRoles={setRoles} onDevices={setDevices} />
          ))}
        </tbody>
      </table>
      {link !== null && <LinkDialog link={link} onClose={() => setLink(null)} />}
      {roles !== null && <RolesDialog row={roles} onClose={() => setRoles(null)} />}
      {devices !== null && (
        <DevicesDialog id={devices.id} name={devices.title ?? ''} onClose={() => setDevices(null)} />
      )}
    </>
  );
}

interface PersonProps {
  user: EntityInfo;
  row: Row;
  onLink: (link: OneTimeLink) => void;
  onRoles: (row: Row) => void;
  onDevices: (row: Row) => void;
}

function Person({ user, row, onLink, onRoles, onDevices }: PersonProps): ReactElement {
  const me = useMe();
  const client = useQueryClient();
  const roles = useRolesOf(row.id);
  const name = row.title ?? '';
  const status = row['status'];
  const roleNames =
    roles.data === undefined || roles.data.length === 0
      ? t('members.noRoles')
      : roles.data.map((r) => r.name).join(', ');
  const teams = fieldOf(user, 'teams');
  const state = fieldOf(user, 'status');
  const failed = (error: unknown) => void showToast({ text: problemLine(error), tone: 'danger' });
  const makeLink = (mail: boolean) => {
    const body = mail ? { mail } : {};
    call<{ url: string | null; expiresAt: string }>('POST', `/members/${row.id}/link`, { body }).then(({ data }) => {
      if (tellWaiting(data)) return;
      if (data.url === null) showToast({ text: t('members.linkMailed', { name }) });
      else onLink({ ...data, url: data.url, name, purpose: status === 'invited' ? 'invite' : 'reset' });
    }, failed);
  };
  const change = (to: 'deactivate' | 'reactivate') => {
    call('POST', `/members/${row.id}/${to}`).then(({ data, operation }) => {
      if (!tellWaiting(data)) offerUndo(client, t(`members.${to}d`, { name }), operation);
      return client.invalidateQueries({ queryKey: ['list', 'user'] });
    }, failed);
  };
  const items: MenuEntry[] = [{ text: t('members.changeRoles'), onSelect: () => onRoles(row) }];
  if (status === 'active') items.push({ text: t('members.devices'), onSelect: () => onDevices(row) });
  if (status === 'invited' || status === 'active') {
    const kind = status === 'invited' ? 'members.newInvitation' : 'members.resetLink';
    items.push({ text: t(kind), onSelect: () => makeLink(false) });
    if (me.mail) items.push({ text: t(`${kind}Mail`), onSelect: () => makeLink(true) });
  }
  const rescue = () => {
    call('POST', `/members/${row.id}/rescue`).then(({ data }) => {
      if (!tellWaiting(data)) showToast({ text: t('members.rescued', { name }) });
    }, failed);
  };
  if (row.id !== me.user.id && status === 'active') items.push({ text: t('members.rescue'), onSelect: rescue });
  if (row.id !== me.user.id && status === 'active')
    items.push('line', { danger: true, text: t('members.deactivate'), onSelect: () => change('deactivate') });
  if (status === 'inactive')
    items.push('line', { text: t('members.reactivate'), onSelect: () => change('reactivate') });
  return (
    <tr>
      <td>
        <div className="row">
          <Mark name={name} />
          <div className="two">
            <Link href={`/${user.path}/${row.id}`} className="strong ellipsis title-link">
              {name}
            </Link>
            <span className="small muted ellipsis">{typeof row['email'] === 'string' ? row['email'] : ''}</span>
          </div>
        </div>
      </td>
      <td className="hide-phone">
        {roles.data === undefined ? (
          <span className="muted">–</span>
        ) : (
          <button
            type="button"
            className="link-button"
            onClick={() => onRoles(row)}
            aria-label={t('members.rolesOfNamed', { name, roles: roleNames })}
          >
            {roleNames}
          </button>
        )}
      </td>
      <td className="hide-phone">
        {teams !== undefined && <FieldValue field={teams} value={row['teams']} place="cell" />}
      </td>
      <td>{state !== undefined && <FieldValue field={state} value={status} place="cell" />}</td>
      <td className="cell-more">
        <MenuButton
          trigger={<IconButton icon={MoreHorizontal} label={t('list.actionsOn', { name })} />}
          label={t('list.actionsOn', { name })}
          items={items}
        />
      </td>
    </tr>
  );
}
