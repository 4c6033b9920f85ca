// What each byte means in the encodings with one byte per character. Pure tables.
const labels = { 'windows-1252': 'windows-1252', macintosh: 'macintosh' } as const;

export type SingleByte = keyof typeof labels | 'iso-8859-1';

function decodeAll(label: string): string[] {
  const decoder = new TextDecoder(label);
  return Array.from({ length: 256 }, (_, byte) => decoder.decode(Uint8Array.of(byte)));
}

/** 256 characters each. ISO 8859-1 proper: what browsers call so is Windows-1252. */
export const byteTables: Readonly<Record<SingleByte, readonly string[]>> = {
  'windows-1252': decodeAll(labels['windows-1252']),
  macintosh: decodeAll(labels.macintosh),
  'iso-8859-1': Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)),
};
