// Asking for access: to what one knows is there, with a reason; it goes to those who could give it, and they give it by the ordinary ways.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';
import { titled } from '../../contract/titled.ts';

const id = z.strictObject({ id: z.uuid() });

const request = z.object({
  id: z.string(),
  person: titled,
  permission: z.string(),
  entity: z.nullable(z.string()),
  record: z.nullable(z.object({ id: z.string(), title: z.nullable(z.string()) })),
  reason: z.string(),
  at: z.string(),
  status: z.enum(['open', 'granted', 'refused', 'withdrawn']),
  /** null while it is open, and where it was given by a role */
  decidedBy: z.nullable(titled),
  decidedAt: z.nullable(z.string()),
  word: z.nullable(z.string()),
  mine: z.boolean(),
  /** how you could give it: by sharing the record, or by a role */
  ways: z.array(z.enum(['share', 'role'])),
});
export type RequestView = z.infer<typeof request>;

export const askForAccess = action({
  name: 'accessRequest.ask',
  http: 'POST /access-requests',
  access: { may: 'self.use' },
  summary: 'Ask for a right you lack: in general, or on one record you can see.',
  input: z.strictObject({
    permission: z.string().check(z.maxLength(80)),
    entity: z.optional(z.string().check(z.maxLength(60))),
    record: z.optional(z.string()),
    reason: z.string().check(z.maxLength(500)),
  }),
  output: request,
});

export const listRequests = action({
  name: 'accessRequest.list',
  http: 'GET /access-requests',
  access: { may: 'self.use' },
  summary: 'What you have asked for, and the open requests of others you could grant.',
  input: z.strictObject({}),
  output: z.object({ rows: z.array(request) }),
});

export const grantRequest = action({
  name: 'accessRequest.grant',
  http: 'POST /access-requests/:id/grant',
  access: { may: 'self.use' },
  changesRights: true,
  security: 'shares',
  summary: 'Share the record somebody asked to edit, until a day; roles are given where roles are given.',
  input: z.strictObject({ id: z.uuid(), until: z.string().check(z.maxLength(20)) }),
  output: request,
});

export const refuseRequest = action({
  name: 'accessRequest.refuse',
  http: 'POST /access-requests/:id/refuse',
  access: { may: 'self.use' },
  summary: 'Refuse a request you could grant, with a word on why.',
  input: z.strictObject({ id: z.uuid(), word: z.string().check(z.maxLength(500)) }),
  output: request,
});

export const withdrawRequest = action({
  name: 'accessRequest.withdraw',
  http: 'POST /access-requests/:id/withdraw',
  access: { may: 'self.use' },
  summary: 'Take back what you asked for.',
  input: id,
  output: request,
});
