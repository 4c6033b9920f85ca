// Every refusal of the core by who acts, found in its text: a statement that does nothing but call a function that refuses, and an `if` that ends in a
// refusal and asks who acts.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parseAst } from 'vite';
import { changesOf } from './apply.ts';
import type { Change, Mutant } from './mutants.ts';

const root = path.join(import.meta.dirname, '../..');

interface Guard {
  readonly file: string;
  readonly from: number;
  readonly to: number;
  /** as it stands there, on one line */
  readonly text: string;
}

interface Part {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}
type Node = Part & Readonly<Record<string, unknown>>;

interface Source {
  readonly file: string;
  readonly text: string;
  readonly nodes: readonly Node[];
}

/** What asks who acts: the principal, its rights and its reach, what is its own. */
const whoActs =
  /\bme\b|\bmay[A-Z]?\w*\(|\breach\w*\(|\bisMine\b|\bmine\b|\bauthor\b|\bself\b|\bmatches\(|\beditable\b|\bsees\w*\(|\bholds?\w*\(|\bisWithin\(/;
/** A function that is there to refuse is called so. */
const refusingName = /^(?:assert|refuse|allow|system)(?:$|[A-Z])/;
const thrown = /new Problem\(|refus|Field\(/;
const refused = /^(?:return )?(?:\w+\.refusal\s*=|\w+\.errors\.push|refuse\w*\(|stays\()|^return '/;

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

function nodesOf(value: unknown, found: Node[] = []): Node[] {
  if (isNode(value)) found.push(value);
  if (Array.isArray(value)) for (const part of value) nodesOf(part, found);
  else if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) nodesOf(part, found);
  return found;
}

function sourcesOfCore(): Source[] {
  return readdirSync(path.join(root, 'src/core'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => `src/core/${name}`)
    .toSorted()
    .map((file) => {
      const text = readFileSync(path.join(root, file), 'utf8');
      return { file, text, nodes: nodesOf(parseAst(text, { lang: 'ts' }, file)) };
    });
}

const nameOf = (node: unknown): string => {
  const { name, property } = node as { name?: string; property?: { name?: string } };
  return property?.name ?? name ?? '';
};

/** Functions by name with their text, those in a constant too. */
function functionsOf({ text, nodes }: Source): (readonly [string, string])[] {
  return nodes.flatMap((node) => {
    const made = node.type === 'VariableDeclarator' ? node['init'] : node;
    if (!isNode(made) || !made.type.includes('Function')) return [];
    const name = nameOf(node['id'] ?? {});
    return name === '' ? [] : [[name, text.slice(made.start, made.end)] as const];
  });
}

/** Functions that are there to refuse and ask who acts, or call one that does. */
function refusingFunctions(sources: readonly Source[]): ReadonlySet<string> {
  const named = sources.flatMap(functionsOf).filter(([name]) => refusingName.test(name));
  const found = new Set(['refuseUnless']);
  for (let before = 0; before < found.size;) {
    before = found.size;
    for (const [name, text] of named) {
      const calls = [...found].some((other) => new RegExp(`\\b${other}\\(`).test(text));
      if (calls || (/throw|Problem/.test(text) && whoActs.test(text))) found.add(name);
    }
  }
  return found;
}

/** `refuseX(…);` or `await assertX(…);` */
function isRefusingCall(node: unknown, refusing: ReadonlySet<string>): boolean {
  if (!isNode(node) || node.type !== 'ExpressionStatement') return false;
  const expression = node['expression'] as Node;
  const call = (expression.type === 'AwaitExpression' ? expression['argument'] : expression) as Node;
  return call.type === 'CallExpression' && refusing.has(nameOf(call['callee']));
}

function isRefusingIf(node: Node, text: string, refusing: ReadonlySet<string>): boolean {
  if (node.type !== 'IfStatement') return false;
  const [test, then] = [node['test'] as Node, node['consequent'] as Node];
  const body = then.type === 'BlockStatement' ? (then['body'] as Node[]) : [then];
  if (body.length === 1 && isRefusingCall(body[0], refusing)) return true;
  const last = body.at(-1) ?? then;
  const said = text.slice(last.start, last.end);
  const refuses = last.type === 'ThrowStatement' ? thrown.test(said) : refused.test(said);
  return refuses && whoActs.test(text.slice(test.start, test.end));
}

export function guardsOfCore(): Guard[] {
  const sources = sourcesOfCore();
  const refusing = refusingFunctions(sources);
  return sources.flatMap(({ file, text, nodes }) => {
    const found = nodes.flatMap((node) => {
      const isIf = isRefusingIf(node, text, refusing);
      if (!isIf && !isRefusingCall(node, refusing)) return [];
      const to = isIf ? (node['consequent'] as Node).end : node.end;
      return [{ file, from: node.start, to, text: text.slice(node.start, to).replaceAll(/\s+/g, ' ') }];
    });
    // What stands within another guard is broken with it.
    return found.filter((g) => !found.some((other) => other !== g && other.from <= g.from && other.to >= g.to));
  });
}

/** Where in `find` the change differs: from, to. */
function differing({ find, replace }: Change): readonly [number, number] {
  let before = 0;
  while (before < find.length && find[before] === replace[before]) before++;
  let after = 0;
  const most = Math.min(find.length, replace.length) - before;
  while (after < most && find.at(-1 - after) === replace.at(-1 - after)) after++;
  return [before, find.length - after];
}

/** Whether a guard is changed by one of them: within it, or most of it. */
export function brokenBy(mutants: readonly Mutant[]): (guard: Guard) => boolean {
  const changed = new Map<string, (readonly [number, number])[]>();
  for (const change of mutants.flatMap(changesOf)) {
    const source = readFileSync(path.join(root, change.file), 'utf8');
    const [from, to] = differing(change);
    const ranges = changed.get(change.file) ?? [];
    for (let at = source.indexOf(change.find); at >= 0; at = source.indexOf(change.find, at + 1))
      ranges.push([at + from, at + to]);
    changed.set(change.file, ranges);
  }
  return ({ file, from, to }) =>
    (changed.get(file) ?? []).some(([a, b]) => {
      const shared = Math.min(b, to) - Math.max(a, from);
      return (a >= from && b <= to) || shared * 2 >= to - from;
    });
}
