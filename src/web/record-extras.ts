// What features add to the pages of records: of theirs, and of all.
import { lazy } from 'react';
import type { EntityInfo } from './catalog.ts';
import type { RecordAccess } from './records/record-access.ts';
import type { RecordExtras } from './records/RecordPage.tsx';

/** What a person said about uses of what is held about them. */
const people: RecordExtras = {
  Above: lazy(() => import('../features/privacy/web/Uses.tsx').then((m) => ({ default: m.UseBadges }))),
};

const extras: Readonly<Record<string, RecordExtras>> = {
  contact: people,
  company: people,
  deal: {
    Above: lazy(() => import('../features/deals/web/StagePath.tsx').then((m) => ({ default: m.StagePath }))),
    parts: {
      of: 'dealLine',
      Panel: lazy(() => import('../features/deals/web/DealLines.tsx').then((m) => ({ default: m.DealLines }))),
    },
  },
  priceList: {
    parts: {
      of: 'price',
      Panel: lazy(() => import('../features/products/web/Prices.tsx').then((m) => ({ default: m.Prices }))),
    },
  },
};
const none: RecordExtras = {};

export function extrasOf(entity: EntityInfo): RecordExtras {
  return extras[entity.name] ?? (entity.name.startsWith('own_') ? people : none);
}

/** Who may what, on every record page. */
export const recordAccess: RecordAccess = {
  Panel: lazy(() => import('../features/access/web/AccessPanel.tsx').then((m) => ({ default: m.AccessPanel }))),
  Share: lazy(() => import('../features/access/web/ShareDialog.tsx').then((m) => ({ default: m.ShareDialog }))),
  FieldWhy: lazy(() => import('../features/access/web/FieldWhy.tsx').then((m) => ({ default: m.FieldWhy }))),
};
