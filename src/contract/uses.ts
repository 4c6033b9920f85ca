// Uses a person may object or consent to, and for what an export says that it takes records away. Pure.

/** Uses beyond the work with the person itself; what else the product does with a record it does for whoever works with it. */
export const knownUses = ['marketing', 'passing-on'] as const;
export type UseName = (typeof knownUses)[number];

/** `withdrawn`: there was consent, and it was taken back. */
export const knownAnswers = ['objected', 'consented', 'withdrawn'] as const;
export type UseState = (typeof knownAnswers)[number];

/** What records are left out for: of whom there was an objection, or whose consent was taken back. */
export const againstUse: readonly UseState[] = ['objected', 'withdrawn'];
