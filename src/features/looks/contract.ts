// Looking at the product as somebody else: begun with a reason, only to look, half an hour at most, and told to that person.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';
import { titled } from '../../contract/titled.ts';

const look = z.object({
  id: z.string(),
  /** null: somebody you may not see */
  viewer: z.nullable(titled),
  person: z.nullable(titled),
  reason: z.string(),
  startedAt: z.string(),
  endedAt: z.nullable(z.string()),
  /** it ends at this instant by itself */
  until: z.string(),
});

export const startLook = action({
  name: 'viewAs.start',
  http: 'POST /view-as',
  access: { may: 'access.viewAs' },
  changesRights: true,
  summary:
    'Look at the product as somebody else: your session only reads from then on, and only what both of you may see; that person can read your reason.',
  input: z.strictObject({ person: z.string(), reason: z.string().check(z.maxLength(500)) }),
  output: look,
});

export const leaveLook = action({
  name: 'viewAs.leave',
  http: 'DELETE /view-as',
  access: { signedIn: true },
  looking: 'as-oneself',
  changesRights: true,
  summary: 'Go on as yourself.',
  input: z.strictObject({}),
  output: z.object({}),
});

export const stopLook = action({
  name: 'viewAs.stop',
  http: 'POST /view-as/:id/stop',
  access: { may: 'self.use' },
  changesRights: true,
  summary: 'End at once that somebody looks at the product as you.',
  input: z.strictObject({ id: z.uuid() }),
  output: z.object({}),
});

export const listLooks = action({
  name: 'viewAs.list',
  http: 'GET /view-as',
  access: { may: 'self.use' },
  summary: 'Who has looked at the product as you, when and why; with admin.access as anybody.',
  input: z.strictObject({ person: z.optional(z.string()) }),
  output: z.object({ rows: z.array(look) }),
});
