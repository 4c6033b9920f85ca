// Reads the XML of a workbook piece by piece: tags and texts, nothing else. Declarations of a document type, and with them all entities but
// the five of XML itself, are refused.
import { refuseWorkbook, tooLarge, workbookLimits } from './limits.ts';

export type XmlEvent =
  | { readonly kind: 'open'; readonly name: string; readonly tag: string; readonly closed: boolean }
  | { readonly kind: 'close'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string };

const broken = (): Error => refuseWorkbook('broken', 'The workbook is damaged: a part of it is not XML.');

/** Names come without their prefix: `x:row` is `row`. */
export async function* readXml(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<XmlEvent[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  const decode = (chunk?: Uint8Array): string => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch {
      throw refuseWorkbook('broken', 'The workbook is damaged: its text is not UTF-8.');
    }
  };
  for await (const chunk of bytes) {
    const { events, left } = tokens(rest + decode(chunk));
    rest = left;
    if (rest.length > workbookLimits.token) throw tooLarge('a single cell has over a million characters');
    if (events.length > 0) yield events;
  }
  const { events, left } = tokens(rest + decode());
  if (left.trim() !== '') throw broken();
  yield events;
}

/** What is whole in the text, and what is left for the next piece. */
function tokens(text: string): { events: XmlEvent[]; left: string } {
  const events: XmlEvent[] = [];
  let at = 0;
  while (at < text.length) {
    if (text.charCodeAt(at) !== 60) {
      const next = text.indexOf('<', at);
      // An entity may be cut in two, so a text waits for the tag behind it.
      if (next < 0) break;
      events.push({ kind: 'text', text: plainText(text.slice(at, next)) });
      at = next;
      continue;
    }
    const end = endOfTag(text, at);
    if (end < 0) break;
    const event = tagEvent(text, at, end);
    if (event !== null) events.push(event);
    at = end;
  }
  return { events, left: text.slice(at) };
}

/** Behind the tag, comment or section that begins at `at`; -1 when its end has not come yet. */
function endOfTag(text: string, at: number): number {
  const closed = (sign: string, from: number): number => {
    const found = text.indexOf(sign, from);
    return found < 0 ? -1 : found + sign.length;
  };
  if (text.startsWith('<!--', at)) return closed('-->', at + 4);
  if (text.startsWith('<![CDATA[', at)) return closed(']]>', at + 9);
  if (text.startsWith('<?', at)) return closed('?>', at + 2);
  if (text.startsWith('<!', at)) {
    const known = ['<!--', '<![CDATA['].some((s) => s.startsWith(text.slice(at, at + s.length)));
    if (known) return -1;
    throw refuseWorkbook('broken', 'The workbook declares a document type, which none should.');
  }
  // A > may stand inside the quotes of an attribute.
  let quote = 0;
  for (let i = at + 1; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (quote !== 0) {
      if (c === quote) quote = 0;
    } else if (c === 34 || c === 39) quote = c;
    else if (c === 62) return i + 1;
  }
  return -1;
}

function tagEvent(text: string, at: number, end: number): XmlEvent | null {
  if (text.startsWith('<![CDATA[', at)) return { kind: 'text', text: text.slice(at + 9, end - 3) };
  if (text.startsWith('<!--', at) || text.startsWith('<?', at)) return null;
  const isClose = text.charCodeAt(at + 1) === 47;
  const name = /^[^\s/>]+/.exec(text.slice(at + (isClose ? 2 : 1), Math.min(end, at + 200)))?.[0];
  if (name === undefined) throw broken();
  const local = name.slice(name.indexOf(':') + 1);
  if (isClose) return { kind: 'close', name: local };
  return { kind: 'open', name: local, tag: text.slice(at, end), closed: text.charCodeAt(end - 2) === 47 };
}

const attributes = new Map<string, RegExp>();

/** The value of an attribute, by its name without prefix. */
export function attribute(tag: string, name: string): string | undefined {
  const known = attributes.get(name);
  const pattern = known ?? new RegExp(`[\\s:]${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`);
  if (known === undefined) attributes.set(name, pattern);
  const found = pattern.exec(tag);
  const value = found?.[1] ?? found?.[2];
  return value === undefined ? undefined : plainText(value);
}

const marks: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function plainText(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w+));/gi,
    (whole, ten?: string, hex?: string, name?: string) => {
      if (name !== undefined) return marks[name] ?? whole;
      const code = ten === undefined ? parseInt(hex!, 16) : Number(ten);
      return code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? '\ufffd' : String.fromCodePoint(code);
    },
  );
}

/** `_x000D_` stands for a character XML cannot hold; `_x005F_` for an underscore that must not be taken for one. */
export function sheetText(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
