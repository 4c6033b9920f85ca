// Where one can go to administer: a table of pages with the rights that show them, in four groups.
import {
  AppWindow,
  Blocks,
  BookCheck,
  ClockArrowUp,
  FileClock,
  FileDown,
  Fingerprint,
  Gauge,
  Globe,
  Hand,
  KeyRound,
  type LucideIcon,
  Mail,
  ScanEye,
  ScanSearch,
  ScrollText,
  Send,
  Settings2,
  ShieldCheck,
  SlidersHorizontal,
  Upload,
  UserRoundCheck,
  UserRoundSearch,
  UsersRound,
} from 'lucide-react';
import type { Catalog } from '../catalog.ts';
import { label, t } from '../i18n/i18n.ts';
import { type Me, may } from '../session.ts';
import type { NavItem } from './nav.ts';

type Word = Parameters<typeof t>[0];

/** A page, its word, sign and the letter pressed after g, and the rights of which one shows it. */
type Page = readonly [path: string, word: Word, icon: LucideIcon, key: string | null, rights: readonly string[]];

/** Who approves, and who may have asked for something that waits. */
const approving = [
  'admin.approve',
  'admin.policy',
  'admin.grants',
  'admin.members',
  'admin.keys',
  'admin.applications',
  'admin.mail',
  'admin.signin',
  'admin.network',
  'admin.ledger',
];

const groups: readonly (readonly [word: Word, pages: readonly Page[]])[] = [
  [
    'nav.people',
    [
      ['/members', 'nav.members', UsersRound, 'm', ['admin.members']],
      ['/roles', 'nav.roles', ShieldCheck, null, ['admin.roles']],
      ['/access', 'nav.access', ScanEye, null, ['admin.access']],
      ['/requests', 'nav.requests', Hand, null, ['admin.members', 'admin.access']],
      ['/approvals', 'nav.approvals', UserRoundCheck, null, approving],
      ['/leaks', 'nav.leaks', ScanSearch, null, ['admin.leaks']],
    ],
  ],
  [
    'nav.security',
    [
      ['/sign-in', 'nav.signin', Fingerprint, null, ['admin.signin']],
      ['/security-policy', 'nav.policy', BookCheck, null, ['admin.signin', 'ledger.view']],
      ['/security-presets', 'nav.presets', Gauge, null, ['admin.policy']],
      ['/networks', 'nav.networks', Globe, null, ['network.view']],
      ['/keys', 'nav.keys', KeyRound, null, ['admin.keys']],
      ['/applications', 'nav.applications', AppWindow, null, ['admin.applications']],
      ['/export-rules', 'nav.exports', FileDown, null, ['admin.exports']],
    ],
  ],
  [
    'nav.past',
    [
      ['/audit', 'nav.audit', ScrollText, null, ['ledger.view']],
      ['/ledger-settings', 'nav.ledger', Send, null, ['ledger.view']],
      ['/configuration', 'nav.configuration', FileClock, null, ['admin.history']],
      ['/time-machine', 'nav.timeMachine', ClockArrowUp, null, ['tool.time-machine']],
      ['/data-subjects', 'nav.subjects', UserRoundSearch, null, ['admin.privacy']],
    ],
  ],
  [
    'nav.setUp',
    [
      ['/import', 'nav.import', Upload, 'i', ['tool.import']],
      ['/shape', 'nav.shape', Blocks, null, ['admin.shape']],
      ['/settings', 'nav.settings', SlidersHorizontal, null, ['admin.settings']],
      ['/mail', 'nav.mail', Mail, null, ['admin.mail']],
    ],
  ],
];

export interface NavGroup {
  readonly name: string;
  readonly label: string;
  readonly items: readonly NavItem[];
}

/** Only what one may open, and no group without a page. */
export function adminGroups(catalog: Catalog, me: Me): NavGroup[] {
  const stage = catalog.byName.get('stage');
  return groups
    .map(([word, pages]) => ({
      name: word,
      label: t(word),
      items: [
        ...pages
          .filter(([, , , , rights]) => rights.some((right) => may(me, right)))
          .map(([path, name, icon, key]): NavItem => ({ path, label: t(name), icon, key })),
        ...(word === 'nav.setUp' && stage?.menu === true && stage.verbs.has('edit')
          ? [{ path: '/stages', label: label(stage.labelPlural), icon: Settings2, key: null }]
          : []),
      ],
    }))
    .filter(({ items }) => items.length > 0);
}

export function adminItems(catalog: Catalog, me: Me): NavItem[] {
  return adminGroups(catalog, me).flatMap(({ items }) => items);
}
