// What may be read of the ledger: entries by question, one entry with what it says, and how far the log is. Types; read-desk.ts makes it.
import type { LedgerTerm } from '../../contract/ledger-query.ts';
import type { CheckFinding, CheckResult } from './check.ts';
import type { ReceiverWish } from './receivers-desk.ts';
import type { RetentionDesk } from './retention-desk.ts';

/** What narrows a list of entries; everything given has to fit. */
export interface LedgerQuery {
  /** a person (with everything done through keys of that person) or a key */
  readonly actor?: string;
  /** instants, ISO 8601: from inclusive, to exclusive */
  readonly from?: string;
  readonly to?: string;
  readonly actorKind?: string;
  /** whole names, or families as `contact.` */
  readonly actions?: readonly string[];
  readonly verb?: string;
  readonly outcome?: 'done' | 'refused';
  readonly source?: string;
  readonly entity?: string;
  readonly record?: string;
  readonly operation?: string;
  readonly request?: string;
  readonly session?: string;
  readonly address?: string;
  readonly important?: boolean;
  /** leaves looks at records and at the log out, but for those that count as important functions */
  readonly changes?: boolean;
  /** what a question in words asks for; all of them have to fit */
  readonly terms?: readonly LedgerTerm[];
}

export interface LedgerPage {
  readonly rows: readonly LedgerRow[];
  /** goes on behind the last row, or further back than it looked */
  readonly next: string | null;
  /** how far back it looked, where it stopped for lack of time with fewer rows than asked; null: it did not stop */
  readonly reached: string | null;
}

export interface LedgerRow {
  readonly id: string;
  /** its place in the log; null: not sealed yet */
  readonly seq: number | null;
  readonly at: string;
  readonly actor: {
    readonly kind: string;
    readonly id: string | null;
    /** null: somebody you may not see, or nobody in particular */
    readonly title: string | null;
  };
  readonly action: string;
  readonly verb: string;
  readonly outcome: string;
  readonly source: string | null;
  readonly important: boolean;
  readonly entity: string | null;
  readonly record: string | null;
  /** null: there is none, or it may not be seen */
  readonly title: string | null;
  readonly version: number | null;
  readonly permission: string | null;
  readonly allowedBy: string | null;
  readonly operation: string;
  readonly request: string | null;
  readonly session: string | null;
  readonly address: string | null;
  /** names of changed fields, those one may see */
  readonly fields: readonly string[];
  /** there is more in it than is shown */
  readonly hidden: boolean;
  /** its values were erased */
  readonly erased: boolean;
}

export interface LedgerChange {
  readonly field: string;
  readonly label: string;
  readonly before: unknown;
  readonly after: unknown;
  /** one of the two, or both, may not be seen; it is null then */
  readonly hidden: boolean;
}

export interface LedgerDetail extends LedgerRow {
  readonly changes: readonly LedgerChange[];
  /** what else it says: the question that was asked, the reason of a refusal */
  readonly values: Readonly<Record<string, unknown>>;
  readonly commitment: string;
  /** null: not sealed yet */
  readonly proof: LedgerProof | null;
}

/** A page with what each entry says; without proofs. */
export interface LedgerDetails {
  readonly rows: readonly Omit<LedgerDetail, 'proof'>[];
  readonly next: string | null;
}

/** The leaf, the signed head above it, and the hashes between them (RFC 9162, 2.1.3), all in hex. */
export interface LedgerProof {
  readonly leaf: string;
  readonly size: number;
  readonly root: string;
  readonly at: string;
  readonly path: readonly string[];
}

export interface LedgerBucket {
  /** its beginning */
  readonly at: string;
  readonly done: number;
  readonly refused: number;
}

export interface LedgerStatus {
  /** entries sealed into the log */
  readonly size: number;
  /** entries that wait for the sealer, and those it refuses because the program did not write them */
  readonly waiting: number;
  readonly refused: number;
  readonly head: {
    readonly size: number;
    readonly at: string;
    readonly root: string;
    readonly keyId: string;
    readonly signature: string;
  } | null;
  /** the key heads are signed with, base64: compare it with what you hold */
  readonly key: string;
  readonly receivers: readonly LedgerReceiver[];
  readonly check: LedgerCheck | null;
  /** the check under way: since when, entries there are, entries and records looked at so far */
  readonly checking: {
    readonly since: string;
    readonly size: number;
    readonly entries: number;
    readonly records: number;
  } | null;
}

/** A place signed heads or entries are handed to. */
export interface LedgerReceiver {
  /** null: named by who runs the installation */
  readonly id: string | null;
  readonly kind: string;
  readonly label: string;
  /** `heads`, or the form in which it gets every entry */
  readonly gets: string;
  /** entries under the last head it took, or the last entry */
  readonly size: number;
  readonly deliveredAt: string | null;
  readonly failure: string | null;
}

/** What the last check found: places, never values. */
export interface LedgerCheck {
  readonly at: string;
  readonly entries: number;
  readonly records: number;
  readonly found: number;
  readonly findings: readonly CheckFinding[];
}

export interface LedgerDesk extends RetentionDesk {
  /** newest first; with ledger.view everybody's, otherwise one's own */
  list(query: LedgerQuery, page: { readonly limit: number; readonly cursor?: string }): Promise<LedgerPage>;
  /** the same entries with what they say */
  details(query: LedgerQuery, page: { readonly limit: number; readonly cursor?: string }): Promise<LedgerDetails>;
  /** refuses with not-found what is not there or not one's own */
  entry(id: string): Promise<LedgerDetail>;
  /** how many entries fit, by equal spans of time between two instants; `estimated`: from a part of them, where there are very many */
  histogram(
    query: LedgerQuery,
    from: Date,
    to: Date,
    buckets: number,
  ): Promise<{ readonly buckets: readonly LedgerBucket[]; readonly estimated: boolean }>;
  status(): Promise<LedgerStatus>;
  /** signed heads, or entries in one of the forms, go there from now on; with admin.ledger. Answers its id */
  addReceiver(wish: ReceiverWish): Promise<string>;
  removeReceiver(id: string): Promise<void>;
  /** what a check found is kept, put on record and told; for the product itself alone */
  keepCheck(result: CheckResult): Promise<void>;
}
