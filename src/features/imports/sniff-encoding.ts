// Finds out in which encoding a file is written, from all of its bytes as they pass by; refuses what is not text. Pure.
import { isAscii } from 'node:buffer';
import { Problem } from '../../contract/problem.ts';
import { type SingleByte, byteTables } from './byte-tables.ts';
import type { Encoding } from '../../contract/importing.ts';

/** What the bytes tell. `sure` is false where one of `others` fits about as well and only a person can tell. */
export interface EncodingVerdict {
  readonly encoding: Encoding;
  readonly sure: boolean;
  /** other encodings that fit, best first */
  readonly others: readonly Encoding[];
}

/** The verdict waits for so many bytes before it looks: marks and zero bytes stand at the beginning. */
const headBytes = 4096;
/** Bytes above 127 whose surroundings are looked at; more do not make the verdict better. */
const contextsKept = 20_000;

const signatures: readonly { readonly bytes: readonly number[]; readonly what: string }[] = [
  { bytes: [0x50, 0x4b, 0x03, 0x04], what: 'a zip archive' },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], what: 'an old Excel workbook (.xls); save it as .xlsx or CSV' },
  { bytes: [0x25, 0x50, 0x44, 0x46], what: 'a PDF' },
  { bytes: [0x1f, 0x8b], what: 'a gzip archive' },
  { bytes: [0x42, 0x5a, 0x68], what: 'a bzip2 archive' },
];

const fits = 'A text file with columns (CSV) in UTF-8, UTF-16 or Windows-1252.';

function refuse(reason: string): Problem {
  return new Problem('invalid-input', reason, { errors: [{ field: 'file', code: 'not-text', reason, fits }] });
}

/** A decoder that goes along until the bytes prove it wrong. */
class Trial {
  readonly #decoder: InstanceType<typeof TextDecoder>;
  alive = true;
  nul = false;

  constructor(label: string) {
    this.#decoder = new TextDecoder(label, { fatal: true });
  }

  feed(chunk: Uint8Array, last = false): void {
    if (!this.alive) return;
    try {
      const text = this.#decoder.decode(chunk, { stream: !last });
      this.nul ||= text.includes('\0');
    } catch {
      this.alive = false;
    }
  }
}

/** Feed it every chunk in order, then ask `finish`. Memory stays small whatever the size. */
export class EncodingScan {
  #head: Buffer | null = Buffer.alloc(0);
  #first = Buffer.alloc(0);
  #size = 0;
  #controls = 0;
  #high = 0;
  #bigFiveLeads = 0;
  #bigFiveCommon = 0;
  #utf16: Encoding | null = null;
  readonly #trials = { utf8: new Trial('utf-8'), big5: new Trial('big5'), utf16: null as Trial | null };
  /** byte before, byte, byte after, one triple after the other */
  readonly #contexts: number[] = [];
  #before = 0x0a;
  #open = -1;

  feed(chunk: Buffer): void {
    if (this.#head === null) {
      this.#take(chunk);
      return;
    }
    this.#head = Buffer.concat([this.#head, chunk]);
    if (this.#head.length >= headBytes) this.#begin();
  }

  #begin(): void {
    const head = this.#head!;
    this.#head = null;
    this.#first = Buffer.from(head.subarray(0, 8));
    this.#utf16 = utf16Of(head);
    if (this.#utf16 !== null) this.#trials.utf16 = new Trial(this.#utf16);
    this.#take(head);
  }

  #take(chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#trials.utf16 !== null) {
      this.#trials.utf16.feed(chunk);
      return;
    }
    if (isAscii(chunk) && !chunk.includes(0) && this.#open < 0) {
      if (this.#high > 0) this.#trials.big5.feed(chunk);
      if (this.#high > 0) this.#trials.utf8.feed(chunk);
      this.#before = chunk.at(-1) ?? this.#before;
      return;
    }
    this.#trials.utf8.feed(chunk);
    this.#trials.big5.feed(chunk);
    for (const byte of chunk) this.#see(byte);
  }

  #see(byte: number): void {
    if (this.#open >= 0) {
      this.#contexts.push(this.#before, this.#open, byte);
      this.#before = this.#open;
      this.#open = -1;
    }
    if (byte >= 0x80) {
      this.#high += 1;
      if (this.#contexts.length < contextsKept * 3) {
        this.#open = byte;
        return;
      }
    } else if (byte < 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) {
      this.#controls += 1;
    }
    this.#before = byte;
  }

