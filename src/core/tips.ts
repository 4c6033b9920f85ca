// Which tips on security somebody has put away; what they say stands with the pages.
import type { Unit } from './unit.ts';

export interface TipDesk {
  /** names of those I have put away */
  seen(): Promise<string[]>;
  putAway(tip: string): Promise<void>;
  /** all of them show again */
  bringBack(): Promise<void>;
}

export function makeTipDesk(unit: Unit): TipDesk {
  const { id } = unit.me;
  return {
    seen: async () => {
      const { rows } = await unit.query<{ tip: string }>(
        'select tip from core.tip_seen where user_id = $1 order by tip',
        [id],
      );
      return rows.map((row) => row.tip);
    },
    putAway: async (tip) => {
      unit.assertWrites();
      await unit.query('insert into core.tip_seen (user_id, tip, at) values ($1, $2, $3) on conflict do nothing', [
        id,
        tip,
        unit.at,
      ]);
    },
    bringBack: async () => {
      unit.assertWrites();
      await unit.query('delete from core.tip_seen where user_id = $1', [id]);
    },
  };
}
