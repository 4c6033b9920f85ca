// What every kind of file has to do: write rows as text part by part, keep the parts packed, and put them together at the end. Types.
import type { FileColumn, Row } from './columns.ts';

/** Facts that mark a file: who took what, when, from where and why. */
export interface Mark {
  readonly by: string;
  /** the instant the export was asked for, as ISO text */
  readonly at: string;
  readonly tenant: string;
  readonly address: string;
  readonly what: string;
  readonly rows: number;
  /** null: none was asked for, and none given */
  readonly reason: string | null;
  /** what it was taken away for, where that was said */
  readonly use?: string;
  /** filter, search and order as they were sent; null: none */
  readonly filter: string | null;
  readonly search: string | null;
  readonly sort: string | null;
}

/** Rows `from` (counted from 0) on; the first part begins the sheet, the last one ends it. */
export interface Part {
  readonly rows: readonly Row[];
  readonly from: number;
  readonly first: boolean;
  readonly last: boolean;
}

/** Of all parts together, before and after packing. */
export interface Sums {
  readonly bytes: number;
  readonly packed: number;
  readonly crc: number;
}

export interface SheetFormat {
  readonly type: string;
  readonly extension: string;
  write(columns: readonly FileColumn[], part: Part, mark: Mark): string;
  pack(bytes: Buffer, last: boolean): Promise<Buffer>;
  /** the whole file, from its packed parts in their order */
  join(parts: AsyncIterable<Buffer>, sums: Sums, mark: Mark): AsyncIterable<Buffer>;
}
