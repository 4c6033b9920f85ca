// Approvals: security changes that wait for a second administrator, and the policy that says which do.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';
import { securityClasses } from '../../contract/security-change.ts';
import { titled } from '../../contract/titled.ts';

const id = z.strictObject({ id: z.uuid() });
const why = z.optional(z.nullable(z.string().check(z.maxLength(500))));
const classes = Object.keys(securityClasses) as (keyof typeof securityClasses)[];

const pendingChange = z.object({
  id: z.string(),
  action: z.string(),
  class: z.enum(classes),
  summary: z.string(),
  details: z.unknown(),
  reason: z.nullable(z.string()),
  status: z.enum(['waiting', 'approved', 'done', 'refused', 'cancelled', 'stale', 'failed', 'expired']),
  author: titled,
  /** the key through which it was asked */
  key: z.nullable(z.string()),
  madeAt: z.string(),
  expiresAt: z.string(),
  /** nobody else can approve it: it takes effect then by itself */
  runsAt: z.nullable(z.string()),
  /** once approved, its author asks again and gets the answer */
  collect: z.boolean(),
  decidedBy: z.nullable(titled),
  decidedAt: z.nullable(z.string()),
  decisionReason: z.nullable(z.string()),
  error: z.nullable(z.string()),
  may: z.array(z.enum(['approve', 'refuse', 'cancel', 'renew', 'collect'])),
});
export type PendingChange = z.infer<typeof pendingChange>;

const policy = z.object({
  classes: z.array(z.enum(classes)),
  delayHours: z.int(),
  expiresDays: z.int(),
  /** active people who may approve, the asker not counted */
  others: z.int(),
});
export type Policy = z.infer<typeof policy>;

export const listPending = action({
  name: 'approval.list',
  http: 'GET /approvals',
  access: { may: 'self.use' },
  summary: 'Security changes that wait or waited for approval: everybody’s for those who may approve, else my own.',
  input: z.strictObject({}),
  output: z.object({ rows: z.array(pendingChange), policy }),
});

export const viewPending = action({
  name: 'approval.view',
  http: 'GET /approvals/:id',
  access: { may: 'self.use' },
  summary: 'One pending change with all that was asked for.',
  input: id,
  output: pendingChange,
});

const outcome = z.object({
  id: z.string(),
  status: z.string(),
  /** why it was not carried out */
  error: z.nullable(z.string()),
});

export const approvePending = action({
  name: 'approval.approve',
  http: 'POST /approvals/:id/approve',
  access: { may: 'admin.approve' },
  summary: 'Approve what somebody else asked for; it is carried out at once, in their name, with yours beside it.',
  input: z.strictObject({ id: z.uuid(), reason: why }),
  output: outcome,
});

export const refusePending = action({
  name: 'approval.refuse',
  http: 'POST /approvals/:id/refuse',
  access: { may: 'admin.approve' },
  summary: 'Refuse what somebody else asked for.',
  input: z.strictObject({ id: z.uuid(), reason: why }),
  output: pendingChange,
});

export const cancelPending = action({
  name: 'approval.cancel',
  http: 'POST /approvals/:id/cancel',
  access: { may: 'self.use' },
  summary: 'Take back what I asked for.',
  input: id,
  output: pendingChange,
});

export const renewPending = action({
  name: 'approval.renew',
  http: 'POST /approvals/:id/renew',
  access: { may: 'self.use' },
  summary: 'Ask again for what I had asked for before something it builds on was changed.',
  input: id,
  output: outcome,
});

export const collectPending = action({
  name: 'approval.collect',
  http: 'POST /approvals/:id/collect',
  access: { may: 'self.use' },
  summary: 'Carry out what I asked for and somebody else approved, and get its answer, a secret or a link, once.',
  input: id,
  output: z.object({
    ...outcome.shape,
    /** what the action itself answers; null: it was not carried out */ answer: z.unknown(),
  }),
});

export const setPolicy = action({
  name: 'approval.setPolicy',
  http: 'PUT /approval-policy',
  access: { may: 'admin.policy' },
  security: 'policy',
  stepUp: true,
  summary: 'Decide which classes of security change need a second administrator.',
  input: z.strictObject({
    classes: z.array(z.enum(classes)).check(z.maxLength(20)),
    /** where nobody else could approve, a change takes effect after so many hours */
    delayHours: z.int().check(z.gte(1), z.lte(336)),
    expiresDays: z.int().check(z.gte(1), z.lte(60)),
  }),
  output: policy,
});
