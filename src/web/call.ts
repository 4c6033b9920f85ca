// The one way to the server: sends JSON, turns every refusal into a CallError with its problem, and waits for a new sign-in when the session has ended.
import type { FieldConflict, FieldError, ProblemCode } from '../contract/problem.ts';

import { csrfHeader } from '../contract/page-token.ts';
import { secondsSinceInput } from './presence.ts';

export const apiBase = '/api/v1';

/** The body of a refusal; `offline` and `unreadable` are ours, for what never reached or left the server. */
export interface ProblemBody {
  readonly code: ProblemCode | 'offline' | 'unreadable';
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  readonly conflicts?: readonly FieldConflict[];
  readonly missing?: string;
  readonly retryAfter?: number;
  readonly requestId?: string;
}

export class CallError extends Error {
  readonly problem: ProblemBody;
  constructor(problem: ProblemBody) {
    super(problem.detail ?? problem.title);
    this.name = 'CallError';
    this.problem = problem;
  }
}

export interface Answer<T> {
  readonly data: T;
  /** the version of the record that was answered, as If-Match wants it back */
  readonly etag: string | null;
  /** the operation that can be undone */
  readonly operation: string | null;
}

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

export interface CallOptions {
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  /** of what is no JSON */
  readonly accept?: string;
  /** sent as it is, with this content type (files) */
  readonly raw?: { readonly data: Blob; readonly type: string };
  readonly ifMatch?: string | number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** why, kept with a change of rights */
  readonly reason?: string | undefined;
  /** asked by the page alone: it does not keep the session open */
  readonly background?: boolean;
  /** a 401 is the answer, not a reason to ask for a new sign-in */
  readonly signingIn?: boolean;
}

/** Nobody has touched anything for so long: what is asked then is the page's own doing. */
const absentSeconds = 60;

type Reauthenticate = (problem: ProblemBody) => Promise<boolean>;
let reauthenticate: Reauthenticate | null = null;

/** Whoever can ask for a new sign-in registers here; calls that found the session ended wait for it and are then repeated. */
export function onSessionEnd(ask: Reauthenticate | null): void {
  reauthenticate = ask;
}

let proveAgain: (() => Promise<boolean>) | null = null;

/** Whoever can ask for a fresh proof registers here; what needed it is then asked for again. */
export function onStepUp(ask: (() => Promise<boolean>) | null): void {
  proveAgain = ask;
}

type ReadFirst = () => Promise<boolean>;
let registered: (ask: ReadFirst) => void;
let readFirst: Promise<ReadFirst>;
const awaitReader = () => void (readFirst = new Promise((resolve) => (registered = resolve)));
awaitReader();

/**
 * Whoever can have the security policy acknowledged over the page registers here; what was refused is then asked for again. It is loaded
 * after the page, so what is refused before waits for it.
 */
export function onPolicyOwed(ask: ReadFirst | null): void {
  if (ask === null) awaitReader();
  else registered(ask);
}

let onDone: ((path: string, operation: string) => void) | null = null;

/** Something was done that may have a way back: whoever remembers those registers here. */
export function whenDone(remember: (path: string, operation: string) => void): void {
  onDone = remember;
}

let onLookOver: (() => void) | null = null;

/** Looking as somebody else is over: whoever can go on as oneself registers here. */
export function whenLookOver(goOn: () => void): void {
  onLookOver = goOn;
}

export interface Waiting {
  readonly pending: { readonly runsAt: string | null; readonly collect: boolean };
}

/** 202: nothing is changed yet, somebody else has to approve it first. */
export function isWaiting(answer: unknown): answer is Waiting {
  return (answer as Partial<Waiting> | null | undefined)?.pending !== undefined;
}

export async function call<T>(method: Method, path: string, options: CallOptions = {}): Promise<Answer<T>> {
  const answer = await readAnswer<T>(await ask(method, path, options));
  if (method !== 'GET' && answer.operation !== null) onDone?.(path, answer.operation);
  return answer;
}

