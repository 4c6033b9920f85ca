// Which groups of the menu somebody has opened or closed by hand, remembered in this browser.

/** All of the menu has room in such a window. */
export const roomyQuery = '(min-height: 1080px)';

const storageKey = (group: string): string => `nav.${group}`;

/** null: not by hand */
export function readOpened(group: string): boolean | null {
  const said = localStorage.getItem(storageKey(group));
  return said === null ? null : said === 'open';
}

export function rememberOpened(group: string, open: boolean): void {
  localStorage.setItem(storageKey(group), open ? 'open' : 'closed');
}
