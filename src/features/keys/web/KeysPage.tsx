// The API keys there are: whose, until when, from where, what each may do and what it has used; made, rotated, narrowed, ended.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound, MoreHorizontal, Plus } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { type Secret, SecretDialog } from '../../../web/access/SecretDialog.tsx';
import { tellWaiting } from '../../../web/access/pending.ts';
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
import { useMe } from '../../../web/session.ts';
import type { Key } from '../contract.ts';
import './keys.css';
import { NewKeyDialog } from './NewKeyDialog.tsx';
import { keysKey } from './keys-key.ts';
import { t } from './words.ts';

/** A day in which both secrets work. */
const overlapHours = 24;

export function KeysPage(): ReactElement {
  const [making, setMaking] = useState(false);
  const [secret, setSecret] = useState<Secret | null>(null);
  const keys = useQuery({
    queryKey: keysKey,
    queryFn: async ({ signal }) => (await call<{ rows: readonly Key[] }>('GET', '/keys', { signal })).data.rows,
  });
  usePageTitle(t('keys.title'));
  return (
    <div className="page">
      <header className="page-head">
        <h1 tabIndex={-1}>{t('keys.title')}</h1>
        <span className="grow" />
        <Button variant="primary" icon={Plus} className="page-primary" onClick={() => setMaking(true)}>
          {t('keys.create')}
        </Button>
      </header>
      {keys.isPending && <Waiting />}
      {keys.isError && <Failure error={keys.error} onRetry={() => void keys.refetch()} />}
      {keys.data?.length === 0 && (
        <Empty icon={KeyRound} title={t('keys.empty')}>
          <p className="muted prose">{t('keys.emptyHelp')}</p>
        </Empty>
      )}
      {keys.data !== undefined && keys.data.length > 0 && (
        <table className="table keys-table">
          <thead>
            <tr>
              <th scope="col">{t('keys.name')}</th>
              <th scope="col">{t('keys.rights')}</th>
              <th scope="col" className="hide-phone">
                {t('keys.lastUsed')}
              </th>
              <th scope="col" className="hide-phone">
                {t('keys.owner')}
              </th>
              <th scope="col">
                <span className="sr">{anywhere('list.actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {keys.data.map((key) => (
              <KeyRow key={key.id} apiKey={key} onSecret={setSecret} />
            ))}
          </tbody>
        </table>
      )}
      {making && <NewKeyDialog onClose={() => setMaking(false)} onSecret={setSecret} />}
      {secret !== null && <SecretDialog secret={secret} onClose={() => setSecret(null)} />}
    </div>
  );
}

function KeyRow({ apiKey: key, onSecret }: { apiKey: Key; onSecret: (secret: Secret) => void }): ReactElement {
  const me = useMe();
  const client = useQueryClient();
  const { name } = key;
  const used = key.rights.filter((r) => r.lastAt !== null).length;
  const act = (verb: string, body: object, then: (data: { readonly secret?: string }) => void) => {
    call<{ readonly secret?: string }>('POST', `/keys/${key.id}/${verb}`, { body }).then(
      ({ data }) => {
        if (!tellWaiting(data)) then(data);
        return client.invalidateQueries({ queryKey: keysKey });
      },
      (error: unknown) => showToast({ text: problemLine(error), tone: 'danger' }),
    );
  };
  const items: MenuEntry[] = [];
  if (key.owner.id === me.user.id)
    items.push({
      text: t('keys.rotate'),
      onSelect: () => act('rotate', { overlapHours }, ({ secret = '' }) => onSecret({ name, secret })),
    });
  if (used > 0 && used < key.rights.length)
    items.push({
      text: t('keys.narrow'),
      onSelect: () => act('narrow', {}, () => showToast({ text: t('keys.narrowed', { name }) })),
    });
  items.push({
    danger: true,
    text: t('keys.disable'),
    onSelect: () => act('disable', {}, () => showToast({ text: t('keys.disabled', { name }) })),
  });
  const rights = key.rights.map((r) => r.permission).join(', ');
  return (
    <tr>
      <td>
        <span className="strong">{name}</span>
        {key.state !== 'active' && (
          <Badge tone={key.state === 'expired' ? 'danger' : 'neutral'}>{t(`keys.state.${key.state}`)}</Badge>
        )}
        <span className="small muted block ellipsis">
          {key.secrets.map((s) => `${s.prefix}…`).join(', ')} ·{' '}
          {t('keys.endsOn', { when: formatDate(key.expiresAt.slice(0, 10)) })}
          {key.addresses.length > 0 && ` · ${t('keys.from', { addresses: key.addresses.join(', ') })}`}
        </span>
      </td>
      <td title={rights}>
        <span className="block ellipsis">{rights}</span>
        <span className="small muted block">
          {used === key.rights.length
            ? t('keys.everyRight', { count: used })
            : t('keys.uses', { used, count: key.rights.length })}
          {key.idle.length > 0 && ` · ${t('keys.idle', { count: key.idle.length })}`}
        </span>
      </td>
      <td className="hide-phone">
        <span className="block">{key.lastUsedAt === null ? t('keys.never') : formatAgo(key.lastUsedAt)}</span>
        <span className="small muted">{key.lastAddress ?? ''}</span>
      </td>
      <td className="hide-phone">{key.owner.title}</td>
      <td className="cell-more">
        {key.state !== 'disabled' && (
          <MenuButton
            trigger={<IconButton icon={MoreHorizontal} label={t('keys.more', { name })} />}
            label={t('keys.more', { name })}
            items={items}
          />
        )}
      </td>
    </tr>
  );
}
