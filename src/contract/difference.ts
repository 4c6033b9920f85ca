// What differs between two values that are made of others: a line a place, `objects.company.view: team -> all`. Pure.
import type { Json } from './json.ts';

export interface Difference {
  /** the names that lead there, with points between them */
  readonly name: string;
  /** undefined: there was nothing */
  readonly before?: unknown;
  readonly after?: unknown;
}

type Named = { readonly [key: string]: Json };

function isNamed(value: unknown): value is Named {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}

export function differencesOf(before: unknown, after: unknown, name = ''): Difference[] {
  if (isNamed(before) || isNamed(after)) {
    const [a, b]: [Named, Named] = [isNamed(before) ? before : {}, isNamed(after) ? after : {}];
    // What becomes, or was, something else than a thing with names is one difference.
    if ((before != null && !isNamed(before)) || (after != null && !isNamed(after))) return [one(name, before, after)];
    const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
    return names.flatMap((key) => differencesOf(a[key], b[key], name === '' ? key : `${name}.${key}`));
  }
  return same(before, after) ? [] : [one(name, before, after)];
}

function one(name: string, before: unknown, after: unknown): Difference {
  return { name, ...(before == null ? {} : { before }), ...(after == null ? {} : { after }) };
}

/** Facts about the thing that was changed, which are no change of it. */
const facts: ReadonlySet<string> = new Set(['field', 'object', 'name', 'search', 'receiver', 'filled', 'reason']);

/** What an entry of the ledger that is no change of a record says was changed, in whichever of its forms it says so. */
export function differencesIn(values: Readonly<Record<string, unknown>>): Difference[] {
  const { changes, before, after, definition } = values;
  if (isNamed(changes))
    return Object.entries(changes)
      .filter((pair): pair is [string, [Json, Json]] => Array.isArray(pair[1]) && pair[1].length === 2)
      .flatMap(([name, [was, is]]) => differencesOf(was, is, name));
  if (before !== undefined || after !== undefined) return differencesOf(before, after);
  if (isNamed(definition)) return differencesOf(null, definition);
  const rest = Object.fromEntries(Object.entries(values).filter(([name]) => !facts.has(name)));
  return differencesOf(null, rest);
}

/** The parts in which an entry says what became of what. */
const told = ['changes', 'before', 'after', 'definition'] as const;

/** The same for whoever shows the entry: the differences, and what else it says. Null: it speaks of no change. */
export function changeIn(
  values: Readonly<Record<string, unknown>>,
): { readonly differences: readonly Difference[]; readonly rest: Readonly<Record<string, unknown>> } | null {
  if (!told.some((name) => values[name] != null)) return null;
  const rest = Object.entries(values).filter(([name]) => !(told as readonly string[]).includes(name));
  return { differences: differencesIn(values), rest: Object.fromEntries(rest) };
}
