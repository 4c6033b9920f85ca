// Remembers what this page did itself, so that its own changes do not come back to it as news.

const own = new Set<string>();

export function rememberOwn(operation: string | null): void {
  if (operation === null) return;
  own.add(operation);
  if (own.size > 200) own.delete(own.values().next().value!);
}

export function isOwn(operation: string): boolean {
  return own.has(operation);
}
