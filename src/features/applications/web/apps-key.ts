// Under which applications and connections are kept.
export const appsKey = ['applications'] as const;
