// Dragging a card with the mouse or a pen: a copy follows the pointer, the column under it is marked, Escape lets everything be as it was. Touch scrolls; it moves cards by their menu.
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
  dragging: boolean;
}

/** pixels before a press becomes a drag */
const slack = 5;
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

  const follow = useCallback(() => {
    const g = grip.current;
    if (g === null || ghost.current === null) return;
    ghost.current.style.transform = `translate(${at.current.x - g.dx}px, ${at.current.y - g.dy}px) rotate(1.5deg)`;
  }, []);

  useEffect(follow, [held, follow]);

  const end = useCallback(() => {
    grip.current = null;
    setHeld(null);
  }, []);

  useEffect(() => {
    const under = (x: number, y: number): string | null =>
      document.elementFromPoint(x, y)?.closest<HTMLElement>('[data-stage]')?.dataset['stage'] ?? null;
    const move = (e: PointerEvent) => {
      const g = grip.current;
      if (g === null || e.pointerId !== g.pointer) return;
      at.current = { x: e.clientX, y: e.clientY };
      if (!g.dragging) {
        if (Math.hypot(e.clientX - g.x, e.clientY - g.y) < slack) return;
        g.dragging = true;
        document.getSelection()?.removeAllRanges();
        setHeld({ row: g.row, from: g.from, over: g.from, width: g.card.offsetWidth });
        scrollOn();
      }
      follow();
      const over = under(e.clientX, e.clientY);
      setHeld((old) => (old === null || old.over === over ? old : { ...old, over }));
    };
    const scrollOn = () => {
      const g = grip.current;
      const area = board.current;
      if (g?.dragging !== true || area === null) return;
      const box = area.getBoundingClientRect();
      if (at.current.x < box.left + edge) area.scrollLeft -= pace;
      else if (at.current.x > box.right - edge) area.scrollLeft += pace;
      requestAnimationFrame(scrollOn);
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
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', up);
    window.addEventListener('pointercancel', end);
    window.addEventListener('blur', end);
    window.addEventListener('keydown', key, { capture: true });
    return () => {
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', up);
      window.removeEventListener('pointercancel', end);
      window.removeEventListener('blur', end);
      window.removeEventListener('keydown', key, { capture: true });
    };
  }, [board, end, follow]);

  const start = useCallback((e: ReactPointerEvent, row: Row, stage: string) => {
    if (e.button !== 0 || e.pointerType === 'touch' || e.ctrlKey || e.metaKey || e.shiftKey) return;
    if ((e.target as Element).closest('button') !== null) return;
    const card = e.currentTarget as HTMLElement;
    const box = card.getBoundingClientRect();
    grip.current = {
      row,
      from: stage,
      pointer: e.pointerId,
      card,
      dx: e.clientX - box.left,
      dy: e.clientY - box.top,
      x: e.clientX,
      y: e.clientY,
      dragging: false,
    };
  }, []);

  return { held, ghost, start };
}

function swallow(e: Event): void {
  e.preventDefault();
  e.stopPropagation();
}
