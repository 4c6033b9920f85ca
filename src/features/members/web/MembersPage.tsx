// The people who work here: who they are, which roles they hold, in which teams they are; invitations and their one-time links.
import { useQuery } from '@tanstack/react-query';
import { MoreHorizontal, UserPlus } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { CloseAccount } from '../../../web/access/CloseAccount.tsx';
import { type EntityInfo, fieldOf } from '../../../web/catalog.ts';
import { FieldValue } from '../../../web/fields/fields.tsx';
import { formatDate } from '../../../web/format.ts';
import { Badge, Mark } from '../../../web/kit/Badge.tsx';
import { Button, IconButton } from '../../../web/kit/Button.tsx';
import { MenuButton } from '../../../web/kit/Menu.tsx';
import { Empty, Failure, Waiting } from '../../../web/kit/States.tsx';
import { Tabs } from '../../../web/kit/Tabs.tsx';
import { Tip } from '../../../web/tips/Tip.tsx';
import { usePageTitle } from '../../../web/page-title.ts';
import { listKey } from '../../../web/records/cache.ts';
import { listRecords } from '../../../web/records/wire.ts';
import type { Row } from '../../../web/row.ts';
import { useCatalog } from '../../../web/use-catalog.ts';
import { DevicesDialog } from './Devices.tsx';
import { EraseMember } from './EraseMember.tsx';
import { InviteDialog } from './InviteDialog.tsx';
import { LinkDialog, type OneTimeLink } from './LinkDialog.tsx';
import { RolesDialog, useRolesOf } from './RolesDialog.tsx';
import { RescueDialog } from './RescueDialog.tsx';
import { TeamsPanel } from './TeamsPanel.tsx';
import { type ErasedOut, type PersonWindows, useErased, usePersonMenu } from './person-menu.ts';
import { t } from './words.ts';

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

type Window = { readonly what: 'roles' | 'devices' | 'closing' | 'erase' | 'rescue'; readonly row: Row };

function People(): ReactElement {
  const user = useCatalog().byName.get('user');
  const users = useQuery({
    queryKey: listKey('user', 'members'),
    queryFn: ({ signal }) => listRecords(user!, { sort: 'title', limit: 200 }, { signal }),
    enabled: user?.menu === true,
  });
  const erased = useErased();
  const [link, setLink] = useState<OneTimeLink | null>(null);
  const [open, setOpen] = useState<Window | null>(null);
  if (user === undefined || !user.menu) return <Empty title={t('members.hidden')} />;
  if (users.isError) return <Failure error={users.error} onRetry={() => void users.refetch()} />;
  if (users.isPending) return <Waiting />;
  const windows: PersonWindows = {
    onLink: setLink,
    onRoles: (row) => setOpen({ what: 'roles', row }),
    onDevices: (row) => setOpen({ what: 'devices', row }),
    onClosing: (row) => setOpen({ what: 'closing', row }),
    onErase: (row) => setOpen({ what: 'erase', row }),
    onRescue: (row) => setOpen({ what: 'rescue', row }),
  };
  return (
    <>
      <table className="table">
        <Head />
        <tbody>
          {users.data.rows.map((row) => (
            <Person key={row.id} user={user} row={row} windows={windows} erased={erased.get(row.id)} />
          ))}
        </tbody>
      </table>
      {link !== null && <LinkDialog link={link} onClose={() => setLink(null)} />}
      {open !== null && <OpenWindow window={open} onClose={() => setOpen(null)} onDone={() => void users.refetch()} />}
    </>
  );
}

function Head(): ReactElement {
  return (
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
  );
}

function OpenWindow(props: { window: Window; onClose: () => void; onDone: () => void }): ReactElement {
  const { window: open, onClose, onDone } = props;
  const { what, row } = open;
  const who = { id: row.id, name: row.title ?? '', onClose };
  if (what === 'roles') return <RolesDialog row={row} onClose={onClose} />;
  if (what === 'devices') return <DevicesDialog {...who} />;
  if (what === 'closing') return <CloseAccount {...who} onDone={onDone} />;
  if (what === 'rescue') return <RescueDialog {...who} />;
  return <EraseMember {...who} />;
}

interface PersonProps {
  user: EntityInfo;
  row: Row;
  windows: PersonWindows;
  erased: ErasedOut | undefined;
}

function Person({ user, row, windows, erased }: PersonProps): ReactElement {
  const roles = useRolesOf(row.id);
  const items = usePersonMenu(row, windows, erased);
  const name = row.title ?? '';
  const roleNames =
    roles.data === undefined || roles.data.length === 0
      ? t('members.noRoles')
      : roles.data.map((r) => r.name).join(', ');
  const teams = fieldOf(user, 'teams');
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
        {roles.data === undefined || erased !== undefined ? (
          <span className="muted">–</span>
        ) : (
          <button
            type="button"
            className="link-button"
            onClick={() => windows.onRoles(row)}
            aria-label={t('members.rolesOfNamed', { name, roles: roleNames })}
          >
            {roleNames}
          </button>
        )}
      </td>
      <td className="hide-phone">
        {teams !== undefined && <FieldValue field={teams} value={row['teams']} place="cell" />}
      </td>
      <td>
        <State user={user} row={row} erased={erased} />
      </td>
      <td className="cell-more">
        {items.length > 0 && (
          <MenuButton
            trigger={<IconButton icon={MoreHorizontal} label={t('list.actionsOn', { name })} />}
            label={t('list.actionsOn', { name })}
            items={items}
          />
        )}
      </td>
    </tr>
  );
}

/** Whether all that quotes somebody has been forgotten is told as long as it has not. */
function State({ user, row, erased }: Omit<PersonProps, 'windows'>): ReactElement | null {
  const state = fieldOf(user, 'status');
  if (erased === undefined)
    return state === undefined ? null : <FieldValue field={state} value={row['status']} place="cell" />;
  const held = erased.erasures.find((e) => e.held !== null)?.held;
  const isOver = erased.finished && erased.erasures.every((e) => e.doneAt !== null);
  return (
    <>
      <Badge>{t('members.erased', { when: formatDate(erased.erasedAt.slice(0, 10)) })}</Badge>
      {held != null && <span className="small block brass-text">{t('members.eraseHeld', { reason: held })}</span>}
      {held == null && !isOver && <span className="small muted block">{t('members.eraseUnderWay')}</span>}
    </>
  );
}
