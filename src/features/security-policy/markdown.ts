// A text in Markdown as blocks and runs of plain text: what pages draw as elements of their own. No markup of the text gets anywhere: HTML in it is shown as it was typed, pictures are not fetched.
import { type Token, type Tokens, lexer } from 'marked';
import { invalidField } from '../../contract/problem.ts';
import type { Block, Span } from './contract.ts';

type Look = Omit<Span, 'text'>;
const plain: Look = { strong: false, em: false, code: false, href: null };

/** Nothing but what a person can follow knowingly: no scripts, no data, no address without a scheme. */
export function safeHref(href: string): string | null {
  if (!URL.canParse(href)) return null;
  return ['https:', 'http:', 'mailto:'].includes(new URL(href).protocol) ? href : null;
}

function spansOf(tokens: readonly Token[] | undefined, look: Look): Span[] {
  return (tokens ?? []).flatMap((token) => spanOf(token, look));
}

function spanOf(token: Token, look: Look): Span[] {
  switch (token.type) {
    case 'strong':
      return spansOf(token.tokens, { ...look, strong: true });
    case 'em':
      return spansOf(token.tokens, { ...look, em: true });
    case 'del':
      return spansOf(token.tokens, look);
    case 'codespan':
      return [{ ...look, code: true, text: (token as Tokens.Codespan).text }];
    case 'link':
      return spansOf(token.tokens, { ...look, href: safeHref((token as Tokens.Link).href) ?? look.href });
    case 'br':
      return [{ ...look, text: '\n' }];
    case 'text':
      return token.tokens === undefined
        ? [{ ...look, text: (token as Tokens.Text).text }]
        : spansOf(token.tokens, look);
    case 'escape':
    case 'image':
      return [{ ...look, text: (token as Tokens.Escape | Tokens.Image).text }];
    default:
      return [{ ...look, text: token.raw }];
  }
}

const block = (kind: Block['kind'], spans: readonly Span[], level = 0, number: number | null = null): Block => ({
  kind,
  level,
  number,
  spans: joined(spans),
});

/** Neighbours that look alike are one. */
function joined(spans: readonly Span[]): Span[] {
  const out: Span[] = [];
  for (const span of spans) {
    const last = out.at(-1);
    const alike =
      last !== undefined &&
      last.strong === span.strong &&
      last.em === span.em &&
      last.code === span.code &&
      last.href === span.href;
    if (alike) out[out.length - 1] = { ...last, text: last.text + span.text };
    else out.push(span);
  }
  return out;
}

const deepest = 5;

function itemsOf(list: Tokens.List, depth: number): Block[] {
  return list.items.flatMap((item, i): Block[] => {
    const inner = item.tokens.filter((token) => token.type === 'list') as Tokens.List[];
    const said = item.tokens.filter((token) => token.type !== 'list' && token.type !== 'space');
    const number = list.ordered ? (list.start === '' ? 1 : list.start) + i : null;
    const spans = said.flatMap((token, at): Span[] => {
      const own = 'tokens' in token ? spansOf(token.tokens, plain) : [{ ...plain, text: token.raw.trim() }];
      return at === 0 ? own : [{ ...plain, text: '\n' }, ...own];
    });
    const under = inner.flatMap((child) => itemsOf(child, Math.min(depth + 1, deepest)));
    return [block('item', spans, depth, number), ...under];
  });
}

function tableOf(table: Tokens.Table): Block[] {
  const line = (cells: readonly Tokens.TableCell[], look: Look): Block =>
    block(
      'text',
      cells.flatMap((cell, i) => [...(i === 0 ? [] : [{ ...plain, text: ' · ' }]), ...spansOf(cell.tokens, look)]),
    );
  return [line(table.header, { ...plain, strong: true }), ...table.rows.map((row) => line(row, plain))];
}

function blocksOfToken(token: Token): Block[] {
  switch (token.type) {
    case 'space':
    case 'def':
      return [];
    case 'heading':
      return [block('heading', spansOf(token.tokens, plain), Math.min((token as Tokens.Heading).depth, 4))];
    case 'paragraph':
    case 'text':
      return [block('text', spanOf({ ...token, type: 'text' }, plain))];
    case 'list':
      return itemsOf(token as Tokens.List, 0);
    case 'blockquote':
      return (token.tokens ?? []).flatMap(blocksOfToken).map((b) => (b.kind === 'text' ? { ...b, kind: 'quote' } : b));
    case 'code':
      return [block('code', [{ ...plain, text: (token as Tokens.Code).text }])];
    case 'hr':
      return [block('line', [])];
    case 'table':
      return tableOf(token as Tokens.Table);
    default:
      return [block('text', [{ ...plain, text: token.raw.trim() }])];
  }
}

/** Characters between two empty lines: reading them takes time with their square. */
const longestPart = 4_000;

/** Refuses what lies in itself deeper than anybody can follow, and what would take long to read. */
export function blocksOf(text: string): Block[] {
  if (text.split(/\n[^\S\n]*\n/).some((part) => part.length > longestPart))
    throw invalidField(
      'text',
      'too-long',
      `A paragraph or list is longer than ${longestPart} characters.`,
      'An empty line in between.',
    );
  try {
    return lexer(text, { gfm: true }).flatMap(blocksOfToken);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw invalidField('text', 'too-deep', 'Quotes or lists lie in each other too deeply.', 'A few levels.');
  }
}
