// What stands around every page, and what can be reached from everywhere: palette, shortcuts, undo, new records, conflicts.
import { useQueryClient } from '@tanstack/react-query';
import {
  type ReactElement,
  type ReactNode,
  Suspense,
  lazy,
  useCallback,
  useEffect,
  useState,
  useSyncExternalStore,
} from 'react';
import { useLocation } from 'wouter';
import { createNow, onCreateRequest, openCreate } from '../create.ts';
import { onStream, openEvents, streamState } from '../events.ts';
import { formatTime } from '../format.ts';
import { t } from '../i18n/i18n.ts';
import { loadMenus } from '../kit/Menu.tsx';
import { useLasting } from '../kit/States.tsx';
import { listenToKeys, useRegister } from '../keys.ts';
import { conflictNow, onConflict } from '../records/conflict.ts';
import { rememberChanges, undoLast } from '../undo.ts';
import { useMe } from '../session.ts';
import { useCatalog } from '../use-catalog.ts';
import { phone as phoneQuery, useMedia } from '../use-media.ts';
import { mainItems } from './nav.ts';
import { BottomBar, Nav } from './Nav.tsx';
import { startOpening } from './opening.ts';
import { LookBar } from './LookBar.tsx';
import { TopBar } from './TopBar.tsx';

const loadPalette = () => import('./Palette.tsx').then((m) => ({ default: m.Palette }));
const Palette = lazy(loadPalette);
const Help = lazy(() => import('./Help.tsx').then((m) => ({ default: m.Help })));
const loadCreate = () => import('../records/CreateDialog.tsx').then((m) => ({ default: m.CreateDialog }));
const CreateDialog = lazy(loadCreate);
const RightWords = lazy(() => import('../access/RightWords.tsx').then((m) => ({ default: m.RightWords })));
const ConflictDialog = lazy(() => import('../records/ConflictDialog.tsx').then((m) => ({ default: m.ConflictDialog })));

export function Shell({ children }: { children: ReactNode }): ReactElement {
  const client = useQueryClient();
  const catalog = useCatalog();
  const me = useMe();
  const [location, navigate] = useLocation();
  const phone = useMedia(phoneQuery);
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);
  useEffect(() => openEvents(client), [client]);
  useEffect(() => listenToKeys(), []);
  useEffect(() => rememberChanges(), []);
  const openPalette = useCallback(() => {
    startOpening();
    setPalette(true);
  }, []);
  useEffect(() => {
    // what opens by a key should be there when the key is pressed
    const idle = window.setTimeout(() => {
      loadMenus();
      Promise.all([loadPalette(), loadCreate()]).catch(() => undefined);
    }, 1500);
    return () => window.clearTimeout(idle);
  }, []);
  useFocusOnNavigation(location);
  useRegister({
    'Ctrl k': () => (palette ? setPalette(false) : openPalette()),
    'Ctrl z': () => void undoLast(client),
    '?': () => setHelp(true),
    F6: nextRegion,
    ...Object.fromEntries(
      mainItems(catalog, me).flatMap((item) =>
        item.key === null ? [] : [[`g ${item.key}`, () => navigate(item.path)]],
      ),
    ),
  });
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {t('shell.skip')}
      </a>
      {!phone && <Nav />}
      <div className="shell-main">
        <LookBar />
        <TopBar onPalette={openPalette} onHelp={() => setHelp(true)} />
        <Lost />
        <main id="main" className="main" data-region tabIndex={-1}>
          {children}
        </main>
        {phone && <BottomBar />}
      </div>
      <Suspense>
        {palette && <Palette onClose={() => setPalette(false)} onHelp={() => setHelp(true)} />}
        {help && <Help onClose={() => setHelp(false)} />}
        <Creating />
        <Settling />
        <RightWords />
      </Suspense>
    </div>
  );
}

function Creating(): ReactElement | null {
  const request = useSyncExternalStore(onCreateRequest, createNow);
  const catalog = useCatalog();
  const entity = request === null ? undefined : catalog.byName.get(request.entity);
  if (request === null || entity === undefined) return null;
  return <CreateDialog entity={entity} values={request.values ?? noValues} onClose={() => openCreate(null)} />;
}

const noValues = {};

function Settling(): ReactElement | null {
  const conflict = useSyncExternalStore(onConflict, conflictNow);
  return conflict === null ? null : <ConflictDialog conflict={conflict} />;
}

/** Shown once the connection has been gone for a moment: what is on the screen is from before. */
function Lost(): ReactElement | null {
  const { lostAt } = useSyncExternalStore(onStream, streamState);
  const lasting = useLasting(lostAt !== null, 2500);
  if (!lasting || lostAt === null) return null;
  return (
    <p className="lost" role="status">
      {t('shell.lost', { time: formatTime(lostAt) })}
    </p>
  );
}

/** Going to another page puts the focus on its heading, so that it is read out and the keyboard starts there. */
function useFocusOnNavigation(location: string): void {
  useEffect(() => {
    const began = performance.now();
    let frame = 0;
    const toHeading = () => {
      const inPage = document.activeElement?.closest('#main') != null;
      const inWindow = document.activeElement?.closest('#floating') != null;
      const heading = document.querySelector<HTMLElement>('#main h1');
      if (heading !== null && !inPage && !inWindow) {
        heading.focus({ preventScroll: true });
        // behind a window that is just closing nothing takes the focus yet
        if (document.activeElement === heading) return;
      }
      // A window over the page keeps the focus until it closes, and a page that is being loaded has no heading yet. Where the page has put the
      // focus somewhere itself it stays, unless that goes with the page that is left.
      const patience = inPage ? 500 : 5000;
      if (performance.now() - began < patience) frame = requestAnimationFrame(toHeading);
    };
    toHeading();
    return () => cancelAnimationFrame(frame);
  }, [location]);
}

/** F6 walks through the regions of the page. */
function nextRegion(): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter((r) => r.offsetParent !== null);
  const active = document.activeElement;
  const at = regions.findLastIndex((r) => r.contains(active));
  regions[(at + 1) % regions.length]?.focus();
}
