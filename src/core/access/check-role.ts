// What somebody wants a role to say, checked word by word before it is saved: what is not understood is refused, with the place it stands at.
import type { Entity } from '../../contract/entity.ts';
import { usual, verbsOf } from '../../contract/permission.ts';
import { type FieldError, Problem } from '../../contract/problem.ts';
import { type Catalog, isRightToGive } from '../catalog.ts';
import { exportFormats, fieldRights, scopeWords } from '../principal.ts';
import { systemFields } from '../records/system-fields.ts';
import { type RoleGrants, isRight, isScopeWord } from '../roles.ts';
import { compileRuleText } from './rule-text.ts';
import { scopeRule } from './scopes.ts';

/** A role as text has at most so many characters. */
const longest = 200_000;

class Findings {
  readonly errors: FieldError[] = [];

  add(field: string, reason: string, fits?: string): void {
    this.errors.push({ field, code: 'bad-grant', reason, ...(fits === undefined ? {} : { fits }) });
  }
}

/** The same value, now known to be understood; refuses with every place that is not. */
export function checkRoleGrants(given: unknown, catalog: Catalog): RoleGrants {
  const found = new Findings();
  if (!isObject(given)) found.add('grants', 'What a role allows is an object.');
  else if (JSON.stringify(given).length > longest) found.add('grants', 'A role cannot say that much.');
  else checkAll(given, catalog, found);
  if (found.errors.length > 0)
    throw new Problem('invalid-input', found.errors[0]!.reason, { errors: found.errors.slice(0, 50) });
  return given as RoleGrants;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checkAll(given: Readonly<Record<string, unknown>>, catalog: Catalog, found: Findings): void {
  for (const [name, value] of Object.entries(given)) {
    if (name === 'everything') {
      if (value !== true && value !== false) found.add(name, 'everything is true or false.');
    } else if (name === 'areas')
      checkNames(name, value, (x) => isRightToGive(x, catalog), 'right that is not about one object', found);
    else if (name === 'without')
      checkNames(name, value, (x) => Object.hasOwn(usual, x), 'menu, module or everyday tool', found);
    else if (name === 'objects') checkObjects(value, catalog, found);
    else found.add(name, `A role says nothing under ${quoted(name)}.`, 'everything, objects, areas and without.');
  }
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 60));
}

function checkNames(at: string, value: unknown, known: (name: string) => boolean, what: string, found: Findings): void {
  if (!Array.isArray(value)) return found.add(at, `${at} is a list.`);
  for (const name of value as unknown[])
    if (typeof name !== 'string' || !known(name)) found.add(at, `There is no ${what} ${quoted(String(name))}.`);
}

function checkObjects(value: unknown, catalog: Catalog, found: Findings): void {
  if (!isObject(value)) return found.add('objects', 'objects is an object: a part for each.');
  for (const [name, said] of Object.entries(value)) {
    const e = catalog.lookup(name);
    if (e === undefined) found.add(`objects.${name}`, `There is no object ${quoted(name)}.`);
    else if (!isObject(said)) found.add(`objects.${name}`, 'What a role allows on an object is an object.');
    else checkObject(`objects.${name}`, e, said, catalog, found);
  }
}

function checkObject(
  at: string,
  e: Entity,
  said: Readonly<Record<string, unknown>>,
  catalog: Catalog,
  found: Findings,
): void {
  const verbs: readonly string[] = verbsOf(e);
  for (const [name, value] of Object.entries(said)) {
    const here = `${at}.${name}`;
    if (verbs.includes(name)) checkScope(here, e, value, catalog, found);
    else if (name === 'fields') checkFields(here, e, value, found);
    else if (name === 'otherFields') {
      if (!isRight(value)) found.add(here, `A right on a field is one of ${fieldRights.join(', ')}.`);
    } else if (name === 'exportFormats')
      checkNames(here, value, (x) => (exportFormats as readonly string[]).includes(x), 'format', found);
    else if (name === 'exportRows') {
      if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1)
        found.add(here, 'How many rows may leave at once is a whole number from 1.');
    } else if (name === 'exportReason') {
      if (typeof value !== 'boolean') found.add(here, 'Whether a reason is asked is true or false.');
    } else if (name === 'types' && e.name === 'activity') checkTypes(here, e, value, catalog, found);
    else
      found.add(
        here,
        `Nothing is allowed or not on ${e.labelPlural.toLowerCase()} under ${quoted(name)}.`,
        verbs.join(', '),
      );
  }
}

function checkFields(at: string, e: Entity, value: unknown, found: Findings): void {
  if (!isObject(value)) return found.add(at, 'fields is an object: a right for each field.');
  for (const [name, right] of Object.entries(value)) {
    const known = Object.hasOwn(e.fields, name) || (systemFields as readonly string[]).includes(name);
    if (!known) found.add(`${at}.${name}`, `${e.label} has no field ${quoted(name)}.`);
    else if (!isRight(right)) found.add(`${at}.${name}`, `A right on a field is one of ${fieldRights.join(', ')}.`);
  }
}

function checkTypes(at: string, e: Entity, value: unknown, catalog: Catalog, found: Findings): void {
  if (!isObject(value)) return found.add(at, 'types is an object: scopes for each type of activity.');
  const options = e.fields['type']?.options ?? [];
  for (const [type, said] of Object.entries(value)) {
    if (!options.some((o) => o.key === type))
      found.add(`${at}.${type}`, `There is no type of activity ${quoted(type)}.`);
    else if (!isObject(said)) found.add(`${at}.${type}`, 'What is allowed for a type is an object.');
    else
      for (const [verb, scope] of Object.entries(said)) {
        if ((verbsOf(e) as readonly string[]).includes(verb))
          checkScope(`${at}.${type}.${verb}`, e, scope, catalog, found);
        else found.add(`${at}.${type}.${verb}`, `There is no ${quoted(verb)} to allow.`, verbsOf(e).join(', '));
      }
  }
}

function checkScope(at: string, e: Entity, value: unknown, catalog: Catalog, found: Findings): void {
  if (isScopeWord(value)) return checkWord(at, e, value, found);
  if (!isObject(value) || typeof value['rule'] !== 'string')
    return found.add(
      at,
      `A scope is one of ${scopeWords.join(', ')}, or a rule.`,
      '{"rule": "record.stage == \\"lead\\""}',
    );
  const { rule, within, ...rest } = value;
  if (Object.keys(rest).length > 0) found.add(at, `A rule says nothing under ${quoted(Object.keys(rest)[0]!)}.`);
  if (within !== undefined && !isScopeWord(within))
    found.add(`${at}.within`, `within is one of ${scopeWords.join(', ')}.`);
  else if (within !== undefined) checkWord(`${at}.within`, e, within, found);
  try {
    compileRuleText(rule, e, catalog.entity('user'), null);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    found.add(at, error.detail ?? 'This is no rule.', error.extras.errors?.[0]?.fits);
  }
}

/** A word that can never reach a record would look like a right and be none. */
function checkWord(at: string, e: Entity, word: (typeof scopeWords)[number], found: Findings): void {
  if (word === 'none' || scopeRule(e, word).op !== 'none') return;
  found.add(
    at,
    `${e.labelPlural} ${e.owner === null ? 'belong to nobody' : 'stand in no territory'}, so ${word} reaches none.`,
    'none or all',
  );
}
