// Checks formulas and roll-ups when they are saved, so that what is saved can always be reckoned.
import { type Entity, columnOf } from '../../contract/entity.ts';
import { type Field, type RollUp, isVirtual, rollUpOps } from '../../contract/field.ts';
import { invalidField } from '../../contract/problem.ts';
import type { Catalog } from '../catalog.ts';
import { type Compiled, compileFormula, formulaTypeOf, resultKinds } from '../formula/formula.ts';
import { refuse } from '../formula/parse.ts';
import { sql } from '../sql.ts';
import { type FieldWish, type OwnKind, checkLabel } from './wish.ts';

export function defineReckoned(kind: OwnKind, wish: FieldWish, catalog: Catalog, e: Entity): Omit<Field, 'column'> {
  for (const trait of [
    'required',
    'unique',
    'search',
    'sorted',
    'protected',
    'options',
    'to',
    'roles',
    'least',
    'most',
    'max',
    'integer',
    'default',
  ] as const) {
    if (wish[trait] !== undefined && wish[trait] !== false)
      throw invalidField(trait, 'misfit', 'A reckoned field is never set, so this means nothing for it.');
  }
  if (wish.formula !== undefined && wish.rollUp !== undefined)
    throw invalidField('rollUp', 'misfit', 'A field is a formula or a roll-up, not both.');
  const base = {
    kind,
    label: checkLabel(wish.label),
    required: false,
    computed: true,
    ...(wish.help === undefined || wish.help.trim() === '' ? {} : { help: wish.help.trim().slice(0, 500) }),
    ...(wish.personal === true ? { personal: true } : {}),
  };
  if (wish.formula !== undefined) {
    const given = kindOfFormula(wish.formula, e);
    if (given !== kind)
      throw invalidField('kind', 'other-result', `The formula gives a ${given}, not a ${kind}.`, given);
    return { ...base, ...(kind === 'text' ? { max: 10_000 } : {}), formula: wish.formula };
  }
  return { ...base, rollUp: checkRollUp(kind, wish.rollUp!, catalog, e) };
}

/** What kind of value a formula over an object gives; refuses one that could not be reckoned. */
export function kindOfFormula(text: string, e: Entity): OwnKind {
  const field = (name: string): Compiled | undefined => {
    const f = Object.hasOwn(e.fields, name) ? e.fields[name] : undefined;
    const type = f === undefined ? undefined : formulaTypeOf(f);
    return type === undefined ? undefined : { type, value: sql.ref(columnOf(name, f)) };
  };
  const { type } = compileFormula(text, { field, today: '2000-01-01' });
  if (type === 'empty') throw refuse('It is always empty.');
  return resultKinds[type];
}

function checkRollUp(kind: OwnKind, r: RollUp, catalog: Catalog, e: Entity): RollUp {
  const of = catalog.lookup(r.of);
  const via = of !== undefined && Object.hasOwn(of.fields, r.via) ? of.fields[r.via] : undefined;
  if (
    of === undefined ||
    via === undefined ||
    (via.kind !== 'ref' && via.kind !== 'links') ||
    !via.to!.includes(e.name)
  ) {
    throw invalidField(
      'rollUp',
      'bad-source',
      `A roll-up names an object and its reference to ${e.labelPlural.toLowerCase()}.`,
    );
  }
  if (!rollUpOps.includes(r.op)) throw invalidField('rollUp', 'bad-op', `A roll-up is one of ${rollUpOps.join(', ')}.`);
  if (r.op === 'count') {
    if (kind !== 'number') throw invalidField('kind', 'other-result', 'A count is a number.', 'number');
    return { of: r.of, via: r.via, op: 'count' };
  }
  const field = r.field !== undefined && Object.hasOwn(of.fields, r.field) ? of.fields[r.field] : undefined;
  const numeric = field !== undefined && ['number', 'percent', 'money'].includes(field.kind);
  const ordered = numeric || field?.kind === 'date' || field?.kind === 'dateTime';
  if (
    field === undefined ||
    field.protected === true ||
    isVirtual(field) ||
    !(r.op === 'min' || r.op === 'max' ? ordered : numeric)
  ) {
    throw invalidField('rollUp', 'bad-field', `${r.op} cannot be taken of that field.`);
  }
  const kinds = field.kind === 'percent' ? ['percent', 'number'] : [field.kind];
  if (!kinds.includes(kind))
    throw invalidField('kind', 'other-result', `That gives a ${field.kind}, not a ${kind}.`, field.kind);
  return { of: r.of, via: r.via, op: r.op, field: r.field! };
}
