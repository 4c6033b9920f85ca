// The way back of shares, deputies and closed accounts: given again or taken again by the functions that give and take.
import { dateIn } from '../../contract/region.ts';
import { endDeputy, nameDeputy } from '../access/deputy-desk.ts';
import { assertMayShare, endShare, giveShare } from '../access/share-desk.ts';
import { deactivateMember, reactivateMember } from '../identity/members.ts';
import { may } from '../principal.ts';
import { findTitles } from '../records/titles.ts';
import type { Unit } from '../unit.ts';
import { type ConfigEntry, type Inverse, type Kind, changedSince, comesAndGoes, erased, needs } from './inverse.ts';

interface SharedValues {
  readonly with: string;
  readonly edit?: boolean;
  readonly until?: string;
  readonly reason?: string | null;
  readonly before?: { readonly edit: boolean; readonly until: string; readonly reason: string | null };
}

/** The last day of it, where the company is. */
function lastDay(unit: Unit, until: string): string {
  return dateIn(new Date(Date.parse(until) - 1), unit.me.region.timeZone);
}

async function titleOf(unit: Unit, entity: string | null, id: string | null): Promise<string | null> {
  const e = entity === null ? undefined : unit.catalog.lookup(entity);
  if (e === undefined || id === null) return null;
  return (await findTitles(unit, e, [id])).get(id) ?? null;
}

async function shareNow(
  unit: Unit,
  entry: ConfigEntry,
  receiver: string,
): Promise<{ id: string; edit: boolean; until: Date; by: string } | undefined> {
  const { rows } = await unit.query<{ id: string; edit: boolean; until: Date; by: string }>(
    `select id, may_edit as edit, until_at as until, given_by as by from core.share
     where entity = $1 and record = $2 and coalesce(user_id, team) = $3`,
    [entry.entity, entry.record, receiver],
  );
  return rows[0];
}

async function giveAgain(
  unit: Unit,
  entry: ConfigEntry,
  receiver: string,
  what: { readonly edit: boolean; readonly until: string; readonly reason: string | null },
): Promise<void> {
  const isTeam = (await unit.query('select 1 from data.team where id = $1', [receiver])).rowCount > 0;
  await giveShare(unit, entry.entity!, entry.record!, {
    ...(isTeam ? { team: receiver } : { user: receiver }),
    edit: what.edit,
    until: lastDay(unit, what.until),
    ...(what.reason === null ? {} : { reason: what.reason }),
  });
}

/** Why whoever asks shares nothing there; null: he may. */
async function refusal(unit: Unit, { entity, record }: ConfigEntry): Promise<string | null> {
  const refused = await unit.attempt(() => assertMayShare(unit, entity!, record!));
  return refused === null ? null : refused.message;
}

const shares: Kind = {
  verbs: ['shared', 'share ended'],
  security: 'shares',
  invert: async (unit, entry, anyway): Promise<Inverse> => {
    const values = entry.values as SharedValues | null;
    const title = await titleOf(unit, entry.entity, entry.record);
    const about = { entity: 'share', id: entry.id, title, fields: [] };
    const stays = (hindrance: string): Inverse => ({ ...about, does: 'stay', hindrance, run: async () => undefined });
    if (values === null) return stays(erased);
    const now = await shareNow(unit, entry, values.with);
    if (entry.verb === 'share ended') {
      if (now !== undefined) return stays('It is there again.');
      const { edit, until, reason = null } = values;
      if (edit === undefined || until === undefined || Date.parse(until) <= unit.at.getTime())
        return stays('Its last day is over.');
      return {
        ...about,
        does: 'back',
        hindrance: await refusal(unit, entry),
        run: () => giveAgain(unit, entry, values.with, { edit, until, reason }),
      };
    }
    if (now === undefined) return stays('It is gone.');
    const refused = now.by === unit.me.self.id ? null : await refusal(unit, entry);
    if (refused !== null) return stays(refused);
    if (!anyway && (now.edit !== values.edit || now.until.toISOString() !== values.until)) return stays(changedSince);
    const { before } = values;
    if (before !== undefined && Date.parse(before.until) > unit.at.getTime())
      return { ...about, does: 'back', hindrance: null, run: () => giveAgain(unit, entry, values.with, before) };
    return { ...about, does: 'bin', hindrance: null, run: () => endShare(unit, now.id) };
  },
};

