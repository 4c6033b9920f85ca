// Connected applications: each line a call of their desk; the names of OAuth are turned into ours here and nowhere else.
import {
  type Area,
  areas,
  isArea,
  isTotalsRight,
  sentenceOfTotals,
  tools,
  totalsRight,
  verbs,
} from '../../contract/permission.ts';
import { namedObjects, namedTotals, rightNames } from '../../contract/right-names.ts';
import type {
  ApplicationInfo,
  AuthorizationRequest,
  Burnt,
  ConsentQuestion,
  TokenRequest,
  Tokens,
} from '../../core/access/applications.ts';
import { givenText } from '../../core/access/given-text.ts';
import { type Call, type Feature, on, onSecured } from '../../core/feature.ts';
import { scopesOfVerb } from '../../core/access/key-wish.ts';
import { type Scope, may, scopeWords } from '../../core/principal.ts';
import type { RoleGrants } from '../../core/roles.ts';
import type { Tx } from '../../core/tx.ts';
import {
  type Application,
  type Consent,
  changeApplication,
  createApplication,
  disableApplication,
  endConnection,
  giveConsent,
  issueToken,
  listApplications,
  listConnections,
  listMine,
  revokeAll,
  revokeToken,
  rotateApplication,
  viewConsent,
} from './contract.ts';

/** Requests a minute of each connection where nothing else is said. */
const usualRate = 600;

/** The same value without its marks of read-only, which schemas do not have. */
const plain = (value: unknown): never => value as never;
const out = (application: ApplicationInfo): Application => plain(application);

function given<T extends object>(input: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as never;
}

const rightsIn = (tx: Tx, grants: unknown): string => givenText(grants as RoleGrants, tx.catalog);

/** What a change is made against: not how it was used since. */
const state = ({ name, purpose, redirects, grants, rate, version, secrets, disabledAt }: ApplicationInfo) => ({
  name,
  purpose,
  redirects,
  grants,
  rate,
  version,
  secrets,
  disabledAt,
});

async function describeChange(
  tx: Tx,
  { id, ...wish }: { id: string; redirects?: readonly string[] | undefined; grants?: unknown },
): Promise<string> {
  const { name } = await tx.applications.view(id);
  const { version: _, ...changed } = given(wish) as Record<string, unknown>;
  const rights = wish.grants === undefined ? '' : ` It may then do: ${rightsIn(tx, wish.grants)}.`;
  const redirects = wish.redirects === undefined ? '' : ` It is answered at ${wish.redirects.join(', ')}.`;
  return `Change the application “${name}”: ${Object.keys(changed).join(', ')}.${rights}${redirects}`;
}

interface Asked {
  readonly client_id: string;
  readonly redirect_uri: string;
  readonly response_type?: string | undefined;
  readonly scope?: string | undefined;
  readonly state?: string | undefined;
  readonly code_challenge?: string | undefined;
  readonly code_challenge_method?: string | undefined;
}

const requestOf = (a: Asked): AuthorizationRequest => ({
  clientId: a.client_id,
  redirectUri: a.redirect_uri,
  responseType: a.response_type ?? null,
  scope: a.scope ?? null,
  state: a.state ?? null,
  challenge: a.code_challenge ?? null,
  challengeMethod: a.code_challenge_method ?? null,
});

type Form = {
  readonly [
    K in
      | 'client_id'
      | 'client_secret'
      | 'grant_type'
      | 'code'
      | 'redirect_uri'
      | 'code_verifier'
      | 'refresh_token'
      | 'scope'
  ]?: string | undefined;
};

/** What was sent empty was not sent. */
const said = (value: string | undefined): string | null => (value === undefined || value === '' ? null : value);

const tokenRequestOf = (f: Form): TokenRequest => ({
  grantType: said(f.grant_type),
  clientId: said(f.client_id),
  clientSecret: said(f.client_secret),
  code: said(f.code),
  redirectUri: said(f.redirect_uri),
  verifier: said(f.code_verifier),
  refreshToken: said(f.refresh_token),
  scope: said(f.scope),
});

/** A refusal that ended something is an answer like any other: thrown, it would take back what it ended. */
function tokenAnswer(answer: Tokens | Burnt, call: Call) {
  if ('burnt' in answer) {
    call.answer.status = 400;
    return { error: 'invalid_grant', error_description: answer.burnt };
  }
  const { access, refresh, expiresIn, scope } = answer;
  return { access_token: access, token_type: 'Bearer', expires_in: expiresIn, refresh_token: refresh, scope };
}

