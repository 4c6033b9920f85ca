// Search over everything one may see, for the palette and the API.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';

export const find = action({
  name: 'search.find',
  looking: 'as-them',
  http: 'GET /search',
  access: { may: 'self.use' },
  needs: ['tool.search'],
  summary: 'The best matches among all records you may see, each with the reason why it matched.',
  input: z.strictObject({
    q: z.string().check(z.maxLength(200)),
    /** one object only, by its name in the API */
    in: z.optional(z.string().check(z.maxLength(60))),
    /** matches of each object, 1 to 20 */
    limit: z.optional(z.string().check(z.regex(/^([1-9]|1\d|20)$/))),
  }),
  output: z.strictObject({
    found: z.array(
      z.strictObject({
        entity: z.string(),
        id: z.string(),
        title: z.string(),
        match: z.nullable(z.strictObject({ field: z.string(), label: z.string(), text: z.string() })),
      }),
    ),
  }),
});
