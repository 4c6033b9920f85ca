// The board itself: the stages side by side, moved through by keyboard, pointer and menu.
import { Maximize2 } from 'lucide-react';
import { type KeyboardEvent, type MouseEvent, type ReactElement, useCallback, useMemo, useRef, useState } from 'react';
import type { SortKey } from '../../../contract/filter.ts';
import { type EntityInfo, fieldOf, isEditable } from '../../../web/catalog.ts';
import { label } from '../../../web/i18n/i18n.ts';
import { announce } from '../../../web/kit/announce.ts';
import { cx } from '../../../web/kit/class-names.ts';
import { Menu } from '../../../web/kit/Menu.tsx';
import { lettersOn, useRegister } from '../../../web/keys.ts';
import type { Row } from '../../../web/row.ts';
import { type BoardState, sortOf } from './board-state.ts';
import { moveSpot } from './board-keys.ts';
import { Column, type ColumnHandle } from './Column.tsx';
import { Ghost } from './Ghost.tsx';
import { StageTabs } from './StageTabs.tsx';
import type { BoardQuestion } from './use-column.ts';
import { useDrag } from './use-drag.ts';
import type { Moves } from './use-moves.ts';
import type { Stage } from './use-stages.ts';
import type { Totals } from './use-totals.ts';
import { placeOf, useKeptFocus } from './use-kept-focus.ts';
import { useShownStage } from './use-shown-stage.ts';
import { t } from './words.ts';

export interface BoardProps {
  deal: EntityInfo;
  stages: readonly Stage[];
  question: BoardQuestion;
  chosenSort: readonly SortKey[];
  totals: Totals;
  moves: Moves;
  state: BoardState;
  phone: boolean;
  openId: string | null;
  onOpen: (row: Row, rows: readonly Row[]) => void;
  onPreview: (row: Row) => void;
  onCreate: ((stage: Stage) => void) | null;
}

