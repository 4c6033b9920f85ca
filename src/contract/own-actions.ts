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
