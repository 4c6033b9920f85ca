// The way back of totals that are kept: put away instead of saved, brought back instead of put away, called and asked as before. Whoever may not see one is
// told nothing of it, and of a question he could not ask himself not what it asks.
import type { TotalsQuestion } from '../../contract/saved-totals.ts';
import type { UndoField } from '../operation.ts';
import { sayQuestion } from '../totals/question.ts';
import { mayChangeSaved, readSaved, rewrite, setAway } from '../totals/saved-desk.ts';
import { type SavedRow, openSaved, savedTotalsThing } from '../totals/saved-rows.ts';
import type { Unit } from '../unit.ts';
import { type ConfigEntry, type Inverse, type Kind, compareDocs, erased, foldDocs } from './inverse.ts';

type Doc = Readonly<Record<string, unknown>>;

const labels = { name: 'Name', help: 'What they are for', offered: 'Offered to others', question: 'Question' } as const;

async function sayField(unit: Unit, f: UndoField): Promise<UndoField> {
  if (f.field !== 'question') return f;
  const say = async (q: unknown): Promise<string> =>
    (await sayQuestion(unit, q as TotalsQuestion)) ?? 'Something you may not see, or that is retired';
  return { ...f, back: await say(f.back), now: await say(f.now) };
}

async function changeBack(
  unit: Unit,
  row: SavedRow,
  values: Doc,
  anyway: boolean,
): Promise<Pick<Inverse, 'does' | 'fields' | 'hindrance' | 'run'>> {
  const { name, help, question } = openSaved(unit.vault, row);
  const { before, after } = values as { before: Doc; after: Doc };
  const now = { name, help, question, offered: row.offered };
  const { fields, back, hindrance } = compareDocs(labels, { before, after, now }, anyway);
  const shown: UndoField[] = [];
  for (const f of fields) shown.push(await sayField(unit, f));
  return {
    does: 'back',
    fields: shown,
    hindrance: row.away_at === null ? hindrance : 'They are put away.',
    run: () => rewrite(unit, row, back),
  };
}

/** Whether it was there, whether it is, and what of it was changed meanwhile. `entries`: of one, newest first. */
function fold(entries: readonly ConfigEntry[]): ConfigEntry | null {
  const [newest, oldest] = [entries[0]!, entries.at(-1)!];
  const is = newest.verb !== 'totals put away';
  if (oldest.verb === 'totals saved') return is ? oldest : null;
  const was = oldest.verb !== 'totals brought back';
  const changes = entries.filter((entry) => entry.verb === 'totals changed');
  if (changes.some((entry) => entry.values === null)) return { ...newest, values: null };
  const docs = foldDocs(changes.map((entry) => entry.values as { before: Doc; after: Doc }));
  if (was && is) return docs === null ? null : { ...changes[0]!, values: docs };
  if (was === is) return null;
  return { ...newest, verb: is ? 'totals brought back' : 'totals put away', values: { ...docs } };
}

export const savedTotalsKind: Kind = {
  verbs: ['totals saved', 'totals changed', 'totals put away', 'totals brought back'],
  security: null,
  since: { thing: ({ record }) => record, fold },
  invert: async (unit, entry, anyway): Promise<Inverse> => {
    const row = await readSaved(unit, entry.record!, true);
    const about = { entity: savedTotalsThing, id: entry.id, title: null, fields: [] };
    const stays = (hindrance: string, title: string | null = null): Inverse => ({
      ...about,
      title,
      does: 'stay',
      hindrance,
      run: async () => undefined,
    });
    if (row === undefined) return stays('They are gone, or not yours to see.');
    const title = openSaved(unit.vault, row).name;
    if (!mayChangeSaved(unit, row)) return stays('Changing what is offered needs a right to manage it.', title);
    if (entry.values === null) return stays(erased, title);
    if (entry.verb === 'totals changed')
      return { ...about, title, ...(await changeBack(unit, row, entry.values, anyway)) };
    const away = entry.verb !== 'totals put away';
    if ((row.away_at !== null) === away)
      return stays(away ? 'They are put away already.' : 'They are there already.', title);
    const more = entry.values['before'] === undefined ? null : await changeBack(unit, row, entry.values, true);
    return {
      ...about,
      title,
      does: away ? 'bin' : 'restore',
      fields: more?.fields ?? [],
      hindrance: null,
      // What is put away is not changed, also when this is taken back step by step.
      run: async () => {
        if (!away) await setAway(unit, row, false);
        await more?.run();
        if (away) await setAway(unit, row, true);
      },
    };
  },
};
