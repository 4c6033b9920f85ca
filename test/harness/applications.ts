// A vault with administrators, an approved application, and a program that connects it as the standard has it: for tests of connected applications.
import { createHash, randomBytes } from 'node:crypto';
import assert from 'node:assert/strict';
import { sessionCookie } from '../../src/edge/http/identify.ts';
import type { RoleGrants } from '../../src/core/roles.ts';
import type { Vault } from '../../src/core/vault.ts';
import { type Holder, type Site, makeRole, makeUser, openSession } from '../samples/people.ts';
import { newTenant, superuserIn } from './cluster.ts';
import { type Answer, Browser, send, serve } from './web.ts';

export const redirect = 'https://app.example/done';

export const companies: RoleGrants = {
  objects: { company: { view: 'all', create: 'own' }, user: { view: 'all' } },
};

const keeper: RoleGrants = {
  objects: {
    company: { view: 'all', create: 'own', edit: 'all', import: 'own' },
    contact: { view: 'all' },
    user: { view: 'all' },
  },
  areas: ['self.use', 'admin.applications', 'admin.approve', 'tool.import'],
};

export interface Owner extends Holder {
  readonly role: string;
  readonly browser: Browser;
}

export interface App {
  readonly id: string;
  readonly name: string;
  readonly secret: string | null;
}

export interface Connected {
  /** of the connection */
  readonly id: string;
  readonly app: App;
  readonly access: string;
  readonly refresh: string;
  readonly scope: string;
  readonly code: string;
  readonly verifier: string;
}

export type Form = Readonly<Record<string, string>>;

export interface Desk {
  readonly acme: Site;
  readonly beta: Site;
  readonly person: (grants?: RoleGrants, site?: Site) => Promise<Owner>;
  /** as a program asks: no cookie, no origin */
  readonly ask: (token: string, method: string, path: string, body?: unknown, site?: Site) => Promise<Answer>;
  readonly get: (vault: Vault, target: string) => Promise<Answer>;
  readonly form: (
    path: string,
    form: Form,
    headers?: readonly (readonly [string, string])[],
    site?: Site,
  ) => Promise<Answer>;
  readonly refresh: (app: App, token: string, more?: Form) => Promise<Answer>;
  readonly revoke: (app: App, token: string) => Promise<Answer>;
}

const client = (app: App): Form => ({
  client_id: app.id,
  ...(app.secret === null ? {} : { client_secret: app.secret }),
});

export async function openDesk(): Promise<Desk> {
  const site = async (slug: string): Promise<Site> => {
    const vault = await newTenant(slug);
    return { vault, db: await superuserIn(vault) };
  };
  const [acme, beta] = [await site('acme'), await site('beta')];
  const server = await serve(() => [acme.vault, beta.vault]);
  const form: Desk['form'] = (path, fields, headers = [], at = acme) =>
    send(server.port, {
      method: 'POST',
      target: `/api/v1${path}`,
      headers: [['Host', at.vault.hostname], ['Content-Type', 'application/x-www-form-urlencoded'], ...headers],
      body: new URLSearchParams(fields).toString(),
    });
  return {
    acme,
    beta,
    form,
    person: async (grants = keeper, at = acme) => {
      const role = await makeRole(at.db, grants);
      const holder = await openSession(at.db, await makeUser(at.db, [role], []));
      const browser = new Browser(server, at.vault);
      browser.cookies.set(sessionCookie, holder.token);
      return { ...holder, role, browser };
    },
    ask: (token, method, path, body, at = acme) =>
      send(server.port, {
        method,
        target: `/api/v1${path}`,
        headers: [
          ['Host', at.vault.hostname],
          ['Authorization', `Bearer ${token}`],
          ...(body === undefined ? [] : [['Content-Type', 'application/json'] as const]),
        ],
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    get: (vault, target) => send(server.port, { target, headers: [['Host', vault.hostname]] }),
    refresh: (app, token, more = {}) =>
      form('/oauth/token', { grant_type: 'refresh_token', refresh_token: token, ...client(app), ...more }),
    revoke: (app, token) => form('/oauth/revoke', { token, ...client(app) }),
  };
}

let named = 0;

export async function newApplication(desk: Desk, by: Owner, wish: object = {}): Promise<App> {
  named += 1;
  const body = { name: `Shop ${named}`, redirects: [redirect], grants: companies, confidential: false, ...wish };
  const answer = await by.browser.call('POST', '/applications', body);
  assert.equal(answer.status, 201, answer.text);
  void desk;
  return { id: answer.body.application.id, name: body.name, secret: answer.body.secret };
}

export const newVerifier = (): string => randomBytes(32).toString('base64url');
export const challengeOf = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url');

/** What a program sends a person's browser with. */
export function authorize(app: Pick<App, 'id'>, verifier: string, more: object = {}): Record<string, string> {
  return {
    client_id: app.id,
    redirect_uri: redirect,
    response_type: 'code',
    code_challenge: challengeOf(verifier),
    code_challenge_method: 'S256',
    ...more,
  };
}

/** A person allows it; answers where the browser is sent. */
export async function consent(person: Owner, app: Pick<App, 'id'>, verifier: string, more: object = {}): Promise<URL> {
  const request = authorize(app, verifier, more);
  const asked = await person.browser.call('POST', '/consents/question', request);
  assert.equal(asked.status, 200, asked.text);
  const given = await person.browser.call('POST', '/consents', { ...request, version: asked.body.application.version });
  assert.equal(given.status, 200, given.text);
  return new URL(given.body.redirect);
}

export const exchangeForm = (app: App, code: string, verifier: string, more: object = {}): Form => ({
  grant_type: 'authorization_code',
  code,
  redirect_uri: redirect,
  code_verifier: verifier,
  ...client(app),
  ...more,
});

/** The whole way: asked, allowed, exchanged. */
export async function connect(desk: Desk, app: App, person: Owner, more: object = {}): Promise<Connected> {
  const verifier = newVerifier();
  const back = await consent(person, app, verifier, more);
  const code = back.searchParams.get('code')!;
  const answer = await desk.form('/oauth/token', exchangeForm(app, code, verifier));
  assert.equal(answer.status, 200, answer.text);
  const { access_token: access, refresh_token: refresh, scope } = answer.body;
  const { rows } = await desk.acme.db.query<{ id: string }>(
    'select id from core.api_key where application = $1 and owner = $2 order by made_at desc, id desc limit 1',
    [app.id, person.id],
  );
  return { id: rows[0]!.id, app, access, refresh, scope, code, verifier };
}
