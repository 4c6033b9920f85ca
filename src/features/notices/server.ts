// Notices on the server: one's own, and that they were seen.
import { type Feature, on } from '../../core/feature.ts';
import { type NoticeView, listNotices, seeNotices } from './contract.ts';

export const notices: Feature = {
  name: 'notices',
  handlers: [
    on(listNotices, async (tx) => ({
      rows: (await tx.notices.list()).map(({ doc, ...rest }) => ({
        ...rest,
        what: doc as unknown as NoticeView['what'],
      })),
    })),
    on(seeNotices, async (tx, { ids }) => {
      const seen = await tx.notices.see(ids);
      await tx.note({ what: 'notices seen', values: { ids, seen } });
      return { seen };
    }),
  ],
};
