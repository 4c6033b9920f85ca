// The language of totals: by which fields records are grouped, and what is counted, summed or compared in each group.
import type { ListQuery } from './filter.ts';

export const buckets = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type Bucket = (typeof buckets)[number];

/** `field` may look through one reference (`company.industry`); dates may be gathered into buckets. */
export interface GroupKey {
  readonly field: string;
  readonly bucket?: Bucket;
}

export const measureOps = ['sum', 'avg', 'min', 'max', 'filled', 'weighted'] as const;
export type MeasureOp = (typeof measureOps)[number];

/** filled: how many are not empty. weighted: sum of the amount times the object's probability. */
export interface Measure {
  readonly op: MeasureOp;
  readonly field: string;
}

/** Which records are totalled. `in: 'company'`: amounts in the company's currency, by the latest rates known today. */
export type GroupQuery = Pick<ListQuery, 'filter' | 'search' | 'archived'> & { readonly in?: 'company' };

export const groupLimits = { keys: 3, measures: 8, groups: 1000 } as const;

/** `stage,closedOn:month` */
export function parseKeys(text: string): GroupKey[] | undefined {
  const keys = text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => {
      const [field = '', bucket, ...rest] = part.split(':');
      if (field === '' || rest.length > 0 || (bucket !== undefined && !(buckets as readonly string[]).includes(bucket)))
        return undefined;
      return bucket === undefined ? { field } : { field, bucket: bucket as Bucket };
    });
  return keys.includes(undefined) ? undefined : (keys as GroupKey[]);
}

/** `sum:amount,weighted:amount` */
export function parseMeasures(text: string): Measure[] | undefined {
  const measures = text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => {
      const [op = '', field = '', ...rest] = part.split(':');
      return rest.length > 0 || field === '' || !(measureOps as readonly string[]).includes(op)
        ? undefined
        : { op: op as MeasureOp, field };
    });
  return measures.includes(undefined) ? undefined : (measures as Measure[]);
}
