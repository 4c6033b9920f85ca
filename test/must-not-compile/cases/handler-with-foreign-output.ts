// A handler that answers something else than its action declares.
import { z } from 'zod/mini';
import { action } from '../../../src/contract/action.ts';
import { on } from '../../../src/core/feature.ts';

const count = action({
  name: 'note.count',
  http: 'GET /notes/count',
  access: { may: 'contact.view' },
  summary: 'Counts notes.',
  input: z.object({}),
  output: z.object({ count: z.number() }),
});
// right: export const handler = on(count, async () => ({ count: 1 }));
export const handler = on(count, async () => ({ count: 'one' })); // TS2322
