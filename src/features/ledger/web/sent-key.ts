// Under what the receivers of the ledger are kept by the page that lists them and the window that adds one.
export const sentKey = ['ledger', 'sent'] as const;
