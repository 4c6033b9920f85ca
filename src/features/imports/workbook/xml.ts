// Reads the XML of a workbook piece by piece: tags and texts, nothing else. Declarations of a document type, and with them all entities but
// the five of XML itself, are refused.
import { SaxesParser } from 'saxes';
import { refuseWorkbook, tooLarge, workbookLimits } from './limits.ts';

export type Attributes = Readonly<Record<string, string>>;

export type XmlEvent =
  | { readonly kind: 'open'; readonly name: string; readonly attributes: Attributes }
  | { readonly kind: 'close'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string };

/** Names come without their prefix: `x:row` is `row`. */
export async function* readXml(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<XmlEvent[]> {
  let events: XmlEvent[] = [];
  const parser = new SaxesParser({ position: false, xmlns: false });
  parser.on('opentag', ({ name, attributes }) => events.push({ kind: 'open', name: local(name), attributes }));
  parser.on('closetag', ({ name }) => events.push({ kind: 'close', name: local(name) }));
  parser.on('text', (text) => events.push({ kind: 'text', text }));
  parser.on('cdata', (text) => events.push({ kind: 'text', text }));
  parser.on('doctype', () => {
    throw refuseWorkbook('broken', 'The workbook declares a document type, which none should.');
  });
  parser.on('error', () => {
    throw refuseWorkbook('broken', 'The workbook is damaged: a part of it is not XML.');
  });
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let pending = 0;
  let isEmpty = true;
  for await (const chunk of bytes) {
    const text = decoded(decoder, chunk);
    isEmpty &&= text === '';
    parser.write(text);
    pending = events.length === 0 ? pending + text.length : 0;
    if (pending > workbookLimits.token) throw tooLarge('a single cell has over a million characters');
    if (events.length > 0) yield events;
    events = [];
  }
  decoded(decoder);
  // A part that is not there is read like one that says nothing.
  if (!isEmpty) parser.close();
  yield events;
}

function decoded(decoder: InstanceType<typeof TextDecoder>, chunk?: Uint8Array): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch {
    throw refuseWorkbook('broken', 'The workbook is damaged: its text is not UTF-8.');
  }
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** The value of an attribute, by its name without prefix. */
export function attribute(attributes: Attributes, name: string): string | undefined {
  if (Object.hasOwn(attributes, name)) return attributes[name];
  const prefixed = Object.keys(attributes).find((key) => key.endsWith(`:${name}`));
  return prefixed === undefined ? undefined : attributes[prefixed];
}

/** `_x000D_` stands for a character XML cannot hold; `_x005F_` for an underscore that must not be taken for one. */
export function sheetText(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
