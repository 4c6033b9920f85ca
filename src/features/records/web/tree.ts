// Puts the groups of every depth together into lines, each group with those inside it below it, in the order asked for. Pure.
import type { Group } from '../../../contract/record-answers.ts';
import { compareDecimals } from '../../../contract/decimal.ts';
import type { GroupKey } from '../../../contract/group.ts';
import type { FieldInfo } from '../../../web/catalog.ts';
import { compareTexts } from '../../../web/format.ts';
import type { KeyValue } from './behind.ts';
import { isDated } from './totals-fields.ts';
import type { Order } from './totals-state.ts';

export interface Line {
  readonly id: string;
  /** 1: a group of the first field */
  readonly depth: number;
  readonly keys: readonly KeyValue[];
  readonly group: Group;
}

export interface Level {
  readonly key: GroupKey;
  readonly field: FieldInfo;
  /** the places of things that have an order of their own, such as stages */
  readonly rank?: (id: string) => number | undefined;
}

/** `levels[0]` is everything together and makes no line. */
export function linesOf(levels: readonly (readonly Group[])[], by: readonly Level[], order: Order | null): Line[] {
  const inside = new Map<string, Line[]>();
  for (const [depth, groups] of levels.entries()) {
    for (const group of depth === 0 ? [] : groups) {
      const above = idOf(group.keys.slice(0, -1));
      const line: Line = { id: idOf(group.keys), depth, keys: group.keys, group };
      const beside = inside.get(above);
      if (beside === undefined) inside.set(above, [line]);
      else beside.push(line);
    }
  }
  const out: Line[] = [];
  const put = (above: string, depth: number): void => {
    const level = by[depth];
    const lines = inside.get(above) ?? [];
    if (level === undefined) return;
    for (const line of lines.toSorted((a, b) => compareLines(a, b, level, order))) {
      out.push(line);
      put(line.id, depth + 1);
    }
  };
  put(idOf([]), 0);
  return out;
}

function idOf(keys: readonly KeyValue[]): string {
  return JSON.stringify(keys.map((k) => (typeof k === 'object' && k !== null && 'id' in k ? [k.id] : k)));
}

function compareLines(a: Line, b: Line, level: Level, order: Order | null): number {
  const [x, y] = [a.keys.at(-1)!, b.keys.at(-1)!];
  if (order === null || order.by === 'key') {
    const natural = order !== null || hasOrder(level);
    if (!natural) return b.group.count - a.group.count || compareKeys(x, y, level);
    const found = compareKeys(x, y, level);
    // the nameless stay at the end, whichever way the names run
    return order?.down === true && x !== null && y !== null ? -found : found;
  }
  const way = order.down ? -1 : 1;
  const found =
    order.by === 'count'
      ? a.group.count - b.group.count
      : compareFigures(a.group.measures[order.by] ?? null, b.group.measures[order.by] ?? null, way);
  return found * way || compareKeys(x, y, level);
}

/** Days, steps and choices run as they run; everything else begins with what there is most of. */
function hasOrder({ field, rank }: Level): boolean {
  return isDated(field) || field.kind === 'select' || rank !== undefined;
}

export function compareKeys(a: KeyValue, b: KeyValue, { field, rank }: Level): number {
  const place = (k: KeyValue): number => (k === null ? 2 : typeof k === 'object' && 'restricted' in k ? 1 : 0);
  if (place(a) !== 0 || place(b) !== 0) return place(a) - place(b);
  if (typeof a === 'boolean' || typeof b === 'boolean') return Number(b === true) - Number(a === true);
  if (typeof a === 'object' && typeof b === 'object') {
    const [p, q] = [a as { id: string; title: string }, b as { id: string; title: string }];
    const steps = (rank?.(p.id) ?? Infinity) - (rank?.(q.id) ?? Infinity);
    return (Number.isNaN(steps) ? 0 : steps) || compareTexts(p.title, q.title);
  }
  const [p, q] = [a as string, b as string];
  if (field.kind === 'select') {
    const at = (key: string): number => field.options?.findIndex((o) => o.key === key) ?? -1;
    return at(p) - at(q);
  }
  if (field.kind === 'number' || field.kind === 'percent') return compareDecimals(p, q);
  return isDated(field) ? (p < q ? -1 : p > q ? 1 : 0) : compareTexts(p, q);
}

/** Groups without the figure stay at the end either way: `way` turns them round again. */
function compareFigures(a: Group['measures'][number], b: Group['measures'][number], way: number): number {
  if (a === null || b === null) return (Number(a === null) - Number(b === null)) * way;
  const [p, q] = [amountOf(a), amountOf(b)];
  if (typeof p === 'number' && typeof q === 'number') return p - q;
  // a moment or a day
  if (/^\d{4}-/.test(String(p))) return p < q ? -1 : p > q ? 1 : 0;
  return compareDecimals(String(p), String(q));
}

/** Amounts of several currencies are told apart by their first, the company's own where there is one. */
function amountOf(value: NonNullable<Group['measures'][number]>): string | number {
  return typeof value === 'object' ? (value[0]?.amount ?? '0') : value;
}
