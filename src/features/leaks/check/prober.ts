// Asks in the name of one person and looks at every answer: does anything stand in it that this person's role must not see?
import { type Action, methodOf, pathOf } from '../../../contract/action.ts';
import type { Entity } from '../../../contract/entity.ts';
import type { LeakPath, LeakReport } from '../contract.ts';
import { markPattern } from './canaries.ts';
import type { Planted } from './expect.ts';
import type { Subject, World } from './world.ts';

export interface Request {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Reply {
  readonly status: number;
  /** headers and body as one text, to be searched */
  readonly whole: string;
  readonly text: string;
}

/** The whole web server, asked without a socket. */
export type Ask = (request: Request, by: { readonly token: string } | { readonly key: string }) => Promise<Reply>;

export type Finding = LeakReport['findings'][number];

const idPattern = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Where in the matrix an answer belongs. */
export interface Place {
  readonly path: LeakPath;
  readonly object: string | null;
}

interface Cell extends Place {
  asked: number;
  /** something other than "you may not" came back */
  open: boolean;
  leaks: number;
}

export class Prober {
  readonly subject: Subject;
  readonly world: World;
  readonly cells = new Map<string, Cell>();
  readonly findings: Finding[] = [];
  readonly #ask: Ask;
  /** what must not come out, with the words for it */
  readonly #forbidden = new Map<string, string>();
  /** known ids one may see, and those nothing was expected of */
  asked = 0;

  constructor(subject: Subject, world: World, ask: Ask) {
    this.subject = subject;
    this.world = world;
    this.#ask = ask;
    for (const p of [...subject.planted, ...subject.others]) this.#forbid(p);
  }

  #forbid(p: Planted): void {
    const { expected } = this.subject;
    const one = `${p.e.label.toLowerCase()} (${p.whose})`;
    // Oneself one always knows.
    if (p.id === this.subject.id) return;
    if (!expected.sees(p)) this.#forbidden.set(p.id, `the id of a ${one}`);
    for (const [field, marks] of p.marks)
      if (!expected.reads(p, field)) for (const mark of marks) this.#forbidden.set(mark, `${field} of a ${one}`);
  }

  /** Sends the request of an action. What was sent may be said back; anything else forbidden that stands in the answer is a leak. */
  async ask(
    place: Place,
    action: Action,
    input: Readonly<Record<string, unknown>>,
    how: {
      readonly by?: 'session' | 'key';
      readonly allow?: (mark: string) => boolean;
      readonly headers?: Record<string, string>;
    } = {},
  ): Promise<Reply> {
    return await this.send(place, requestOf(action, input, how.headers), how);
  }

  /** The same with a request made by hand: a file that is sent is no input of an action. */
  async send(
    place: Place,
    request: Request,
    how: { readonly by?: 'session' | 'key'; readonly allow?: (mark: string) => boolean } = {},
  ): Promise<Reply> {
    const by = how.by ?? 'session';
    const reply = await this.#ask(request, by === 'key' ? { key: this.subject.key } : { token: this.subject.token });
    this.asked += 1;
    const cell = this.#cell(place);
    cell.asked += 1;
    if (reply.status !== 403 && reply.status !== 401) cell.open = true;
    const sent = new Set(marksIn(`${decodeURIComponent(request.target)} ${request.body ?? ''}`));
    for (const mark of new Set(marksIn(reply.whole))) {
      const what = this.#forbidden.get(mark);
      if (what !== undefined && !sent.has(mark) && how.allow?.(mark) !== true)
        this.found(place, request, by, `The answer holds ${what}.`);
    }
    if (reply.status >= 500) this.found(place, request, by, `The server failed with ${reply.status}.`);
    return reply;
  }

  found(place: Place, request: Pick<Request, 'method' | 'target' | 'body'>, by: 'session' | 'key', what: string): void {
    this.#cell(place).leaks += 1;
    const { method, target, body } = request;
    if (this.findings.length < 200)
      this.findings.push({
        role: this.subject.role.key,
        ...place,
        what,
        request: { method, target, by, ...(body === undefined ? {} : { body: body.slice(0, 2000) }) },
      });
  }

  /** Texts somebody else's stream brought: searched like any answer. */
  heard(place: Place, text: string, what: string): void {
    this.#cell(place).asked += 1;
    this.#cell(place).open = true;
    for (const mark of new Set(marksIn(text))) {
      const told = this.#forbidden.get(mark);
      if (told !== undefined) this.found(place, { method: 'GET', target: what }, 'session', `It tells ${told}.`);
    }
  }

  #cell(place: Place): Cell {
    const key = `${place.path} ${place.object ?? ''}`;
    let cell = this.cells.get(key);
    if (cell === undefined) this.cells.set(key, (cell = { ...place, asked: 0, open: false, leaks: 0 }));
    return cell;
  }

  of(e: Entity): Planted[] {
    return this.subject.planted.filter((p) => p.e.name === e.name);
  }

  seen(e: Entity): Planted[] {
    return this.of(e).filter((p) => this.subject.expected.sees(p));
  }

  unseen(e: Entity): Planted[] {
    return this.of(e).filter((p) => p.id !== this.subject.id && !this.subject.expected.sees(p));
  }
}

function marksIn(text: string): string[] {
  const low = text.toLowerCase();
  return [...(low.match(markPattern) ?? []), ...(low.match(idPattern) ?? [])];
}

/** The request a client would send: parameters into the path, the rest into the query or the body. */
export function requestOf(
  action: Action,
  input: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): Request {
  const rest = new Map(Object.entries(input));
  const path = pathOf(action).replace(/:(\w+)/g, (_, name: string) => {
    const value = rest.get(name);
    rest.delete(name);
    return encodeURIComponent(String(value));
  });
  const method = methodOf(action);
  const target = `/api/v1${path}`;
  if (method !== 'GET' && method !== 'DELETE')
    return {
      method,
      target,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(Object.fromEntries(rest)),
    };
  const query = [...rest].map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&');
  return { method, target: query === '' ? target : `${target}?${query}`, headers };
}

/** The same answer but for the ids in it. */
export function isAlike(a: Reply, b: Reply): boolean {
  return a.status === b.status && a.text.replace(idPattern, 'id') === b.text.replace(idPattern, 'id');
}

export function bodyOf(reply: Reply): Readonly<Record<string, unknown>> {
  try {
    const body: unknown = JSON.parse(reply.text);
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

export function rowsOf(reply: Reply): readonly { readonly id: string }[] {
  const rows = bodyOf(reply)['rows'];
  return Array.isArray(rows) ? (rows as { id: string }[]) : [];
}
