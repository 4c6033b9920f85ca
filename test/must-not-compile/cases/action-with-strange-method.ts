// An action under a method the edge does not serve.
import { z } from 'zod/mini';
import { action } from '../../../src/contract/action.ts';

const spec = { name: 'note.list', access: { may: 'contact.view' }, summary: 'Lists notes.', input: z.object({}), output: z.object({}) } as const;
// right: export const list = action({ ...spec, http: 'GET /notes' });
export const list = action({ ...spec, http: 'FETCH /notes' }); // TS2322
