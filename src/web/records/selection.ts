// Which rows of a list are chosen: some by id, or everything that matches, also what was not loaded.
import { useCallback, useMemo, useRef, useState } from 'react';

export interface Selection {
  readonly ids: ReadonlySet<string>;
  /** all that match the filter, minus nothing: choosing or leaving a single row ends it */
  readonly all: boolean;
}

const nothing: Selection = { ids: new Set(), all: false };

export function useSelection() {
  const [selection, setSelection] = useState<Selection>(nothing);
  /** where a range begins */
  const anchor = useRef<number | null>(null);

  const toggle = useCallback((id: string, index: number) => {
    anchor.current = index;
    setSelection((old) => {
      const ids = new Set(old.ids);
      if (!ids.delete(id)) ids.add(id);
      return { ids, all: false };
    });
  }, []);
  const extend = useCallback(
    (ids: readonly string[]) => setSelection((old) => ({ ids: new Set([...old.ids, ...ids]), all: false })),
    [],
  );
  const set = useCallback((ids: readonly string[]) => setSelection({ ids: new Set(ids), all: false }), []);
  const chooseAll = useCallback(() => setSelection((old) => ({ ids: old.ids, all: true })), []);
  const clear = useCallback(() => {
    anchor.current = null;
    setSelection((old) => (old.ids.size === 0 && !old.all ? old : nothing));
  }, []);
  return useMemo(
    () => ({ selection, anchor, toggle, extend, set, chooseAll, clear }),
    [selection, toggle, extend, set, chooseAll, clear],
  );
}

export type Selecting = ReturnType<typeof useSelection>;
