// What fits into a field, in a few words, and an example of it; read from its schema. Pure.
import type { Schema } from './api-document.ts';
import { t } from './words.ts';

const known: readonly (readonly [RegExp, 'api.id' | 'api.date' | 'api.instant' | 'api.decimal' | 'api.currency'])[] = [
  [/^\^\[A-Z\]\{3\}\$$/, 'api.currency'],
  [/^\^\[0-9a-f\]\{8\}/, 'api.id'],
  [/^\^\\d\{4\}-\\d\{2\}-\\d\{2\}T/, 'api.instant'],
  [/^\^\\d\{4\}-\\d\{2\}-\\d\{2\}/, 'api.date'],
  [/^\^-\?\\d\+\(/, 'api.decimal'],
];

function variants(schema: Schema): readonly Schema[] {
  const list = schema.anyOf ?? schema.oneOf;
  if (list !== undefined) return list.flatMap(variants);
  if (typeof schema.type === 'object') return schema.type.map((type) => ({ ...schema, type }));
  return [schema];
}

const isNull = (s: Schema): boolean => s.type === 'null' || s.const === null;

/** "text, at most 500", "an id or null", "a list of text". */
export function sayType(schema: Schema, depth = 0): string {
  const all = variants(schema);
  const some = [...new Set(all.filter((s) => !isNull(s)).map((s) => sayOne(s, depth)))];
  const whole = some.length === 0 ? t('api.nothing') : some.join(' | ');
  return all.some(isNull) && some.length > 0 ? `${whole} ${t('api.null')}` : whole;
}

function sayOne(s: Schema, depth: number): string {
  if (s.const !== undefined) return JSON.stringify(s.const);
  if (s.enum !== undefined) return t('api.oneOf', { values: s.enum.map((v) => JSON.stringify(v)).join(', ') });
  switch (s.type) {
    case 'string':
      return sayText(s);
    case 'integer':
      return bounded(t('api.integer'), s);
    case 'number':
      return bounded(t('api.number'), s);
    case 'boolean':
      return t('api.boolean');
    case 'array':
      return ranged(t('api.list', { what: sayType(s.items ?? {}, depth + 1) }), s.minItems, s.maxItems);
    case 'object':
      return sayObject(s, depth);
    default:
      return t('api.any');
  }
}

function sayText(s: Schema): string {
  if (s.format === 'binary') return t('api.file');
  const shape = known.find(([pattern]) => pattern.test(s.pattern ?? ''));
  if (shape !== undefined) return t(shape[1]);
  const text = s.pattern === undefined ? t('api.text') : `${t('api.text')} ${s.pattern}`;
  return ranged(text, s.minLength === 0 ? undefined : s.minLength, s.maxLength);
}

function bounded(text: string, s: Schema): string {
  const real = (n: number | undefined) => (n === undefined || Math.abs(n) >= Number.MAX_SAFE_INTEGER ? undefined : n);
  return ranged(text, real(s.minimum), real(s.maximum));
}

function ranged(text: string, least: number | undefined, most: number | undefined): string {
  return [
    text,
    ...(least === undefined ? [] : [t('api.atLeast', { least })]),
    ...(most === undefined ? [] : [t('api.atMost', { most })]),
  ].join(', ');
}

function sayObject(s: Schema, depth: number): string {
  const names = Object.entries(s.properties ?? {});
  if (names.length > 0) {
    if (depth > 1) return t('api.object');
    const needed = new Set(s.required ?? []);
    return `{ ${names.map(([name, inner]) => `${name}${needed.has(name) ? '' : '?'}: ${sayType(inner, depth + 1)}`).join('; ')} }`;
  }
  const rest = s.additionalProperties;
  return typeof rest === 'object' && Object.keys(rest).length > 0
    ? t('api.map', { what: sayType(rest, depth + 1) })
    : t('api.object');
}

/** A value that would fit, as short as it can be: what must be there, and nothing else. */
export function exampleOf(schema: Schema): unknown {
  const s = variants(schema).find((v) => !isNull(v)) ?? {};
  if (s.const !== undefined) return s.const;
  if (s.enum !== undefined) return s.enum[0] ?? null;
  switch (s.type) {
    case 'string':
      return exampleText(s);
    case 'integer':
    case 'number':
      return Math.max(1, s.minimum ?? 1);
    case 'boolean':
      return true;
    case 'array':
      return s.items === undefined ? [] : [exampleOf(s.items)];
    case 'object':
      return exampleObject(s);
    default:
      return {};
  }
}

function exampleText(s: Schema): string {
  const shape = known.find(([pattern]) => pattern.test(s.pattern ?? ''))?.[1];
  if (shape === 'api.id') return '00000000-0000-7000-8000-000000000000';
  if (shape === 'api.date') return '2026-11-25';
  if (shape === 'api.instant') return '2026-11-25T09:30:00.000Z';
  if (shape === 'api.decimal') return '1';
  if (shape === 'api.currency') return 'EUR';
  return '';
}

/** Needed properties; where none is, the first that can be given, so that it is seen how. */
export function exampleObject(s: Schema): Record<string, unknown> {
  const names = Object.keys(s.properties ?? {});
  const needed = names.filter((name) => s.required?.includes(name) === true);
  const shown = needed.length > 0 ? needed : names.filter((name) => name !== 'owner').slice(0, 1);
  return Object.fromEntries(shown.map((name) => [name, exampleOf(s.properties?.[name] ?? {})]));
}
