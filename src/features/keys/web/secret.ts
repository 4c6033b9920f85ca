// What the windows of the page of keys share.

/** Under which the list of keys is kept. */
export const keysKey = ['api-keys'] as const;

/** A secret that is shown once. */
export interface Secret {
  readonly name: string;
  readonly secret: string;
}
