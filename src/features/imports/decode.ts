// Turns the bytes of a file into text, in any encoding the sniffer knows; bytes that do not belong end it with their place. Pure.
import { Problem } from '../../contract/problem.ts';
import type { Encoding } from '../../contract/importing.ts';

/** Yields text piece by piece, without a leading mark. */
export async function* decodeText(bytes: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<string> {
  if (encoding === 'iso-8859-1') {
    for await (const chunk of bytes) yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('latin1');
    return;
  }
  const decoder = new TextDecoder(encoding, { fatal: true });
  let seen = 0;
  for await (const chunk of bytes) {
    const text = decodeOr(() => decoder.decode(chunk, { stream: true }), encoding, seen);
    seen += chunk.length;
    if (text !== '') yield text;
  }
  const rest = decodeOr(() => decoder.decode(), encoding, seen);
  if (rest !== '') yield rest;
}

function decodeOr(decode: () => string, encoding: Encoding, seen: number): string {
  try {
    return decode();
  } catch {
    const reason = `Some bytes after byte ${seen} of the file are not valid ${encoding.toUpperCase()}.`;
    throw new Problem('invalid-input', reason, {
      errors: [
        { field: 'encoding', code: 'not-this-encoding', reason, fits: 'Choose the encoding the file was saved in.' },
      ],
    });
  }
}
