// Lists as parameters in PostgreSQL's binary form: bulk work sends a list a column, and as text both sides would go over each of its letters.

/** What no list is made of here stays a list, which the driver writes as text. */
export type ListParameter = Buffer | readonly unknown[];

interface Writer {
  /** object id of the elements' type: fixed for all built-in types */
  readonly oid: number;
  /** Bytes the value takes at most; undefined: not a value this can write. */
  room(value: unknown): number | undefined;
  /** Writes it and answers where it ends. */
  write(into: Buffer, at: number, value: never): number;
}

const textRoom = (value: unknown): number | undefined => (typeof value === 'string' ? value.length * 3 : undefined);

const hexDigits = new Uint8Array(128).fill(255);
for (let i = 0; i < 16; i++) {
  hexDigits['0123456789abcdef'.charCodeAt(i)] = i;
  hexDigits['0123456789ABCDEF'.charCodeAt(i)] = i;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function writeUuid(into: Buffer, start: number, value: string): number {
  let at = start;
  for (let i = 0; i < 36; i += 2) {
    if (i === 8 || i === 13 || i === 18 || i === 23) i += 1;
    into[at++] = (hexDigits[value.charCodeAt(i)]! << 4) | hexDigits[value.charCodeAt(i + 1)]!;
  }
  return at;
}

const epochMs = Date.UTC(2000, 0, 1);
const dayMs = 86_400_000;
const plainDate = /^\d{4}-\d{2}-\d{2}$/;

/** Days since 2000-01-01, as PostgreSQL keeps a date. */
const dayOf = (date: string): number => (Date.parse(date) - epochMs) / dayMs;

/** A day that exists: JavaScript would take the 30th of February for the 2nd of March, PostgreSQL refuses it. */
function isDay(value: unknown): boolean {
  if (typeof value !== 'string' || !plainDate.test(value) || value.startsWith('0000')) return false;
  return new Date(Date.parse(value)).getUTCDate() === Number(value.slice(8));
}

function isInteger(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= -2_147_483_648 && value <= 2_147_483_647;
}

/** Text writes up to three bytes for each unit of its length; the rest has a fixed size. */
const writers: Readonly<Record<string, Writer>> = {
  uuid: {
    oid: 2950,
    room: (value) => (typeof value === 'string' && uuid.test(value) ? 16 : undefined),
    write: writeUuid,
  },
  text: {
    oid: 25,
    room: textRoom,
    write: (into, at, value: string) => at + into.write(value, at),
  },
  jsonb: {
    oid: 3802,
    room: (value) => (typeof value === 'string' ? value.length * 3 + 1 : undefined),
    write: (into, at, value: string) => {
      into[at] = 1; // the version of the form
      return at + 1 + into.write(value, at + 1);
    },
  },
  bytea: {
    oid: 17,
    room: (value) => (Buffer.isBuffer(value) ? value.length : undefined),
    write: (into, at, value: Buffer) => at + value.copy(into, at),
  },
  integer: {
    oid: 23,
    room: (value) => (isInteger(value) ? 4 : undefined),
    write: (into, at, value: number) => into.writeInt32BE(value, at),
  },
  boolean: {
    oid: 16,
    room: (value) => (typeof value === 'boolean' ? 1 : undefined),
    write: (into, at, value: boolean) => into.writeUInt8(value ? 1 : 0, at),
  },
  date: {
    oid: 1082,
    room: (value) => (isDay(value) ? 4 : undefined),
    write: (into, at, value: string) => into.writeInt32BE(dayOf(value), at),
  },
};

const headBytes = 20;

/**
 * The list as a parameter that is cast to `type[]` in the statement. Where the type has no writer, or a value is not one it writes, the list
 * itself: the database then reads it as text, and refuses what it cannot read.
 */
export function listOf(type: string, values: readonly unknown[]): ListParameter {
  const writer = writers[type];
  if (writer === undefined || values.length === 0) return values;
  let most = headBytes + values.length * 4;
  let hasNull = false;
  for (const value of values) {
    if (value === null || value === undefined) {
      hasNull = true;
      continue;
    }
    const room = writer.room(value);
    if (room === undefined) return values;
    most += room;
  }
  const out = Buffer.allocUnsafe(most);
  out.writeInt32BE(1, 0); // dimensions
  out.writeInt32BE(hasNull ? 1 : 0, 4);
  out.writeInt32BE(writer.oid, 8);
  out.writeInt32BE(values.length, 12);
  out.writeInt32BE(1, 16); // the first element is number one
  let at = headBytes;
  for (const value of values) {
    if (value === null || value === undefined) {
      at = out.writeInt32BE(-1, at);
      continue;
    }
    const end = writer.write(out, at + 4, value as never);
    out.writeInt32BE(end - at - 4, at);
    at = end;
  }
  return out.subarray(0, at);
}
