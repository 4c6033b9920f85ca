// A public action that does not say why it is public.
import { z } from 'zod/mini';
import { action } from '../../../src/contract/action.ts';

const spec = { name: 'health.view', http: 'GET /health', summary: 'Tells whether it works.', input: z.object({}), output: z.object({}) } as const;
// right: export const health = action({ ...spec, access: { public: true, because: 'probes have no account' } });
export const health = action({ ...spec, access: { public: true } }); // TS2322
