// Remembers the list a record was opened from, so that its page can walk to the one before and the one after.

export interface Walk {
  readonly entity: string;
  /** the address of the list, to go back to */
  readonly from: string;
  readonly ids: readonly string[];
}

let walk: Walk | null = null;

export function rememberWalk(next: Walk): void {
  walk = next;
}

export function walkFor(
  entity: string,
  id: string,
): { before: string | null; after: string | null; at: number; of: number; from: string } | null {
  if (walk === null || walk.entity !== entity) return null;
  const at = walk.ids.indexOf(id);
  if (at < 0) return null;
  return {
    before: walk.ids[at - 1] ?? null,
    after: walk.ids[at + 1] ?? null,
    at,
    of: walk.ids.length,
    from: walk.from,
  };
}

/** How far each list was scrolled when it was left, by its address. */
export const scrolledTo = new Map<string, number>();

let lastSeen: { readonly entity: string; readonly id: string } | null = null;

/** The record whose page was left: its list begins on that row. */
export function rememberSeen(entity: string, id: string): void {
  lastSeen = { entity, id };
}

/** Asked once, so that a list opened later begins at its top. */
export function takeLastSeen(entity: string): string | null {
  const seen = lastSeen?.entity === entity ? lastSeen.id : null;
  lastSeen = null;
  return seen;
}
