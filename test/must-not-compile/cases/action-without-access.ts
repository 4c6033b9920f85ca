// An action that does not say who may do it.
import { z } from 'zod/mini';
import { action } from '../../../src/contract/action.ts';

const spec = { name: 'note.list', http: 'GET /notes', summary: 'Lists notes.', input: z.object({}), output: z.object({}) } as const;
// right: export const list = action({ ...spec, access: { may: 'contact.view' } });
export const list = action({ ...spec }); // TS2741
