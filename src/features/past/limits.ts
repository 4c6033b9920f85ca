// Bounds both the server and the pages hold.
/** Most records of one request; more are brought back by the list they are in, as a job. */
export const restoreMost = 200;
