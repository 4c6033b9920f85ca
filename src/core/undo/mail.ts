// The way back of the mail server: set as it was, or none again. A password never comes back: where the stored one was given for another server, nothing is
// sent until somebody types it in again.
import { givenForSame, putServerBack, toldOf, type ToldServer } from '../mail/mail-desk.ts';
import { readServer } from '../mail/server-row.ts';
import type { UndoField } from '../operation.ts';
import { may } from '../principal.ts';
import {
  type ConfigEntry,
  type Inverse,
  type Kind,
  changedSince,
  compareDocs,
  erased,
  needs,
  same,
} from './inverse.ts';

type Told = ToldServer | null;
type Server = Omit<ToldServer, 'hasPassword'>;

const right = 'admin.mail';
const labels = {
  host: 'Mail server',
  port: 'Port',
  security: 'Encryption',
  username: 'User name',
  authority: 'Certificate of an own authority',
  sender: 'Sender',
  senderName: 'Name of the sender',
} as const;

/** Whether there is a password is told beside it: it is nothing that could be put back. */
function doc(told: Told): Readonly<Record<string, unknown>> {
  if (told === null) return {};
  const { hasPassword: _, ...rest } = told;
  return { ...rest };
}

const said = ({ values }: ConfigEntry): { readonly before?: Told; readonly after?: Told } => values ?? {};

/** From before the oldest to after the newest; `entries`: newest first. */
function fold(entries: readonly ConfigEntry[]): ConfigEntry | null {
  const newest = entries[0]!;
  if (entries.some((entry) => entry.values === null)) return { ...newest, values: null };
  const before = said(entries.at(-1)!).before;
  const after = said(newest).after ?? null;
  if (before !== undefined && same(doc(before), doc(after))) return null;
  return { ...newest, values: { ...(before === undefined ? {} : { before }), after } };
}

function passwordField(wish: Server, now: Told): UndoField[] {
  if (wish.username === null || (now !== null && now.hasPassword && givenForSame(wish, now))) return [];
  const back = 'To be typed in again: a password never comes back';
  const present = now?.hasPassword === true ? 'Set' : null;
  return [{ field: 'password', label: 'Password', back, now: present, changed: false, by: null, at: null }];
}

export const mailKind: Kind = {
  verbs: ['mail server set', 'mail server removed'],
  security: 'mail',
  since: { thing: () => 'mail server set', fold },
  invert: async (unit, entry, anyway): Promise<Inverse> => {
    const about = { entity: 'setting', id: entry.id, title: 'Mail server' };
    const stays = (hindrance: string): Inverse => ({
      ...about,
      does: 'stay',
      fields: [],
      hindrance,
      run: async () => undefined,
    });
    if (!may(unit.me, right)) return stays(needs(right));
    if (entry.values === null) return stays(erased);
    const { before, after = null } = said(entry);
    // So it was put on record once: that there was a certificate, and not which.
    if (before === undefined || (before !== null && typeof before.authority === 'boolean'))
      return stays('What it was is not on record.');
    const row = await readServer(unit);
    const now = row === null ? null : toldOf(row);
    const isSame = same(doc(now), doc(after));
    if (before === null) {
      const { fields } = compareDocs(labels, { before: {}, after: doc(after), now: doc(now) }, true);
      if (now === null) return stays('There is none.');
      return {
        ...about,
        does: 'bin',
        fields,
        hindrance: isSame || anyway ? null : changedSince,
        run: () => putServerBack(unit, null),
      };
    }
    const removed = after === null;
    if (!removed && now === null) return stays('There is none by now.');
    const compared = compareDocs(
      labels,
      { before: doc(before), after: removed ? blank : doc(after), now: now === null ? blank : doc(now) },
      anyway,
    );
    const wish = { ...blank, ...doc(now), ...compared.back } as unknown as Server;
    return {
      ...about,
      does: removed ? 'restore' : 'back',
      fields: [...compared.fields, ...passwordField(wish, now)],
      hindrance: compared.hindrance,
      run: () => putServerBack(unit, wish),
    };
  },
};

const blank: Readonly<Record<string, unknown>> = Object.fromEntries(Object.keys(labels).map((name) => [name, null]));
