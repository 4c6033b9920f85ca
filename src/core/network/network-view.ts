// What the page on networks shows beside the rules: a trial under way, who was turned away, and the names of what is named.
import { zeroId } from '../principal.ts';
import type { Unit } from '../unit.ts';
import { countsWaiting } from './counts.ts';
import type { NetworkCount, NetworkView } from './desk.ts';
import type { StoredNetwork } from './rules.ts';
import { beganAfter } from './stored.ts';

const listMost = 50;

interface CountRow {
  readonly address: string;
  readonly outcome: NetworkCount['outcome'];
  readonly person: string;
  readonly count: number;
  readonly last_at: Date;
}

/** Of 30 days, what is not written yet included. */
async function readCounts(
  unit: Unit,
  names: ReadonlyMap<string, string>,
): Promise<Pick<NetworkView, 'counts' | 'totals'>> {
  const { rows } = await unit.query<CountRow>(
    `select address, outcome, person, sum(count)::int as count, max(last_at) as last_at from core.network_count
     where last_at > $1 group by address, outcome, person`,
    [new Date(unit.at.getTime() - 30 * 86_400_000)],
  );
  const waiting = countsWaiting(unit.vault.id).map(({ address, outcome, person, count, lastAt }) => {
    return { address, outcome, person: person ?? zeroId, count, last_at: lastAt };
  });
  const merged = Map.groupBy([...rows, ...waiting], (row) => `${row.address} ${row.outcome} ${row.person}`);
  const all = [...merged.values()].map((same) => ({
    ...same[0]!,
    count: same.reduce((sum, row) => sum + row.count, 0),
    last_at: new Date(Math.max(...same.map((row) => row.last_at.getTime()))),
  }));
  const total = (outcome: NetworkCount['outcome']): number =>
    all.filter((row) => row.outcome === outcome).reduce((sum, row) => sum + row.count, 0);
  return {
    counts: all
      .toSorted((a, b) => b.last_at.getTime() - a.last_at.getTime())
      .slice(0, listMost)
      .map((row) => ({
        address: row.address,
        outcome: row.outcome,
        person: row.person === zeroId ? null : { id: row.person, title: names.get(row.person) ?? '' },
        count: row.count,
        lastAt: row.last_at.toISOString(),
      })),
    totals: { refused: total('refused'), wouldBeRefused: total('would-be-refused') },
  };
}

export async function viewOf(
  unit: Unit,
  stored: StoredNetwork,
  rules: NetworkView['rules'],
  names: ReadonlyMap<string, string>,
): Promise<NetworkView> {
  const roles = await unit.query<{ id: string; title: string }>(
    'select id, name as title from core.role order by name',
  );
  const running = stored.trial !== null && new Date(stored.trial.until) > unit.at ? stored.trial : null;
  const named = [...rules, ...(running?.rules ?? [])]
    .filter((rule) => rule.who === 'people')
    .flatMap((rule) => rule.named);
  return {
    version: stored.version,
    rules,
    redirect: stored.redirect,
    offAt: stored.offAt === null ? null : new Date(stored.offAt).toISOString(),
    trial:
      running === null
        ? null
        : {
            rules: running.rules,
            redirect: running.redirect,
            until: new Date(running.until).toISOString(),
            by: { id: running.by, title: names.get(running.by) ?? '' },
            mayConfirm: await beganAfter(unit, running.startedAt),
          },
    ...(await readCounts(unit, names)),
    roles: roles.rows,
    people: [...new Set(named)].map((id) => ({ id, title: names.get(id) ?? '' })),
  };
}
