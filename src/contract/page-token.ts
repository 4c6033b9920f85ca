// The header in which the server tells a page its token, and the page sends it back with every change.

export const csrfHeader = 'CSRF-Token';
