// What a feature holds in its hands during one unit of work. Types only: the door makes it, and it is dead when the work ends.
import type { QueryCreator } from 'kysely';
import type { Groups, HistoryEntry } from '../contract/record-answers.ts';
import type { CreateOf, Entity, PatchOf, RowOf } from '../contract/entity.ts';
import type { RefOut } from '../contract/field.ts';
import type { OutboxEvent } from '../contract/event.ts';
import type { ListQuery } from '../contract/filter.ts';
import type { GroupKey, GroupQuery, Measure } from '../contract/group.ts';
import type { Json } from '../contract/json.ts';
import type { KeyDesk } from './access/keys.ts';
import type { ApplicationDesk } from './access/applications.ts';
import type { AccessDesk } from './access/desk.ts';
import type { AccessTestDesk } from './access/access-tests.ts';
import type { LookDesk } from './access/look-desk.ts';
import type { RequestDesk } from './access/request-desk.ts';
import type { RoleDesk } from './access/roles-desk.ts';
import type { RuleWish, TriedRule } from './access/try-rule.ts';
import type { WhatIf } from './access/what-if.ts';
import type { PendingDesk } from './access/pending.ts';
import type { Catalog } from './catalog.ts';
import type { HostActDesk } from './host-acts.ts';
import type { IdempotencyDesk } from './idempotency.ts';
import type { IdentityDesk } from './identity/desk.ts';
import type { JobDesk } from './jobs.ts';
import type { ErasureDesk } from './privacy/erasure.ts';
import type { SubjectDesk } from './privacy/subjects.ts';
import type { UseDesk } from './privacy/uses.ts';
import type { ExportDesk, PrintDesk } from './records/export-desk.ts';
import type { ExportRulesDesk } from './export-rules.ts';
import type { LedgerDesk } from './ledger/desk.ts';
import type { ConfigurationDesk } from './ledger/configuration.ts';
import type { ExtractDesk } from './ledger/extract.ts';
import type { SearchDesk } from './ledger/searches.ts';
import type { FileDesk } from './files.ts';
import type { KeptDesk } from './kept.ts';
import type { DeviceDesk } from './identity/devices.ts';
import type { LeavingDesk } from './identity/leaving-desk.ts';
import type { GuessingDesk } from './identity/guessing-desk.ts';
import type { LossDesk } from './identity/losses.ts';
import type { PolicyTextDesk } from './identity/policy-text.ts';
import type { SessionDesk } from './identity/session-desk.ts';
import type { SignDesk } from './identity/signs.ts';
import type { TipDesk } from './tips.ts';
import type { NetworkDesk } from './network/desk.ts';
import type { LeakDesk } from './leaks-desk.ts';
import type { NoticeDesk } from './notices.ts';
import type { OperationDesk } from './operation.ts';
import type { PastDesk } from './past/desk.ts';
import type { Principal } from './principal.ts';
import type { Readable } from './query.ts';
import type { RegionDesk } from './region-desk.ts';
import type { MailDesk } from './mail/mail.ts';
import type { ReminderDesk } from './reminders.ts';
import type { ShapeDesk } from './shape/shape-desk.ts';
import type { SavedTotalsDesk } from './totals/saved.ts';
import type { BinDesk } from './records/bin-list.ts';
import type { HoldDesk } from './records/hold-desk.ts';
import type { Found, Page, RowResult } from './records/results.ts';

/** Facts about the tenant a feature may know: no pool, no key, no database name. */
export interface Tenant {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  /** scheme, host and port under which people reach this tenant; the only base of links */
  readonly origin: string;
}

export interface EditOptions {
  /** the version the change was based on; other people's later changes of other fields are merged, of the same field refused (412) */
  readonly ifVersion?: number;
}

/** Reads and changes records, only those and only the fields the principal's grants allow; every change writes ledger and outbox. */
export interface Records {
  list<E extends Entity>(entity: E, query: ListQuery): Promise<Page<RowOf<E>>>;
  /** refuses with not-found when there is none or it may not be seen */
  view<E extends Entity>(entity: E, id: string): Promise<RowOf<E>>;
  create<E extends Entity>(entity: E, values: CreateOf<E>): Promise<RowOf<E>>;
  edit<E extends Entity>(entity: E, id: string, patch: PatchOf<E>, options?: EditOptions): Promise<RowOf<E>>;
  archive<E extends Entity>(entity: E, id: string): Promise<RowOf<E>>;
  restore<E extends Entity>(entity: E, id: string): Promise<RowOf<E>>;
  /**
   * Many at once, in a few statements: the path of imports and bulk changes. A row without id is created, one with id edited.
   * A row that is refused leaves the others alone; nothing is thrown for it. `values` may hold anything: it is checked here.
   */
  writeMany(
    entity: Entity,
    rows: readonly WriteRow[],
    options?: { readonly importing?: boolean; readonly by?: 'assign' | 'complete' },
  ): Promise<RowResult[]>;
  archiveMany(entity: Entity, ids: readonly string[]): Promise<RowResult[]>;
  restoreMany(entity: Entity, ids: readonly string[]): Promise<RowResult[]>;
  /** changes only what a right of its own governs: whose records they are, whether activities are done */
  change<E extends Entity>(entity: E, id: string, patch: PatchOf<E>, by: 'assign' | 'complete'): Promise<RowOf<E>>;
  /** deletes records in the bin for good */
  purge(entity: Entity, id: string): Promise<{ id: string }>;
  purgeMany(entity: Entity, ids: readonly string[]): Promise<RowResult[]>;
  /** makes one record out of two: what is chosen of the other is taken over, what refers to it is moved, and it goes into the bin */
  merge<E extends Entity>(entity: E, id: string, wish: MergeWish): Promise<RowOf<E>>;
  /** where a record in the bin went when it was merged into another; null: it was not */
  mergedInto(entity: Entity, id: string): Promise<RefOut | null>;
  /** the value under a mask; the reason is put on record */
  reveal(entity: Entity, id: string, field: string, reason: string): Promise<unknown>;
  /**
   * Ids by the value of a key field (case and spaces folded as the field's kind says), among records the principal may see.
   * A value held by several records gives several ids, oldest first.
   */
  findByKey(entity: Entity, field: string, values: readonly string[]): Promise<Map<string, string[]>>;
  history(entity: Entity, id: string): Promise<HistoryEntry[]>;
  /** a few best matches of each object, with the reason of each */
  find(entities: readonly Entity[], text: string, limit: number): Promise<Found[]>;
  /** counts and measures of the visible records by field; refuses with too-large rather than leave groups out */
  group(entity: Entity, keys: readonly GroupKey[], measures: readonly Measure[], query: GroupQuery): Promise<Groups>;
}