  /** Refuses with invalid-input what is empty, not text, or not whole. */
  finish(): EncodingVerdict {
    if (this.#head !== null) this.#begin();
    if (this.#size === 0) throw refuse('The file is empty.');
    const kind = signatures.find((s) => s.bytes.every((byte, i) => this.#first[i] === byte));
    if (kind !== undefined) throw refuse(`This is ${kind.what}, not a text file with columns.`);
    if (isUtf32(this.#first)) throw refuse('The file is written in UTF-32, which is not read here.');
    if (this.#trials.utf16 !== null) return this.#finishUtf16(this.#trials.utf16);
    if (this.#open >= 0) this.#see(0x0a);
    if (this.#controls > 8 && this.#controls > this.#size / 50) throw refuse('This is not a text file.');
    return this.#finishBytes();
  }

  #finishUtf16(trial: Trial): EncodingVerdict {
    trial.feed(new Uint8Array(), true);
    if (trial.nul) {
      throw refuse('The file begins like UTF-16 but holds zero characters, as a damaged UTF-32 file does.');
    }
    if (!trial.alive) throw refuse('The file begins like UTF-16 but is cut short or damaged.');
    return { encoding: this.#utf16!, sure: true, others: [] };
  }

  #finishBytes(): EncodingVerdict {
    this.#trials.utf8.feed(new Uint8Array(), true);
    const marked = this.#first[0] === 0xef && this.#first[1] === 0xbb && this.#first[2] === 0xbf;
    if (this.#high === 0) return { encoding: 'utf-8', sure: true, others: [] };
    if (this.#trials.utf8.alive) return { encoding: 'utf-8', sure: true, others: [] };
    if (marked) throw refuse('The file says that it is UTF-8, but some of its bytes are not.');
    if (this.#isBigFive()) return { encoding: 'big5', sure: true, others: ['windows-1252'] };
    return this.#bestSingleByte();
  }

  #isBigFive(): boolean {
    this.#trials.big5.feed(new Uint8Array(), true);
    if (!this.#trials.big5.alive) return false;
    for (let i = 0; i < this.#contexts.length; i += 3) {
      const byte = this.#contexts[i + 1]!;
      const next = this.#contexts[i + 2]!;
      // In running Chinese nearly every first byte lies among the frequent characters; in Western text nearly none does.
      this.#bigFiveLeads += 1;
      if ((byte >= 0xa1 && byte <= 0xc6) || (next < 0x80 && byte >= 0x40)) this.#bigFiveCommon += 1;
    }
    const accents = this.#contexts.filter((byte, i) => i % 3 === 1 && byte >= 0xe0).length;
    return this.#bigFiveCommon > this.#bigFiveLeads * 0.7 && accents * 3 < this.#contexts.length * 0.15;
  }

  #bestSingleByte(): EncodingVerdict {
    const scores = (['windows-1252', 'macintosh', 'iso-8859-1'] as const)
      .map((encoding) => ({ encoding, score: scoreOf(encoding, this.#contexts) }))
      .sort((a, b) => b.score - a.score);
    // Without bytes 80 to 9F the two Latin ones say the same; Windows-1252 is then the name for both.
    const latinDiffer = this.#contexts.some((byte, i) => i % 3 === 1 && byte >= 0x80 && byte < 0xa0);
    const ranked = latinDiffer ? scores : scores.filter((s) => s.encoding !== 'iso-8859-1');
    const [best, second] = ranked;
    const seen = this.#contexts.length / 3;
    return {
      encoding: best!.encoding,
      sure: best!.score - second!.score >= Math.min(2, seen),
      others: ranked.slice(1).map((s) => s.encoding),
    };
  }
}

/** UTF-16 by its mark, or without one by where its zero bytes stand. */
function utf16Of(head: Buffer): Encoding | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  let even = 0;
  let odd = 0;
  for (const [i, byte] of head.entries()) {
    if (byte === 0) {
      if (i % 2 === 0) even += 1;
      else odd += 1;
    }
  }
  const pairs = head.length / 2;
  if (odd > pairs * 0.4 && even < pairs * 0.02) return 'utf-16le';
  if (even > pairs * 0.4 && odd < pairs * 0.02) return 'utf-16be';
  return null;
}

function isUtf32(first: Buffer): boolean {
  const [a, b, c, d] = first;
  return (
    (a === 0xff && b === 0xfe && c === 0 && d === 0) ||
    (a === 0 && b === 0 && c === 0xfe && d === 0xff) ||
    (a !== 0 && b === 0 && c === 0 && d === 0) ||
    (a === 0 && b === 0 && c === 0 && d !== 0 && d !== undefined)
  );
}

/** How well the bytes above 127 sit between their neighbours when read so. */
function scoreOf(encoding: SingleByte, contexts: readonly number[]): number {
  const table = byteTables[encoding];
  let score = 0;
  for (let i = 0; i < contexts.length; i += 3) {
    score += fitOf(table[contexts[i]!]!, table[contexts[i + 1]!]!, table[contexts[i + 2]!]!);
  }
  return score;
}

const letter = /\p{L}/u;
const upper = /\p{Lu}/u;
const lower = /\p{Ll}/u;
const between = /\p{P}|\p{Zs}|\p{Sc}/u;

function fitOf(before: string, char: string, after: string): number {
  if (/\p{Cc}|\p{Co}|\uFFFD/u.test(char)) return -4;
  const inWord = letter.test(before) && letter.test(after);
  if (lower.test(char)) return upper.test(before) && upper.test(after) ? -1 : letter.test(before + after) ? 2 : 0;
  if (upper.test(char)) return lower.test(before) ? -2 : letter.test(after) ? 1 : 0;
  if (char === '°' || char === 'º' || char === 'ª') return /\d|[Nn]/.test(before) ? 2 : -1;
  if (char === '’' || char === '‘') return 2;
  if (char === '¡' || char === '¿') return letter.test(after) && !letter.test(before) && !/\d/.test(before) ? 2 : -2;
  if (inWord) return -2;
  if (char === '\u00A0') return 1;
  return between.test(char) ? 1 : -1;
}
