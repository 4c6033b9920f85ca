// The way back of what the company has decided, the same for every setting, and of tests of access.
import { type AccessTestWish, addTest, readTests, removeTest, sentence } from '../access/access-tests.ts';
import { may } from '../principal.ts';
import { settings } from '../settings/all.ts';
import { type Doc, type Setting, changeIn, setSetting, verbsOf } from '../settings/setting.ts';
import {
  type ConfigEntry,
  type Inverse,
  type Kind,
  comesAndGoes,
  compareDocs,
  erased,
  foldDocs,
  needs,
} from './inverse.ts';

function foldDocument(s: Setting<Doc>, entries: readonly ConfigEntry[]): ConfigEntry | null {
  const newest = entries[0]!;
  if (entries.some((entry) => entry.values === null)) return { ...newest, values: null };
  const folded = foldDocs(entries.map((entry) => changeIn(s, entry.values!)));
  return folded === null ? null : { ...newest, values: { ...folded } };
}

const ofSetting = (s: Setting<Doc>): Kind => ({
  verbs: verbsOf(s),
  security: s.security,
  // What somebody chose for himself is nothing the company brings back to an instant.
  ...(s.own === true ? {} : { since: { thing: () => s.verb, fold: (entries) => foldDocument(s, entries) } }),
  invert: async (unit, entry, anyway): Promise<Inverse> => {
    const about = { entity: 'setting', id: entry.id, title: s.title, does: 'back' as const };
    const stays = (hindrance: string): Inverse => ({ ...about, fields: [], hindrance, run: async () => undefined });
    if (!may(unit.me, s.right)) return stays(needs(s.right));
    if (s.own === true && entry.record !== unit.me.id) return stays('Only the person changes it back.');
    if (entry.values === null) return stays(erased);
    const now = await s.read(unit);
    const { fields, back, hindrance } = compareDocs(s.labels, { ...changeIn(s, entry.values), now }, anyway);
    return { ...about, fields, hindrance, run: () => setSetting(unit, s, { ...now, ...back }) };
  },
});

const accessTests: Kind = {
  verbs: ['access test added', 'access test removed'],
  security: 'roles',
  since: comesAndGoes('access test added', (entry) => entry.record!),
  invert: async (unit, entry): Promise<Inverse> => {
    const id = entry.record!;
    const present = (await readTests(unit)).find((t) => t.id === id);
    const removed = entry.verb === 'access test removed';
    const wish = (removed ? entry.values?.['test'] : entry.values) as AccessTestWish | undefined;
    const isTold = may(unit.me, 'admin.grants');
    const said = present === undefined ? (wish?.note ?? null) : sentence(present);
    const about = { entity: 'accessTest', id, title: isTold ? said : null };
    const hindrance = !isTold
      ? needs('admin.grants')
      : wish === undefined || entry.values === null
        ? erased
        : !removed && present === undefined
          ? 'It is gone.'
          : null;
    return {
      ...about,
      does: removed ? 'back' : 'bin',
      fields: [],
      hindrance,
      run: () => (removed ? addTest(unit, wish!, id) : removeTest(unit, id)),
    };
  },
};

export const settingKinds: readonly Kind[] = [...settings.map(ofSetting), accessTests];
