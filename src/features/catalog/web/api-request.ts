// A request as it was filled in: its address, what is still missing, and the same thing written for a shell and for a program. Pure.
import type { ApiAction } from './api-document.ts';

export interface Filled {
  /** path and query fields, as typed */
  readonly values: Readonly<Record<string, string>>;
  /** JSON text; empty: no body */
  readonly body: string;
  readonly ifMatch: string;
}

/** The address relative to the base; what is missing stays in braces. */
export function addressOf(action: ApiAction, { values }: Filled): string {
  const path = action.path.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name] ?? '';
    return value === '' ? whole : encodeURIComponent(value);
  });
  const query = new URLSearchParams();
  for (const f of action.fields) {
    const value = values[f.name] ?? '';
    if (f.where === 'query' && value !== '') query.set(f.name, value);
  }
  return query.size === 0 ? path : `${path}?${query}`;
}

/** Fields of path and query that must be there and are not. */
export function missingOf(action: ApiAction, { values }: Filled): string[] {
  return action.fields.flatMap((f) =>
    f.where !== 'body' && f.required && (values[f.name] ?? '') === '' ? [f.name] : [],
  );
}

/** Why the body cannot be sent; null: it can. */
export function bodyTrouble(action: ApiAction, { body }: Filled): string | null {
  if (action.body === null || (body.trim() === '' && !action.bodyNeeded)) return null;
  try {
    JSON.parse(body);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Is a version taken along, so that somebody else's change is not overwritten? */
export function takesVersion(action: ApiAction): boolean {
  return action.method === 'PATCH' && action.path.endsWith('{id}');
}

interface Example {
  readonly origin: string;
  readonly base: string;
  /** sent with a key rather than with the session of a browser */
  readonly key: boolean;
}

function headersOf(action: ApiAction, filled: Filled): [string, string][] {
  return [
    ...(action.takes === 'file' ? [['content-type', 'application/octet-stream'] as [string, string]] : []),
    ...(action.body !== null && filled.body.trim() !== '' && action.takes === 'json'
      ? [['content-type', 'application/json'] as [string, string]]
      : []),
    ...(filled.ifMatch.trim() === '' ? [] : [['if-match', `"${filled.ifMatch.trim()}"`] as [string, string]]),
  ];
}

export function curlOf(action: ApiAction, filled: Filled, { origin, base, key }: Example): string {
  const open = action.publicBecause !== null;
  const who = open
    ? []
    : key
      ? ['-H "Authorization: Bearer $STRONGROOM_KEY"']
      : ['-b "$COOKIES"', ...(action.method === 'GET' ? [] : [`-H ${quote(`Origin: ${origin}`)}`])];
  const body =
    action.takes === 'file'
      ? ['--data-binary @file']
      : action.body !== null && filled.body.trim() !== ''
        ? [`--data ${quote(filled.body.trim())}`]
        : [];
  const parts = [
    `curl${action.method === 'GET' ? '' : ` -X ${action.method}`}${action.answers === 'stream' ? ' -N' : ''} ${quote(origin + base + addressOf(action, filled))}`,
    ...who,
    ...headersOf(action, filled).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    ...body,
    ...(action.answers === 'file' ? ['-OJ'] : []),
  ];
  return parts.join(' \\\n  ');
}

/** For a shell: nothing between single quotes means anything but itself. */
function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

export function fetchOf(action: ApiAction, filled: Filled, { base }: Example): string {
  const address = JSON.stringify(base + addressOf(action, filled));
  if (action.answers === 'stream')
    return `const events = new EventSource(${address});\nevents.addEventListener('record', (e) => console.log(JSON.parse(e.data)));`;
  const headers = headersOf(action, filled);
  const lines = [
    ...(action.method === 'GET' ? [] : [`  method: ${JSON.stringify(action.method)},`]),
    ...(headers.length === 0
      ? []
      : [
          `  headers: { ${headers.map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`).join(', ')} },`,
        ]),
    ...(action.takes === 'file'
      ? ['  body: file,']
      : action.body !== null && filled.body.trim() !== ''
        ? [`  body: JSON.stringify(${filled.body.trim().replaceAll('\n', '\n  ')}),`]
        : []),
  ];
  const options = lines.length === 0 ? '' : `, {\n${lines.join('\n')}\n}`;
  const read =
    action.answers === 'file' ? 'const file = await response.blob();' : 'const answer = await response.json();';
  return `const response = await fetch(${address}${options});\n${read}`;
}
