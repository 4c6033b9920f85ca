// Sends a request exactly as it was filled in, with the session of this window, and keeps what is worth knowing of the answer.
import { apiBase, sendFromPage } from '../../../web/call.ts';
import type { ApiAction } from './api-document.ts';
import { type Filled, addressOf } from './api-request.ts';

export interface Outcome {
  readonly status: number;
  readonly ms: number;
  readonly headers: readonly (readonly [string, string])[];
  /** pretty where it is JSON; null: no body, or a file */
  readonly text: string | null;
  /** bytes of a file that was not opened */
  readonly size: number | null;
  readonly operation: string | null;
}

const ofInterest = [
  'content-type',
  'etag',
  'operation',
  'request-id',
  'retry-after',
  'content-disposition',
  'location',
];

export async function runAction(action: ApiAction, filled: Filled, file: Blob | null): Promise<Outcome> {
  const started = performance.now();
  const hasBody = action.takes === 'json' && action.body !== null && filled.body.trim() !== '';
  const response = await sendFromPage(apiBase + addressOf(action, filled), {
    method: action.method,
    headers: {
      accept: 'application/json',
      ...(action.takes === 'file' ? { 'content-type': 'application/octet-stream' } : {}),
      ...(hasBody ? { 'content-type': 'application/json' } : {}),
      ...(filled.ifMatch.trim() === '' ? {} : { 'if-match': `"${filled.ifMatch.trim()}"` }),
    },
    ...(action.takes === 'file' && file !== null ? { body: file } : hasBody ? { body: filled.body } : {}),
  });
  const type = response.headers.get('content-type') ?? '';
  const isText = type.includes('json') || type.startsWith('text/');
  const bytes = await response.blob();
  const text = isText && bytes.size > 0 ? await bytes.text() : null;
  return {
    status: response.status,
    ms: Math.round(performance.now() - started),
    headers: ofInterest.flatMap((name): [string, string][] => {
      const value = response.headers.get(name);
      return value === null ? [] : [[name, value]];
    }),
    text: text === null ? null : pretty(text),
    size: isText || bytes.size === 0 ? null : bytes.size,
    operation: response.headers.get('operation'),
  };
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
