// One stage of the board: its head with count and sums, and its cards, of which only those near the screen are drawn.
import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronsLeftRight, ChevronsRightLeft, Plus } from 'lucide-react';
import { type ReactElement, type RefObject, useEffect, useMemo, useRef } from 'react';
import type { SortKey } from '../../../contract/filter.ts';
import type { EntityInfo } from '../../../web/catalog.ts';
import { formatMoney, formatNumber } from '../../../web/format.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { IconButton } from '../../../web/kit/Button.tsx';
import { cx } from '../../../web/kit/class-names.ts';
import { Failure, Waiting } from '../../../web/kit/States.tsx';
import type { Row } from '../../../web/row.ts';
import { arrange } from './arrange.ts';
import { Card, type CardDoes } from './Card.tsx';
import { Money } from './Money.tsx';
import { type BoardQuestion, useColumn } from './use-column.ts';
import type { Moves } from './use-moves.ts';
import { useNext } from '../../../web/records/use-next.ts';
import type { Stage } from './use-stages.ts';
import type { Total, Totals } from './use-totals.ts';
import { t } from './words.ts';

/** What the board asks of a column when the keyboard goes through it. */
export interface ColumnHandle {
  readonly rows: () => readonly Row[];
  readonly focus: (index: number) => void;
}

export interface ColumnProps extends CardDoes {
  deal: EntityInfo;
  stage: Stage;
  question: BoardQuestion;
  sort: readonly SortKey[];
  totals: Totals;
  moves: Moves;
  wide: boolean;
  /** a card held by the pointer is over it */
  over: boolean;
  /** held by the pointer: drawn pale where it still is */
  heldId: string | null;
  activeId: string | null;
  openId: string | null;
  movable: boolean;
  onWide: (stage: Stage, wide: boolean) => void;
  onCreate: ((stage: Stage) => void) | null;
  handles: RefObject<Map<string, ColumnHandle>>;
  /** tells which cards it has: one of them is the tab stop of the board */
  onRows: (stage: string, rows: readonly Row[]) => void;
}

const none: readonly Row[] = [];

export function Column(props: ColumnProps): ReactElement {
  const { stage, totals, wide, moves } = props;
  const lifted = [...moves.byCard.values()].some((m) => m.phase === 'lifted' && m.to.id === stage.id);
  // a closed stage opens while a card is carried over it, or the card could not be seen
  return wide || lifted ? <WideColumn {...props} /> : <NarrowColumn {...props} total={totals.of(stage.id)} />;
}

function NarrowColumn({ stage, total, over, onWide, onRows }: ColumnProps & { total: Total }): ReactElement {
  useEffect(() => onRows(stage.id, none), [onRows, stage.id]);
  return (
    <section
      className={cx('board-column board-narrow', over && 'board-over')}
      data-stage={stage.id}
      aria-label={t('board.stageOf', { stage: stage.name, count: total.count })}
    >
      <IconButton
        icon={ChevronsLeftRight}
        label={t('board.open', { stage: stage.name })}
        aria-expanded={false}
        onClick={() => onWide(stage, true)}
      />
      <span className="board-narrow-text">
        <span className="strong">{label(stage.name)}</span> <span className="num">{formatNumber(total.count)}</span>
        {total.sum.map((m) => (
          <span key={m.currency} className="num muted">
            {' '}
            {formatMoney(m)}
          </span>
        ))}
      </span>
    </section>
  );
}

