// Small documents one person keeps for himself, by kind: sealed as a whole, found only by their owner, gone when their time is over. Types.
import type { Json } from '../contract/json.ts';

export interface Kept<T> {
  readonly id: string;
  readonly doc: T;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly expiresAt: string;
}

export interface KeptDesk {
  /** makes it or replaces it */
  put(kind: string, id: string, doc: Json, expires: Date): Promise<void>;
  /** null when there is none of one's own */
  find<T>(kind: string, id: string): Promise<Kept<T> | null>;
  /** refuses with not-found; `lock` keeps others from changing it until the unit of work ends */
  get<T>(kind: string, id: string, options?: { readonly lock?: boolean }): Promise<Kept<T>>;
  /** in the order of their ids; `down`: newest first */
  list<T>(
    kind: string,
    options: { readonly limit: number; readonly after?: string | null; readonly down?: boolean },
  ): Promise<Kept<T>[]>;
  /** one, or all of a kind */
  remove(kind: string, id?: string): Promise<void>;
  /** only for the product itself: wipes what has expired; answers how many */
  wipe(): Promise<number>;
}
