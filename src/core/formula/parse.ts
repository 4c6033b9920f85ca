// Reads a formula's text, bounded, and tells which fields of the record it uses.
import { type ASTNode, Environment } from '@marcbachmann/cel-js';
import { type Problem, invalidField } from '../../contract/problem.ts';

const parser = new Environment({
  unlistedVariablesAreDyn: true,
  limits: { maxAstNodes: 200, maxDepth: 30, maxListElements: 50, maxMapEntries: 1, maxCallArguments: 8 },
});

const parsed = new Map<string, ASTNode>();

export function refuse(reason: string): Problem {
  return invalidField(
    'formula',
    'bad-formula',
    reason,
    'An expression such as amount * probability / 100 over fields of the record.',
  );
}

export function parseFormula(text: string): ASTNode {
  let ast = parsed.get(text);
  if (ast === undefined) {
    if (text.length > 2000) throw refuse('It is longer than 2,000 characters.');
    try {
      ast = parser.parse(text).ast;
    } catch (error) {
      throw refuse(error instanceof Error ? error.message.split('\n')[0]! : 'It cannot be read.');
    }
    if (parsed.size > 2000) parsed.clear();
    parsed.set(text, ast);
  }
  return ast;
}

/** Names it refers to: whoever may not read all of them may not read its result. */
export function namesIn(text: string): ReadonlySet<string> {
  const out = new Set<string>();
  const walk = (part: unknown): void => {
    if (Array.isArray(part)) for (const item of part) walk(item);
    else if (typeof part === 'object' && part !== null && 'op' in part && 'args' in part) {
      if (part.op === 'id') out.add(String(part.args));
      else walk(part.args);
    }
  };
  walk(parseFormula(text));
  return out;
}
