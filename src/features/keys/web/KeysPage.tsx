// The API keys there are: whose, until when, from where, what each may do and what it has used; made, changed, rotated, narrowed, ended.
import { useQuery } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import type { AnswerOf } from '../../../contract/action.ts';
import { type Program, ProgramsTable, useAct } from '../../../web/access/ProgramsTable.tsx';
import { type Secret, SecretDialog } from '../../../web/access/SecretDialog.tsx';
import { call } from '../../../web/call.ts';
import { formatDate } from '../../../web/format.ts';
import { Button } from '../../../web/kit/Button.tsx';
import type { MenuEntry } from '../../../web/kit/menu-props.ts';
import { Empty, Failure, Waiting } from '../../../web/kit/States.tsx';
import { showToast } from '../../../web/kit/toasts.ts';
import { Tip } from '../../../web/tips/Tip.tsx';
import { usePageTitle } from '../../../web/page-title.ts';
import { useMe } from '../../../web/session.ts';
import type { Key, listKeys } from '../contract.ts';
import { KeyDialog } from './KeyDialog.tsx';
import { keysKey } from './keys-key.ts';
import { t } from './words.ts';

/** A day in which both secrets work. */
const overlapHours = 24;

export function KeysPage(): ReactElement {
  const [opened, setOpened] = useState<Key | 'new' | null>(null);
  const [secret, setSecret] = useState<Secret | null>(null);
  const programOf = useProgram(setOpened, setSecret);
  const keys = useQuery({
    queryKey: keysKey,
    queryFn: async ({ signal }) => (await call<AnswerOf<typeof listKeys>>('GET', '/keys', { signal })).data.rows,
  });
  usePageTitle(t('keys.title'));
  return (
    <div className="page">
      <header className="page-head">
        <h1 tabIndex={-1}>{t('keys.title')}</h1>
        <span className="grow" />
        <Button variant="primary" icon={Plus} className="page-primary" onClick={() => setOpened('new')}>
          {t('keys.create')}
        </Button>
      </header>
      <Tip name="keys" page />
      {keys.isPending && <Waiting />}
      {keys.isError && <Failure error={keys.error} onRetry={() => void keys.refetch()} />}
      {keys.data?.length === 0 && (
        <Empty icon={KeyRound} title={t('keys.empty')}>
          <p className="muted prose">{t('keys.emptyHelp')}</p>
        </Empty>
      )}
      {keys.data !== undefined && keys.data.length > 0 && (
        <ProgramsTable label={t('keys.title')} owners={t('keys.owner')} programs={keys.data.map(programOf)} />
      )}
      {opened !== null && (
        <KeyDialog apiKey={opened === 'new' ? null : opened} onClose={() => setOpened(null)} onSecret={setSecret} />
      )}
      {secret !== null && <SecretDialog secret={secret} onClose={() => setSecret(null)} />}
    </div>
  );
}

/** A key as a line of the table, with what may be done about it. */
function useProgram(onChange: (key: Key) => void, onSecret: (secret: Secret) => void): (key: Key) => Program {
  const me = useMe();
  const act = useAct(keysKey);
  return (key) => {
    const { id, name } = key;
    const used = key.rights.filter((r) => r.lastAt !== null).length;
    const items: MenuEntry[] = [];
    if (key.owner.id === me.user.id) {
      items.push({ text: t('keys.change'), onSelect: () => onChange(key) });
      items.push({
        text: t('keys.rotate'),
        onSelect: () =>
          act('POST', `/keys/${id}/rotate`, { overlapHours }, ({ secret = '' }) => onSecret({ name, secret })),
      });
    }
    if (used > 0 && used < key.rights.length)
      items.push({
        text: t('keys.narrow'),
        onSelect: () => act('POST', `/keys/${id}/narrow`, {}, () => showToast({ text: t('keys.narrowed', { name }) })),
      });
    items.push({
      danger: true,
      text: t('keys.disable'),
      onSelect: () => act('POST', `/keys/${id}/disable`, {}, () => showToast({ text: t('keys.disabled', { name }) })),
    });
    const said = [
      key.secrets.map((s) => `${s.prefix}…`).join(', '),
      t('keys.endsOn', { when: formatDate(key.expiresAt.slice(0, 10)) }),
      ...(key.addresses.length > 0 ? [t('keys.from', { addresses: key.addresses.join(', ') })] : []),
    ];
    const uses =
      used === key.rights.length
        ? t('keys.everyRight', { count: used })
        : t('keys.uses', { used, count: key.rights.length });
    return {
      id,
      name,
      badge:
        key.state === 'active'
          ? undefined
          : { text: t(`keys.state.${key.state}`), tone: key.state === 'expired' ? 'danger' : 'neutral' },
      lines: [said.filter(Boolean).join(' · ')],
      rights: key.rights.map((r) => r.permission),
      rightsNote: key.idle.length > 0 ? `${uses} · ${t('keys.idle', { count: key.idle.length })}` : uses,
      lastUsedAt: key.lastUsedAt,
      usedNote: key.lastAddress ?? '',
      owner: key.owner.title,
      items: key.state === 'disabled' ? [] : items,
    };
  };
}
