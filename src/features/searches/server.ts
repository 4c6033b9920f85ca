// Kept searches of the ledger on the server: each a line on their desk.
import { type Feature, on } from '../../core/feature.ts';
import { changeSearch, listSearches, removeSearch, saveSearch } from './contract.ts';

export const searches: Feature = {
  name: 'searches',
  handlers: [
    on(listSearches, async (tx) => ({
      rows: (await tx.searches.list()).map((search) => ({
        ...search,
        alert: search.alert === null ? null : { ...search.alert, people: [...search.alert.people] },
      })),
    })),
    on(saveSearch, async (tx, wish, call) => {
      call.answer.status = 201;
      return { id: await tx.searches.save(wish) };
    }),
    on(changeSearch, async (tx, { id, ...wish }) => {
      await tx.searches.change(id, wish);
      return {};
    }),
    on(removeSearch, async (tx, { id }) => {
      await tx.searches.remove(id);
      return {};
    }),
  ],
};
