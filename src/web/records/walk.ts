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
