// What is totalled stands in the address: by which fields, which figures, in which order and currency; the filter is the list's own.
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { type GroupKey, type Measure, groupLimits, parseKeys, parseMeasures } from '../../../contract/group.ts';
import type { EntityInfo } from '../../../web/catalog.ts';
import { type Groupable, groupable, keyOf, possibleFigures } from './totals-fields.ts';

export function writeKey(key: GroupKey): string {
  return key.bucket === undefined ? key.field : `${key.field}:${key.bucket}`;
}

export function writeMeasure(m: Measure): string {
  return `${m.op}:${m.field}`;
}

/** By what the lines are ordered: their names, how many there are, or the figure at a place; null: as it is usual for the field. */
export interface Order {
  readonly by: 'key' | 'count' | number;
  readonly down: boolean;
}

export function readOrder(text: string | null, figures: number): Order | null {
  const found = /^(-?)(key|count|\d)$/.exec(text ?? '');
  if (found === null) return null;
  const by = found[2] === 'key' || found[2] === 'count' ? found[2] : Number(found[2]);
  return typeof by === 'number' && by >= figures ? null : { by, down: found[1] === '-' };
}

export function writeOrder({ by, down }: Order): string {
  return `${down ? '-' : ''}${by}`;
}

export interface TotalsState {
  readonly by: readonly GroupKey[];
  readonly measures: readonly Measure[];
  readonly order: Order | null;
  /** each currency by itself, or all in the company's own */
  readonly each: boolean;
  readonly setBy: (by: readonly GroupKey[]) => void;
  readonly setMeasures: (measures: readonly Measure[]) => void;
  readonly setOrder: (order: Order | null) => void;
  readonly setEach: (each: boolean) => void;
}

export function useTotalsState(entity: EntityInfo): TotalsState {
  const [params, setParams] = useSearchParams();
  const byText = params.get('by');
  const measuresText = params.get('measures');
  const orderText = params.get('order');
  const each = params.get('in') === 'each';
  const set = useCallback(
    (changes: Readonly<Record<string, string | null>>) =>
      setParams((old) => {
        const next = new URLSearchParams(old);
        for (const [name, value] of Object.entries(changes)) {
          if (value === null) next.delete(name);
          else next.set(name, value);
        }
        return next;
      }),
    [setParams],
  );
  return useMemo(() => {
    const { by, measures } = readTotals(entity, byText, measuresText);
    return {
      by,
      measures,
      order: readOrder(orderText, measures.length),
      each,
      // nothing chosen is a choice too: an empty list stays in the address
      setBy: (next) => set({ by: next.map(writeKey).join(','), order: null }),
      setMeasures: (next) => set({ measures: next.map(writeMeasure).join(','), order: null }),
      setOrder: (next) => set({ order: next === null ? null : writeOrder(next) }),
      setEach: (next) => set({ in: next ? 'each' : null }),
    };
  }, [entity, byText, measuresText, orderText, each, set]);
}

/** A stage or a status says most, then a word that many share; else what stands first. */
function usualField(fields: readonly Groupable[]): Groupable | undefined {
  const own = fields.filter((f) => f.through === null);
  const steps = own.find(({ field }) => field.kind === 'select' || field.to?.[0] === 'stage');
  return steps ?? own.find(({ field }) => field.kind === 'text' && !field.key) ?? fields[0];
}

/** What the address asks for, as far as this person may see it; what is usual where it says nothing. */
export function readTotals(
  entity: EntityInfo,
  byText: string | null,
  measuresText: string | null,
): { by: readonly GroupKey[]; measures: readonly Measure[] } {
  const fields = groupable(entity);
  const asked = (parseKeys(byText ?? '') ?? [])
    .flatMap((k) => {
      const found = fields.find(({ field }) => field.name === k.field);
      return found === undefined ? [] : [keyOf(found.field, k.bucket)];
    })
    .filter((k, n, all) => all.findIndex((o) => writeKey(o) === writeKey(k)) === n)
    .slice(0, groupLimits.keys);
  const usual = usualField(fields);
  const figures = possibleFigures(entity);
  const known = new Set(figures.map((f) => writeMeasure(f.measure)));
  const wanted =
    measuresText === null
      ? figures
          .filter((f) => f.field.kind === 'money' && (f.measure.op === 'sum' || f.measure.op === 'weighted'))
          .slice(0, 2)
          .map((f) => f.measure)
      : (parseMeasures(measuresText) ?? []).filter((m) => known.has(writeMeasure(m)));
  const measures = wanted
    .filter((m, n, all) => all.findIndex((o) => writeMeasure(o) === writeMeasure(m)) === n)
    .slice(0, groupLimits.measures);
  return { by: byText === null && usual !== undefined ? [keyOf(usual.field)] : asked, measures };
}
