// The fields every record has, in the order they leave the server.
export const systemFields = ['createdAt', 'updatedAt', 'archivedAt', 'createdBy', 'updatedBy', 'owner'] as const;
