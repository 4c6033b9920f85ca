// What an application has sent somebody here with: read once, before anything is drawn, so that signing in does not lose it.

/** Where applications send people. */
export const authorizePath = '/authorize';

/** The query as it came; null: the page was opened for something else. */
export const authorizationQuery: string | null = location.pathname === authorizePath ? location.search : null;
