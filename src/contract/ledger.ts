// Words of the ledger both sides speak: what receivers get, and in which form.

/** Forms other programs read entries in. */
export const eventFormats = ['ocsf', 'cef'] as const;
export type EventFormat = (typeof eventFormats)[number];

/** Ways to a receiver a tenant may name. */
export const receiverKinds = ['webhook', 'syslog', 'mail'] as const;
export type ReceiverKind = (typeof receiverKinds)[number];
