// The token of a one-time link: read once, before anything is drawn, and taken out of the address and the history at once.

/** Where one-time links lead. */
export const linkPath = '/link';

function takeToken(): string | null {
  if (location.pathname !== linkPath || location.hash.length < 2) return null;
  const token = location.hash.slice(1);
  // the fragment is sent to no server, and now it is not kept by the browser either
  history.replaceState(null, '', linkPath);
  return token;
}

/** null: the page was not opened by a link. */
export const linkToken: string | null = takeToken();

// another link put into the same window changes only the fragment, which loads nothing by itself
window.addEventListener('hashchange', () => {
  if (location.pathname === linkPath && location.hash.length > 1) location.reload();
});
