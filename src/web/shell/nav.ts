// Where one can go every day: the objects one may see, totals, and the ways back. What is not finished is not in it.
import {
  Building2,
  CalendarCheck2,
  ChartNoAxesColumn,
  Contact,
  Handshake,
  History,
  House,
  type LucideIcon,
  Package,
  Settings2,
  Shapes,
  Trash2,
} from 'lucide-react';
import type { Catalog } from '../catalog.ts';
import { label, t } from '../i18n/i18n.ts';
import { opensTotals } from '../saved-totals.ts';
import type { Me } from '../session.ts';

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

export function mainItems(catalog: Catalog, me: Me): NavItem[] {
  const objects = catalog.entities
    .filter((e) => !e.setting && e.menu)
    .map((e) => ({ path: `/${e.path}`, label: label(e.labelPlural), icon: iconOf(e.name), key: keys[e.name] ?? null }));
  const today =
    catalog.byName.get('activity')?.menu === true
      ? [{ path: '/today', label: t('nav.today'), icon: House, key: 't' }]
      : [];
  const totals =
    catalog.entities.length > 0 && opensTotals(me)
      ? [{ path: '/totals', label: t('nav.totals'), icon: ChartNoAxesColumn, key: 'n' }]
      : [];
  const back =
    catalog.entities.length > 0
      ? [
          { path: '/bin', label: t('nav.bin'), icon: Trash2, key: 'b' },
          { path: '/operations', label: t('nav.operations'), icon: History, key: 'u' },
        ]
      : [];
  return [...today, ...objects, ...totals, ...back];
}
