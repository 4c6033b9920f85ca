// No text reaches the screen past the catalog: JSX text and the attributes people read or hear are looked at in every component.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';
import { en } from './en.ts';

const src = fileURLToPath(new URL('../../', import.meta.url));

function filesUnder(folder: string, ending: RegExp): string[] {
  return readdirSync(join(src, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => ending.test(file))
    .map((file) => join(folder, file));
}

const components = [...filesUnder('web', /\.tsx$/), ...filesUnder('features', /[\\/]web[\\/].*\.tsx$/)];
const sources = [...filesUnder('web', /\.tsx?$/), ...filesUnder('features', /[\\/]web[\\/].*\.tsx?$/)].filter(
  (f) => !f.endsWith('.test.ts'),
);

const heard = new Set([
  'aria-label',
  'aria-description',
  'aria-roledescription',
  'title',
  'placeholder',
  'alt',
  'label',
  'help',
  'description',
  'text',
  'heading',
  'kept',
  'hint',
]);
/** What is the same in every language: the product's name, keys of the keyboard, currency codes and signs. */
const same = new Set(['Strongroom', 'Esc', 'K', 'Enter', 'Ctrl Z', '09:00']);

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

function walk(node: Node, visit: (node: Node, parents: readonly Node[]) => void, parents: readonly Node[] = []): void {
  visit(node, parents);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value])
      if (isNode(child)) walk(child, visit, [...parents, node]);
  }
}

/** Texts of one component that do not come from the catalog. */
export function looseTexts(name: string, code: string): string[] {
  const { program, errors } = parseSync(name, code);
  assert.deepEqual(errors, [], name);
  const found: string[] = [];
  const see = (text: unknown, node: Node) => {
    if (typeof text !== 'string' || same.has(text.trim()) || !/\p{L}{2,}/u.test(text)) return;
    found.push(`${name}:${code.slice(0, node.start).split('\n').length} ${JSON.stringify(text.trim())}`);
  };
  walk(program as unknown as Node, (node, parents) => {
    if (node.type === 'JSXText') see(node['value'], node);
    if (node.type === 'JSXAttribute' && heard.has(((node['name'] as Node)['name'] as string) ?? '')) {
      const value = node['value'] as Node | null;
      if (value?.type === 'Literal') see(value['value'], value);
      if (value?.type === 'JSXExpressionContainer')
        for (const literal of literalsOf(value['expression'] as Node)) see(literal['value'], literal);
    }
    if (node.type === 'JSXExpressionContainer' && parents.at(-1)?.type === 'JSXElement') {
      for (const literal of literalsOf(node['expression'] as Node)) see(literal['value'], literal);
    }
  });
  return found;
}

/** Literals an expression may come out as; arguments of calls (keys of the catalog) are not. */
function literalsOf(node: Node): Node[] {
  switch (node.type) {
    case 'Literal':
      return [node];
    case 'ConditionalExpression':
      return [...literalsOf(node['consequent'] as Node), ...literalsOf(node['alternate'] as Node)];
    case 'LogicalExpression':
      return [...literalsOf(node['left'] as Node), ...literalsOf(node['right'] as Node)];
    case 'TemplateLiteral':
      return (node['quasis'] as Node[]).map((q): Node => ({ ...q, value: (q['value'] as { cooked: string }).cooked }));
    default:
      return [];
  }
}

test('every text of every component comes from the catalog', () => {
  assert.ok(components.length > 50, `only ${components.length} components were seen`);
  assert.deepEqual(
    components.flatMap((file) => looseTexts(file, readFileSync(join(src, file), 'utf8'))),
    [],
  );
});

test('a planted text is found wherever it stands', () => {
  const planted = [
    'export const A = () => <p>Hello there</p>;',
    'export const A = () => <p>{on ? "Shown here" : null}</p>;',
    'export const A = () => <input placeholder="Type here" />;',
    'export const A = () => <button aria-label={`Close ${name}`} />;',
    'export const A = () => <Button label={on && "Do it"} />;',
  ];
  for (const code of planted) assert.equal(looseTexts('a.tsx', code).length, 1, code);
  assert.deepEqual(looseTexts('a.tsx', 'export const A = () => <p className="muted text">{t("a.b")} · {n}</p>;'), []);
});

/** A file of messages alone: the first page's by area, or a page's own beside it. */
const isCatalog = (file: string): boolean => /i18n[\\/]en(?:\.ts$|[\\/])|[\\/]words\.ts$/.test(file);

test('every message of the catalogs is used', () => {
  const read = (file: string): string => readFileSync(join(src, file), 'utf8');
  const code = sources
    .filter((f) => !isCatalog(f))
    .map(read)
    .join('\n');
  const words = sources.filter((f) => f.endsWith('words.ts'));
  assert.ok(words.length >= 5, `only ${words.length} pages with words of their own were seen`);
  const own = words.flatMap((f) => [...read(f).matchAll(/^ {2}'([^']+)':/gm)].map((m) => m[1]!));
  assert.ok(own.length > 200, `only ${own.length} messages of pages were seen`);
  const patterns = [...code.matchAll(/`([a-zA-Z]+(?:\.[a-zA-Z]+)*\.)\$\{/g)].map((m) => m[1]!);
  const partial = [...code.matchAll(/`([a-zA-Z.]+)\$\{[^`]*\}([a-zA-Z]*)`/g)].map(
    (m) => new RegExp(`^${m[1]!.replaceAll('.', '\\.')}.+${m[2]}$`),
  );
  const unused = [...Object.keys(en), ...own].filter(
    (key) =>
      !code.includes(`'${key}'`) && !patterns.some((p) => key.startsWith(p)) && !partial.some((p) => p.test(key)),
  );
  assert.deepEqual(unused, []);
});

test("no message is said twice: a page's own never stands in for another of the same name", () => {
  const keys = sources
    .filter((f) => isCatalog(f) && !f.endsWith('en.ts'))
    .flatMap((f) => [...readFileSync(join(src, f), 'utf8').matchAll(/^ {2}'([^']+)':/gm)].map((m) => m[1]!));
  assert.deepEqual(
    keys.filter((key, i) => keys.indexOf(key) !== i),
    [],
  );
});
