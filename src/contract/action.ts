// An action is everything the outside may ask for, declared once: who may, what goes in, what comes out. Without access it does not compile.
import type { z } from 'zod/mini';
import type { Area, Permission } from './permission.ts';
import type { SecurityClass } from './security-change.ts';

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** `may` names the permission; `public` needs a reason that is printed in surface/actions.csv; `signedIn` is for one's own session and profile, and not for API keys unless `keysToo`. */
export type Access =
  | { readonly may: Permission }
  | { readonly signedIn: true; readonly keysToo?: true }
  | { readonly public: true; readonly because: string };

/**
 * How the body travels: JSON (default), a raw stream handed to the handler (uploads), an event stream or a file as answer. `form`: as OAuth has
 * it, for programs alone: url-encoded, the client's name and secret in Basic authorization too, no cookie read, and refusals by its names.
 */
export type Transport = 'json' | 'upload' | 'stream' | 'download' | 'form';

export interface Action<In = unknown, Out = unknown> {
  readonly name: string;
  readonly http: `${Method} /${string}`;
  readonly access: Access;
  /** tools and menus that must be held beside it */
  readonly needs?: readonly Area[];
  readonly summary: string;
  /** path and query parameters and the body's properties, merged; path wins over query wins over body, doubles are refused */
  readonly input: z.ZodMiniType<In>;
  readonly output: z.ZodMiniType<Out>;
  /** true when the action changes nothing but the ledger: it may then commit its entry asynchronously */
  readonly reads: boolean;
  /** true when it changes what people may do: such actions run one after the other in a vault, and no change of records beside them */
  readonly changesRights?: boolean;
  /** a security change of this class: where the policy asks for a second administrator it is stored and answered 202 with `pending` */
  readonly security?: SecurityClass;
  /** its answer is for the author's eyes alone (a secret): once it is approved, the author asks again and gets it */
  readonly collect?: boolean;
  readonly transport: Transport;
  /** largest body in bytes */
  readonly maxBytes: number;
  /** made field by field by the record engine from an allow-list: not parsed a second time on the way out (tests do) */
  readonly shaped?: boolean;
  /** what to show in the API's description where `input` or `output` are checked more exactly by the engine */
  readonly describe?: { readonly input?: z.ZodMiniType; readonly output?: z.ZodMiniType };
  /**
   * What becomes of it while somebody looks at the product as somebody else. `as-them`: it is answered as to that person, as far as both may
   * see; only for reading. `as-oneself`: it is about the viewer himself. Nothing said: it is refused.
   */
  readonly looking?: 'as-them' | 'as-oneself';
  /**
   * The least somebody must have signed in by: after the password alone, before a second factor was set up, a password that is too old
   * was changed, or the company's security policy
   * was acknowledged; whole unless said.
   */
  readonly at?: 'half' | 'enrol' | 'renew' | 'agree';
  /** dangerous: who this is has to have been proved within the last minutes */
  readonly stepUp?: boolean;
  /** names of inputs that must never be written into the ledger or the log */
  readonly secret: readonly string[];
}

/** What it answers, for whoever asks it: `AnswerOf<typeof listLosses>`. No page declares an answer a second time. */
export type AnswerOf<A extends { readonly output: z.ZodMiniType }> = Readonly<z.infer<A['output']>>;

/** How many bytes a JSON body may have where an action says nothing else. */
export const defaultMaxBytes = 1024 * 1024;

export interface ActionSpec<In, Out> {
  readonly name: string;
  readonly http: `${Method} /${string}`;
  readonly access: Access;
  readonly needs?: readonly Area[];
  readonly summary: string;
  readonly input: z.ZodMiniType<In>;
  readonly output: z.ZodMiniType<Out>;
  readonly reads?: boolean;
  readonly changesRights?: boolean;
  readonly security?: SecurityClass;
  readonly collect?: boolean;
  readonly transport?: Transport;
  readonly maxBytes?: number;
  readonly shaped?: boolean;
  readonly describe?: { readonly input?: z.ZodMiniType; readonly output?: z.ZodMiniType };
  readonly looking?: 'as-them' | 'as-oneself';
  readonly at?: 'half' | 'enrol' | 'renew' | 'agree';
  readonly stepUp?: boolean;
  readonly secret?: readonly string[];
}

export function action<In, Out>(spec: ActionSpec<In, Out>): Action<In, Out> {
  return {
    transport: 'json',
    maxBytes: defaultMaxBytes,
    secret: [],
    reads: spec.http.startsWith('GET '),
    ...spec,
  };
}

export function methodOf(a: Pick<Action, 'http'>): Method {
  return a.http.slice(0, a.http.indexOf(' ')) as Method;
}

/** The path with `:name` parameters, relative to the API's base. */
export function pathOf(a: Pick<Action, 'http'>): string {
  return a.http.slice(a.http.indexOf(' ') + 1);
}
