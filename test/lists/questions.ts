// Random questions to a list: filters of every kind of field, nested, through references, orders and page sizes.
import fc from 'fast-check';
import type { Condition, Filter, FilterOp, SortKey } from '../../src/contract/filter.ts';
import type { Json } from '../../src/contract/json.ts';
import type { Kind, Spec } from './naive.ts';

export interface Question {
  readonly filter: Filter | undefined;
  readonly sort: readonly SortKey[];
  readonly limit: number;
}

export interface Pools {
  readonly texts: readonly string[];
  readonly numbers: readonly string[];
  readonly dates: readonly string[];
  readonly instants: readonly string[];
  readonly mails: readonly string[];
  /** ids of each object, one that nobody has among them */
  readonly ids: Readonly<Record<string, readonly string[]>>;
}

type Specs = Readonly<Record<string, Readonly<Record<string, Spec>>>>;

const ordered: readonly FilterOp[] = ['lt', 'lte', 'gt', 'gte'];
const textual: readonly FilterOp[] = ['contains', 'startsWith'];

const ops: Readonly<Record<Kind, readonly FilterOp[]>> = {
  text: ['eq', 'ne', 'in', ...ordered, ...textual, 'empty'],
  number: ['eq', 'ne', 'in', ...ordered, 'empty'],
  money: ['eq', 'ne', 'in', ...ordered, 'empty'],
  date: ['eq', 'ne', 'in', ...ordered, 'within', 'empty'],
  dateTime: ['eq', 'ne', 'in', ...ordered, 'within', 'empty'],
  checkbox: ['eq', 'ne', 'empty'],
  select: ['eq', 'ne', 'in', 'empty'],
  options: ['has', 'in', 'empty'],
  ref: ['eq', 'ne', 'in', 'empty'],
  links: ['has', 'in', 'empty'],
  labelled: ['has', 'in', ...textual, 'empty'],
  address: [...textual, 'empty'],
};

const period = fc.record({
  period: fc.constantFrom('this', 'last', 'next'),
  unit: fc.constantFrom('day', 'week', 'month', 'quarter', 'year'),
  count: fc.integer({ min: 1, max: 40 }),
});

function single(spec: Spec, pools: Pools): fc.Arbitrary<Json> {
  switch (spec.kind) {
    case 'number':
    case 'money':
      return fc.oneof(
        fc.constantFrom<Json>(...pools.numbers),
        fc.constantFrom<Json>(...pools.numbers.map(Number)).filter((n) => !Object.is(n, -0)),
      );
    case 'date':
      return fc.constantFrom(...pools.dates);
    case 'dateTime':
      return fc.constantFrom(...pools.instants);
    case 'checkbox':
      return fc.boolean();
    case 'select':
    case 'options':
      return fc.constantFrom(...spec.options!);
    case 'ref':
    case 'links':
      return fc.constantFrom(...pools.ids[spec.to!]!);
    case 'labelled':
      return fc.constantFrom(...pools.mails);
    default:
      return fc.constantFrom(...pools.texts);
  }
}

const piece = (text: string): fc.Arbitrary<string> =>
  fc
    .tuple(fc.nat([...text].length - 1), fc.integer({ min: 1, max: 3 }))
    .map(([at, length]) => [...text].slice(at, at + length).join(''));

function operand(op: FilterOp, spec: Spec, pools: Pools): fc.Arbitrary<Json> {
  if (op === 'empty') return fc.boolean();
  if (op === 'within') return period;
  if (textual.includes(op))
    return fc.constantFrom(...(spec.kind === 'labelled' ? pools.mails : pools.texts)).chain(piece);
  const one = single(spec, pools);
  const isPerson = spec.kind === 'ref' && spec.to === 'user';
  if (op === 'in') {
    const list: fc.Arbitrary<Json> = fc.array(
      fc.oneof(
        { weight: 6, arbitrary: one },
        {
          weight: spec.kind === 'options' || spec.kind === 'links' || spec.kind === 'labelled' ? 0 : 1,
          arbitrary: fc.constant(null),
        },
      ),
      { maxLength: 5 },
    );
    return isPerson ? fc.oneof(list, fc.constant<Json>({ me: 'teammates' })) : list;
  }
  if (op !== 'eq' && op !== 'ne') return one;
  const equal = fc.oneof({ weight: 6, arbitrary: one }, { weight: 1, arbitrary: fc.constant<Json>(null) });
  return isPerson ? fc.oneof(equal, fc.constant<Json>({ me: 'id' })) : equal;
}

function condition(specs: Specs, object: string, pools: Pools, through: number): fc.Arbitrary<Condition> {
  const places: readonly (readonly [string, Spec])[] = [...Object.entries(specs[object]!), ['title', { kind: 'text' }]];
  return fc.constantFrom(...places).chain(([name, spec]) => {
    const own = fc
      .constantFrom(...ops[spec.kind])
      .chain((op) => operand(op, spec, pools).map((value): Condition => ({ field: name, op, value })));
    if (through === 0 || spec.to === undefined || specs[spec.to] === undefined) return own;
    const next = condition(specs, spec.to, pools, through - 1).map((c): Condition => ({
      ...c,
      field: `${name}.${c.field}`,
    }));
    return fc.oneof(own, { weight: 2, arbitrary: next });
  });
}

export function questions(specs: Specs, object: string, pools: Pools): fc.Arbitrary<Question> {
  const leaf = condition(specs, object, pools, 2);
  const node = (depth: number): fc.Arbitrary<Filter> => {
    if (depth === 0) return leaf;
    const parts = fc.array(node(depth - 1), { minLength: 1, maxLength: 3 });
    return fc.oneof(
      { weight: 3, arbitrary: leaf },
      { weight: 2, arbitrary: parts.map((and): Filter => ({ and })) },
      { weight: 2, arbitrary: parts.map((or): Filter => ({ or })) },
      { weight: 1, arbitrary: node(depth - 1).map((not): Filter => ({ not })) },
    );
  };
  const sortable = Object.entries(specs[object]!).flatMap(([name, { kind, unsorted }]) =>
    unsorted === true || ['options', 'links', 'labelled', 'address'].includes(kind) ? [] : [name],
  );
  const key = fc.record({ field: fc.constantFrom('title', ...sortable), down: fc.boolean() });
  return fc.record({
    filter: fc.option(node(3), { nil: undefined, freq: 8 }),
    sort: fc.uniqueArray(key, { maxLength: 4, selector: (k) => k.field }),
    limit: fc.constantFrom(9, 30, 50, 80, 150, 200),
  });
}
