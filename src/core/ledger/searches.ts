// Kept questions to the ledger, as features see them. Types; searches-desk.ts makes the desk.

/** So many entries within so many minutes, and who is told. */
export interface Alert {
  readonly count: number;
  readonly minutes: number;
  /** ids of people; told as long as they may read the ledger */
  readonly people: readonly string[];
}

export interface SearchWish {
  readonly name: string;
  /** in the words of contract/ledger-query.ts */
  readonly query: string;
  /** looks at records and at the log too */
  readonly looks: boolean;
  /** with everybody who may read the ledger */
  readonly shared: boolean;
  readonly alert: Alert | null;
}

export interface SavedSearch {
  readonly id: string;
  readonly name: string;
  readonly query: string;
  readonly looks: boolean;
  readonly shared: boolean;
  readonly mine: boolean;
  /** null: somebody you may not see */
  readonly owner: string | null;
  readonly mayChange: boolean;
  readonly alert: {
    readonly count: number;
    readonly minutes: number;
    /** `told`: may read the ledger now */
    readonly people: readonly { readonly id: string; readonly title: string | null; readonly told: boolean }[];
    /** false: its owner may not read the ledger any more, so nothing is counted */
    readonly works: boolean;
    readonly toldAt: string | null;
  } | null;
}

export interface SearchDesk {
  /** one's own, and the shared ones with ledger.view */
  list(): Promise<SavedSearch[]>;
  /** answers its id; sharing and watching need ledger.view */
  save(wish: SearchWish): Promise<string>;
  /** one's own; a shared one of somebody else needs admin.ledger */
  change(id: string, wish: SearchWish): Promise<void>;
  remove(id: string): Promise<void>;
  /** only the product itself: there were so many */
  raise(id: string, found: number): Promise<void>;
}
