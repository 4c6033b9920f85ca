// Totals that are kept, on the server: each a line on their desk; the figures are those the record engine gives whoever asks.
import type { TotalsQuestion } from '../../contract/saved-totals.ts';
import { type PageFilter, readPageFilter } from '../../contract/page-filter.ts';
import { invalidField } from '../../contract/problem.ts';
import { type Feature, on } from '../../core/feature.ts';
import type { SavedTotals } from '../../core/totals/saved.ts';
import {
  type SavedTotalsView,
  type TotalsQuestionView,
  bringSavedBack,
  changeSaved,
  figuresOfSaved,
  listSaved,
  openToSaved,
  putSavedAway,
  removeSaved,
  saveTotals,
  viewSaved,
} from './contract.ts';

/** The same value without its marks of read-only, which schemas do not have. */
const out = (saved: SavedTotals): SavedTotalsView => saved as unknown as SavedTotalsView;

/** A filter is one of the page's or it is refused: nothing is kept that narrows nothing. */
function questionOf(q: TotalsQuestionView): TotalsQuestion {
  if (q.filter === null) return { ...q, filter: null };
  const filter: PageFilter | null = readPageFilter(JSON.stringify(q.filter));
  if (filter === null) throw invalidField('question', 'invalid-filter', 'This is no filter.');
  return { ...q, filter };
}

export const totals: Feature = {
  name: 'totals',
  handlers: [
    on(listSaved, async (tx, { away }) => ({ rows: (await tx.savedTotals.list(away === 'yes')).map(out) })),
    on(viewSaved, async (tx, { id }) => out(await tx.savedTotals.view(id))),
    on(figuresOfSaved, async (tx, { id, depth }) => {
      const { e, keys, measures, query } = await tx.savedTotals.ask(id);
      return tx.records.group(e, depth === undefined ? keys : keys.slice(0, Number(depth)), measures, query);
    }),
    on(saveTotals, async (tx, { name, help = '', offered = false, question }, call) => {
      const id = await tx.savedTotals.save({ name, help, offered, question: questionOf(question) });
      call.answer.status = 201;
      return out(await tx.savedTotals.view(id));
    }),
    on(changeSaved, async (tx, { id, version, name, help, offered, question }) => {
      await tx.savedTotals.change(id, version, {
        ...(name === undefined ? {} : { name }),
        ...(help === undefined ? {} : { help }),
        ...(offered === undefined ? {} : { offered }),
        ...(question === undefined ? {} : { question: questionOf(question) }),
      });
      return {};
    }),
    on(putSavedAway, async (tx, { id }) => {
      await tx.savedTotals.putAway(id);
      return {};
    }),
    on(bringSavedBack, async (tx, { id }) => {
      await tx.savedTotals.bringBack(id);
      return {};
    }),
    on(removeSaved, async (tx, { id }) => {
      await tx.savedTotals.remove(id);
      return {};
    }),
    on(openToSaved, async (tx, { id }) => {
      const { people, others } = await tx.savedTotals.openTo(id);
      return { people: people.map((p) => ({ ...p, by: [...p.by] })), others };
    }),
  ],
};
