// The navigation: a column with words, a column of icons where it is narrower, and a bar at the foot of a phone.
import { Menu as MenuIcon, ShieldCheck } from 'lucide-react';
import { Fragment, type ReactElement, useEffect, useRef } from 'react';
import { Link, useLocation } from 'wouter';
import { useWaitingRequests } from '../access/requests.ts';
import { t } from '../i18n/i18n.ts';
import { cx } from '../kit/class-names.ts';
import { MenuButton } from '../kit/Menu.tsx';
import { useMe } from '../session.ts';
import { useCatalog } from '../use-catalog.ts';
import { adminGroups, adminItems } from './admin-pages.ts';
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

/** How many wait for one's word. */
function WaitingRequests(): ReactElement | null {
  const count = useWaitingRequests();
  return count === 0 ? null : <span className="nav-count num">{count}</span>;
}

export function Nav(): ReactElement {
  const [location] = useLocation();
  const me = useMe();
  const catalog = useCatalog();
  const main = mainItems(catalog);
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
        <Fragment key={group.label}>
          <p className="nav-group nav-text">{group.label}</p>
          <ul aria-label={group.label}>
            {group.items.map((item) => (
              <Item key={item.path} item={item} here={isHere(location, item.path)} />
            ))}
          </ul>
        </Fragment>
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
  const all = [...mainItems(catalog), ...adminItems(catalog, me)];
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
