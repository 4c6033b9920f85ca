// Makes the `bin` of a Tx: the functions of the bin bound to one unit of work, and what the product itself does there day by day.
import { setSetting } from '../settings/setting.ts';
import type { Unit } from '../unit.ts';
import { type BinDesk, listBin } from './bin-list.ts';
import { countPurge, expire, purgeItems, purgePart } from './bin-empty.ts';
import { binSetting, readPolicy } from './bin-policy.ts';
import { restoreItems, viewTree } from './bin-tree.ts';
import { openHolds } from './holds.ts';

const day = 86_400_000;

export function makeBinDesk(unit: Unit): BinDesk {
  const system = (): void => unit.refuseUnless(unit.me.kind === 'system', 'system');
  return {
    list: (query) => listBin(unit, query),
    tree: (item) => viewTree(unit, item),
    restore: (items, how) => restoreItems(unit, items, how),
    countPurge: (which) => countPurge(unit, which),
    purge: (items) => purgeItems(unit, items),
    purgePart: (query, cursor, limit) => purgePart(unit, query, cursor, limit),
    policy: () => readPolicy(unit),
    setPolicy: (next) => setSetting(unit, binSetting, next),
    expire: (limit) => expire(unit, limit),
    isDue: async () => {
      system();
      const { rows } = await unit.query<{ looked_at: Date | null }>('select looked_at from core.bin_policy');
      const last = rows[0]?.looked_at ?? null;
      return last === null || unit.at.getTime() - last.getTime() >= day;
    },
    looked: async () => {
      system();
      await unit.query('update core.bin_policy set looked_at = $1', [unit.at]);
    },
    forgetDue: async (limit) => {
      system();
      // While everything is held nothing is forgotten either.
      if ((await openHolds(unit)).some((h) => h.entity === null)) return [];
      const { rows } = await unit.query<{ record: string }>(
        'select record from core.forget_due order by at, record limit $1',
        [limit],
      );
      return rows.map((row) => row.record);
    },
    forgotten: async (records) => {
      system();
      await unit.query('delete from core.forget_due where record = any($1::uuid[])', [records]);
    },
  };
}
