// What is done for a person about whom something is held, as features see it. Types; subjects-desk.ts makes the desk.

export const requestKinds = ['access', 'copy', 'rectification', 'restriction', 'objection', 'erasure'] as const;
export type RequestKind = (typeof requestKinds)[number];

/** A record about a person. */
export interface Subject {
  readonly entity: string;
  readonly id: string;
}

export interface SubjectRequest extends Subject {
  /** the request's own */
  readonly request: string;
  readonly kind: RequestKind;
  /** the name it was asked under: stays when the record is gone */
  readonly name: string;
  /** erased since: `name` is none of a person */
  readonly erased: boolean;
  readonly note: string | null;
  /** YYYY-MM-DD */
  readonly receivedOn: string;
  readonly dueOn: string;
  readonly status: 'open' | 'done' | 'refused';
  readonly closedAt: string | null;
  readonly word: string | null;
}

export interface RequestWish extends Subject {
  readonly kind: RequestKind;
  readonly receivedOn: string;
  readonly note: string | null;
}

export interface Restriction extends Subject {
  /** null: it may not be seen, or is gone */
  readonly title: string | null;
  readonly reason: string;
  readonly at: string;
}

/** Somebody, or something, that got to see what is held about the person. */
export interface Recipient {
  /** `looked`: at the record itself; `read`: through a key or application; `exported`, `printed`: lists that may have held it */
  readonly how: 'looked' | 'read' | 'exported' | 'printed';
  readonly who: { readonly kind: string; readonly id: string | null; readonly title: string | null };
  /** of an application */
  readonly application: string | null;
  readonly times: number;
  readonly first: string;
  readonly last: string;
  /** of an export: what was asked for, and why */
  readonly says: string | null;
}

export interface SubjectDesk {
  /** Nobody but holders of admin.privacy reaches it from now on. Users cannot be restricted: close the account. */
  restrict(subject: Subject, reason: string): Promise<void>;
  lift(subject: Subject): Promise<void>;
  restrictions(): Promise<readonly Restriction[]>;
  /** who got to see it, by the ledger; newest first */
  recipients(subject: Subject): Promise<readonly Recipient[]>;
  /** open ones by the day they are due, then those that are closed */
  requests(subject?: Subject): Promise<readonly SubjectRequest[]>;
  ask(wish: RequestWish): Promise<string>;
  close(request: string, status: 'done' | 'refused', word: string): Promise<void>;
  /** only the product itself: tells of requests that are due soon or late; answers how many */
  remind(): Promise<number>;
}
