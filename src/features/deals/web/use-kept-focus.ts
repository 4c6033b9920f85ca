// Keeps the keyboard on the board: when the card that had the focus is gone, to a narrow column or behind a window, the focus goes where it went or to its neighbour.
import { type RefObject, useEffect, useRef } from 'react';
import type { ColumnHandle } from './Column.tsx';
import type { Moves } from './use-moves.ts';

export interface CardPlace {
  readonly id: string;
  readonly stage: string;
}

type Handles = ReadonlyMap<string, ColumnHandle>;

export function placeOf(handles: Handles, at: CardPlace): number {
  return (
    handles
      .get(at.stage)
      ?.rows()
      .findIndex((r) => r.id === at.id) ?? -1
  );
}

/** milliseconds a closing window has to give the focus back by itself */
const patience = 120;

export function useKeptFocus(
  board: RefObject<HTMLElement | null>,
  handles: RefObject<Handles>,
  active: CardPlace | null,
  moves: Moves,
): void {
  const last = useRef<(CardPlace & { index: number }) | null>(null);
  useEffect(() => {
    const onFocus = (e: FocusEvent) => {
      const target = e.target as Element;
      if (board.current?.contains(target) === true || target.closest('#floating') !== null) return;
      last.current = null;
    };
    document.addEventListener('focusin', onFocus);
    return () => document.removeEventListener('focusin', onFocus);
  }, [board]);
  useEffect(() => {
    if (active !== null) last.current = { ...active, index: placeOf(handles.current, active) };
  }, [active, handles]);

  const { byCard, asking } = moves;
  useEffect(() => {
    const timer = window.setTimeout(() => {
      const at = last.current;
      if (at === null || document.activeElement !== document.body) return;
      for (const [stage, handle] of handles.current) {
        const index = handle.rows().findIndex((r) => r.id === at.id);
        if (index >= 0) {
          handles.current.get(stage)?.focus(index);
          return;
        }
      }
      const rest = handles.current.get(at.stage)?.rows().length ?? 0;
      if (rest > 0) handles.current.get(at.stage)?.focus(Math.min(rest - 1, Math.max(0, at.index)));
    }, patience);
    return () => window.clearTimeout(timer);
  }, [byCard, asking, handles]);
}
