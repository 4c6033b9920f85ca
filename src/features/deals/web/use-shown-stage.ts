// Which stage a phone shows: the board scrolls sideways from one to the next, and the address of none of it changes.
import { type RefObject, useCallback, useState } from 'react';
import type { Stage } from './use-stages.ts';

export function useShownStage(board: RefObject<HTMLElement | null>, stages: readonly Stage[]) {
  const [at, setAt] = useState(0);
  const onScroll = useCallback(() => {
    const area = board.current;
    if (area !== null && area.clientWidth > 0) setAt(Math.round(area.scrollLeft / area.clientWidth));
  }, [board]);
  const show = useCallback(
    (stage: Stage) => {
      const area = board.current;
      area?.scrollTo({ left: stages.indexOf(stage) * area.clientWidth, behavior: 'smooth' });
    },
    [board, stages],
  );
  return { shownAt: Math.min(at, stages.length - 1), onScroll, show };
}
