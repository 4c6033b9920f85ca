// The bar above every page: the way to everything, long work, light and dark, and one's own account.
import { Braces, Hand, Keyboard, LogOut, Monitor, Moon, Search, ShieldCheck, Sun, UserRound } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { useLocation } from 'wouter';
import { call } from '../call.ts';
import { initials } from '../format.ts';
import { t } from '../i18n/i18n.ts';
import { Mark } from '../kit/Badge.tsx';
import { IconButton } from '../kit/Button.tsx';
import { MenuButton } from '../kit/Menu.tsx';
import { showToast } from '../kit/toasts.ts';
import { problemLine } from '../problem-text.ts';
import { may, useMe } from '../session.ts';
import { type Theme, chooseTheme, currentTheme, isDark } from '../theme.ts';
import { JobsTray } from './JobsTray.tsx';
import { NoticesTray } from './NoticesTray.tsx';

export interface TopBarProps {
  onPalette: () => void;
  onHelp: () => void;
}

/** Rights with which one is told of something. */
const told = ['admin.exports', 'ledger.view', 'admin.signin', 'admin.members', 'network.view'];

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
export const controlKey = isMac ? '⌘' : 'Ctrl';

export function TopBar({ onPalette, onHelp }: TopBarProps): ReactElement {
  const me = useMe();
  const { looking } = me;
  return (
    <header className="top-bar" data-region tabIndex={-1} aria-label={t('shell.top')}>
      <button type="button" className="palette-button" onClick={onPalette} aria-keyshortcuts="Control+K">
        <Search className="icon" aria-hidden />
        <span className="grow ellipsis">{t('palette.open')}</span>
        <kbd className="hide-phone">{controlKey} K</kbd>
      </button>
      <span className="grow" />
      {looking === null && told.some((right) => may(me, right)) && <NoticesTray />}
      {looking === null && <JobsTray />}
      <ThemeMenu />
      <AccountMenu onHelp={onHelp} />
    </header>
  );
}

function ThemeMenu(): ReactElement {
  const [theme, setTheme] = useState(currentTheme);
  const choose = (next: Theme) => {
    chooseTheme(next);
    setTheme(next);
  };
  return (
    <MenuButton
      trigger={<IconButton icon={isDark() ? Moon : Sun} label={t('theme.label')} />}
      label={t('theme.label')}
      items={[
        { icon: Sun, text: t('theme.light'), checked: theme === 'light', onSelect: () => choose('light') },
        { icon: Moon, text: t('theme.dark'), checked: theme === 'dark', onSelect: () => choose('dark') },
        { icon: Monitor, text: t('theme.system'), checked: theme === 'system', onSelect: () => choose('system') },
      ]}
    />
  );
}

function AccountMenu({ onHelp }: { onHelp: () => void }): ReactElement {
  const me = useMe();
  const [, navigate] = useLocation();
  const signOut = () => {
    call('DELETE', '/session').then(
      () => location.assign('/'),
      (error: unknown) => showToast({ text: problemLine(error), tone: 'danger' }),
    );
  };
  return (
    <MenuButton
      label={t('account.menu')}
      heading={me.user.email === null ? me.user.title : `${me.user.title} · ${me.user.email}`}
      trigger={
        <button
          type="button"
          className="account-button"
          aria-label={t('account.menuOf', { mark: initials(me.user.title), name: me.user.title })}
        >
          <Mark name={me.user.title} />
        </button>
      }
      items={[
        { icon: UserRound, text: t('account.sessions'), onSelect: () => navigate('/account') },
        { icon: ShieldCheck, text: t('account.security'), onSelect: () => navigate('/security') },
        { icon: Hand, text: t('account.requests'), onSelect: () => navigate('/requests') },
        { icon: Keyboard, text: t('help.title'), shortcut: '?', onSelect: onHelp },
        { icon: Braces, text: t('account.api'), onSelect: () => navigate('/developers/api') },
        'line',
        { icon: LogOut, text: t('account.signOut'), onSelect: signOut },
      ]}
    />
  );
}
