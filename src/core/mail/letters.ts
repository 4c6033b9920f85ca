// Every message the product sends, in one place, as words. None holds or asks for a secret of the reader; a test reads them all.
import { oneLine } from './address.ts';

/** What each kind of message is made from. */
export interface LetterValues {
  readonly test: { readonly by: string };
  readonly invitation: { readonly by: string; readonly name: string; readonly url: string; readonly until: string };
  readonly 'new-start': { readonly by: string; readonly name: string; readonly url: string; readonly until: string };
  readonly security: {
    readonly name: string;
    readonly what: string;
    readonly at: string;
    readonly from: string | null;
    readonly url: string;
  };
  readonly 'ledger-heads': { readonly vault: string; readonly lines: readonly string[] };
}

export type LetterKind = keyof LetterValues;

/** A paragraph, something to follow, or lines that are kept as they are. */
type Part = string | { readonly url: string; readonly label: string } | { readonly lines: readonly string[] };

interface Letter {
  readonly subject: string;
  readonly parts: readonly Part[];
}

/** Below every message. */
const foot = (company: string, origin: string): string =>
  `Sent by the vault of ${company}, which lives at ${origin} and nowhere else. Nobody who writes or calls in its name will ever ask you for what you sign in with.`;

const letters: { readonly [K in LetterKind]: (values: LetterValues[K], company: string) => Letter } = {
  test: ({ by }, company) => ({
    subject: `Mail from ${company} works`,
    parts: [`${by} asked for this message to see whether mail from ${company} arrives. It has arrived.`],
  }),
  invitation: ({ by, name, url, until }, company) => ({
    subject: `${by} invites you to ${company}`,
    parts: [
      `Hello ${name},`,
      `${by} invites you to the vault of ${company}. Follow this link and choose how you sign in:`,
      { url, label: 'Join' },
      `It works once, until ${until}. If you expected no invitation, leave this message alone: nothing happens.`,
    ],
  }),
  'new-start': ({ by, name, url, until }, company) => ({
    subject: `Get into ${company} again`,
    parts: [
      `Hello ${name},`,
      `${by} made a link with which you get into the vault of ${company} again:`,
      { url, label: 'Get in again' },
      `It works once, until ${until}. A second factor is still asked for. If you did not ask for it, tell your administrator; until somebody follows it, nothing changes.`,
    ],
  }),
  security: ({ name, what, at, from, url }, company) => ({
    subject: `Your account at ${company}: ${what}`,
    parts: [
      `Hello ${name},`,
      `${what}. It happened ${at}${from === null ? '' : `, from the address ${from}`}.`,
      'If it was you, there is nothing to do. If it was not, open your account and choose "This was not me":',
      { url, label: 'Open my account' },
    ],
  }),
  'ledger-heads': ({ vault, lines }, company) => ({
    subject: `Signed heads of the ledger of ${company}`,
    parts: [
      `These are the newest signed heads of the ledger of ${company} (vault ${vault}). Keep this message: whatever is changed in the ledger afterwards no longer fits them.`,
      { lines },
    ],
  }),
};

export interface WrittenLetter {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Whose vault writes. */
export interface Company {
  readonly name: string;
  readonly origin: string;
}

/** The message in both forms. Values are text: nothing of them becomes a heading or a part of the page. */
export function writeLetter<K extends LetterKind>(kind: K, values: LetterValues[K], company: Company): WrittenLetter {
  const name = oneLine(company.name, 120);
  const { subject, parts } = letters[kind](values, name);
  const all: readonly Part[] = [...parts, foot(name, company.origin)];
  const html = all.map(asHtml).join('\n');
  return {
    subject: oneLine(subject, 200),
    text: `${all.map(asText).join('\n\n')}\n`,
    html: `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${escape(oneLine(subject, 200))}</title></head>\n<body>\n${html}\n</body></html>\n`,
  };
}

function asText(part: Part): string {
  if (typeof part === 'string') return part;
  return 'url' in part ? part.url : part.lines.join('\n');
}

function asHtml(part: Part): string {
  if (typeof part === 'string') return `<p>${escape(part)}</p>`;
  if ('lines' in part) return `<pre>${escape(part.lines.join('\n'))}</pre>`;
  // The address stands there to be read as well: what a link says and where it leads is the same.
  return `<p><a href="${escape(part.url)}">${escape(part.label)}</a><br>${escape(part.url)}</p>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (c) => entities[c]!);
}

/** An instant as a message has it, with its zone: "7 December 2026 at 12:40 EET". */
export function instantText(timeZone: string, at: Date): string {
  const parts = { day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' } as const;
  return new Intl.DateTimeFormat('en-GB', { ...parts, timeZone, timeZoneName: 'short' }).format(at);
}

export const letterKinds = Object.keys(letters) as LetterKind[];
