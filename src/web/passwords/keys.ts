// Under which name what is asked of one's own next password is remembered, for whoever changes it.
export const ownPasswordKey = ['own-password'] as const;
