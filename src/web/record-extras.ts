// What features add to the pages of their records.
import { lazy } from 'react';
import type { EntityInfo } from './catalog.ts';
import type { RecordExtras } from './records/RecordPage.tsx';

const extras: Readonly<Record<string, RecordExtras>> = {
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
  return extras[entity.name] ?? none;
}
