// Looking as somebody else, on the server: each a line on its desk.
import { type Feature, on } from '../../core/feature.ts';
import { leaveLook, listLooks, startLook, stopLook } from './contract.ts';

export const looks: Feature = {
  name: 'looks',
  handlers: [
    on(startLook, async (tx, { person, reason }, call) => {
      call.answer.status = 201;
      return { ...(await tx.looks.start(person, reason)) };
    }),
    on(leaveLook, async (tx) => {
      await tx.looks.leave();
      return {};
    }),
    on(stopLook, async (tx, { id }) => {
      await tx.looks.stop(id);
      return {};
    }),
    on(listLooks, async (tx, { person }) => ({ rows: await tx.looks.list(person ?? null) })),
  ],
};
