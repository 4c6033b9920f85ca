// Counts whom rules on networks turn away, or would: in memory first, written together every few seconds, so that a flood costs no more than one row an address.
import { dateIn } from '../../contract/region.ts';
import { bucketOf } from '../address.ts';
import { now } from '../clock.ts';
import { log } from '../log.ts';
import type { Vault } from '../vault.ts';

export type Counted = 'refused' | 'would-be-refused';

export interface Count {
  readonly vault: Vault;
  /** YYYY-MM-DD, UTC */
  readonly day: string;
  /** an address, an IPv6 /64, or '' for all that were too many to name */
  readonly address: string;
  readonly outcome: Counted;
  readonly person: string | null;
  count: number;
  lastAt: Date;
}

const everyMs = 5_000;
/** Of one vault in one round: more addresses than these are counted together. */
const namedMost = 500;
/** Rows older than this many days are forgotten. */
const keptDays = 30;

const upsert = `
insert into core.network_count as n (day, address, outcome, person, count, last_at)
select * from jsonb_to_recordset($1) as r(day date, address text, outcome text, person uuid, count bigint, last_at timestamptz)
on conflict (day, address, outcome, person) do update set count = n.count + excluded.count, last_at = greatest(n.last_at, excluded.last_at)`;

const nobody = '00000000-0000-0000-0000-000000000000';

const waiting = new Map<string, Map<string, Count>>();
let timer: NodeJS.Timeout | undefined;

export function countNetwork(vault: Vault, address: string, outcome: Counted, person: string | null): void {
  let mine = waiting.get(vault.id);
  if (mine === undefined) waiting.set(vault.id, (mine = new Map()));
  const at = now();
  const place = mine.size < namedMost ? bucketOf(address) : '';
  const day = dateIn(at, 'UTC');
  const key = `${day} ${place} ${outcome} ${person ?? ''}`;
  const known = mine.get(key);
  if (known === undefined) mine.set(key, { vault, day, address: place, outcome, person, count: 1, lastAt: at });
  else {
    known.count += 1;
    known.lastAt = at;
  }
  timer ??= startTimer();
}

function startTimer(): NodeJS.Timeout {
  const started = setInterval(() => void writeCounts(), everyMs);
  started.unref();
  return started;
}

/** What is counted and not written yet. */
export function countsWaiting(vaultId: string): Count[] {
  return [...(waiting.get(vaultId)?.values() ?? [])];
}

/** Writes everything; at the end of the program too. What cannot be written is told in the log and counted no more. */
export async function writeCounts(): Promise<void> {
  const taken = [...waiting.values()];
  waiting.clear();
  for (const counts of taken) {
    const all = [...counts.values()];
    const { vault } = all[0]!;
    if (vault.state !== 'active') continue;
    await write(vault, all).catch((error: unknown) => {
      log.warn({ err: error, tenant: vault.id }, 'counts of refused addresses could not be written');
    });
  }
}

async function write(vault: Vault, counts: readonly Count[]): Promise<void> {
  const rows = counts.map(({ day, address, outcome, person, count, lastAt }) => {
    return { day, address, outcome, person: person ?? nobody, count, last_at: lastAt.toISOString() };
  });
  const lease = await vault.pool.acquire();
  try {
    await lease.query(upsert, [JSON.stringify(rows)]);
    await lease.query(`delete from core.network_count where day < $1::date - ${keptDays}`, [rows[0]!.day]);
    lease.release();
  } catch (error) {
    lease.release(error);
    throw error;
  }
}
