// A handler that reads an input its action does not declare.
import { z } from 'zod/mini';
import { action } from '../../../src/contract/action.ts';
import { on } from '../../../src/core/feature.ts';

const view = action({
  name: 'note.view',
  http: 'GET /notes/:id',
  access: { may: 'contact.view' },
  summary: 'Shows one note.',
  input: z.object({ id: z.string() }),
  output: z.object({ id: z.string() }),
});
// right: export const handler = on(view, async (_tx, input) => ({ id: input.id }));
export const handler = on(view, async (_tx, input) => ({ id: input.owner })); // TS2339
