// Whether a media query holds, followed as the window changes.
import { useCallback, useSyncExternalStore } from 'react';

export const phone = '(max-width: 719px)';
export const wide = '(min-width: 1200px)';

export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = window.matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
}
