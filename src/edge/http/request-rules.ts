// What a request must look like before anything is asked of it: one host, from the tenant's own pages, in a content type we take. Pure.
import type { Transport } from '../../contract/action.ts';
import { Problem } from '../../contract/problem.ts';

/** Characters of a request's path and query. */
export const longestTarget = 8 * 1024;

type Headers = Readonly<Record<string, string | string[] | undefined>>;

export interface RawRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  /** name, value, name, value ... as they came */
  readonly rawHeaders: readonly string[];
}

function count(raw: readonly string[], name: string): number {
  let found = 0;
  for (let i = 0; i < raw.length; i += 2) if (raw[i]!.toLowerCase() === name) found += 1;
  return found;
}

function hostnameOf(host: string): string | undefined {
  const found = /^([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i.exec(host);
  return found?.[1]?.toLowerCase();
}

/**
 * The host name the request is for, lower case, without port. Node lets a second Host header and an absolute address in the request
 * line through, and proxies invent X-Forwarded-Host: each is a way to make two parts of a system see different hosts, so each is refused.
 */
export function readHostname(request: RawRequest): string {
  const { url, headers, rawHeaders } = request;
  if (!url.startsWith('/') || url.startsWith('//'))
    throw new Problem('bad-request', 'The address must begin with one slash.');
  if (url.length > longestTarget)
    throw new Problem('too-large', `The address is longer than ${longestTarget} characters.`);
  if (count(rawHeaders, 'host') !== 1) throw new Problem('bad-request', 'There must be exactly one Host header.');
  const hostname = hostnameOf(headers.host as string);
  if (hostname === undefined) throw new Problem('bad-request', 'The Host header is not a host name.');
  const forwarded = headers['x-forwarded-host'];
  if (forwarded !== undefined) {
    const others = String(forwarded)
      .split(',')
      .map((text) => hostnameOf(text.trim()));
    if (others.some((other) => other !== hostname)) {
      throw new Problem('bad-request', 'X-Forwarded-Host differs from Host. A proxy must pass Host on unchanged.');
    }
  }
  return hostname;
}

/**
 * What only programs ask for carries no cookie and needs no origin; a page of another site is turned away all the same. One that names an
 * origin is a browser, and may be the tenant's own page alone.
 */
export function checkProgram(request: RawRequest, origin: string): void {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new Problem('wrong-origin');
  if (count(request.rawHeaders, 'authorization') > 1)
    throw new Problem('bad-request', 'There must be one Authorization.');
  if (request.headers.origin !== undefined && request.headers.origin !== origin) throw new Problem('wrong-origin');
}

/** Name and secret of `Authorization: Basic`, each url-encoded as OAuth has it; undefined where it is another kind. */
export function readBasic(header: string | undefined): readonly [name: string, secret: string] | undefined {
  const found = /^basic +([A-Za-z0-9+/=]+)$/i.exec(header ?? '');
  if (found === null) return undefined;
  const text = Buffer.from(found[1]!, 'base64').toString('utf8');
  const at = text.indexOf(':');
  try {
    if (at > 0) return [decodeForm(text.slice(0, at)), decodeForm(text.slice(at + 1))];
  } catch {
    // not url-encoded
  }
  throw new Problem('bad-request', 'Basic authorization is a name and a secret.');
}

function decodeForm(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

/** A url-encoded body. The same name twice is refused, as in a query. */
export function readForm(text: string): Record<string, string> {
  return Object.fromEntries(readQuery(`?${text}`));
}

const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * A change comes from a page of the tenant's own origin and says so; reading for another site's page is refused too, as far as the
 * browser tells. Browsers send Origin with every request that is not GET or HEAD, and no page can forge it.
 */
export function checkOrigin(request: RawRequest, origin: string): void {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new Problem('wrong-origin');
  if (count(request.rawHeaders, 'authorization') > 1) throw new Problem('bad-request', 'There must be one key.');
  // No browser adds a key by itself, and a program has no origin; one that came with a request of a page has to be the own one all the same.
  if (request.headers['authorization'] !== undefined && request.headers.origin === undefined) return;
  if (safe.has(request.method)) return;
  if (count(request.rawHeaders, 'origin') !== 1 || request.headers.origin !== origin) throw new Problem('wrong-origin');
}

/** Pages may be reached by a link from anywhere, but not embedded or fetched by another site. */
export function checkNavigation(request: RawRequest): void {
  const site = request.headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return;
  if (request.headers['sec-fetch-mode'] === 'navigate' && request.headers['sec-fetch-dest'] === 'document') return;
  throw new Problem('wrong-origin');
}

/** Whether something follows the headers. */
export function hasBody({ headers }: Pick<RawRequest, 'headers'>): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

/** A body is JSON in UTF-8, or plain bytes where the action takes an upload. */
export function checkContentType(request: RawRequest, transport: Transport): void {
  if (!hasBody(request)) return;
  if (request.headers['content-encoding'] !== undefined) {
    throw new Problem('unsupported-type', 'Send the body as it is, without Content-Encoding.');
  }
  const type = String(request.headers['content-type'] ?? '')
    .toLowerCase()
    .replaceAll(' ', '');
  if (transport === 'form') {
    if (/^application\/x-www-form-urlencoded(;charset=utf-8)?$/.test(type)) return;
    throw new Problem('unsupported-type', 'The body must be application/x-www-form-urlencoded.');
  }
  if (transport === 'upload') {
    if (type === 'application/octet-stream') return;
    throw new Problem('unsupported-type', 'Files are taken as application/octet-stream.');
  }
  if (type === 'application/json' || type === 'application/json;charset=utf-8') return;
  throw new Problem('unsupported-type', 'The body must be application/json.');
}

/** The version in If-Match: `"7"`. Null: none was sent. */
export function readIfMatch(header: string | undefined): number | null {
  if (header === undefined || header === '*') return null;
  const found = /^(?:W\/)?"(\d{1,10})"$/.exec(header);
  if (found === null) throw new Problem('bad-request', 'If-Match must be one version in quotes, as ETag gave it.');
  return Number(found[1]);
}

/** One cookie by name. Sent twice it counts as not sent: with a `__Host-` name no honest browser does that. */
export function readCookie(header: string | undefined, name: string): string | null {
  if (header === undefined) return null;
  const values = header
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(`${name}=`))
    .map((part) => part.slice(name.length + 1));
  return values.length === 1 ? values[0]! : null;
}

const manyParameters = 40;

/** Query parameters as text. The same name twice is refused: two readers would take different ones. */
export function readQuery(url: string): Map<string, string> {
  const at = url.indexOf('?');
  const query = new Map<string, string>();
  if (at === -1) return query;
  for (const [name, value] of new URLSearchParams(url.slice(at + 1))) {
    if (query.has(name))
      throw new Problem('bad-request', `The parameter ${JSON.stringify(name.slice(0, 60))} was sent twice.`);
    query.set(name, value);
    if (query.size > manyParameters) throw new Problem('bad-request', 'There are too many parameters.');
  }
  return query;
}
