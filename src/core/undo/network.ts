// The way back of rules on networks: each rule that was changed becomes what it was, where it still is what it became. A set that would lock somebody out is
// refused as it is whenever it is saved.
import type { NetworkRule } from '../../contract/network.ts';
import { putRulesBack } from '../network/network-desk.ts';
import { readStored } from '../network/stored.ts';
import { type NetworkChange, inWords } from '../network/wish.ts';
import type { UndoField } from '../operation.ts';
import { may } from '../principal.ts';
import { type ConfigEntry, type Inverse, type Kind, changedSince, erased, needs, same } from './inverse.ts';

interface Said {
  readonly rules: readonly Pick<NetworkChange, 'before' | 'after'>[];
  /** where whoever is turned away is sent: before and after */
  readonly redirect?: readonly [string | null, string | null];
}

const right = 'admin.network';

const idOf = ({ before, after }: Said['rules'][number]): string => (before ?? after)!.id;
const words = (rule: NetworkRule | null): string | null => (rule === null ? null : inWords(rule));

/** Of each rule what it was before the oldest change, and what it became by the newest. `entries`: newest first. */
function fold(entries: readonly ConfigEntry[]): ConfigEntry | null {
  const newest = entries[0]!;
  if (entries.some((entry) => entry.values === null)) return { ...newest, values: null };
  const rules = new Map<string, { before: NetworkRule | null; after: NetworkRule | null }>();
  let redirect: Said['redirect'];
  for (const entry of entries.toReversed()) {
    const said = entry.values as unknown as Said;
    for (const change of said.rules) {
      const { before } = rules.get(idOf(change)) ?? change;
      rules.set(idOf(change), { before, after: change.after });
    }
    if (said.redirect !== undefined)
      redirect = [redirect === undefined ? said.redirect[0] : redirect[0], said.redirect[1]];
  }
  const changed = [...rules.values()].filter(({ before, after }) => !same(before, after));
  const page = redirect === undefined || redirect[0] === redirect[1] ? {} : { redirect };
  return changed.length === 0 && page.redirect === undefined
    ? null
    : { ...newest, values: { rules: changed, ...page } };
}

const changeOf = (field: string, label: string, back: unknown, now: unknown, changed: boolean): UndoField => {
  return { field, label, back, now, changed, by: null, at: null };
};

export const networkKind: Kind = {
  verbs: ['network rules changed', 'network trial confirmed'],
  security: 'network',
  since: { thing: () => 'network rules changed', fold },
  invert: async (unit, entry, anyway): Promise<Inverse> => {
    const about = { entity: 'setting', id: entry.id, title: 'Rules on networks', does: 'back' as const };
    const stays = (hindrance: string): Inverse => ({ ...about, fields: [], hindrance, run: async () => undefined });
    if (!may(unit.me, right)) return stays(needs(right));
    if (entry.values === null) return stays(erased);
    const { rules, redirect } = entry.values as unknown as Said;
    const stored = await readStored(unit);
    const there = new Map(stored.rules.map((rule) => [rule.id, rule]));
    const back = new Map<string, NetworkRule | null>();
    const fields: UndoField[] = [];
    for (const change of rules) {
      const { before, after } = change;
      const now = there.get(idOf(change)) ?? null;
      const isChanged = !same(now, after);
      fields.push(changeOf(idOf(change), `Rule “${(after ?? before)!.name}”`, words(before), words(now), isChanged));
      if (!same(now, before) && (anyway || !isChanged)) back.set(idOf(change), before);
    }
    let page: { readonly redirect?: string | null } = {};
    if (redirect !== undefined) {
      const isChanged = stored.redirect !== redirect[1];
      fields.push(changeOf('redirect', 'Turned away to', redirect[0], stored.redirect, isChanged));
      if (stored.redirect !== redirect[0] && (anyway || !isChanged)) page = { redirect: redirect[0] };
    }
    const hindrance = back.size === 0 && page.redirect === undefined ? changedSince : null;
    return { ...about, fields, hindrance, run: () => putRulesBack(unit, { rules: back, ...page }) };
  },
};
