// Connected applications (OAuth 2.1): the list administrators keep, what a person is asked and allows, and the exchange of codes and tokens.
import { z } from 'zod/mini';
import { action } from '../../contract/action.ts';
import { titled } from '../../contract/titled.ts';
import { keyGrants } from '../keys/contract.ts';

const text = (max: number) => z.string().check(z.maxLength(max));
const id = z.strictObject({ id: z.uuid() });

const application = z.object({
  id: z.string(),
  name: z.string(),
  purpose: z.string(),
  redirects: z.array(z.string()),
  grants: z.looseObject({}),
  rights: z.array(z.string()),
  confidential: z.boolean(),
  rate: z.int(),
  version: z.int(),
  madeAt: z.string(),
  madeBy: titled,
  disabledAt: z.nullable(z.string()),
  secrets: z.array(z.object({ prefix: z.string(), madeAt: z.string(), expiresAt: z.nullable(z.string()) })),
  connections: z.int(),
  lastUsedAt: z.nullable(z.string()),
});
export type Application = z.infer<typeof application>;

const connection = z.object({
  id: z.string(),
  application: titled,
  person: titled,
  rights: z.array(z.string()),
  since: z.string(),
  expiresAt: z.string(),
  lastUsedAt: z.nullable(z.string()),
  lastAddress: z.nullable(z.string()),
});
export type Connection = z.infer<typeof connection>;

const wish = {
  name: text(200),
  purpose: text(600),
  /** exact addresses */
  redirects: z.array(text(600)).check(z.maxLength(20)),
  grants: keyGrants,
  rate: z.int(),
};

export const listApplications = action({
  name: 'application.list',
  http: 'GET /applications',
  access: { may: 'admin.applications' },
  summary: 'The applications people may connect, with what each may do and how much it is used.',
  input: z.strictObject({}),
  output: z.object({ rows: z.array(application) }),
});

export const createApplication = action({
  name: 'application.create',
  http: 'POST /applications',
  access: { may: 'admin.applications' },
  changesRights: true,
  security: 'applications',
  collect: true,
  stepUp: true,
  summary: 'Approve an application, with no right you do not hold; answers its secret once, if it can keep one.',
  input: z.strictObject({
    ...wish,
    purpose: z.optional(wish.purpose),
    rate: z.optional(wish.rate),
    /** a program on a server, which can keep a secret */
    confidential: z.boolean(),
  }),
  output: z.object({ application, secret: z.nullable(z.string()) }),
});

export const changeApplication = action({
  name: 'application.change',
  http: 'PATCH /applications/:id',
  access: { may: 'admin.applications' },
  changesRights: true,
  security: 'applications',
  stepUp: true,
  summary:
    'Change name, purpose, addresses, rights or rate of an application; every connection of it is bounded by that at once.',
  input: z.strictObject({
    id: z.uuid(),
    /** the version it was made against */
    version: z.int(),
    name: z.optional(wish.name),
    purpose: z.optional(wish.purpose),
    redirects: z.optional(wish.redirects),
    grants: z.optional(wish.grants),
    rate: z.optional(wish.rate),
  }),
  output: application,
});

export const rotateApplication = action({
  name: 'application.rotate',
  http: 'POST /applications/:id/rotate',
  access: { may: 'admin.applications' },
  changesRights: true,
  security: 'applications',
  collect: true,
  stepUp: true,
  summary: 'A new secret for an application; the old one goes on for some hours.',
  input: z.strictObject({ id: z.uuid(), overlapHours: z.int() }),
  output: z.object({ application, secret: z.string() }),
});

export const disableApplication = action({
  name: 'application.disable',
  http: 'POST /applications/:id/disable',
  access: { may: 'admin.applications' },
  changesRights: true,
  summary: 'Take an application off the list for good: every connection of it ends at once.',
  input: id,
  output: application,
});

export const listConnections = action({
  name: 'application.connections',
  http: 'GET /applications/:id/connections',
  access: { may: 'admin.applications' },
  summary: 'Who has connected an application, since when, and when it last acted for them.',
  input: id,
  output: z.object({ rows: z.array(connection) }),
});

