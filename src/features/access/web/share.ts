// Under which key pages keep the shares of a record.
export const sharesKey = (entity: string, id: string) => ['shares', entity, id] as const;
