// The title of the window: where we are, then the vault, then the product. The browser keeps it in its history, so that nothing of a record is ever in it.
import { useEffect } from 'react';

let vault = '';

export function setVault(name: string): void {
  vault = name;
}

/** Puts the title and, when the page came by navigation, the focus on its heading. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = [title, vault, 'Strongroom'].filter(Boolean).join(' · ');
  }, [title]);
}
