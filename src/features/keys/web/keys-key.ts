// Under which the list of API keys is kept.
export const keysKey = ['api-keys'] as const;