export function Board(props: BoardProps): ReactElement {
  const { deal, stages, question, chosenSort, totals, moves, state, phone, openId, onOpen, onPreview } = props;
  const board = useRef<HTMLDivElement>(null);
  const handles = useRef(new Map<string, ColumnHandle>());
  const [active, setActive] = useState<{ id: string; stage: string } | null>(null);
  const [firsts, setFirsts] = useState<ReadonlyMap<string, string | null>>(new Map());
  const [menu, setMenu] = useState<{ row: Row; stage: Stage; anchor: Element } | null>(null);
  const { shownAt, onScroll, show } = useShownStage(board, stages);
  const field = fieldOf(deal, 'stage');
  const movable = field !== undefined && isEditable(deal, field);
  const byId = useMemo(() => new Map(stages.map((s) => [s.id, s])), [stages]);
  const { move } = moves;
  const { held, ghost, start } = useDrag(board, (row, from, to) => {
    const [a, b] = [byId.get(from), byId.get(to)];
    if (a !== undefined && b !== undefined) move(row, a, b);
  });

  const activeId = active?.id ?? stages.map((s) => firsts.get(s.id) ?? null).find((id) => id !== null) ?? null;
  const onRows = useCallback((stage: string, rows: readonly Row[]) => {
    const first = rows[0]?.id ?? null;
    setFirsts((old) => (old.get(stage) === first && old.has(stage) ? old : new Map(old).set(stage, first)));
    // the tab stop went away: the first card takes its place
    setActive((old) => (old !== null && old.stage === stage && !rows.some((r) => r.id === old.id) ? null : old));
  }, []);
  const onFocus = useCallback((id: string, stage: string) => {
    setActive((old) => (old?.id === id && old.stage === stage ? old : { id, stage }));
  }, []);
  const onMenu = useCallback(
    (row: Row, stage: string, anchor: Element) => setMenu({ row, stage: byId.get(stage)!, anchor }),
    [byId],
  );
  const onClick = useCallback(
    (e: MouseEvent, row: Row) => {
      if (e.ctrlKey || e.metaKey || e.shiftKey || e.button !== 0) return;
      e.preventDefault();
      // Enter opens the deal itself; the mouse shows it beside the board, where there is room
      if (e.detail === 0 || phone) {
        const rows = [...handles.current.values()].map((h) => h.rows()).find((r) => r.some((x) => x.id === row.id));
        onOpen(row, rows ?? [row]);
      } else onPreview(row);
    },
    [phone, onOpen, onPreview],
  );

  const focusCard = (stage: string, card: number) => handles.current.get(stage)?.focus(card);
  const enter = () => {
    const stage = stages.find((s) => (handles.current.get(s.id)?.rows().length ?? 0) > 0);
    if (active !== null) focusCard(active.stage, placeOf(handles.current, active));
    else if (stage !== undefined) focusCard(stage.id, 0);
  };
  useRegister({ j: enter, k: enter, ArrowDown: enter, ArrowUp: enter });

  const lifted = [...moves.byCard.values()].find((m) => m.phase === 'lifted');
  useKeptFocus(board, handles, active, moves);
  const carry = (step: number) => {
    if (lifted === undefined) return;
    const to = stages[stages.indexOf(lifted.to) + step];
    if (to === undefined) return;
    moves.carry(to);
    announce(t('board.over', { stage: to.name, count: totals.of(to.id).count }));
    if (phone) show(to);
  };

  const onKeyDown = (e: KeyboardEvent<HTMLDivElement>) => {
    const card = (e.target as Element).closest<HTMLElement>('[data-card]');
    if (card === null || !(e.target as Element).matches('.deal-card-name') || e.ctrlKey || e.metaKey || e.altKey)
      return;
    const stage = byId.get(card.closest<HTMLElement>('[data-stage]')?.dataset['stage'] ?? '');
    const rows = stage === undefined ? [] : (handles.current.get(stage.id)?.rows() ?? []);
    const row = rows.find((r) => r.id === card.dataset['card']);
    if (stage === undefined || row === undefined) return;
    if (!boardKey(e, row, stage, rows, card)) return;
    e.preventDefault();
    e.stopPropagation();
  };

  const boardKey = (e: KeyboardEvent, row: Row, stage: Stage, rows: readonly Row[], card: HTMLElement): boolean => {
    if (lifted !== undefined) {
      if (e.key === ' ' || e.key === 'Enter') moves.drop();
      else if (e.key === 'Escape') moves.putBack();
      else if (e.key === 'ArrowLeft' || e.key === 'ArrowRight') carry(e.key === 'ArrowLeft' ? -1 : 1);
      else if (e.key === 'Tab') moves.putBack();
      return e.key !== 'Tab';
    }
    const phase = moves.byCard.get(row.id)?.phase;
    if (e.key === ' ') {
      if (movable && phase !== 'saving' && phase !== 'asking') moves.lift(row, stage);
      return true;
    }
    if (e.key.length === 1 && !lettersOn()) return false;
    if (e.key === 'm' && movable) {
      setMenu({ row, stage, anchor: card.querySelector('.deal-card-menu') ?? card });
      return true;
    }
    const counts = stages.map((s) => handles.current.get(s.id)?.rows().length ?? 0);
    const at = { column: stages.indexOf(stage), card: rows.indexOf(row) };
    const spot = moveSpot(e.key, at, counts);
    if (spot === null) return false;
    const target = stages.at(spot.column);
    if (target === undefined) return false;
    focusCard(target.id, spot.card);
    if (phone && spot.column !== at.column) show(target);
    const next = handles.current.get(target.id)?.rows()[spot.card];
    if (openId !== null && next !== undefined && next.id !== row.id) onPreview(next);
    return true;
  };

  return (
    <>
      {phone && (
        <StageTabs
          stages={stages}
          totals={totals}
          shown={stages.at(shownAt) ?? null}
          over={held?.over ?? null}
          onShow={show}
        />
      )}
      <p id="board-help" className="sr">
        {t('board.help')}
      </p>
      {/* the keys are those of the cards in it */}
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div
        ref={board}
        className={cx('board', held !== null && 'board-dragging')}
        onKeyDown={onKeyDown}
        onScroll={phone ? onScroll : undefined}
      >
        {stages.map((stage, n) => (
          <Column
            key={stage.id}
            deal={deal}
            stage={stage}
            question={question}
            sort={sortOf(deal, chosenSort, stage)}
            totals={totals}
            moves={moves}
            wide={phone ? Math.abs(n - shownAt) <= 1 || held?.from === stage.id : state.isWide(stage)}
            over={held !== null && held.over === stage.id && held.from !== stage.id}
            heldId={held?.row.id ?? null}
            activeId={activeId}
            openId={openId}
            movable={movable}
            onWide={state.setWide}
            onCreate={props.onCreate}
            handles={handles}
            onRows={onRows}
            onPress={start}
            onClick={onClick}
            onFocus={onFocus}
            onMenu={onMenu}
          />
        ))}
      </div>
      {held !== null && <Ghost held={held} ghostRef={ghost} />}
      {menu !== null && (
        <Menu
          anchor={menu.anchor}
          onClose={() => setMenu(null)}
          label={t('board.moveOf', { name: menu.row.title ?? '' })}
          heading={t('board.move')}
          focusAfter={() => document.querySelector(`[data-card="${CSS.escape(menu.row.id)}"] > .deal-card-name`)}
          items={[
            ...stages.map((s) => ({
              text: label(s.name),
              checked: s.id === menu.stage.id,
              onSelect: () => move(menu.row, menu.stage, s),
            })),
            'line' as const,
            {
              icon: Maximize2,
              text: t('board.openDeal'),
              shortcut: 'Enter',
              onSelect: () => onOpen(menu.row, [menu.row]),
            },
          ]}
        />
      )}
    </>
  );
}
