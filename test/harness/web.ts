// Gives tests the real web server on a port of its own, and a client that can send what no browser would.
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { TrustedProxies } from '../../src/core/address.ts';
import { type Limits, defaultLimits } from '../../src/core/limits.ts';
import type { Performer } from '../../src/core/perform.ts';
import type { Vault } from '../../src/core/vault.ts';
import { csrfHeader } from '../../src/contract/page-token.ts';
import { deviceCookie, readTokens, sessionCookie } from '../../src/edge/http/identify.ts';
import { pageTokenOf } from '../../src/edge/http/page-token.ts';
import { type WebServer, makeWebServer } from '../../src/edge/http/server.ts';
import { performer as wholePerformer } from '../samples/engine.ts';

export interface TestServer {
  readonly web: WebServer;
  readonly port: number;
  /** hosts that were asked for and are not served */
  readonly strangers: { hostname: string; address: string }[];
}

const page =
  '<!doctype html>\n<html lang="en" class="%THEME%"><head><title>Strongroom</title></head><body></body></html>\n';

const servers: WebServer[] = [];
const folders: string[] = [];

after(async () => {
  await Promise.all(servers.map((web) => web.close(0)));
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder as the build leaves it. */
function builtPages(): string {
  const folder = mkdtempSync(join(tmpdir(), 'strongroom-pages-'));
  folders.push(folder);
  mkdirSync(join(folder, 'assets'));
  mkdirSync(join(folder, '.vite'));
  writeFileSync(join(folder, 'index.html'), page);
  writeFileSync(join(folder, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(join(folder, 'assets', 'index-AbCd1234.js'), `console.log(${JSON.stringify('x'.repeat(4000))});\n`);
  writeFileSync(join(folder, '.vite', 'manifest.json'), '{"secret":"list"}');
  return folder;
}

export interface ServeOptions {
  readonly limits?: Partial<Limits>;
  readonly trustedProxies?: readonly string[];
  readonly onlyProxies?: boolean;
  readonly performer?: Performer;
  readonly pages?: string;
  readonly host?: string;
}

/** Budgets no test runs into by accident. */
const roomy: Limits = { ...defaultLimits, requestsPerAddress: { burst: 1_000_000, perSecond: 1_000_000 } };

export async function serve(vaults: () => readonly Vault[], options: ServeOptions = {}): Promise<TestServer> {
  const strangers: TestServer['strangers'] = [];
  const web = await makeWebServer({
    performer: options.performer ?? wholePerformer,
    tenantByHost: (hostname) => vaults().find((vault) => vault.hostname === hostname),
    trustedProxies: new TrustedProxies(options.trustedProxies ?? []),
    onlyProxies: options.onlyProxies ?? false,
    limits: { ...roomy, ...options.limits },
    pages: options.pages ?? builtPages(),
    strangeHost: (hostname, address) => strangers.push({ hostname, address }),
  });
  const port = await web.listen(options.host ?? '127.0.0.1', 0);
  servers.push(web);
  return { web, port, strangers };
}

export interface Answer {
  readonly bytes: Buffer;
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  /** parsed when it is JSON */
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of every shape
  readonly body: any;
}

export interface Sent {
  readonly method?: string;
  /** as it stands in the request line */
  readonly target: string;
  /** name, value pairs, sent exactly so; nothing is added but Connection and, with a body, Content-Length */
  readonly headers: readonly (readonly [string, string])[];
  readonly body?: string | Buffer;
}

/** What a page of the session adds to a change. A test of that very header sends one of its own, or an empty one. */
function ofItsPage(method: string, headers: Sent['headers']): string[] {
  const named = (wanted: string) => headers.find(([name]) => name.toLowerCase() === wanted.toLowerCase())?.[1];
  const token = readTokens(named('cookie')).session;
  if (method === 'GET' || token === null || named(csrfHeader) !== undefined) return [];
  return [csrfHeader, pageTokenOf(token)];
}

/** Sends a request byte by byte as given; with a session's cookie, as a page of that session. */
export function send(port: number, { method = 'GET', target, headers, body }: Sent): Promise<Answer> {
  return new Promise((done, fail) => {
    const flat = [...headers.flat(), ...ofItsPage(method, headers), 'Connection', 'close'];
    if (body !== undefined) flat.push('Content-Length', String(Buffer.byteLength(body)));
    const request = httpRequest({
      port,
      host: '127.0.0.1',
      method,
      path: target,
      setHost: false,
      headers: flat as never,
      agent: false,
    });
    request.on('error', fail);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', fail);
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const text = bytes.toString('utf8');
        const isPlain = response.headers['content-encoding'] === undefined && text !== '';
        const isJson = isPlain && String(response.headers['content-type']).includes('json');
        done({
          bytes,
          status: response.statusCode!,
          headers: response.headers,
          text,
          body: isJson ? JSON.parse(text) : undefined,
        });
      });
    });
    request.end(body);
  });
}

/** A browser at a vault: keeps its cookies, sends what browsers send. */
export class Browser {
  readonly vault: Vault;
  readonly #server: TestServer;
  readonly cookies = new Map<string, string>();

  constructor(server: TestServer, vault: Vault) {
    this.#server = server;
    this.vault = vault;
  }

  get session(): string | undefined {
    return this.cookies.get(sessionCookie);
  }

  get device(): string | undefined {
    return this.cookies.get(deviceCookie);
  }

  headers(method: string, change: Readonly<Record<string, string | null>> = {}): [string, string][] {
    const all: Record<string, string | null> = {
      Host: this.vault.hostname,
      Origin: method === 'GET' ? null : this.vault.origin,
      'Sec-Fetch-Site': 'same-origin',
      Cookie: this.cookies.size === 0 ? null : [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      ...(method === 'GET' || this.session === undefined ? {} : { [csrfHeader]: pageTokenOf(this.session) }),
      ...change,
    };
    return Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
  }

  async call(
    method: string,
    path: string,
    body?: unknown,
    change: Readonly<Record<string, string | null>> = {},
  ): Promise<Answer> {
    const typed = body === undefined ? change : { 'Content-Type': 'application/json', ...change };
    const text = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
    const answer = await send(this.#server.port, {
      method,
      target: `/api/v1${path}`,
      headers: this.headers(method, typed),
      ...text,
    });
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [pair = ''] = line.split(';');
      const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }

  signIn(email: string, password: string): Promise<Answer> {
    return this.call('POST', '/session', { email, password });
  }
}
