// Where one can go: the objects one may see, and what one may administer. What is not finished is not in it.
import {
  AppWindow,
  Blocks,
  Building2,
  CalendarCheck2,
  ChartNoAxesColumn,
  ClockArrowUp,
  Contact,
  FileClock,
  FileDown,
  Fingerprint,
  Globe,
  Hand,
  Handshake,
  History,
  KeyRound,
  Mail,
  House,
  LogIn,
  type LucideIcon,
  Package,
  ScanEye,
  ScanSearch,
  ScrollText,
  Send,
  Settings2,
  Shapes,
  ShieldCheck,
  SlidersHorizontal,
  Trash2,
  Upload,
  UserRoundCheck,
  UserRoundSearch,
  UsersRound,
} from 'lucide-react';
import type { Catalog } from '../catalog.ts';
import { label, t } from '../i18n/i18n.ts';
import { type Me, may } from '../session.ts';

export interface NavItem {
  readonly path: string;
  readonly label: string;
  readonly icon: LucideIcon;
  /** pressed after g */
  readonly key: string | null;
}

const icons: Readonly<Record<string, LucideIcon>> = {
  company: Building2,
  contact: Contact,
  deal: Handshake,
  activity: CalendarCheck2,
  product: Package,
};
const keys: Readonly<Record<string, string>> = { company: 'o', contact: 'c', deal: 'd', activity: 'a' };

/** An object of the tenant's own has a sign of its own, so that it is not taken for a setting. */
export function iconOf(entity: string): LucideIcon {
  return icons[entity] ?? (entity.startsWith('own_') ? Shapes : Settings2);
}

export function mainItems(catalog: Catalog): NavItem[] {
  const objects = catalog.entities
    .filter((e) => !e.setting && e.menu)
    .map((e) => ({ path: `/${e.path}`, label: label(e.labelPlural), icon: iconOf(e.name), key: keys[e.name] ?? null }));
  const today = catalog.byName.has('activity')
    ? [{ path: '/today', label: t('nav.today'), icon: House, key: 't' }]
    : [];
  const totals =
    catalog.entities.length > 0 ? [{ path: '/totals', label: t('nav.totals'), icon: ChartNoAxesColumn, key: 'n' }] : [];
  const back =
    catalog.entities.length > 0
      ? [
          { path: '/bin', label: t('nav.bin'), icon: Trash2, key: 'b' },
          { path: '/operations', label: t('nav.operations'), icon: History, key: 'u' },
        ]
      : [];
  return [...today, ...objects, ...totals, ...back];
}

/** Who approves, and who may have asked for something that waits. */
const approving = [
  'admin.approve',
  'admin.policy',
  'admin.grants',
  'admin.members',
  'admin.keys',
  'admin.applications',
  'admin.mail',
  'admin.network',
  'admin.ledger',
  'admin.signin',
];

export function adminItems(catalog: Catalog, me: Me): NavItem[] {
  const items: NavItem[] = [];
  if (may(me, 'tool.import')) items.push({ path: '/import', label: t('nav.import'), icon: Upload, key: 'i' });
  if (may(me, 'admin.members')) items.push({ path: '/members', label: t('nav.members'), icon: UsersRound, key: 'm' });
  if (may(me, 'admin.roles')) items.push({ path: '/roles', label: t('nav.roles'), icon: ShieldCheck, key: null });
  if (may(me, 'admin.access')) items.push({ path: '/access', label: t('nav.access'), icon: ScanEye, key: null });
  if (may(me, 'admin.members') || may(me, 'admin.access'))
    items.push({ path: '/requests', label: t('nav.requests'), icon: Hand, key: null });
  if (approving.some((right) => may(me, right)))
    items.push({ path: '/approvals', label: t('nav.approvals'), icon: UserRoundCheck, key: null });
  if (may(me, 'admin.leaks')) items.push({ path: '/leaks', label: t('nav.leaks'), icon: ScanSearch, key: null });
  if (may(me, 'ledger.view')) items.push({ path: '/audit', label: t('nav.audit'), icon: ScrollText, key: null });
  if (may(me, 'admin.signin')) items.push({ path: '/signing-in', label: t('nav.signingIn'), icon: LogIn, key: null });
  if (may(me, 'network.view')) items.push({ path: '/networks', label: t('nav.networks'), icon: Globe, key: null });
  if (may(me, 'ledger.view')) items.push({ path: '/ledger-settings', label: t('nav.ledger'), icon: Send, key: null });
  if (may(me, 'admin.history'))
    items.push({ path: '/configuration', label: t('nav.configuration'), icon: FileClock, key: null });
  if (may(me, 'admin.privacy'))
    items.push({ path: '/data-subjects', label: t('nav.subjects'), icon: UserRoundSearch, key: null });
  if (may(me, 'tool.time-machine'))
    items.push({ path: '/time-machine', label: t('nav.timeMachine'), icon: ClockArrowUp, key: null });
  if (may(me, 'admin.keys')) items.push({ path: '/keys', label: t('nav.keys'), icon: KeyRound, key: null });
  if (may(me, 'admin.applications'))
    items.push({ path: '/applications', label: t('nav.applications'), icon: AppWindow, key: null });
  if (may(me, 'admin.shape')) items.push({ path: '/shape', label: t('nav.shape'), icon: Blocks, key: null });
  if (may(me, 'admin.settings'))
    items.push({ path: '/settings', label: t('nav.settings'), icon: SlidersHorizontal, key: null });
  if (may(me, 'admin.signin')) items.push({ path: '/sign-in', label: t('nav.signin'), icon: Fingerprint, key: null });
  if (may(me, 'admin.mail')) items.push({ path: '/mail', label: t('nav.mail'), icon: Mail, key: null });
  if (may(me, 'admin.exports'))
    items.push({ path: '/export-rules', label: t('nav.exports'), icon: FileDown, key: null });
  const stage = catalog.byName.get('stage');
  if (stage?.verbs.has('edit') === true)
    items.push({ path: '/stages', label: label(stage.labelPlural), icon: Settings2, key: null });
  return items;
}