export const revokeAll = action({
  name: 'application.revokeAll',
  http: 'POST /applications/:id/revoke',
  access: { may: 'admin.applications' },
  changesRights: true,
  summary: 'End every connection of an application at once; it stays on the list.',
  input: id,
  output: z.object({ ended: z.int() }),
});

export const listMine = action({
  name: 'connection.list',
  http: 'GET /connections',
  access: { signedIn: true },
  summary: 'The applications I have connected.',
  input: z.strictObject({}),
  output: z.object({ rows: z.array(connection) }),
});

export const endConnection = action({
  name: 'connection.end',
  http: 'DELETE /connections/:id',
  access: { signedIn: true },
  changesRights: true,
  summary: 'End a connection of mine at once; with admin.applications anybody’s.',
  input: id,
  output: z.object({}),
});

/** By the names the standard has for them. What is not known is left aside, as it says. */
const request = {
  client_id: text(100),
  redirect_uri: text(600),
  response_type: z.optional(text(40)),
  scope: z.optional(text(10_000)),
  state: z.optional(text(4000)),
  code_challenge: z.optional(text(200)),
  code_challenge_method: z.optional(text(20)),
};

export const viewConsent = action({
  name: 'consent.view',
  http: 'POST /consents/question',
  access: { signedIn: true },
  reads: true,
  summary: 'What an application asks me to allow, before anything is allowed.',
  input: z.strictObject(request),
  output: z.object({
    application: z.object({ id: z.string(), title: z.string(), purpose: z.string(), version: z.int() }),
    host: z.string(),
    objects: z.array(
      z.object({
        name: z.string(),
        label: z.string(),
        verbs: z.array(z.object({ verb: z.string(), scope: z.string() })),
        /** fields it is not to see, or not whole */
        without: z.array(z.string()),
      }),
    ),
    areas: z.array(z.object({ right: z.string(), sentence: z.string() })),
    /** tools of every day it may use on that, by their names */
    everyday: z.array(z.string()),
    /** by their names, as `scope` has them */
    rights: z.array(z.string()),
    idle: z.array(z.string()),
    days: z.int(),
    refuse: z.string(),
  }),
});
export type Consent = z.infer<typeof viewConsent.output>;

export const giveConsent = action({
  name: 'consent.give',
  http: 'POST /consents',
  access: { signedIn: true },
  changesRights: true,
  summary:
    'Allow what an application asked me, or the part of it that `scope` names; answers the address to go back to, with a code in it.',
  input: z.strictObject({ ...request, /** of the application as I saw it */ version: z.int() }),
  output: z.object({ redirect: z.string() }),
});

const open = z.optional(text(4000));

const asked = {
  client_id: open,
  client_secret: open,
  grant_type: open,
  code: open,
  redirect_uri: open,
  code_verifier: open,
  refresh_token: open,
  scope: z.optional(text(10_000)),
  token: open,
  token_type_hint: open,
};

/** Each refusal of it carries `error` and `error_description` as OAuth has them. */
export const issueToken = action({
  name: 'token.issue',
  http: 'POST /oauth/token',
  access: {
    public: true,
    because: 'a program shows a code or a token of its own here, and nobody is signed in for it',
  },
  summary:
    'Exchange a code or a refresh token for an access token (OAuth 2.1). The program is known by its secret or by its code verifier.',
  transport: 'form',
  maxBytes: 64 * 1024,
  secret: ['client_secret', 'code', 'code_verifier', 'refresh_token', 'token'],
  input: z.object(asked),
  output: z.object({
    access_token: z.optional(z.string()),
    token_type: z.optional(z.string()),
    expires_in: z.optional(z.int()),
    refresh_token: z.optional(z.string()),
    scope: z.optional(z.string()),
    error: z.optional(z.string()),
    error_description: z.optional(z.string()),
  }),
});

export const revokeToken = action({
  name: 'token.revoke',
  http: 'POST /oauth/revoke',
  access: { public: true, because: 'a program gives back a token of its own here, and nobody is signed in for it' },
  summary:
    'Give a token back (RFC 7009): the whole connection ends. A token that is not known is as good as given back.',
  transport: 'form',
  maxBytes: 64 * 1024,
  secret: ['client_secret', 'code', 'code_verifier', 'refresh_token', 'token'],
  input: z.object(asked),
  output: z.object({}),
});