interface DeputyValues {
  readonly deputy: string;
  readonly from: string;
  readonly until: string | null;
}

const deputies: Kind = {
  verbs: ['deputy named', 'deputy ended'],
  security: 'deputies',
  since: comesAndGoes('deputy named', ({ record, values }) => {
    const { deputy, from, until } = (values ?? {}) as Partial<DeputyValues>;
    return `${record} ${deputy} ${from} ${until}`;
  }),
  invert: async (unit, entry): Promise<Inverse> => {
    const values = entry.values as DeputyValues | null;
    const title = await titleOf(unit, 'user', entry.record);
    const about = { entity: 'deputy', id: entry.id, title, fields: [] };
    const stays = (hindrance: string): Inverse => ({ ...about, does: 'stay', hindrance, run: async () => undefined });
    if (values === null) return stays(erased);
    const { rows } = await unit.query<{ id: string }>(
      `select id from core.deputy where user_id = $1 and deputy = $2 and from_at = $3 and until_at is not distinct from $4`,
      [entry.record, values.deputy, values.from, values.until],
    );
    const now = rows[0];
    const mine = [entry.record, values.deputy].includes(unit.me.self.id);
    if (!mine && !may(unit.me, 'admin.deputies')) return stays(needs('admin.deputies'));
    if (entry.verb === 'deputy named') {
      if (now === undefined) return stays('It has ended already.');
      return { ...about, does: 'bin', hindrance: null, run: () => endDeputy(unit, now.id) };
    }
    if (now !== undefined) return stays('It is there again.');
    if (values.until !== null && Date.parse(values.until) <= unit.at.getTime()) return stays('Its last day is over.');
    const wish = { ...(entry.record === unit.me.self.id ? {} : { user: entry.record! }), deputy: values.deputy };
    const exact = { from: new Date(values.from), until: values.until === null ? null : new Date(values.until) };
    return { ...about, does: 'back', hindrance: null, run: () => nameDeputy(unit, wish, exact) };
  },
};

/** The status before and after, where an account was closed or opened by it. */
export function closing(values: ConfigEntry['values']): readonly [string, string] | undefined {
  const change = (values?.['changes'] as Record<string, readonly [string, string]> | undefined)?.['status'];
  return change?.includes('inactive') === true ? change : undefined;
}

/** An account that was closed is opened again, and the other way round; sessions and links that ended with it stay ended. */
const accounts: Kind = {
  verbs: ['edited'],
  security: 'members',
  since: {
    thing: ({ entity, record, values }) => (entity === 'user' && closing(values) !== undefined ? record : null),
    fold: (entries) => {
      const [before, after] = [closing(entries.at(-1)!.values)![0], closing(entries[0]!.values)![1]];
      return before === after ? null : { ...entries[0]!, values: { changes: { status: [before, after] } } };
    },
  },
  invert: async (unit, entry): Promise<Inverse | null> => {
    const change = closing(entry.values);
    if (entry.entity !== 'user' || change === undefined) return null;
    const [before, after] = change;
    const about = { entity: 'account', id: entry.record!, title: await titleOf(unit, 'user', entry.record) };
    const { rows } = await unit.query<{ status: string }>('select status from data."user" where id = $1', [
      entry.record,
    ]);
    const now = rows[0]?.status ?? null;
    const right = may(unit.me, 'admin.members') ? null : needs('admin.members');
    const hindrance = right ?? (now === after ? null : changedSince);
    const field = { field: 'status', label: 'Status', back: before, now, changed: now !== after, by: null, at: null };
    const fields = right === null ? [field] : [];
    return {
      ...about,
      fields,
      does: 'back',
      hindrance,
      run: () =>
        after === 'inactive'
          ? reactivateMember(unit, entry.record!, before === 'invited' ? 'invited' : 'active')
          : deactivateMember(unit, entry.record!),
    };
  },
};

export const sharingKinds: readonly Kind[] = [shares, deputies, accounts];
