// What PostgreSQL's messages say: columns, rows, tags and refusals, read where they stand in the bytes that came.
import { DatabaseError } from 'pg';
import { type ReadValue, readerOf } from './pg-values.ts';

export type Row = Record<string, unknown>;

export interface QueryResult<R = Row> {
  readonly rows: R[];
  /** rows touched or returned; 0 where PostgreSQL counts none */
  readonly rowCount: number;
  /** the command's tag without numbers: SELECT, UPDATE, COMMIT ... and ROLLBACK when a COMMIT ended an aborted transaction */
  readonly command: string;
}

/** Node's own readers of a part of a buffer, without the checks of `toString`. */
export interface Bytes extends Buffer {
  utf8Slice(from: number, to: number): string;
  latin1Slice(from: number, to: number): string;
}

/** The columns of an answer; a row begins as a copy of `empty`, so that all rows have one shape. */
export interface Columns {
  readonly names: readonly string[];
  readonly readers: readonly (ReadValue | null)[];
  readonly empty: Row;
}

export function readColumns(bytes: Bytes, from: number): Columns {
  const count = bytes.readUInt16BE(from);
  const names: string[] = [];
  const readers: (ReadValue | null)[] = [];
  let at = from + 2;
  for (let i = 0; i < count; i++) {
    const end = bytes.indexOf(0, at);
    names.push(bytes.utf8Slice(at, end));
    readers.push(readerOf(bytes.readUInt32BE(end + 7)));
    at = end + 19;
  }
  return { names, readers, empty: Object.fromEntries(names.map((name) => [name, null])) };
}

export function readRow({ names, readers, empty }: Columns, bytes: Bytes, from: number): Row {
  const row: Row = { ...empty };
  let at = from + 2;
  for (let i = 0; i < names.length; i++) {
    const size = bytes.readInt32BE(at);
    at += 4;
    if (size < 0) continue;
    const text = bytes.utf8Slice(at, at + size);
    at += size;
    const read = readers[i]!;
    row[names[i]!] = read === null ? text : read(text);
  }
  return row;
}

/** "INSERT 0 5", "SELECT 51", "COMMIT" */
export function readTag(bytes: Bytes, from: number, to: number): { command: string; rowCount: number } {
  const tag = bytes.latin1Slice(from, to - 1);
  const space = tag.indexOf(' ');
  return { command: space < 0 ? tag : tag.slice(0, space), rowCount: Number(/ (\d+)$/.exec(tag)?.[1] ?? 0) };
}

const errorFields = {
  S: 'severity',
  C: 'code',
  D: 'detail',
  H: 'hint',
  P: 'position',
  p: 'internalPosition',
  q: 'internalQuery',
  W: 'where',
  s: 'schema',
  t: 'table',
  c: 'column',
  d: 'dataType',
  n: 'constraint',
  F: 'file',
  L: 'line',
  R: 'routine',
} as const;

export function readError(bytes: Bytes, from: number, to: number): DatabaseError {
  const said = new Map<string, string>();
  for (let at = from; at < to && bytes[at] !== 0;) {
    const end = bytes.indexOf(0, at + 1);
    said.set(String.fromCharCode(bytes[at]!), bytes.utf8Slice(at + 1, end));
    at = end + 1;
  }
  const error = new DatabaseError(said.get('M') ?? 'the database refused', to - from, 'error');
  for (const [letter, field] of Object.entries(errorFields)) error[field] = said.get(letter);
  return error;
}

/** Channel and payload of a NOTIFY. */
export function readNotice(bytes: Bytes, from: number): [string, string] {
  const end = bytes.indexOf(0, from + 4);
  return [bytes.utf8Slice(from + 4, end), bytes.utf8Slice(end + 1, bytes.indexOf(0, end + 1))];
}
