// Where the arrows lead on a board: up and down within a stage, left and right to the next stage that has cards. Pure.

export interface Spot {
  /** place of the stage in the row of stages */
  readonly column: number;
  readonly card: number;
}

/** `cards`: how many each stage shows; 0 where it is empty or narrow. Null: the key means nothing here. */
export function moveSpot(key: string, at: Spot, cards: readonly number[]): Spot | null {
  const here = cards[at.column] ?? 0;
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return { ...at, card: Math.min(here - 1, at.card + 1) };
    case 'ArrowUp':
    case 'k':
      return { ...at, card: Math.max(0, at.card - 1) };
    case 'Home':
      return { ...at, card: 0 };
    case 'End':
      return { ...at, card: here - 1 };
    case 'PageDown':
      return { ...at, card: Math.min(here - 1, at.card + 5) };
    case 'PageUp':
      return { ...at, card: Math.max(0, at.card - 5) };
    case 'ArrowLeft':
    case 'ArrowRight': {
      const step = key === 'ArrowLeft' ? -1 : 1;
      for (let column = at.column + step; column >= 0 && column < cards.length; column += step) {
        const there = cards.at(column) ?? 0;
        if (there > 0) return { column, card: Math.min(there - 1, at.card) };
      }
      return at;
    }
    default:
      return null;
  }
}
