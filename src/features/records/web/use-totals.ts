// A question to the totals with its answer, as a page draws it: figures, lines in their order, everything together.
import { useEffect, useMemo } from 'react';
import type { Filter } from '../../../contract/filter.ts';
import type { GroupKey, Measure } from '../../../contract/group.ts';
import type { PageFilter } from '../../../contract/page-filter.ts';
import type { EntityInfo } from '../../../web/catalog.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { announce } from '../../../web/kit/announce.ts';
import type { Around } from './behind.ts';
import { possibleFigures } from './totals-fields.ts';
import { type Order, writeMeasure } from './totals-state.ts';
import { linesOf } from './tree.ts';
import { useGroups } from './use-groups.ts';
import { useLevels } from './use-levels.ts';
import { t } from './words.ts';

export interface TotalsWish {
  readonly by: readonly GroupKey[];
  readonly measures: readonly Measure[];
  readonly order: Order | null;
  /** each currency by itself */
  readonly each: boolean;
  /** as the page has it, and as the server is sent it */
  readonly filter: PageFilter | null;
  readonly sent: Filter | null;
  readonly search: string;
  readonly bin: boolean;
  /** saved totals whose figures are asked for by their id */
  readonly saved?: string;
}

export function useTotals(entity: EntityInfo, wish: TotalsWish) {
  const { by, measures, order, each, filter, sent, search, bin, saved } = wish;
  const figures = useMemo(() => {
    const all = possibleFigures(entity);
    return measures.flatMap((m) => all.find((f) => writeMeasure(f.measure) === writeMeasure(m)) ?? []);
  }, [entity, measures]);
  const withMoney = figures.some((f) => f.field.kind === 'money');
  const question = { filter: sent, search, bin, converted: withMoney && !each };
  const groups = useGroups(entity, by, measures, question, saved);
  const levels = useLevels(entity, by);
  const { levels: answered } = groups;
  const lines = useMemo(() => linesOf(answered, levels, order), [answered, levels, order]);
  const deepest = answered.at(-1)?.length ?? 0;
  const around: Around = { entity, by, filter, search, bin };
  const what = label(entity.labelPlural);
  const names = levels.map(({ field }) => label(field.label).toLocaleLowerCase()).join(', ');
  const caption = names === '' ? t('totals.captionWhole', { what }) : t('totals.caption', { what, by: names });
  const isThere = !groups.waiting && !groups.stale && groups.error === null;
  useEffect(() => {
    if (isThere && by.length > 0) announce(t('totals.lines', { count: deepest }));
  }, [isThere, by.length, deepest]);
  return { question, figures, groups, levels, lines, deepest, around, caption, whole: answered[0]?.[0] ?? null };
}

export type Totals = ReturnType<typeof useTotals>;
