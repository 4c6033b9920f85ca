// One deal on the board: what it is, for whom, how much, when, whose. The whole card is the link to it.
import { MoreVertical } from 'lucide-react';
import { type MouseEvent, type PointerEvent, type ReactElement, memo, useLayoutEffect, useRef } from 'react';
import { type EntityInfo, fieldOf } from '../../../web/catalog.ts';
import { FieldValue, sayValue } from '../../../web/fields/fields.tsx';
import { companyZone, formatDate } from '../../../web/format.ts';
import { Mark } from '../../../web/kit/Badge.tsx';
import { cx } from '../../../web/kit/class-names.ts';
import { type Row, isEmptyValue, isOpenRef } from '../../../web/row.ts';
import { today } from '../../../contract/zone.ts';
import { daysSince, shortDate } from './days.ts';
import { arrive, leave } from './glide.ts';
import type { NextActivity } from '../../../web/records/use-next.ts';
import type { Move } from './use-moves.ts';
import type { Stage } from './use-stages.ts';
import { t } from './words.ts';

export interface CardDoes {
  readonly onPress: (e: PointerEvent, row: Row, stage: string) => void;
  readonly onClick: (e: MouseEvent, row: Row) => void;
  readonly onFocus: (id: string, stage: string) => void;
  readonly onMenu: (row: Row, stage: string, anchor: Element) => void;
}

export interface CardProps extends CardDoes {
  deal: EntityInfo;
  row: Row;
  stage: Stage;
  phase: Move['phase'] | null;
  /** the one tab stop of the board */
  active: boolean;
  /** shown beside the board */
  open: boolean;
  movable: boolean;
  /** undefined where activities may not be seen or have not come yet; null: none is planned */
  next: NextActivity | null | undefined;
}

export const Card = memo(function Card(props: CardProps): ReactElement {
  const { deal, row, stage, phase, active, open, movable, next } = props;
  const card = useRef<HTMLDivElement>(null);
  const link = useRef<HTMLAnchorElement>(null);
  const { id } = row;
  useLayoutEffect(() => {
    const element = card.current!;
    if (arrive(id, stage.id, element)) link.current?.focus({ preventScroll: true });
    return () => leave(id, stage.id, element);
  }, [id, stage.id]);

  const company = fieldOf(deal, 'company');
  const amount = fieldOf(deal, 'amount');
  const owner = row.owner;
  const ownerName = isOpenRef(owner) ? owner.title : null;
  const hasCompany = company !== undefined && !isEmptyValue(row['company']);
  const busy = phase === 'saving';
  return (
    <div
      ref={card}
      className={cx(
        'deal-card',
        phase === 'lifted' && 'deal-card-lifted',
        busy && 'deal-card-busy',
        open && 'deal-card-open',
      )}
      data-card={id}
      aria-busy={busy ? true : undefined}
      onPointerDown={movable && !busy ? (e) => props.onPress(e, row, stage.id) : undefined}
    >
      <a
        ref={link}
        href={`/${deal.path}/${id}`}
        className="deal-card-name"
        tabIndex={active ? 0 : -1}
        draggable={false}
        aria-describedby={`about-${id} board-help`}
        onClick={(e) => props.onClick(e, row)}
        onFocus={() => props.onFocus(id, stage.id)}
      >
        {row.title}
      </a>
      <div id={`about-${id}`} className="deal-card-about">
        {(hasCompany || row['stageSince'] !== undefined) && (
          <div className="deal-card-line">
            <span className="muted ellipsis grow">
              {hasCompany && <FieldValue field={company} value={row['company']} place="cell" />}
            </span>
            <DaysHere row={row} />
          </div>
        )}
        <div className="deal-card-line">
          <span className="deal-card-amount num">
            {amount !== undefined && !isEmptyValue(row['amount']) && sayValue(amount, row['amount'])}
          </span>
          <When row={row} closed={stage.outcome !== 'open'} />
          <span className="grow" />
          {stage.outcome === 'open' && next !== undefined && <Next next={next} />}
          {ownerName !== null && (
            <span title={ownerName} className="deal-card-owner">
              <Mark name={ownerName} />
              <span className="sr">{ownerName}</span>
            </span>
          )}
        </div>
      </div>
      {movable && (
        <button
          type="button"
          className="icon-btn deal-card-menu"
          tabIndex={-1}
          aria-label={t('board.moveOf', { name: row.title ?? '' })}
          aria-haspopup="menu"
          disabled={busy}
          onClick={(e) => props.onMenu(row, stage.id, e.currentTarget)}
        >
          <MoreVertical className="icon" aria-hidden />
        </button>
      )}
      {busy && <span className="progress-line" />}
    </div>
  );
});

/** How long it has been in its stage, once deals say since when. */
function DaysHere({ row }: { row: Row }): ReactElement | null {
  const since = row['stageSince'];
  if (typeof since !== 'string') return null;
  const count = daysSince(since, new Date(), companyZone());
  return (
    <span className="muted small num deal-card-days" title={t('board.daysHere', { count })}>
      <span aria-hidden>{t('board.days', { count })}</span>
      <span className="sr">{t('board.daysHere', { count })}</span>
    </span>
  );
}

function When({ row, closed }: { row: Row; closed: boolean }): ReactElement | null {
  const value = row[closed ? 'closedOn' : 'expectedClose'];
  if (typeof value !== 'string') return null;
  const date = formatDate(value);
  const late = !closed && value < today(companyZone(), new Date());
  const words = t(late ? 'board.late' : closed ? 'board.closed' : 'board.closes', { date });
  return (
    <span className={cx('small num ellipsis', late ? 'late' : 'muted')} title={words}>
      <span aria-hidden>{shortDate(value, new Date())}</span>
      <span className="sr">{words}</span>
    </span>
  );
}

function Next({ next }: { next: NextActivity | null }): ReactElement {
  const words =
    next === null ? t('board.next.none') : t(next.late ? 'board.next.overdue' : 'board.next.due', { when: next.when });
  return (
    <span
      className={cx('next-dot', next === null ? 'next-none' : next.late ? 'next-late' : 'next-planned')}
      title={words}
    >
      <span className="sr">{words}</span>
    </span>
  );
}
