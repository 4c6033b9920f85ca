// By what records can be grouped, and which figures can be taken of them: their own fields, and those of what they refer to. Pure.
import type { Bucket, GroupKey, Measure } from '../../../contract/group.ts';
import { type EntityInfo, type FieldInfo, fieldOf, namedField, targetOf } from '../../../web/catalog.ts';

/** Those that usually gather many records in a group come first. */
const kinds: readonly FieldInfo['kind'][] = [
  'select',
  'ref',
  'checkbox',
  'date',
  'dateTime',
  'text',
  'url',
  'number',
  'percent',
  'email',
  'phone',
];
const numeric: readonly FieldInfo['kind'][] = ['number', 'percent', 'money'];
const dated: readonly FieldInfo['kind'][] = ['date', 'dateTime'];

export function isDated(field: FieldInfo): boolean {
  return dated.includes(field.kind);
}

/** A name or a number of its own stands on one record each: nothing to group by. */
function groups(entity: EntityInfo, field: FieldInfo): boolean {
  return (
    kinds.includes(field.kind) &&
    field.filterable &&
    field.protected !== true &&
    field.unique !== true &&
    !entity.title.includes(field.name)
  );
}

const inOrder = (a: FieldInfo, b: FieldInfo): number => kinds.indexOf(a.kind) - kinds.indexOf(b.kind);

export interface Groupable {
  readonly field: FieldInfo;
  /** the reference it is seen through; null: a field of the records themselves */
  readonly through: FieldInfo | null;
}

export function groupable(entity: EntityInfo): Groupable[] {
  const own = entity.fields.filter((f) => groups(entity, f)).toSorted(inOrder);
  const seen = own.flatMap((through) => {
    const target = targetOf(entity, through);
    if (target === undefined) return [];
    return target.fields
      .filter((f) => groups(target, f) && (!f.system || f.name === 'owner'))
      .toSorted(inOrder)
      .flatMap((f): Groupable[] => {
        const field = namedField(entity, `${through.name}.${f.name}`);
        return field === undefined ? [] : [{ field, through }];
      });
  });
  return [...own.map((field) => ({ field, through: null })), ...seen];
}

export interface Figure {
  readonly measure: Measure;
  readonly field: FieldInfo;
}

/** The figures that can be taken of an object, those of its amounts first. */
export function possibleFigures(entity: EntityInfo): Figure[] {
  const fields = entity.fields.filter((f) => f.protected !== true && f.filterable && f.kind !== 'links');
  const all = fields.flatMap((field) => {
    const ops: Measure['op'][] = numeric.includes(field.kind)
      ? ['sum', 'avg', 'min', 'max', 'filled']
      : isDated(field)
        ? ['min', 'max', 'filled']
        : ['filled'];
    if (field.kind === 'money' && isWeighed(entity)) ops.splice(1, 0, 'weighted');
    // what every record has needs no counting
    return ops
      .filter((op) => op !== 'filled' || !(field.required || (field.system && field.name !== 'owner')))
      .map((op): Figure => ({ measure: { op, field: field.name }, field }));
  });
  const rank = ({ field, measure }: Figure): number =>
    measure.op === 'filled' ? 9 : field.kind === 'money' ? 0 : numeric.includes(field.kind) ? 1 : 2;
  return all.toSorted((a, b) => rank(a) - rank(b));
}

/** Deals know the chance of winning them, by themselves or by their stage. */
function isWeighed(entity: EntityInfo): boolean {
  if (entity.name !== 'deal' || fieldOf(entity, 'probability') === undefined) return false;
  const stage = namedField(entity, 'stage.probability');
  return stage !== undefined;
}

/** Dates are gathered by month unless said otherwise. */
export function keyOf(field: FieldInfo, bucket?: Bucket): GroupKey {
  return isDated(field) ? { field: field.name, bucket: bucket ?? 'month' } : { field: field.name };
}
