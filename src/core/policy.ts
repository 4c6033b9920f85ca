// What a principal may do with an object: grants folded into rules, once per principal. Says nothing about SQL; policy-sql.ts does.
import type { Entity } from '../contract/entity.ts';
import { type Field, isVirtual } from '../contract/field.ts';
import type { Verb } from '../contract/permission.ts';
import { type Rule, type LazyRow, allOf, anyOf, everything, matches, nothing } from '../contract/rule.ts';
import { governingVerb } from './access/governed.ts';
import { namesIn } from './formula/parse.ts';
import { type FieldRight, type Grant, type Principal, grantsOf } from './principal.ts';

/** For one principal, object and verb: which rows, and on which of those rows each field may be read or changed. */
export interface Reach {
  readonly rows: Rule;
  /** rows on which the field may be read; `none`: never, `all`: wherever the row is reached */
  readonly readable: (field: string) => Rule;
  readonly editable: (field: string) => Rule;
  /** rows on which at least a mask of the field is shown: wherever it may be read, too */
  readonly masked: (field: string) => Rule;
}

export const rankOfRight: Record<FieldRight, number> = { hidden: 0, masked: 1, read: 2, edit: 3 };

export function rightIn(grant: Grant, field: string): FieldRight {
  return grant.fields.get(field) ?? grant.otherFields;
}

function fold(grants: readonly Grant[]): Reach {
  const rows = anyOf(grants.map((g) => g.rows));
  const cache = { hidden: new Map(), masked: new Map(), read: new Map(), edit: new Map() } satisfies Record<
    FieldRight,
    Map<string, Rule>
  >;
  const where = (field: string, least: FieldRight): Rule => {
    const known: Rule | undefined = cache[least].get(field);
    if (known !== undefined) return known;
    const giving = grants.filter((g) => g.rows.op !== 'none' && rankOfRight[rightIn(g, field)] >= rankOfRight[least]);
    const rule = anyOf(giving.map((g) => g.rows));
    // A right that holds on every row reached needs no test of its own.
    const answer = JSON.stringify(rule) === JSON.stringify(rows) && rule.op !== 'none' ? everything : rule;
    cache[least].set(field, answer);
    return answer;
  };
  return {
    rows,
    readable: (f) => where(f, 'read'),
    editable: (f) => where(f, 'edit'),
    masked: (f) => where(f, 'masked'),
  };
}

const reaches = new WeakMap<Principal, Map<string, Reach>>();

export function reachOf(me: Principal, entity: Entity, verb: Verb): Reach {
  let mine = reaches.get(me);
  if (mine === undefined) reaches.set(me, (mine = new Map()));
  const key = `${entity.name}.${verb}`;
  let reach = mine.get(key);
  if (reach === undefined)
    mine.set(key, (reach = withReckoned(fold(grantsOf(me, `${entity.name}.${verb}`)), me, entity)));
  return reach;
}

/** What is reckoned from fields one may not read may not be read either: it would tell of them. */
function withReckoned(reach: Reach, me: Principal, entity: Entity): Reach {
  if (!Object.values(entity.fields).some(isReckoned)) return reach;
  const known = new Map<string, Rule>();
  const readable = (name: string): Rule => {
    const f = Object.hasOwn(entity.fields, name) ? entity.fields[name]! : undefined;
    if (f === undefined || !isReckoned(f)) return reach.readable(name);
    let rule = known.get(name);
    if (rule === undefined) {
      // Should one ever be reckoned from itself, nobody reads it.
      known.set(name, nothing);
      known.set(name, (rule = allOf([reach.readable(name), ...sourcesOf(f, readable, me)])));
    }
    return rule;
  };
  const isPlain = (name: string): boolean => !Object.hasOwn(entity.fields, name) || !isReckoned(entity.fields[name]!);
  return { ...reach, readable, masked: (name) => (isPlain(name) ? reach.masked(name) : readable(name)) };
}

function isReckoned(f: Field): boolean {
  return isVirtual(f) || f.follows !== undefined;
}

function sourcesOf(f: Field, readable: Reach['readable'], me: Principal): Rule[] {
  if (f.follows !== undefined) return f.follows.map(readable);
  if (f.formula !== undefined) return [...namesIn(f.formula)].map(readable);
  const of = me.catalog.lookup(f.rollUp!.of);
  if (of === undefined) return [nothing];
  const seen = reachOf(me, of, 'view');
  const needed = [f.rollUp!.via, ...(f.rollUp!.field === undefined ? [] : [f.rollUp!.field])];
  // Which of those records may be read is asked row by row; here only whether any may.
  return seen.rows.op === 'none' || needed.some((name) => seen.readable(name).op === 'none') ? [nothing] : [];
}

/** The three answers about one stored row, from the same rules that become SQL. */
export function mayReach(me: Principal, entity: Entity, verb: Verb, row: LazyRow): boolean {
  return matches(reachOf(me, entity, verb).rows, row, me.self);
}

/** What may be done with the field on this row. A masked one is as good as hidden: only what is read is shown with a mask. */
export function fieldRightOn(
  me: Principal,
  entity: Entity,
  field: string,
  row: LazyRow,
  verb: Verb = 'edit',
): 'hidden' | 'read' | 'edit' {
  if (!mayReach(me, entity, 'view', row)) return 'hidden';
  const readable = matches(reachOf(me, entity, 'view').readable(field), row, me.self);
  if (!readable) return 'hidden';
  const mayChange = (v: Verb): boolean => {
    const reach = reachOf(me, entity, v);
    return matches(reach.rows, row, me.self) && matches(reach.editable(field), row, me.self);
  };
  const governing = governingVerb(entity, field);
  if (verb !== 'edit' && governing !== verb) return 'read';
  return mayChange(verb) && (governing === null || governing === verb || mayChange(governing)) ? 'edit' : 'read';
}

/** Whether a mask of the field stands on this row, and not the field. */
export function isMaskedOn(me: Principal, entity: Entity, field: string, row: LazyRow): boolean {
  if (!mayReach(me, entity, 'view', row) || fieldRightOn(me, entity, field, row) !== 'hidden') return false;
  return matches(reachOf(me, entity, 'view').masked(field), row, me.self);
}