export interface MergeWish {
  /** the record that goes */
  readonly other: string;
  /** fields whose value the other one has */
  readonly take: readonly string[];
  /** fields that hold lists: what either holds */
  readonly unite: readonly string[];
}

export interface WriteRow {
  readonly id?: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** One thing to be put on record beside what the engine writes by itself. */
export interface Note {
  readonly what: string;
  readonly entity?: string;
  readonly record?: string;
  readonly values?: Readonly<Record<string, Json>>;
}

export interface Tx {
  readonly me: Principal;
  readonly tenant: Tenant;
  readonly catalog: Catalog;
  readonly records: Records;
  /** what lies in the bin, of every object */
  readonly bin: BinDesk;
  /** legal holds: what is deleted by nobody */
  readonly holds: HoldDesk;
  /** id of the operation all changes of this unit of work belong to; one user action, one undo */
  readonly operation: string;
  readonly operations: OperationDesk;
  /** how things were at an instant, and bringing them back */
  readonly past: PastDesk;
  readonly jobs: JobDesk;
  /** what happened, as far as one may see it */
  readonly ledger: LedgerDesk;
  /** what was changed of how the company works */
  readonly configuration: ConfigurationDesk;
  /** questions to the ledger that are kept */
  readonly searches: SearchDesk;
  /** signs what is taken out of the ledger */
  readonly extracts: ExtractDesk;
  readonly files: FileDesk;
  /** what may leave in a file */
  readonly exports: ExportDesk;
  /** what the company asks of exports, and what of the day's share is left */
  readonly exportRules: ExportRulesDesk;
  /** what people are told by virtue of a right */
  readonly notices: NoticeDesk;
  /** messages by mail: in the queue of this transaction */
  readonly mail: MailDesk;
  /** what may be printed */
  readonly prints: PrintDesk;
  /** small sealed documents of one's own: settings of an import, rows it refused */
  readonly kept: KeptDesk;
  readonly identity: IdentityDesk;
  /** for the product itself: what was done at the machine */
  readonly hostActs: HostActDesk;
  readonly idempotency: IdempotencyDesk;
  readonly keys: KeyDesk;
  /** connected applications, and what people allow them */
  readonly applications: ApplicationDesk;
  readonly roles: RoleDesk & {
    whatIf(id: string, grants: unknown): Promise<WhatIf>;
    tryRule(wish: RuleWish): Promise<TriedRule>;
  };
  readonly accessTests: AccessTestDesk;
  /** security changes that wait for a second administrator */
  readonly pending: PendingDesk;
  readonly region: RegionDesk;
  readonly reminders: ReminderDesk;
  /** questions to the totals that are kept, for oneself or offered as a right */
  readonly savedTotals: SavedTotalsDesk;
  readonly shape: ShapeDesk;
  /** from where people and programs may come */
  readonly network: NetworkDesk;
  /** how sessions end, and everybody's */
  readonly sessions: SessionDesk;
  /** what somebody leaves behind, and erasing who has left */
  readonly leaving: LeavingDesk;
  /** the browsers people are known by */
  readonly devices: DeviceDesk;
  /** what slows guessing down, and who is blocked */
  readonly guessing: GuessingDesk;
  /** the company's own security policy, and who has acknowledged it */
  readonly policyText: PolicyTextDesk;
  /** signs by which people know the true page */
  readonly signs: SignDesk;
  /** reports of lost devices and keys, and of suspicions */
  readonly losses: LossDesk;
  readonly tips: TipDesk;
  /** what a check for leaks copies, and its results */
  readonly leaks: LeakDesk;
  /** sharing, standing in, and the reasons of rights */
  readonly access: AccessDesk;
  /** what is done for people about whom something is held */
  readonly subjects: SubjectDesk;
  /** erasing what is held about a person */
  readonly erasure: ErasureDesk;
  /** what people said about uses of what is held about them */
  readonly uses: UseDesk;
  /** asking for access, and deciding on it */
  readonly requests: RequestDesk;
  /** looking at the product as somebody else */
  readonly looks: LookDesk;
  /** a query builder that knows no tables; only relations from `readable` can be named in it */
  readonly query: QueryCreator<object>;
  /** exactly the rows and fields of an object the principal may read, to be joined and summed */
  readonly readable: Readable;
  note(entry: Note): Promise<void>;
  emit(event: OutboxEvent): Promise<void>;
}
