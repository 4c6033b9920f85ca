// Reads a source tree as the boundary test needs it: which files there are, what each imports, and its code without comments and strings.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface Import {
  /** as written */
  readonly from: string;
  /** path relative to the tree's root for a file of ours; undefined for a package or a Node module */
  readonly file: string | undefined;
  readonly line: number;
  /** nothing of it is there when the program runs */
  readonly typeOnly: boolean;
}

export interface Module {
  /** relative to the root, with forward slashes */
  readonly file: string;
  readonly text: string;
  readonly imports: readonly Import[];
  /** the text with every comment and every string blanked out, line for line */
  readonly code: string;
  readonly isTest: boolean;
}

/** Every .ts and .tsx file under `root/src`. */
export function readTree(root: string): Module[] {
  const files = readdirSync(path.join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
  return files.sort().map((file) => {
    const text = readFileSync(path.join(root, file), 'utf8');
    return {
      file,
      text,
      imports: readImports(file, text),
      code: blank(text, true),
      isTest: /\.test\.tsx?$/.test(file),
    };
  });
}

const forms = [
  /^(?:import|export)\b[^'"`;]*?\bfrom\s*(['"])(?<from>[^'"]+)\1/gm,
  /^import\s*(['"])(?<from>[^'"]+)\1/gm,
  /\bimport\(\s*(['"])(?<from>[^'"]+)\1/g,
  /\brequire\(\s*(['"])(?<from>[^'"]+)\1/g,
  /\bnew URL\(\s*(['"])(?<from>\.[^'"]+\.tsx?)\1,\s*import\.meta\.url/g,
];

function readImports(file: string, text: string): Import[] {
  const code = blank(text, false);
  const found = forms.flatMap((form) =>
    [...code.matchAll(form)].map((match) => {
      const from = match.groups!['from']!;
      const target = from.startsWith('.') ? path.posix.join(path.posix.dirname(file), from) : undefined;
      const typeOnly = /^(import|export) type\b/.test(match[0]);
      return { from, file: target, line: lineAt(code, match.index), typeOnly };
    }),
  );
  // What the forms above do not understand must not pass unseen.
  const unseen = [...code.matchAll(/^(?:import\b|export\b[^=;(]*\bfrom\s*['"])/gm)].filter(
    (m) => !code.startsWith('import.meta', m.index) && !found.some((f) => f.line === lineAt(code, m.index)),
  );
  if (unseen.length > 0) throw new Error(`${file}:${lineAt(code, unseen[0]!.index)}: an import this test cannot read`);
  return found;
}

export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

/** Puts spaces in the place of comments, and of what strings hold where `strings` is set; line breaks stay where they are. */
export function blank(text: string, strings: boolean): string {
  let out = '';
  let i = 0;
  /** depth of braces at which each open template goes on */
  const templates: number[] = [];
  let depth = 0;
  const take = (end: number, hide: boolean): void => {
    const part = text.slice(i, end);
    out += hide ? part.replace(/[^\n]/g, ' ') : part;
    i = end;
  };
  const endOfQuoted = (start: number, quote: string): number => {
    let at = start;
    while (at < text.length && text[at] !== quote && text[at] !== '\n') at += text[at] === '\\' ? 2 : 1;
    return Math.min(at, text.length);
  };
  const endOfTemplatePart = (start: number): number => {
    let at = start;
    while (at < text.length && text[at] !== '`' && !text.startsWith('${', at)) at += text[at] === '\\' ? 2 : 1;
    return Math.min(at, text.length);
  };
  const templatePart = (): void => {
    take(endOfTemplatePart(i), strings);
    if (text[i] === '`') take(i + 1, false);
    else if (i < text.length) {
      take(i + 2, false);
      templates.push(depth);
    }
  };
  while (i < text.length) {
    const c = text[i]!;
    if (text.startsWith('//', i)) take(text.indexOf('\n', i) < 0 ? text.length : text.indexOf('\n', i), true);
    else if (text.startsWith('/*', i)) take(text.indexOf('*/', i) + 2, true);
    else if (c === "'" || c === '"') {
      take(i + 1, false);
      take(endOfQuoted(i, c), strings);
      take(Math.min(i + 1, text.length), false);
    } else if (c === '`') {
      take(i + 1, false);
      templatePart();
    } else if (c === '/' && /(?:^|[(,=:[!&|?{};+\n]|=>|\breturn)\s*$/.test(out.slice(-40))) {
      take(endOfRegExp(text, i), true);
    } else if (c === '}' && templates.at(-1) === depth) {
      templates.pop();
      take(i + 1, false);
      templatePart();
    } else {
      if (c === '{') depth++;
      if (c === '}') depth--;
      take(i + 1, false);
    }
  }
  return out;
}

function endOfRegExp(text: string, start: number): number {
  let inClass = false;
  for (let at = start + 1; at < text.length && text[at] !== '\n'; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '[') inClass = true;
    else if (text[at] === ']') inClass = false;
    else if (text[at] === '/' && !inClass) return at + 1;
  }
  return start + 1;
}
