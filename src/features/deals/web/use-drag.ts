// Dragging a card: a copy follows the pointer, the stage under it is marked, Escape lets everything be as it was. A finger scrolls, unless it rests on the card first.
import {
  type PointerEvent as ReactPointerEvent,
  type RefObject,
  useCallback,
  useEffect,
  useRef,
  useState,
} from 'react';
import type { Row } from '../../../web/row.ts';
import { letGo } from './glide.ts';

export interface Held {
  readonly row: Row;
  /** where it came from, and what it is over now */
  readonly from: string;
  readonly over: string | null;
  readonly width: number;
}

interface Grip {
  readonly row: Row;
  readonly from: string;
  readonly pointer: number;
  readonly card: HTMLElement;
  /** where in the card it was taken, and where the pointer was then */
  readonly dx: number;
  readonly dy: number;
  readonly x: number;
  readonly y: number;
  /** a finger: it drags once it has rested, and until then any move of it is a scroll */
  readonly touch: boolean;
  dragging: boolean;
}

/** pixels before a press becomes a drag, and before a resting finger counts as moving */
const slack = { pointer: 5, finger: 10 } as const;
/** milliseconds a finger rests on a card before it lifts it */
const rest = 400;
/** width of the edge that scrolls the board, and pixels per frame */
const edge = 56;
const pace = 14;

export interface Drag {
  readonly held: Held | null;
  readonly ghost: RefObject<HTMLDivElement | null>;
  readonly start: (e: ReactPointerEvent, row: Row, stage: string) => void;
}

export function useDrag(
  board: RefObject<HTMLElement | null>,
  onDrop: (row: Row, from: string, to: string) => void,
): Drag {
  const [held, setHeld] = useState<Held | null>(null);
  const ghost = useRef<HTMLDivElement>(null);
  const grip = useRef<Grip | null>(null);
  const at = useRef({ x: 0, y: 0 });
  const drop = useRef(onDrop);
  drop.current = onDrop;
  const resting = useRef(0);

  const follow = useCallback(() => {
    const g = grip.current;
    if (g === null || ghost.current === null) return;
    ghost.current.style.transform = `translate(${at.current.x - g.dx}px, ${at.current.y - g.dy}px) rotate(1.5deg)`;
  }, []);

  useEffect(follow, [held, follow]);

  const end = useCallback(() => {
    window.clearTimeout(resting.current);
    grip.current = null;
    setHeld(null);
  }, []);

  const lift = useCallback(
    (g: Grip) => {
      g.dragging = true;
      document.getSelection()?.removeAllRanges();
      setHeld({ row: g.row, from: g.from, over: g.from, width: g.card.offsetWidth });
      if (board.current !== null)
        scrollAtEdges(board.current, () => (grip.current === g && g.dragging ? at.current : null));
    },
    [board],
  );

  useEffect(() => {
    const under = (x: number, y: number): string | null =>
      document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-stage]')?.dataset['stage'] ?? null;
    const move = (e: PointerEvent) => {
      const g = grip.current;
      if (g === null || e.pointerId !== g.pointer) return;
      at.current = { x: e.clientX, y: e.clientY };
      if (!g.dragging) {
        if (Math.hypot(e.clientX - g.x, e.clientY - g.y) < (g.touch ? slack.finger : slack.pointer)) return;
        if (g.touch) {
          end();
          return;
        }
        lift(g);
      }
      follow();
      const over = under(e.clientX, e.clientY);
      setHeld((old) => (old === null || old.over === over ? old : { ...old, over }));
    };
    const up = (e: PointerEvent) => {
      const g = grip.current;
      if (g === null || e.pointerId !== g.pointer) return;
      if (g.dragging) {
        // the click that follows a drag is none
        window.addEventListener('click', swallow, { capture: true, once: true });
        window.setTimeout(() => window.removeEventListener('click', swallow, { capture: true }), 0);
        const to = under(e.clientX, e.clientY);
        if (to !== null && to !== g.from) {
          if (ghost.current !== null) letGo(g.row.id, ghost.current.getBoundingClientRect());
          drop.current(g.row, g.from, to);
        }
      }
      end();
    };
    const key = (e: KeyboardEvent) => {
      if (e.key !== 'Escape' || grip.current?.dragging !== true) return;
      e.preventDefault();
      e.stopPropagation();
      end();
    };
    // while a card hangs on the finger the page does not scroll under it, and no menu of the browser opens
    const hold = (e: Event) => {
      if (grip.current?.touch === true && (grip.current.dragging || e.type === 'contextmenu')) e.preventDefault();
    };
    window.addEventListener('touchmove', hold, { passive: false });
    window.addEventListener('contextmenu', hold, { capture: true });
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', up);
    window.addEventListener('pointercancel', end);
    window.addEventListener('blur', end);
    window.addEventListener('keydown', key, { capture: true });
    return () => {
      window.removeEventListener('touchmove', hold);
      window.removeEventListener('contextmenu', hold, { capture: true });
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', up);
      window.removeEventListener('pointercancel', end);
      window.removeEventListener('blur', end);
      window.removeEventListener('keydown', key, { capture: true });
    };
  }, [end, follow, lift]);

  const start = useCallback(
    (e: ReactPointerEvent, row: Row, stage: string) => {
      if (e.button !== 0 || !e.isPrimary || e.ctrlKey || e.metaKey || e.shiftKey) return;
      if ((e.target as Element).closest('button') !== null) return;
      const card = e.currentTarget as HTMLElement;
      const box = card.getBoundingClientRect();
      const touch = e.pointerType === 'touch';
      at.current = { x: e.clientX, y: e.clientY };
      const taken: Grip = {
        row,
        from: stage,
        pointer: e.pointerId,
        card,
        dx: e.clientX - box.left,
        dy: e.clientY - box.top,
        x: e.clientX,
        y: e.clientY,
        touch,
        dragging: false,
      };
      grip.current = taken;
      window.clearTimeout(resting.current);
      if (touch)
        resting.current = window.setTimeout(() => {
          if (grip.current !== taken) return;
          // the events of the finger go to what is under it, also when the card is drawn anew
          if (card.hasPointerCapture(taken.pointer)) card.releasePointerCapture(taken.pointer);
          navigator.vibrate?.(12);
          lift(taken);
        }, rest);
    },
    [lift],
  );

  return { held, ghost, start };
}

/** At its edges the board scrolls on, as long as a card is held there. */
function scrollAtEdges(area: HTMLElement, where: () => { x: number } | null): void {
  const point = where();
  if (point === null) return;
  const box = area.getBoundingClientRect();
  if (point.x < box.left + edge) area.scrollBy({ left: -pace, behavior: 'instant' });
  else if (point.x > box.right - edge) area.scrollBy({ left: pace, behavior: 'instant' });
  requestAnimationFrame(() => scrollAtEdges(area, where));
}

function swallow(e: Event): void {
  e.preventDefault();
  e.stopPropagation();
}
