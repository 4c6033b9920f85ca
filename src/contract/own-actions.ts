// The actions the edge answers by itself: the event stream of a browser, the description of the API, and where applications connect. Declared like all others.
import { z } from 'zod/mini';
import { action } from './action.ts';

/** Server-sent events: `hello` once, then `record` and `job` as contract/event.ts has them, each only if it may be seen at that moment. */
export const eventStream = action({
  name: 'event.stream',
  http: 'GET /events',
  access: { may: 'self.use' },
  summary: 'A stream of what changes: records I may see, and my own jobs. It ends when my session does.',
  input: z.strictObject({}),
  output: z.string(),
  transport: 'stream',
  looking: 'as-them',
});

/** Server-sent events: `entries` with what came into the ledger and may be seen at that moment, oldest first. It ends when the session does. */
export const ledgerTail = action({
  name: 'ledger.tail',
  http: 'GET /ledger/tail',
  access: { may: 'self.use' },
  summary: 'Follow the ledger live: entries as they come, as far as I may see them when they are sent.',
  input: z.strictObject({
    q: z.optional(z.string().check(z.maxLength(2000))),
    changes: z.optional(z.stringbool()),
  }),
  output: z.string(),
  transport: 'stream',
});

/** Beside its own address it is served under `/.well-known/oauth-authorization-server`, where programs look for it. */
export const describeOAuth = action({
  name: 'api.describeOAuth',
  http: 'GET /oauth/metadata',
  access: { public: true, because: 'it says where applications connect, the same for every vault, and holds no data' },
  summary: 'Where and how an application connects (RFC 8414).',
  input: z.strictObject({}),
  output: z.record(z.string(), z.unknown()),
});

export const describeApi = action({
  name: 'api.describe',
  http: 'GET /openapi.json',
  access: { public: true, because: 'it describes the program, the same for every vault, and holds no data' },
  summary: 'This description, as OpenAPI 3.1.',
  input: z.strictObject({}),
  output: z.record(z.string(), z.unknown()),
});
