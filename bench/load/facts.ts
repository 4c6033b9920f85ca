// What a load must know about the tenant to ask good questions of it. Plain data: it travels to the load's own process.

/** What somebody may see, as SQL over a row `r`. */
export interface Reach {
  readonly contact: string;
  /** contacts of which phones and notes may be read too */
  readonly open: string;
  /** contacts that may be changed */
  readonly edit: string;
  readonly deal: string;
  readonly activity: string;
}

export interface Facts {
  readonly who: 'owner' | 'narrow' | 'many';
  /** of the one with many roles; the other two are written into the questions */
  readonly reach: Reach | null;
  readonly port: number;
  readonly host: string;
  readonly origin: string;
  readonly cookie: string;
  /** SHA-256 of the session token, in hex */
  readonly tokenHash: string;
  readonly accessVersion: string;
  readonly session: string;
  readonly me: string;
  /** ids of everybody who shares a team with me, me included */
  readonly teammates: readonly string[];
  /** how many contacts may be seen, counted by plain SQL */
  readonly count: number;
  /** some of them, in no order */
  readonly seen: readonly string[];
  /** contacts that may be changed */
  readonly mine: readonly string[];
  /** companies that contacts one may see belong to */
  readonly companies: readonly string[];
  /** places far in the list by name, as page markers and as what they stand for */
  readonly deep: readonly { readonly cursor: string; readonly title: string; readonly id: string }[];
  /** three letters that are in many names */
  readonly common: readonly string[];
  /** parts of e-mail addresses that are in one record or a few */
  readonly rare: readonly string[];
  /** beginnings of family names, as somebody types them */
  readonly names: readonly string[];
}

/** The whole of one question: what is asked, whatever it is asked with. */
export interface Input {
  readonly n: number;
  readonly id: string;
  readonly company: string;
  readonly deep: Facts['deep'][number];
  readonly word: string;
}

/** Question number n: the same for the product and for the raw SQL. */
export function inputOf(facts: Facts, n: number, words: readonly string[], ids: readonly string[]): Input {
  const at = <T>(list: readonly T[], step: number): T => list[(n * step) % list.length]!;
  return {
    n,
    id: at(ids, 7919),
    company: at(facts.companies, 104_729),
    deep: at(facts.deep, 7),
    word: at(words, 31),
  };
}
