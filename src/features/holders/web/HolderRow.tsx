// One who has access: what it holds in short, and how it can be ended by whoever looks.
import { useQueryClient } from '@tanstack/react-query';
import { MoreHorizontal } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { Link } from 'wouter';
import { CloseAccount } from '../../../web/access/CloseAccount.tsx';
import { tellWaiting } from '../../../web/access/pending.ts';
import { useRightWords } from '../../../web/access/right-words.ts';
import { call } from '../../../web/call.ts';
import { formatAgo, formatDate } from '../../../web/format.ts';
import { Badge } from '../../../web/kit/Badge.tsx';
import { IconButton } from '../../../web/kit/Button.tsx';
import { MenuButton } from '../../../web/kit/Menu.tsx';
import type { MenuEntry } from '../../../web/kit/menu-props.ts';
import { showToast } from '../../../web/kit/toasts.ts';
import { problemLine } from '../../../web/problem-text.ts';
import type { Holder } from '../contract.ts';
import { holdersKey, kindWord } from './use-holders.ts';
import { t } from './words.ts';

export function HolderRow({ holder: h, onRoles }: { holder: Holder; onRoles: () => void }): ReactElement {
  const client = useQueryClient();
  const [closing, setClosing] = useState(false);
  const name = h.kind === 'operator' ? t('holders.operator') : h.name;
  const end = (method: 'POST' | 'DELETE', path: string, said: string) => {
    call(method, path, method === 'DELETE' ? {} : { body: {} }).then(
      ({ data }) => {
        if (!tellWaiting(data)) showToast({ text: said });
        return client.invalidateQueries({ queryKey: holdersKey });
      },
      (error: unknown) => showToast({ text: problemLine(error), tone: 'danger' }),
    );
  };
  const entries: Record<Holder['revoke'][number], MenuEntry> = {
    roles: { text: t('holders.roles'), onSelect: onRoles },
    account: {
      danger: true,
      text: t('holders.account'),
      onSelect: () => setClosing(true),
    },
    key: {
      danger: true,
      text: t('holders.key'),
      onSelect: () => end('POST', `/keys/${h.id}/disable`, t('holders.keyDisabled', { name })),
    },
    connection: {
      danger: true,
      text: t('holders.connection'),
      onSelect: () =>
        end('DELETE', `/connections/${h.id}`, t('holders.connectionEnded', { name, person: h.detail ?? '' })),
    },
  };
  return (
    <tr>
      <td>
        <span className="row wrap">
          {h.kind === 'person' ? (
            <Link href={`/access/${h.id}`} className="strong title-link">
              {name}
            </Link>
          ) : (
            <span className="strong">{name}</span>
          )}
          {h.kind !== 'person' && <Badge tone={h.kind === 'operator' ? 'brass' : 'neutral'}>{kindWord(h.kind)}</Badge>}
        </span>
        <span className="small muted block">
          {detailOf(h)}
          {h.kind === 'operator' && <span className="holders-said">{t('holders.operatorHelp')}</span>}
          {h.until !== null && ` · ${t('holders.ends', { when: formatDate(h.until.slice(0, 10)) })}`}
        </span>
      </td>
      <td>
        <What holder={h} />
      </td>
      <td className="hide-phone">{h.why.map((r) => r.name).join(', ')}</td>
      <td className="hide-phone">{h.since !== null && formatAgo(h.since)}</td>
      <td className="hide-phone">
        {h.lastUsed !== null ? formatAgo(h.lastUsed) : h.kind === 'operator' ? '' : t('holders.never')}
      </td>
      <td className="cell-more">
        {h.revoke.length > 0 && (
          <MenuButton
            trigger={<IconButton icon={MoreHorizontal} label={t('holders.more', { name })} />}
            label={t('holders.more', { name })}
            items={h.revoke.map((way) => entries[way])}
          />
        )}
        {closing && (
          <CloseAccount
            id={h.id}
            name={name}
            onClose={() => setClosing(false)}
            onDone={() => void client.invalidateQueries({ queryKey: holdersKey })}
          />
        )}
      </td>
    </tr>
  );
}

/** Whose key it is; for whom an application acts, and who let it. */
function detailOf({ kind, detail, approvedBy }: Holder): string | null {
  if (kind === 'application') return t('holders.actsFor', { name: detail ?? '', by: approvedBy ?? '' });
  return kind === 'key' && detail !== null ? t('holders.ownerOf', { name: detail }) : detail;
}

function What({ holder: { what } }: { holder: Holder }): ReactElement {
  const words = useRightWords();
  if (what === null) return <span className="muted">{t('holders.nothing')}</span>;
  if (what.everything) return <span className="brass-text">{t('holders.everything')}</span>;
  const parts = [
    t('holders.sees', { count: what.sees.length }),
    ...(what.changes.length > 0 ? [t('holders.changes', { count: what.changes.length })] : []),
    ...(what.takesAway.length > 0 ? [t('holders.takesAway', { count: what.takesAway.length })] : []),
  ];
  return (
    <>
      <span className="block" title={what.sees.join(', ')}>
        {parts.join(', ')}
      </span>
      {what.rights.length > 0 && (
        <span className="small block brass-text" title={words.all(what.rights)}>
          {t('holders.administers', { count: what.rights.length })}
        </span>
      )}
    </>
  );
}
