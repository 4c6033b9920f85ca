// A feature is a list of handlers; registering it is one line in features/index.ts.
import type { Readable } from 'node:stream';
import type { Action } from '../contract/action.ts';
import type { EntityName } from '../contract/names.ts';
import type { SecurityClass } from '../contract/security-change.ts';
import type { ReceivedFile, StoreOptions } from './files.ts';
import type { Porch } from './identity/desk.ts';
import type { Derive } from './derive.ts';
import type { Tx } from './tx.ts';

/** What the edge knows about a request beside its input; a handler may read it and answer through it. */
export interface Call {
  readonly requestId: string;
  /** address of the client after trusted proxies, normalised; null outside HTTP */
  readonly address: string | null;
  /** a proxy nobody has named stands between, so that the address may be everybody's */
  readonly addressDoubt?: boolean;
  readonly userAgent: string | null;
  readonly ifMatch: number | null;
  /** what the client sent so that a repeated request is not carried out twice */
  readonly idempotencyKey: string | null;
  /** why, in the words of who asks: kept with changes of rights */
  readonly reason?: string | null;
  /** the token of the device cookie, if the browser sent one */
  readonly deviceToken: string | null;
  /** the session cookie the browser sent, if any: a new sign-in ends that session */
  readonly sessionToken: string | null;
  /** the raw body of an `upload` action */
  readonly body: Readable | null;
  /** what the handler's `before` answered */
  readonly prepared?: unknown;
  /** sets what the answer carries beside its body; the edge turns it into headers */
  readonly answer: Answer;
}

export interface Answer {
  status?: number;
  etag?: number;
  /** the operation the change belongs to: what an undo button names */
  operation?: string;
  /** a pending change that is to be carried out, or asked for anew, once this has been committed */
  carryOut?: string;
  /** one whose answer is for its author, who asks for it now */
  collect?: string;
  renew?: string;
  /** a new session token to be set as cookie, or null to clear it */
  session?: { readonly token: string; readonly expires: Date } | null;
  device?: { readonly token: string; readonly expires: Date };
  /** for `download` actions */
  file?: { readonly stream: Readable; readonly name: string; readonly type: string };
}

/** What may be done before a unit of work opens, for one vault: what takes long and must hold no connection. */
export interface Outside {
  readonly identity: Porch;
  /** seals a body to disk while it comes in; `tx.files.adopt` makes it somebody's */
  receive(name: string, body: Readable, options: StoreOptions): Promise<ReceivedFile>;
}

export interface Handler {
  readonly action: Action;
  /** the handler makes exactly one call on `tx.records` (view, list, create, edit, archive, restore) and nothing else on `tx` */
  readonly single?: boolean;
  /**
   * Runs before the unit of work opens, once the action's right is seen to be held: proving passwords, receiving files. What it answers
   * comes to `run` as `call.prepared`; what it refuses is put on record like any other refusal. The right is checked again at the door.
   */
  readonly before?: (outside: Outside, input: never, call: Call) => Promise<unknown>;
  /** Refuses before anything is asked of a database, from what is known in memory: what comes in floods. It lets nobody in. */
  readonly shed?: (outside: Outside, input: never, call: Call) => Promise<void>;
  /** for security changes */
  readonly secured?: Secured<never>;
  readonly run: (tx: Tx, input: never, call: Call) => Promise<unknown>;
}

/** What an approver reads, and the state the change is made against: approved is only what would still do the same. */
export interface Secured<In> {
  readonly summary: (tx: Tx, input: In) => Promise<string>;
  readonly basis?: (tx: Tx, input: In) => Promise<unknown>;
  /** for an action that belongs to no class by itself: which one it belongs to, by what it is about; null: none */
  readonly classOf?: (tx: Tx, input: In) => Promise<SecurityClass | null>;
}

/** A handler that is one call on the records: its ledger entry and commit travel with that call. */
export function onSingle<In, Out>(
  action: Action<In, Out>,
  run: (tx: Pick<Tx, 'records' | 'catalog'>, input: In, call: Call) => Promise<Out>,
): Handler {
  return { ...on(action, run), single: true };
}

export function on<In, Out>(
  action: Action<In, Out>,
  run: (tx: Tx, input: In, call: Call) => Promise<Out>,
  before?: (outside: Outside, input: In, call: Call) => Promise<unknown>,
): Handler {
  const handler = { action: action as Action, run: run as Handler['run'] };
  return before === undefined ? handler : { ...handler, before: before };
}

/** The same where much of what comes cannot be looked at: `shed` refuses that for next to nothing. */
export function onShedding<In, Out>(
  action: Action<In, Out>,
  run: (tx: Tx, input: In, call: Call) => Promise<Out>,
  before: (outside: Outside, input: In, call: Call) => Promise<unknown>,
  shed: (outside: Outside, input: In, call: Call) => Promise<void>,
): Handler {
  return { ...on(action, run, before), shed };
}

/** A security change; see `security` of its action. */
export function onSecured<In, Out>(
  action: Action<In, Out>,
  secured: Secured<In>,
  run: (tx: Tx, input: In, call: Call) => Promise<Out>,
): Handler {
  return { ...on(action, run), secured };
}

/** A kind of long work: named, run by the job runner in the name of the user who started it, resumable from its own state. */
export interface JobKind {
  readonly kind: string;
  /** the class of security change it carries out: it is started only by an action of that class, which has been agreed to where it has to be */
  readonly security?: SecurityClass;
  /** Called again after a crash with the same input; must continue from `state`. Opens as many units of work as it needs. */
  readonly run: (job: JobRun) => Promise<void>;
}

export interface JobRun {
  readonly id: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** what `save` stored last; empty at the first run */
  readonly state: Readonly<Record<string, unknown>>;
  /** one transaction in the name of the user; `save` inside it commits state and progress together with the work */
  readonly open: <T>(work: (tx: Tx, save: SaveJob) => Promise<T>) => Promise<T>;
  /** the same through and through, every check of the database included, and then all of it is taken back */
  readonly rehearse: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  /** true once somebody asked to cancel; the run then stops at a clean place */
  readonly cancelled: () => Promise<boolean>;
}

export type SaveJob = (progress: {
  readonly done: number;
  /** null: not known yet */
  readonly total: number | null;
  readonly state?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
}) => Promise<void>;

export interface Feature {
  readonly name: string;
  readonly handlers: readonly Handler[];
  readonly jobs?: readonly JobKind[];
  /** domain rules of the feature's objects */
  readonly derive?: { readonly [N in EntityName]?: Derive };
}
