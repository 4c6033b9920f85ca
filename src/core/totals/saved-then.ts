// Totals that were kept at an instant: called and asking what they were called and asked then. They are told to whoever may see them today and might have seen
// them then; what was deleted for good is told to nobody.
import type { LookBack } from '../past/look-back.ts';
import { isLater, lateEntries } from '../past/changes.ts';
import { openValues } from '../ledger.ts';
import { sql } from '../sql.ts';
import { isMine, presentSaved, readSavedRows } from './saved-desk.ts';
import type { SavedTotals, SavedWish } from './saved.ts';
import { openSaved, savedTotalsThing } from './saved-rows.ts';

interface Entry {
  readonly entry: string;
  readonly record: string;
  readonly verb: string;
  readonly plain: string | null;
  readonly sealed: Buffer | null;
}

interface Then {
  readonly wish: SavedWish;
  readonly away: boolean;
}

export async function savedThen(look: LookBack): Promise<SavedTotals[]> {
  const { live, unit, relations } = look;
  const rows = await readSavedRows(live);
  const ids = rows.map((row) => row.id);
  const entries = await live.run<Entry>(sql`with ${lateEntries(relations.at)}
    select l.id as entry, l.record, l.verb, v.plain, v.sealed from core.ledger l left join core.ledger_values v on v.entry = l.id
    where l.record = any(${ids}::uuid[]) and l.entity = ${savedTotalsThing} and l.outcome = 'done' and ${isLater(relations.at)}
    order by l.at desc, l.id desc`);
  const later = Map.groupBy(entries, (entry) => entry.record);
  const out: SavedTotals[] = [];
  for (const row of rows) {
    const now = { wish: { ...openSaved(live.vault, row), offered: row.offered }, away: row.away_at !== null };
    const then = takeBack(live.vault.keys, now, later.get(row.id) ?? []);
    if (then === null || then.away || !(then.wish.offered || isMine(live, row))) continue;
    const was = { ...row, offered: then.wish.offered, away_at: null };
    out.push(await presentSaved(unit, was, then.wish, true));
  }
  const { compare } = new Intl.Collator(unit.me.region.locale, { numeric: true });
  return out.sort((a, b) => compare(a.name, b.name) || (a.id < b.id ? -1 : 1));
}

/** `later`: newest first. Null: they were not there yet, or what they were has been erased. */
function takeBack(keys: Parameters<typeof openValues>[0], now: Then, later: readonly Entry[]): Then | null {
  let { wish, away } = now;
  for (const entry of later) {
    if (entry.verb === 'totals saved') return null;
    if (entry.verb === 'totals put away') away = false;
    if (entry.verb === 'totals brought back') away = true;
    if (entry.verb !== 'totals changed') continue;
    const values = openValues(keys, entry);
    if (values === null) return null;
    wish = { ...wish, ...(values['before'] as Partial<SavedWish>) };
  }
  return { wish, away };
}