/** What a person reads is the most it may be, on whatever kinds of activity. */
function widestOf(scopes: readonly Scope[]): string {
  if (!scopes.includes('all') && scopes.some((scope) => typeof scope !== 'string')) return 'rule';
  return scopeWords.findLast((word) => scopes.includes(word)) ?? 'rule';
}

function consentOf(tx: Tx, q: ConsentQuestion): Consent {
  // Of totals that are offered nobody is told but who may open them: an application does not get there for him either.
  const mine = tx.catalog.totals.filter((x) => may(tx.me, totalsRight(x.id)));
  const names = rightNames(namedObjects(tx.catalog.entities), namedTotals(mine));
  const objects = tx.catalog.entities.flatMap((e) => {
    const grants = q.grants.objects?.[e.name];
    if (grants === undefined) return [];
    const fields = grants.fields ?? {};
    return [
      {
        name: e.name,
        label: e.labelPlural,
        verbs: verbs.flatMap((verb) => {
          const scopes = scopesOfVerb(grants, verb);
          return scopes.length === 0 ? [] : [{ verb, scope: widestOf(scopes) }];
        }),
        without: Object.entries(fields)
          .filter(([, right]) => right === 'hidden' || right === 'masked')
          .map(([field]) => names.field(e.name, field)),
      },
    ];
  });
  const listed = (q.grants.areas ?? []).flatMap((right): Consent['areas'] => {
    if (isArea(right)) return [{ right, sentence: areas[right] }];
    const saved = mine.find((x) => totalsRight(x.id) === right);
    if (saved === undefined) return [];
    return [{ right, sentence: sentenceOfTotals(saved.name, tx.catalog.lookup(saved.entity)?.labelPlural) }];
  });
  const everyday = Object.keys(tools).filter(
    (name) => objects.length > 0 && q.grants.without?.includes(name) !== true && may(tx.me, name as Area),
  );
  const idle = q.idle.filter((name) => !isTotalsRight(name) || mine.some((x) => totalsRight(x.id) === name));
  return plain({ ...q, objects, areas: listed, everyday: everyday.map(names.one), idle: idle.map(names.one) });
}

export const applications: Feature = {
  name: 'applications',
  handlers: [
    on(listApplications, async (tx) => ({ rows: (await tx.applications.list()).map(out) })),
    onSecured(
      createApplication,
      {
        summary: async (tx, { name, redirects, grants, confidential }) =>
          `Approve the ${confidential ? 'application' : 'application without a secret'} “${name}”, answered at ${redirects.join(', ')}, with the rights ${rightsIn(tx, grants)}.`,
      },
      async (tx, { purpose = '', rate = usualRate, ...rest }, call) => {
        const { application, secret } = await tx.applications.create(plain({ ...rest, purpose, rate }));
        call.answer.status = 201;
        return { application: out(application), secret };
      },
    ),
    onSecured(
      changeApplication,
      { summary: describeChange, basis: (tx, { id }) => tx.applications.view(id).then(state) },
      async (tx, { id, version, ...wish }) => out(await tx.applications.change(id, version, plain(given(wish)))),
    ),
    onSecured(
      rotateApplication,
      {
        summary: async (tx, { id }) => `A new secret for the application “${(await tx.applications.view(id)).name}”.`,
        basis: (tx, { id }) => tx.applications.view(id).then(state),
      },
      async (tx, { id, overlapHours }) => {
        const { application, secret } = await tx.applications.rotate(id, overlapHours);
        return { application: out(application), secret };
      },
    ),
    on(disableApplication, async (tx, { id }) => out(await tx.applications.disable(id))),
    on(listConnections, async (tx, { id }) => plain({ rows: await tx.applications.connectionsOf(id) })),
    on(revokeAll, async (tx, { id }) => ({ ended: await tx.applications.revokeAll(id) })),
    on(listMine, async (tx) => plain({ rows: await tx.applications.mine() })),
    on(endConnection, async (tx, { id }) => {
      await tx.applications.revoke(id);
      return {};
    }),
    on(viewConsent, async (tx, request) => consentOf(tx, await tx.applications.question(requestOf(request)))),
    on(giveConsent, async (tx, { version, ...request }) => ({
      redirect: await tx.applications.allow(requestOf(request), version),
    })),
    on(issueToken, async (tx, form, call) => tokenAnswer(await tx.applications.exchange(tokenRequestOf(form)), call)),
    on(revokeToken, async (tx, { token = '', ...form }) => {
      await tx.applications.revokeToken(tokenRequestOf(form), token);
      return {};
    }),
  ],
};
