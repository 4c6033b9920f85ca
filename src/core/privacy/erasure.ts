// Erasing what is held about a person, as features see it. Types; erasure-desk.ts makes the desk.
import type { ErasureState } from '../ledger/erasures.ts';
import type { Subject } from './subjects.ts';

/** So many of an object, as far as whoever asks sees them. */
interface Counted {
  readonly entity: string;
  readonly count: number;
}

/** Values by which a person is quoted elsewhere: in texts of other records, files, history. */
export interface QuotedField {
  /** name of the field; `title`: the whole name */
  readonly field: string;
  readonly label: string;
  readonly values: number;
  /** somebody else holds the same: looking for it would take from others */
  readonly shared: boolean;
  /** looked for unless said otherwise */
  readonly usual: boolean;
}

export interface ErasureLook {
  readonly title: string;
  /** `emptied`: another record cannot be without it, so an empty one stays in the bin */
  readonly way: 'deleted' | 'emptied';
  /** fields that hold something, with how many values */
  readonly fields: readonly { readonly label: string; readonly values: number }[];
  /** go with it: its parts, and activities about it alone */
  readonly goes: readonly Counted[];
  /** stay, without the link to it */
  readonly cut: readonly (Counted & { readonly field: string })[];
  readonly quoted: readonly QuotedField[];
  /** other records that quote what is looked for unless said otherwise, and how many of them a legal hold keeps as they are */
  readonly quotes: readonly (Counted & { readonly held: number })[];
  /** entries of the ledger about it: they stay, their values go */
  readonly entries: number;
  /** why it may not be done now */
  readonly held: readonly string[];
  /** the record and what goes with it */
  readonly count: number;
}

export interface ErasureWish {
  readonly reason: string;
  /** fields whose values are looked for elsewhere; the rest are not */
  readonly quoted: readonly string[];
  /** as the look told it */
  readonly count: number;
  /** the request on the register it answers; null: one is put there */
  readonly request: string | null;
}

/** What one step did. */
export interface ErasureStep {
  readonly done: number;
  readonly more: boolean;
}

export interface ErasureEnd {
  /** something came to it meanwhile: the steps before have to be taken again */
  readonly again: boolean;
}

/** With admin.erasure; each step is one transaction, refuses with held while a legal hold stands, and can be taken again. */
export interface ErasureDesk {
  look(subject: Subject): Promise<ErasureLook>;
  /** checks all of it and puts it on the register and on record; answers the request */
  begin(subject: Subject, wish: ErasureWish): Promise<string>;
  /** deletes activities about it alone */
  takeOwn(subject: Subject, limit: number): Promise<ErasureStep>;
  /** takes links to it out of other records */
  cut(subject: Subject, limit: number): Promise<ErasureStep>;
  /** replaces what quotes it in texts of other records, of one object after the other */
  unquote(
    subject: Subject,
    quoted: readonly string[],
    cursor: string | null,
    limit: number,
  ): Promise<{ readonly cursor: string | null; readonly changed: number; readonly held: number }>;
  /** looks through the next stored file, and wipes it where it quotes it; `kinds`: documents that are nothing without their file */
  wipeFile(
    subject: Subject,
    quoted: readonly string[],
    after: string | null,
    kinds: readonly string[],
  ): Promise<{ readonly next: string | null; readonly wiped: number }>;
  /** deletes or empties the record, takes its name off the register, and has history, archive and kept documents forget it */
  end(
    subject: Subject,
    wish: Omit<ErasureWish, 'count' | 'request'> & { readonly request: string },
  ): Promise<ErasureEnd>;
  /** how far it is in history, archive and kept documents, which the product itself goes through once the record is gone */
  state(record: string): Promise<readonly ErasureState[]>;
}
