// Finds every step over a boundary in a tree of modules. Pure: the test gives it the real tree, and a planted one to see it fail.
import { exceptions, longFiles } from './exceptions.ts';
import { guarded, guardedWords, layerOf, mayImport, mayImportTypes, onlyPackages } from './layers.ts';
import { lineAt, type Module } from './source.ts';

export interface Violation {
  readonly rule: string;
  readonly file: string;
  readonly what: string;
}

export interface Report {
  readonly violations: readonly Violation[];
  /** exceptions that nothing needed */
  readonly idle: readonly string[];
}

const mostLines = 300;

export function findViolations(modules: readonly Module[]): Report {
  const known = new Set(modules.map((m) => m.file));
  const found = modules.flatMap((m) => [
    ...placed(m),
    ...resolved(m, known),
    ...directed(m),
    ...packaged(m),
    ...worded(m),
    ...shaped(m),
    ...named(m),
    ...answered(m),
    ...sized(m),
  ]);
  found.push(...cycles(modules));
  const used = new Set<string>();
  const violations = found.filter((v) => {
    const exception = exceptions.find((e) => e.file === v.file && e.rule === v.rule);
    if (exception === undefined) return true;
    used.add(`${exception.rule} ${exception.file}`);
    return false;
  });
  const idle = exceptions.map((e) => `${e.rule} ${e.file}`).filter((e) => !used.has(e));
  return { violations, idle };
}

function placed(m: Module): Violation[] {
  return layerOf(m.file) === undefined ? [{ rule: 'place', file: m.file, what: 'lies in no layer of the house' }] : [];
}

function resolved(m: Module, known: ReadonlySet<string>): Violation[] {
  return m.imports.flatMap((i) => {
    if (i.file !== undefined && /\.tsx?$/.test(i.file) && !known.has(i.file) && i.file.startsWith('src/')) {
      return [{ rule: 'resolve', file: m.file, what: `line ${i.line}: ${i.from} is not there` }];
    }
    if (i.file !== undefined && !/\.(tsx?|css|json|svg)$/.test(i.file)) {
      return [
        { rule: 'resolve', file: m.file, what: `line ${i.line}: ${i.from} does not name a file with its ending` },
      ];
    }
    return [];
  });
}

function directed(m: Module): Violation[] {
  const from = layerOf(m.file);
  if (from === undefined) return [];
  return m.imports.flatMap((i) => {
    if (i.file === undefined) return [];
    const say = (what: string): Violation[] => [{ rule: 'direction', file: m.file, what: `line ${i.line}: ${what}` }];
    if (/\.test\.tsx?$/.test(i.file)) return say(`imports the test ${i.file}`);
    if (m.isTest) return [];
    if (!i.file.startsWith('src/')) return say(`${i.file} lies outside src`);
    const to = layerOf(i.file);
    const asType = i.typeOnly && to !== undefined && mayImportTypes[from.layer]?.includes(to.layer) === true;
    if (to === undefined || (!asType && !mayImport[from.layer].includes(to.layer))) {
      return say(`${from.layer} may not import ${to?.layer ?? 'what lies in no layer'}: ${i.file}`);
    }
    const ownOnly = from.feature !== undefined && (to.layer === 'feature' || to.layer === 'feature-web');
    if (ownOnly && from.feature !== to.feature) return say(`knows another feature beyond its contract: ${i.file}`);
    return [];
  });
}

function packaged(m: Module): Violation[] {
  if (m.isTest) return [];
  const own = layerOf(m.file)?.layer;
  const allowed = own === undefined ? undefined : onlyPackages[own];
  return m.imports.flatMap((i) => {
    if (i.file !== undefined) return [];
    if (allowed !== undefined && !allowed.test(i.from)) {
      return [{ rule: 'package', file: m.file, what: `line ${i.line}: ${own} is pure and may not name ${i.from}` }];
    }
    const guard = guarded.find((g) => g.name.test(i.from));
    if (guard === undefined || guard.may.test(m.file)) return [];
    return [{ rule: `package ${i.from}`, file: m.file, what: `line ${i.line}: ${guard.why}` }];
  });
}

function worded(m: Module): Violation[] {
  if (m.isTest) return [];
  return guardedWords.flatMap((g) => {
    const match = g.where.test(m.file) && !g.may.test(m.file) ? g.word.exec(m.code) : null;
    if (match === null) return [];
    return [{ rule: `word ${match[0]}`, file: m.file, what: `line ${lineAt(m.code, match.index)}: ${g.why}` }];
  });
}

