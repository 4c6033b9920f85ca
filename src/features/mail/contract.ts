// Mail: by which server it goes out, and the messages that wait, were sent or failed. The messages themselves are written by other features.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';

const security = z.enum(['tls', 'starttls', 'none']);
const status = z.enum(['waiting', 'sent', 'failed', 'cancelled']);

const server = z.object({
  host: z.string(),
  port: z.int(),
  security,
  username: z.nullable(z.string()),
  /** there is one; it is never shown */
  hasPassword: z.boolean(),
  authority: z.nullable(z.string()),
  sender: z.string(),
  senderName: z.string(),
});
export type MailServerOut = z.infer<typeof server>;

const message = z.object({
  id: z.string(),
  kind: z.string(),
  to: z.string(),
  status,
  /** handed over at this moment */
  underWay: z.boolean(),
  tries: z.int(),
  /** what the server said last, or why it could not be reached */
  answer: z.nullable(z.string()),
  madeAt: z.string(),
  nextAt: z.nullable(z.string()),
  endedAt: z.nullable(z.string()),
  may: z.array(z.enum(['retry', 'cancel'])),
});
export type MailOut = z.infer<typeof message>;

const byId = z.strictObject({ id: z.uuid() });

export const viewMailSetup = action({
  name: 'mail.setup',
  http: 'GET /mail',
  access: { may: 'admin.mail' },
  summary: 'By which server mail goes out, whether it can be sent now, and how many messages wait.',
  input: z.strictObject({}),
  output: z.object({
    /** whoever runs the installation has switched mail on */
    installation: z.boolean(),
    /** why nothing is ever sent from here */
    held: z.nullable(z.string()),
    server: z.nullable(server),
    ready: z.boolean(),
    counts: z.object({ waiting: z.int(), sent: z.int(), failed: z.int(), cancelled: z.int() }),
  }),
});

export const setMailServer = action({
  name: 'mail.setServer',
  http: 'PUT /mail/server',
  access: { may: 'admin.mail' },
  security: 'mail',
  stepUp: true,
  summary:
    'Say by which server mail goes out. Without a password the stored one stays, as long as it goes to the same server.',
  input: z.strictObject({
    host: z.string().check(z.trim(), z.minLength(1), z.maxLength(253)),
    port: z.int().check(z.minimum(1), z.maximum(65_535)),
    /** tls: from the first byte; starttls: asked for and insisted on; none: only servers the installation names */
    security,
    username: z.nullable(z.string().check(z.minLength(1), z.maxLength(200))),
    password: z.optional(z.string().check(z.minLength(1), z.maxLength(500))),
    /** certificate of the company's own authority in PEM, trusted instead of the usual ones */
    authority: z.nullable(z.string().check(z.maxLength(20_000))),
    sender: z.string().check(z.trim(), z.maxLength(254)),
    senderName: z.string().check(z.trim(), z.minLength(1), z.maxLength(120)),
  }),
  output: server,
  secret: ['password'],
});

export const removeMailServer = action({
  name: 'mail.removeServer',
  http: 'DELETE /mail/server',
  access: { may: 'admin.mail' },
  security: 'mail',
  summary: 'Send no more mail: links are shown once instead. What waits goes on waiting until its time is over.',
  input: z.strictObject({}),
  output: z.object({}),
});

export const testMail = action({
  name: 'mail.test',
  http: 'POST /mail/test',
  access: { may: 'admin.mail' },
  summary: 'Send a message that says that mail works; it is tried once, and says what the server answered.',
  input: z.strictObject({ to: z.string().check(z.trim(), z.maxLength(254)) }),
  output: z.object({ id: z.string() }),
});

export const listMailMessages = action({
  name: 'mail.list',
  http: 'GET /mail/messages',
  access: { may: 'admin.mail' },
  summary: 'Messages, newest first: to whom, which kind, how it went. What stands in them is not shown.',
  input: z.strictObject({ status: z.optional(status), cursor: z.optional(z.string().check(z.maxLength(40))) }),
  output: z.object({ rows: z.array(message), next: z.nullable(z.string()) }),
});

export const viewMailMessage = action({
  name: 'mail.view',
  http: 'GET /mail/messages/:id',
  access: { may: 'admin.mail' },
  summary: 'How it goes with one message.',
  input: byId,
  output: message,
});

export const retryMailMessage = action({
  name: 'mail.retry',
  http: 'POST /mail/messages/:id/retry',
  access: { may: 'admin.mail' },
  summary: 'Try a message again at once.',
  input: byId,
  output: message,
});

export const cancelMailMessage = action({
  name: 'mail.cancel',
  http: 'POST /mail/messages/:id/cancel',
  access: { may: 'admin.mail' },
  summary: 'Send a message that waits no more.',
  input: byId,
  output: message,
});
