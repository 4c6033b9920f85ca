// The closed table of everything that may be refused: one row a code, one class to throw. Nothing else may leave the server as an error.
import type { LockOut } from './network.ts';

/** status: HTTP status. title: one sentence for people. hides: true when the answer must not tell whether the thing exists. */
export interface ProblemRow {
  readonly status: number;
  readonly title: string;
  readonly hides?: true;
}

export const problems = {
  'bad-request': { status: 400, title: 'The request cannot be understood.' },
  'invalid-input': { status: 400, title: 'Some of what was sent does not fit.' },
  'unknown-field': { status: 400, title: 'There is no such field for you here.' },
  'invalid-filter': { status: 400, title: 'The filter cannot be used.' },
  'invalid-cursor': { status: 400, title: 'The page marker is not one of ours, or belongs to another list.' },
  'not-signed-in': { status: 401, title: 'Sign in first.' },
  'sign-in-failed': { status: 401, title: 'This name and password do not fit together.' },
  'passkey-failed': { status: 401, title: 'This passkey does not open an account here.' },
  'factor-needed': { status: 401, title: 'Your second factor is still needed.' },
  'factor-failed': { status: 400, title: 'That does not fit. Try again, or use another way.' },
  'session-ended': { status: 401, title: 'Your session has ended. Sign in again; what you typed is kept.' },
  'key-refused': { status: 401, title: 'This key does not work here.' },
  'link-invalid': {
    status: 410,
    title: 'This link has been used, has expired, or was never valid. Ask for a new one.',
  },
  'application-unknown': { status: 401, title: 'This application is not known here.' },
  'grant-refused': { status: 400, title: 'This application gets no token for that.' },
  'not-allowed': { status: 403, title: 'Your roles do not allow this.' },
  'enrol-needed': {
    status: 403,
    title: 'Set up a second factor first: your company asks for one, and until then you can do nothing else.',
  },
  'policy-owed': {
    status: 403,
    title: 'Your company’s security policy has to be read and acknowledged first; until then you can do nothing else.',
  },
  'password-due': {
    status: 403,
    title:
      'Choose a new password first: your company lets one stand only so long, and until then you can do nothing else.',
  },
  'step-up-needed': { status: 403, title: 'Prove once more that it is you; what you asked for then goes on.' },
  'browser-refused': { status: 403, title: 'This browser or system is out of date here and does not sign in.' },
  'wrong-network': { status: 403, title: 'This cannot be used from the network you are in.' },
  'look-only': { status: 403, title: 'You are looking as somebody else, and can only look. Nothing was changed.' },
  'outside-your-reach': { status: 403, title: 'After this change the record would lie outside what you may change.' },
  'page-outdated': {
    status: 403,
    title: 'The page this came from does not belong to your present session. Load it again; nothing was changed.',
  },
  'wrong-origin': { status: 403, title: 'The request came from another site and was not carried out.' },
  'not-found': { status: 404, title: 'There is no such thing, or you may not see it.', hides: true },
  'no-such-host': { status: 404, title: 'Nothing is served under this address.', hides: true },
  'method-not-allowed': { status: 405, title: 'This address does not take that method.' },
  'already-exists': { status: 409, title: 'Another record already has this value.' },
  'in-use': { status: 409, title: 'Something else still depends on this.' },
  'wrong-state': { status: 409, title: 'This cannot be done in the present state.' },
  held: { status: 409, title: 'A legal hold stands on this: it is not deleted.' },
  'locks-out': { status: 409, title: 'These rules would lock you out, so they are not saved.' },
  'look-over': {
    status: 409,
    title: 'Looking as somebody else is over. Go on as yourself; nothing was changed.',
  },
  'access-test-fails': { status: 409, title: 'A saved test of access would fail. Nothing was changed.' },
  'stale-change': {
    status: 409,
    title: 'What this changes has changed since it was asked for. It has to be asked for and approved again.',
  },
  conflict: { status: 412, title: 'Somebody else changed the same field.' },
  'too-large': { status: 413, title: 'This is larger than what is taken here.' },
  'unsupported-type': { status: 415, title: 'This kind of content is not taken here.' },
  'too-many': { status: 429, title: 'Too many requests. Wait a little.' },
  internal: { status: 500, title: 'Something went wrong on our side. Nothing was changed.' },
  unavailable: { status: 503, title: 'This is not available just now. Nothing was changed; try again shortly.' },
  maintenance: { status: 503, title: 'This vault is in maintenance. Nothing is lost; try again later.' },
  suspended: { status: 503, title: 'This vault is suspended by whoever hosts it.' },
} as const satisfies Record<string, ProblemRow>;

export type ProblemCode = keyof typeof problems;

/** One thing wrong with one field: what is wrong (reason) and what would fit (fits), both sentences for people. */
export interface FieldError {
  readonly field: string;
  readonly code: string;
  readonly reason: string;
  readonly fits?: string;
}

/** One field two people changed: `yours` was sent, `theirs` is stored now, `original` is what you had started from. */
export interface FieldConflict {
  readonly field: string;
  readonly yours: unknown;
  readonly theirs: unknown;
  readonly original: unknown;
  readonly by?: string;
  readonly at?: string;
}

export interface ProblemExtras {
  readonly errors?: readonly FieldError[];
  readonly conflicts?: readonly FieldConflict[];
  /** seconds after which another try makes sense */
  readonly retryAfter?: number;
  /** to connected applications: the name of the refusal in OAuth */
  readonly error?: string;
  /** whom rules on networks would leave outside */
  readonly lockOut?: LockOut;
  /** the permission whose absence is the reason */
  readonly missing?: string;
}

/** A named refusal. `detail` is one sentence about this case; it must never hold what the receiver may not know. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly detail: string | undefined;
  readonly extras: ProblemExtras;

  constructor(code: ProblemCode, detail?: string, extras: ProblemExtras = {}) {
    super(detail ?? problems[code].title);
    this.name = 'Problem';
    this.code = code;
    this.detail = detail;
    this.extras = extras;
  }

  get status(): number {
    return problems[this.code].status;
  }
}

/** Refuses one field, the commonest refusal of all. */
export function invalidField(field: string, code: string, reason: string, fits?: string): Problem {
  return new Problem('invalid-input', reason, {
    errors: [fits === undefined ? { field, code, reason } : { field, code, reason, fits }],
  });
}

/** The RFC 9457 body of a problem; `requestId` finds the ledger entry and the log line. */
export function problemBody(problem: Problem, requestId: string): Record<string, unknown> {
  const row = problems[problem.code];
  return {
    type: `/docs/problems#${problem.code}`,
    code: problem.code,
    title: row.title,
    status: row.status,
    ...(problem.detail === undefined ? {} : { detail: problem.detail }),
    ...problem.extras,
    requestId,
  };
}
