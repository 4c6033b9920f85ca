// Why there is nothing of a record to find in what some actions answer, said once.

export const secret = 'it answers with nothing but what was sent, or with a secret of its own';
export const ownThings = 'it is about what one has started or been given oneself';
export const configuration = 'it is about roles, fields or settings; no record stands in it';
