// The words one asks the ledger with: `object:contact action:contact.edit -who:"Maria L"`. Read by the page as one types and by the server. Pure.

/** What may stand before a colon. A value of the same key adds to it (either of them), another key narrows, a minus takes away. */
export const ledgerKeys = [
  'who',
  'kind',
  'action',
  'verb',
  'object',
  'record',
  'outcome',
  'source',
  'from',
  'session',
  'request',
  'operation',
  'right',
  'role',
  'is',
] as const;
export type LedgerKey = (typeof ledgerKeys)[number];

/** The values of keys that have only a few. */
export const ledgerValues = {
  kind: ['user', 'api_key', 'stranger', 'system'],
  outcome: ['done', 'refused'],
  source: ['page', 'api', 'import', 'job', 'system', 'command'],
  is: ['important', 'change', 'look'],
} as const satisfies Partial<Record<LedgerKey, readonly string[]>>;

export interface LedgerTerm {
  /** `text`: a word without a key: an address, an id, or a reference number */
  readonly key: LedgerKey | 'text';
  /** either of them */
  readonly values: readonly string[];
  /** everything but these */
  readonly not: boolean;
}

export const ledgerQueryMost = 2000;
const termsMost = 40;

export type ParsedQuery =
  | { readonly terms: readonly LedgerTerm[]; readonly wrong: null }
  /** the piece that cannot be understood, and what would be */
  | { readonly terms: readonly LedgerTerm[]; readonly wrong: { readonly piece: string; readonly says: string } };

interface Piece {
  readonly text: string;
  readonly key: string | null;
  readonly value: string;
  readonly not: boolean;
}

/** A piece ends at a space outside of quotation marks; within them a backslash keeps the sign behind it. */
const pieceForm = /-?(?:[A-Za-z]+:)?(?:"(?:[^"\\]|\\.)*"?|[^\s"]+)|\S/g;

export function piecesOf(text: string): readonly Piece[] {
  return (text.match(pieceForm) ?? []).map((piece) => {
    const not = piece.startsWith('-') && piece.length > 1;
    const rest = not ? piece.slice(1) : piece;
    const key = /^([A-Za-z]+):/.exec(rest)?.[1] ?? null;
    const value = unquoted(key === null ? rest : rest.slice(key.length + 1));
    return { text: piece, key: key?.toLowerCase() ?? null, value, not };
  });
}

function unquoted(text: string): string {
  if (!text.startsWith('"')) return text;
  const inner = text.length > 1 && text.endsWith('"') ? text.slice(1, -1) : text.slice(1);
  return inner.replace(/\\(.)/g, '$1');
}

export function parseLedgerQuery(text: string): ParsedQuery {
  const terms: { key: LedgerTerm['key']; values: string[]; not: boolean }[] = [];
  for (const { text: piece, key, value, not } of piecesOf(text)) {
    if (key !== null && !isKey(key)) {
      // an IPv6 address looks like a key with a value
      if (!/^[0-9a-f]{0,4}$/.test(key)) {
        return { terms, wrong: { piece, says: `There is no ${key}: to ask by. There are ${ledgerKeys.join(', ')}.` } };
      }
      terms.push({ key: 'text', values: [unquoted(not ? piece.slice(1) : piece)], not });
      continue;
    }
    if (value === '') return { terms, wrong: { piece, says: `A value is missing behind ${piece}` } };
    const few: readonly string[] | undefined =
      key === null ? undefined : (ledgerValues as Record<string, readonly string[]>)[key];
    const wanted = few === undefined ? value : value.toLowerCase();
    if (few !== undefined && !few.includes(wanted))
      return { terms, wrong: { piece, says: `${key}: is one of ${few.join(', ')}.` } };
    const same = terms.find((t) => t.key === (key ?? 'text') && t.not === not);
    // Two words without a key both have to fit, and so have two properties.
    if (same === undefined || key === null || key === 'is') terms.push({ key: key ?? 'text', values: [wanted], not });
    else if (!same.values.includes(wanted)) same.values.push(wanted);
    if (terms.length > termsMost)
      return { terms, wrong: { piece, says: `A question has at most ${termsMost} parts.` } };
  }
  return { terms, wrong: null };
}

function isKey(name: string): name is LedgerKey {
  return (ledgerKeys as readonly string[]).includes(name);
}

/** The text that is read as these terms. */
export function writeLedgerQuery(terms: readonly LedgerTerm[]): string {
  return terms
    .flatMap(({ key, values, not }) =>
      values.map((value) => `${not ? '-' : ''}${key === 'text' ? '' : `${key}:`}${quoted(value)}`),
    )
    .join(' ');
}

function quoted(value: string): string {
  return /^[^\s"\\-][^\s"\\]*$/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}
