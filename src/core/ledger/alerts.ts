// Searches that watch: so many entries within so many minutes, counted as their owner may see them, and those they name are told.
import { parseLedgerQuery } from '../../contract/ledger-query.ts';
import { Problem } from '../../contract/problem.ts';
import { now } from '../clock.ts';
import type { Door } from '../door.ts';
import { log } from '../log.ts';
import { may } from '../principal.ts';
import type { Vault } from '../vault.ts';
import { alertsKnown, noteAlerts } from './alert-hints.ts';
import { makeLedgerDesk } from './read-desk.ts';
import { openSearch } from './searches-desk.ts';
import type { SilentLook } from './silent-look.ts';

interface Watching {
  readonly id: string;
  readonly owner: string;
  readonly sealed: Buffer;
  readonly count: number;
  readonly minutes: number;
  readonly told_at: Date | null;
}

const action = 'ledger.alert';

/** Counted are entries since it told the last time, so that nothing is told twice; its own telling does not count. */
export async function lookAtAlerts(door: Door, look: SilentLook, vault: Vault): Promise<number> {
  if (alertsKnown(vault.id) === false) return 0;
  const watching = await readWatching(vault);
  noteAlerts(vault.id, watching.length > 0);
  let raised = 0;
  for (const search of watching) {
    try {
      const found = await countFor(look, vault, search);
      if (found === null || found < search.count) continue;
      const purpose = { action, reads: false, requestId: null, address: null, source: 'system' } as const;
      await door.open(vault, { kind: 'system', name: 'host' }, purpose, (tx) => tx.searches.raise(search.id, found));
      raised += 1;
    } catch (error) {
      log.warn({ tenant: vault.id, search: search.id, err: error }, 'a search that watches could not look');
    }
  }
  return raised;
}

async function readWatching(vault: Vault): Promise<Watching[]> {
  const lease = await vault.pool.acquire();
  try {
    const { rows } = await lease.query<Watching>(
      `select id, owner, sealed, alert_count as count, alert_minutes as minutes, told_at from core.saved_search
       where alert_count is not null order by id`,
    );
    lease.release();
    return rows;
  } catch (error) {
    lease.release(error);
    throw error;
  }
}

/** Null: its owner may not read the ledger any more, or is not there. */
async function countFor(look: SilentLook, vault: Vault, search: Watching): Promise<number | null> {
  const { query, looks } = openSearch(vault, search);
  const { terms, wrong } = parseLedgerQuery(query);
  if (wrong !== null) return null;
  const to = now();
  const from = new Date(Math.max(to.getTime() - search.minutes * 60_000, search.told_at?.getTime() ?? 0));
  if (from >= to) return null;
  const own = { key: 'action', values: [action], not: true } as const;
  try {
    return await look.run(vault, { kind: 'user', id: search.owner }, { action, address: null }, async (unit) => {
      if (!may(unit.me, 'ledger.view')) return null;
      const asked = { terms: [...terms, own], changes: !looks };
      const { buckets } = await makeLedgerDesk(unit).histogram(asked, from, to, 1);
      return buckets[0]!.done + buckets[0]!.refused;
    });
  } catch (error) {
    if (error instanceof Problem && error.code === 'session-ended') return null;
    throw error;
  }
}
