// Turns a message such as "{count, plural, one {# row} other {# rows}}" into the token form lingui runs; so catalogs stay plain text and need no build step.

/** A token is text, a value `[name]`, or a choice `[name, type, { case: tokens }]`. */
type Token = string | readonly [string] | readonly [string, string, Readonly<Record<string, string | Token[]>>];

const choices = new Set(['plural', 'select', 'selectordinal']);

export function compileMessage(message: string): Token[] {
  const reader = { at: 0, text: message };
  const tokens = readTokens(reader, false);
  if (reader.at !== message.length) throw new Error(`A closing brace too many in the message: ${message}`);
  return tokens;
}

interface Reader {
  at: number;
  readonly text: string;
}

function readTokens(reader: Reader, inPlural: boolean): Token[] {
  const tokens: Token[] = [];
  let text = '';
  const flush = () => {
    if (text !== '') tokens.push(text);
    text = '';
  };
  while (reader.at < reader.text.length) {
    const c = reader.text[reader.at]!;
    if (c === '}') break;
    if (c === '{') {
      flush();
      tokens.push(readValue(reader));
    } else if (c === '#' && inPlural) {
      flush();
      tokens.push('#');
      reader.at++;
    } else {
      text += c;
      reader.at++;
    }
  }
  flush();
  return tokens;
}

function readValue(reader: Reader): Token {
  reader.at++;
  const name = readUntil(reader, /[,}]/);
  if (take(reader) === '}') return [name];
  const type = readUntil(reader, /[,}]/);
  if (!choices.has(type) || take(reader) !== ',')
    throw new Error(`Unknown format "${type}" in the message: ${reader.text}`);
  const cases: Record<string, string | Token[]> = {};
  for (;;) {
    const key = readUntil(reader, /[{}]/);
    if (take(reader) === '}') break;
    const tokens = readTokens(reader, type !== 'select');
    if (take(reader) !== '}') throw new Error(`A brace is not closed in the message: ${reader.text}`);
    cases[key.replace(/^=/, '')] = tokens;
  }
  if (cases['other'] === undefined) throw new Error(`A choice has no "other" in the message: ${reader.text}`);
  return [name, type, cases];
}

function readUntil(reader: Reader, stop: RegExp): string {
  const start = reader.at;
  while (reader.at < reader.text.length && !stop.test(reader.text[reader.at]!)) reader.at++;
  return reader.text.slice(start, reader.at).trim();
}

function take(reader: Reader): string {
  const c = reader.text[reader.at];
  if (c === undefined) throw new Error(`A brace is not closed in the message: ${reader.text}`);
  reader.at++;
  return c;
}