function WideColumn(props: ColumnProps): ReactElement {
  const { deal, stage, question, sort, totals, moves, over, heldId, activeId, openId, movable, handles, onRows } =
    props;
  const cards = useColumn(deal, stage, question, sort, true);
  const { byCard } = moves;
  const rows = useMemo(() => arrange(cards.rows, byCard, stage.id, sort), [cards.rows, byCard, stage.id, sort]);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 96,
    getItemKey: (n) => rows.at(n)?.id ?? n,
    overscan: 6,
    gap: 8,
    paddingStart: 2,
    paddingEnd: 12,
    scrollPaddingStart: 8,
    scrollPaddingEnd: 8,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { more, loadMore } = cards;
  useEffect(() => {
    if (more && last >= rows.length - 10) loadMore();
  }, [more, last, rows.length, loadMore]);
  useEffect(() => onRows(stage.id, rows), [onRows, stage.id, rows]);
  const next = useNext(
    useMemo(() => (stage.outcome === 'open' ? cards.rows.map((r) => r.id) : []), [cards.rows, stage]),
  );

  const handle = useMemo<ColumnHandle>(
    () => ({
      rows: () => rows,
      focus: (index) => {
        const row = rows[index];
        if (row === undefined) return;
        virtual.scrollToIndex(index);
        focusCard(row.id, 6);
      },
    }),
    [rows, virtual],
  );
  useEffect(() => {
    const all = handles.current;
    all.set(stage.id, handle);
    return () => {
      if (all.get(stage.id) === handle) all.delete(stage.id);
    };
  }, [handles, stage.id, handle]);

  // the card in the hand keeps the focus wherever it stands, also when more cards come and it stands elsewhere
  const carried = rows.findIndex((r) => byCard.get(r.id)?.phase === 'lifted');
  useEffect(() => {
    if (carried >= 0) handle.focus(carried);
  }, [carried, handle]);

  // a card that was dropped here is shown, wherever the order has put it
  const dropped = rows.findIndex((r) => byCard.get(r.id)?.phase === 'saving' && byCard.get(r.id)?.to.id === stage.id);
  useEffect(() => {
    if (dropped >= 0) virtual.scrollToIndex(dropped);
  }, [dropped, virtual]);

  return (
    <section
      className={cx('board-column', over && 'board-over')}
      data-stage={stage.id}
      aria-labelledby={`stage-${stage.id}`}
      aria-busy={cards.waiting}
    >
      <ColumnHead {...props} total={totals.of(stage.id)} />
      <div className="board-cards" ref={scroller}>
        {cards.error !== null ? (
          <Failure error={cards.error} onRetry={cards.retry} />
        ) : cards.waiting && rows.length === 0 ? (
          <Waiting lines={4} />
        ) : rows.length === 0 ? (
          <p className="board-none muted">{t('board.empty')}</p>
        ) : (
          <ul style={{ height: virtual.getTotalSize() }}>
            {items.map((item) => {
              const row = rows.at(item.index);
              if (row === undefined) return null;
              return (
                <li
                  key={row.id}
                  ref={virtual.measureElement}
                  data-index={item.index}
                  aria-setsize={cards.more ? -1 : rows.length}
                  aria-posinset={item.index + 1}
                  style={{ transform: `translateY(${item.start}px)` }}
                  className={cx(heldId === row.id && 'board-held')}
                >
                  <Card
                    deal={deal}
                    row={row}
                    stage={stage}
                    phase={byCard.get(row.id)?.phase ?? null}
                    active={activeId === row.id}
                    open={openId === row.id}
                    movable={movable}
                    next={next(row.id)}
                    onPress={props.onPress}
                    onClick={props.onClick}
                    onFocus={props.onFocus}
                    onMenu={props.onMenu}
                  />
                </li>
              );
            })}
          </ul>
        )}
      </div>
    </section>
  );
}

function ColumnHead({ deal, stage, total, totals, onWide, onCreate }: ColumnProps & { total: Total }): ReactElement {
  return (
    <header className="board-head">
      <div className="row board-head-line">
        <h2 id={`stage-${stage.id}`} className="ellipsis">
          {label(stage.name)} <span className="num board-count">{totals.waiting ? '' : formatNumber(total.count)}</span>
        </h2>
        <span className="grow" />
        {onCreate !== null && stage.outcome === 'open' && (
          <IconButton
            icon={Plus}
            label={t('board.new', { what: label(deal.label).toLocaleLowerCase(), stage: stage.name })}
            onClick={() => onCreate(stage)}
          />
        )}
        {stage.outcome !== 'open' && (
          <IconButton
            icon={ChevronsRightLeft}
            label={t('board.close', { stage: stage.name })}
            aria-expanded
            onClick={() => onWide(stage, false)}
          />
        )}
      </div>
      <Money total={total} weighted={stage.outcome === 'open'} stale={totals.stale} />
    </header>
  );
}

/** The card may be drawn a frame or two after it was scrolled to. */
function focusCard(id: string, tries: number): void {
  const link = document.querySelector<HTMLElement>(`[data-card="${CSS.escape(id)}"] > .deal-card-name`);
  if (link !== null) link.focus({ preventScroll: true });
  else if (tries > 0) requestAnimationFrame(() => focusCard(id, tries - 1));
}