function shaped(m: Module): Violation[] {
  const found: Violation[] = [];
  if (/^export default\b/m.test(m.code)) found.push({ rule: 'default export', file: m.file, what: 'has one' });
  if (/^export \*/m.test(m.code))
    found.push({ rule: 'barrel', file: m.file, what: 'exports everything of another file' });
  const statements = m.code
    .split(/;\s*$/m)
    .map((s) => s.trim())
    .filter((s) => s !== '');
  if (statements.length > 0 && statements.every((s) => /^(import|export\s+(type\s+)?\{[^}]*\}\s+from)\b/.test(s))) {
    found.push({ rule: 'barrel', file: m.file, what: 'does nothing but export what other files hold' });
  }
  if (!/^\/\/ \S.{20,}/.test(m.text.replace(/^#!.*\n/, ''))) {
    found.push({ rule: 'first line', file: m.file, what: 'does not open with a sentence on what the file is for' });
  }
  return found;
}

const emptyWords = /(^|[-/.])(utils?|helpers?|commons?|misc|shared|manager|service|repository|dto|mapper)(?=[-/.]|$)/i;

function named(m: Module): Violation[] {
  const found: Violation[] = [];
  const word = emptyWords.exec(m.file);
  if (word !== null) found.push({ rule: 'name', file: m.file, what: `"${word[2]}" says nothing about the thing` });
  const base = m.file.slice(m.file.lastIndexOf('/') + 1);
  const fits = base.endsWith('.tsx')
    ? /^([A-Z][A-Za-z0-9]*|[a-z0-9]+(-[a-z0-9]+)*)(\.test)?\.tsx$/
    : /^[a-z0-9]+(-[a-z0-9]+)*(\.test)?\.ts$/;
  if (!fits.test(base)) found.push({ rule: 'name', file: m.file, what: 'is neither kebab-case.ts nor Component.tsx' });
  return found;
}

/** A page that declares an answer itself does not notice when the answer changes: it comes from the contract of the action. */
function answered(m: Module): Violation[] {
  const layer = layerOf(m.file)?.layer;
  if (m.isTest || (layer !== 'web' && layer !== 'feature-web' && layer !== 'web-main')) return [];
  const own = new Set([...m.code.matchAll(/^(?:export )?interface (\w+)/gm)].map((found) => found[1]));
  return [...m.code.matchAll(/\bcall<([^(]*?)>\(/g)].flatMap((found) => {
    const type = found[1]!;
    if (!type.includes('{') && !own.has(/\w+/.exec(type)?.[0])) return [];
    return [
      {
        rule: 'answer',
        file: m.file,
        what: `line ${lineAt(m.code, found.index)}: declares what ${type} answers itself`,
      },
    ];
  });
}

function sized(m: Module): Violation[] {
  if (m.isTest) return [];
  const lines = m.text.trimEnd().split('\n').length;
  const most = longFiles.find((l) => l.file === m.file)?.most ?? mostLines;
  return lines > most ? [{ rule: 'length', file: m.file, what: `${lines} lines, ${most} at most` }] : [];
}

/** Circles of imports, types included: every strongly connected set of two or more files, or a file that imports itself. */
function cycles(modules: readonly Module[]): Violation[] {
  const targets = new Map(
    modules.map((m) => [m.file, m.imports.flatMap((i) => (i.file === undefined ? [] : [i.file]))]),
  );
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: Violation[] = [];
  const visit = (file: string): void => {
    order.set(file, order.size);
    low.set(file, order.get(file)!);
    stack.push(file);
    for (const next of targets.get(file) ?? []) {
      if (!targets.has(next)) continue;
      if (!order.has(next)) visit(next);
      if (stack.includes(next)) low.set(file, Math.min(low.get(file)!, low.get(next)!));
    }
    if (low.get(file) !== order.get(file)) return;
    const members = stack.splice(stack.indexOf(file));
    if (members.length > 1 || targets.get(file)!.includes(file)) {
      found.push({ rule: 'cycle', file, what: members.sort().join(' <-> ') });
    }
  };
  for (const m of modules) if (!order.has(m.file)) visit(m.file);
  return found;
}