/** The answer as it came: what is no JSON is read by whoever asked. */
export async function ask(method: Method, path: string, options: CallOptions = {}): Promise<Response> {
  for (;;) {
    const response = await send(method, path, options);
    if (response.ok) return response;
    const problem = await readProblem(response);
    // Nothing that was drawn for somebody else is gone on with.
    if (problem.code === 'look-over') onLookOver?.();
    if (problem.code === 'step-up-needed' && (await proveAgain?.()) === true) continue;
    // The page stays as it is, with what was typed.
    if (problem.code === 'policy-owed' && (await (await readFirst)())) continue;
    if (options.signingIn !== true) {
      // Nothing else can be done until a second factor is set up or a new password is chosen: the page that does it comes.
      if (['enrol-needed', 'password-due'].includes(problem.code)) location.reload();
      if (problem.status === 401 && (await reauthenticate?.(problem)) === true) continue;
    }
    throw new CallError(problem);
  }
}

export function addressOf(path: string, query: CallOptions['query'] = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query))
    if (value !== undefined && value !== '') search.set(key, String(value));
  const text = search.toString();
  return `${apiBase}${path}${text === '' ? '' : `?${text}`}`;
}

let pageToken = '';

/** What a change is sent with beside the cookie; every answer may tell a new one. */
async function once(address: string, init: RequestInit): Promise<Response> {
  const headers = { ...init.headers, [csrfHeader]: pageToken };
  const response = await fetch(address, { ...init, credentials: 'same-origin', headers });
  pageToken = response.headers.get(csrfHeader) ?? pageToken;
  return response;
}

/** Every request of a page goes this way: a change with the token of its session, and once more where that goes on under a new name in another window. */
export async function sendFromPage(address: string, init: RequestInit): Promise<Response> {
  const response = await once(address, init);
  if (response.status !== 403 || (await readProblem(response.clone())).code !== 'page-outdated') return response;
  await once(addressOf('/session'), {});
  return once(address, init);
}

async function send(method: Method, path: string, options: CallOptions): Promise<Response> {
  const headers: Record<string, string> = { accept: options.accept ?? 'application/json' };
  if (options.raw !== undefined) headers['content-type'] = options.raw.type;
  else if (options.body !== undefined) headers['content-type'] = 'application/json';
  if (options.reason !== undefined && options.reason !== '')
    headers['change-reason'] = encodeURIComponent(options.reason);
  if (method === 'GET' && (options.background === true || secondsSinceInput() > absentSeconds))
    headers['session-use'] = 'none';
  if (options.ifMatch !== undefined) headers['if-match'] = `"${options.ifMatch}"`;
  try {
    return await sendFromPage(addressOf(path, options.query), {
      method,
      headers,
      ...(options.raw !== undefined
        ? { body: options.raw.data }
        : options.body !== undefined
          ? { body: JSON.stringify(options.body) }
          : {}),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new CallError({ code: 'offline', title: '', status: 0 });
  }
}

async function readAnswer<T>(response: Response): Promise<Answer<T>> {
  const text = await response.text();
  return {
    data: (text === '' ? null : JSON.parse(text)) as T,
    etag: response.headers.get('etag'),
    operation: response.headers.get('operation'),
  };
}

async function readProblem(response: Response): Promise<ProblemBody> {
  const requestId = response.headers.get('request-id') ?? undefined;
  const unreadable = {
    code: 'unreadable',
    title: '',
    status: response.status,
    ...(requestId === undefined ? {} : { requestId }),
  } as const;
  if (!(response.headers.get('content-type') ?? '').includes('json')) return unreadable;
  const body = (await response.json().catch(() => null)) as Partial<ProblemBody> | null;
  return body === null || typeof body.code !== 'string' ? unreadable : { ...unreadable, ...body };
}

/** The reason one field was refused, if the refusal names it. */
export function reasonFor(error: unknown, field: string): string | null {
  if (!(error instanceof CallError)) return null;
  const found = error.problem.errors?.find(
    (e) => e.field === field || e.field.startsWith(`${field}.`) || e.field.startsWith(`${field}[`),
  );
  if (found === undefined) return null;
  return found.fits === undefined ? found.reason : `${found.reason} ${found.fits}`;
}
