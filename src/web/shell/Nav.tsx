// The navigation: a column with words, a column of icons where it is narrower, and a bar at the foot of a phone.
import { ChevronDown, ChevronRight, Menu as MenuIcon, ShieldCheck } from 'lucide-react';
import { type ReactElement, useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useWaitingRequests } from '../access/requests.ts';
import { t } from '../i18n/i18n.ts';
import { cx } from '../kit/class-names.ts';
import { MenuButton } from '../kit/Menu.tsx';
import { useMe } from '../session.ts';
import { useCatalog } from '../use-catalog.ts';
import { useMedia, wide } from '../use-media.ts';
import { type NavGroup, adminGroups, adminItems } from './admin-pages.ts';
import { readOpened, rememberOpened, roomyQuery } from './nav-groups.ts';
import { type NavItem, mainItems } from './nav.ts';

function isHere(location: string, path: string): boolean {
  return location === path || location.startsWith(`${path}/`);
}

function Item({ item, here }: { item: NavItem; here: boolean }): ReactElement {
  const place = useRef<HTMLLIElement>(null);
  // Where one is stands in sight, however long the menu.
  useEffect(() => {
    if (here) place.current?.scrollIntoView({ block: 'nearest' });
  }, [here]);
  return (
    <li ref={place}>
      <Link
        href={item.path}
        className={cx('nav-item', here && 'nav-here')}
        aria-current={here ? 'page' : undefined}
        title={item.label}
      >
        <item.icon className="icon" aria-hidden />
        <span className="nav-text ellipsis">{item.label}</span>
        {item.path === '/requests' && <WaitingRequests />}
      </Link>
    </li>
  );
}

/** A group of pages under its name, which opens and closes it; the one where one is stays open, and all do where the window has room. */
function AdminGroup({ group, location }: { group: NavGroup; location: string }): ReactElement {
  const here = group.items.some((item) => isHere(location, item.path));
  const roomy = useMedia(roomyQuery);
  const named = useMedia(wide);
  const [said, setSaid] = useState(() => readOpened(group.name));
  const open = said ?? (roomy || here);
  const toggle = () => {
    setSaid(!open);
    rememberOpened(group.name, !open);
  };
  return (
    <>
      <div className="nav-group nav-text">
        <button type="button" className="nav-item" aria-expanded={open} onClick={toggle}>
          {open ? <ChevronDown className="icon" aria-hidden /> : <ChevronRight className="icon" aria-hidden />}
          {group.label}
          {!open && group.items.some((item) => item.path === '/requests') && <WaitingRequests />}
        </button>
      </div>
      {/* The column of icons has no names to open, and shows all of them. */}
      {(open || !named) && (
        <ul aria-label={group.label}>
          {group.items.map((item) => (
            <Item key={item.path} item={item} here={isHere(location, item.path)} />
          ))}
        </ul>
      )}
    </>
  );
}

/** How many wait for one's word. */
function WaitingRequests(): ReactElement | null {
  const count = useWaitingRequests();
  return count === 0 ? null : <span className="nav-count num">{count}</span>;
}

export function Nav(): ReactElement {
  const [location] = useLocation();
  const me = useMe();
  const catalog = useCatalog();
  const main = mainItems(catalog, me);
  const groups = adminGroups(catalog, me);
  return (
    <nav className="nav" aria-label={t('nav.label')} data-region tabIndex={-1}>
      <Link href="/today" className="nav-brand" aria-label="Strongroom">
        <ShieldCheck className="icon" aria-hidden />
        <span className="nav-text">Strongroom</span>
      </Link>
      <ul>
        {main.map((item) => (
          <Item key={item.path} item={item} here={isHere(location, item.path)} />
        ))}
      </ul>
      {groups.map((group) => (
        <AdminGroup key={group.label} group={group} location={location} />
      ))}
      <p className="nav-foot nav-text">{me.tenant.name}</p>
    </nav>
  );
}

/** Five at the foot of a phone: four places and a menu with the rest. */
export function BottomBar(): ReactElement {
  const [location, navigate] = useLocation();
  const me = useMe();
  const catalog = useCatalog();
  const all = [...mainItems(catalog, me), ...adminItems(catalog, me)];
  const shown = all.slice(0, 4);
  const rest = all.slice(4);
  return (
    <nav className="bottom-bar" aria-label={t('nav.label')}>
      <ul>
        {shown.map((item) => (
          <Item key={item.path} item={item} here={isHere(location, item.path)} />
        ))}
        {rest.length > 0 && (
          <li>
            <MenuButton
              side="top"
              label={t('nav.more')}
              trigger={
                <button type="button" className="nav-item">
                  <MenuIcon className="icon" aria-hidden />
                  <span className="nav-text">{t('nav.more')}</span>
                </button>
              }
              items={rest.map((item) => ({ icon: item.icon, text: item.label, onSelect: () => navigate(item.path) }))}
            />
          </li>
        )}
      </ul>
    </nav>
  );
}
