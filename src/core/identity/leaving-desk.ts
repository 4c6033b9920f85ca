// What a Tx has for people who leave: what they leave behind, and erasing them. Types only.
import type { ErasureState } from '../ledger/erasures.ts';
import type { Left } from './leaving.ts';

export interface EraseWish {
  /** as it stands now, typed by who wants it: nothing of this can be taken back */
  readonly name: string;
  /** why; stands on record for good, so nothing of the person in it */
  readonly reason: string;
  /** other spellings and nicknames to look for */
  readonly also: readonly string[];
}

export interface ErasedPerson {
  readonly id: string;
  readonly pseudonym: string;
  readonly erasedAt: string;
  /** whether the words in records have all been replaced, and the rest been asked for */
  readonly finished: boolean;
  readonly erasures: readonly ErasureState[];
}

export interface LeavingDesk {
  /** needs admin.members, and reaches nobody who holds more */
  left(person: string): Promise<Left & { readonly name: string; readonly quoted: boolean | null }>;
  /** takes over what a hand-over of records does not reach: shares somebody gave, and questions to the ledger kept for all */
  takeOver(person: string, to: string): Promise<void>;
  erase(person: string, wish: EraseWish): Promise<string>;
  /** one step of replacing what quotes the person; null: no step is left */
  replaceNext(person: string, cursor: string | null): Promise<{ cursor: string | null; changed: number; held: number }>;
  /** the next stored file behind `after`: wiped where it quotes the person; `next` is null behind the last one */
  wipeNextFile(person: string, after: string | null): Promise<{ next: string | null; wiped: number }>;
  /** after the last step: the ledger, its archive and every document forget */
  finish(person: string): Promise<void>;
  erasedPeople(): Promise<ErasedPerson[]>;
}
