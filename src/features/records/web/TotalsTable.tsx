// The totals as a table: a line for each group, figures that lead to the records behind them, and everything together at the foot.
import { ArrowDown, ArrowUp } from 'lucide-react';
import { type ReactElement, useMemo, useState } from 'react';
import { Link } from 'wouter';
import type { Group } from '../../../contract/record-answers.ts';
import { formatNumber } from '../../../web/format.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { Button } from '../../../web/kit/Button.tsx';
import { cx } from '../../../web/kit/class-names.ts';
import { type Around, type KeyValue, type Wish, listAddress } from './behind.ts';
import { type Said, sayFigure, sayKey, sayMeasure } from './say.ts';
import type { Figure } from './totals-fields.ts';
import type { Order } from './totals-state.ts';
import type { Level, Line } from './tree.ts';
import { t } from './words.ts';

/** More lines than this are drawn when they are asked for. */
const linesAtFirst = 200;

export interface TotalsTableProps {
  around: Around;
  levels: readonly Level[];
  figures: readonly Figure[];
  lines: readonly Line[];
  whole: Group | null;
  order: Order | null;
  stale: boolean;
  caption: string;
  onOrder: (order: Order | null) => void;
}

export function TotalsTable(props: TotalsTableProps): ReactElement {
  const { around, levels, figures, lines, whole, order, stale, caption, onOrder } = props;
  const [all, setAll] = useState(false);
  const longest = useMemo(() => longestOf(lines, figures), [lines, figures]);
  const shown = all || lines.length <= linesAtFirst + 50 ? lines : lines.slice(0, linesAtFirst);
  const head = levels.length === 0 ? t('totals.group') : levels.map(({ field }) => label(field.label)).join(' › ');
  return (
    <>
      {/* a wide table is scrolled by keyboard too */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="totals-scroll" role="region" aria-label={t('totals.table')} tabIndex={0} data-region>
        <table className={cx('totals-table', stale && 'totals-stale')} aria-busy={stale ? true : undefined}>
          <caption className="sr">{caption}</caption>
          <thead>
            <tr>
              <Heading name={head} by="key" order={order} onOrder={onOrder} />
              <Heading name={t('totals.anyCount')} by="count" order={order} onOrder={onOrder} end />
              {figures.map((f, n) => (
                <Heading
                  key={`${f.measure.op}:${f.measure.field}`}
                  name={sayMeasure(f)}
                  by={n}
                  order={order}
                  onOrder={onOrder}
                  end
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((line) => (
              <Row
                key={line.id}
                around={around}
                level={levels.at(line.depth - 1)!}
                line={line}
                figures={figures}
                longest={longest}
                inner={line.depth < levels.length}
              />
            ))}
          </tbody>
          {whole !== null && (
            <tfoot className={cx(isShort(whole) && 'totals-short')}>
              <tr>
                <th scope="row">{t('totals.together')}</th>
                <Cells
                  around={around}
                  keys={[]}
                  group={whole}
                  name={t('totals.together')}
                  figures={figures}
                  longest={null}
                  depth={0}
                />
              </tr>
            </tfoot>
          )}
        </table>
      </div>
      {shown.length < lines.length && (
        <div className="totals-more">
          <Button onClick={() => setAll(true)}>{t('totals.more', { count: formatNumber(lines.length) })}</Button>
        </div>
      )}
    </>
  );
}

interface HeadingProps {
  name: string;
  by: Order['by'];
  order: Order | null;
  onOrder: (order: Order | null) => void;
  end?: boolean;
}

/** Names run upwards first, figures downwards; the third press is the usual order again. */
function Heading({ name, by, order, onOrder, end }: HeadingProps): ReactElement {
  const here = order !== null && order.by === by ? order : null;
  const first = by !== 'key';
  const next: Order | null = here === null ? { by, down: first } : here.down === first ? { by, down: !first } : null;
  const Arrow = here?.down === true ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      className={cx(end && 'totals-end')}
      aria-sort={here === null ? undefined : here.down ? 'descending' : 'ascending'}
    >
      <button type="button" className="totals-sort" onClick={() => onOrder(next)}>
        {name}
        {here !== null && <Arrow className="icon" aria-hidden />}
      </button>
    </th>
  );
}

interface RowProps {
  around: Around;
  level: Level;
  line: Line;
  figures: readonly Figure[];
  longest: Longest;
  /** it has groups inside it */
  inner: boolean;
}

function Row({ around, level, line, figures, longest, inner }: RowProps): ReactElement {
  const name = sayKey(level.field, level.key, line.keys.at(-1)!);
  return (
    <tr className={cx(inner && 'totals-outer')}>
      <th scope="row">
        <span className={`totals-name totals-depth-${line.depth}`} title={name}>
          {name}
        </span>
      </th>
      <Cells
        around={around}
        keys={line.keys}
        group={line.group}
        name={name}
        figures={figures}
        longest={longest}
        depth={line.depth}
      />
    </tr>
  );
}

interface CellsProps {
  around: Around;
  keys: readonly KeyValue[];
  group: Group;
  name: string;
  figures: readonly Figure[];
  longest: Longest | null;
  depth: number;
}

function Cells({ around, keys, group, name, figures, longest, depth }: CellsProps): ReactElement {
  const count: Said = { text: formatNumber(group.count), size: group.count, unit: '' };
  const cells = [
    { id: 'count', title: t('totals.anyCount'), said: [count], wish: {} },
    ...figures.map((f, n) => ({
      id: String(n),
      title: sayMeasure(f),
      said: sayFigure(f, group.measures[n] ?? null),
      wish: wishOf(f),
    })),
  ];
  return (
    <>
      {cells.map(({ id, title, said, wish }) => {
        const target = listAddress(around, keys, wish);
        return (
          <td key={id} className="totals-end num">
            {said.length === 0 && <span className="muted">–</span>}
            {said.map((one) => (
              <span key={one.unit} className="totals-figure">
                {target === null ? (
                  <span>{one.text}</span>
                ) : (
                  <Link href={target} title={t('totals.behind', { figure: one.text, what: `${name}, ${title}` })}>
                    {one.text}
                  </Link>
                )}
                {longest !== null && one.size !== null && one.size !== 0 && (
                  <Bar size={one.size} longest={longest.get(`${depth} ${id} ${one.unit}`) ?? 0} />
                )}
              </span>
            ))}
          </td>
        );
      })}
    </>
  );
}

/** The figure again as a length, for the eye alone; what is below nothing is drawn hollow. */
function Bar({ size, longest }: { size: number; longest: number }): ReactElement {
  const part = longest === 0 ? 0 : Math.abs(size) / longest;
  return (
    <span className="totals-bar" aria-hidden>
      <span className={cx(size < 0 && 'totals-below')} style={{ width: `${(part * 100).toFixed(1)}%` }} />
    </span>
  );
}

function isShort(whole: Group): boolean {
  return whole.measures.every((m) => !Array.isArray(m) || m.length <= 2);
}

/** What makes the figure comes first in the list behind it. */
function wishOf({ measure, field }: Figure): Wish {
  if (measure.op === 'filled') return { filled: measure.field };
  if (!field.sortable) return {};
  return { sort: measure.op === 'min' ? measure.field : `-${measure.field}` };
}

/** The longest bar of each depth, column and currency. */
type Longest = ReadonlyMap<string, number>;

function longestOf(lines: readonly Line[], figures: readonly Figure[]): Longest {
  const out = new Map<string, number>();
  const note = (key: string, size: number | null): void => {
    if (size !== null) out.set(key, Math.max(out.get(key) ?? 0, Math.abs(size)));
  };
  for (const { depth, group } of lines) {
    note(`${depth} count `, group.count);
    for (const [n, f] of figures.entries())
      for (const one of sayFigure(f, group.measures[n] ?? null)) note(`${depth} ${n} ${one.unit}`, one.size);
  }
  return out;
}
