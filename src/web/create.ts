// Opens the dialog that makes a new record, from wherever somebody wants one.

export interface CreateRequest {
  readonly entity: string;
  /** values that are known already: the record it is made from */
  readonly values?: Readonly<Record<string, unknown>>;
}

let request: CreateRequest | null = null;
const listeners = new Set<() => void>();

export function createNow(): CreateRequest | null {
  return request;
}

export function onCreateRequest(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function openCreate(next: CreateRequest | null): void {
  request = next;
  for (const listener of listeners) listener();
}
