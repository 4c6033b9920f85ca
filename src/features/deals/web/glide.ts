// Lets a card that changed its column glide from where it was seen last, and takes the focus along, whoever moved it.

interface Left {
  readonly stage: string;
  readonly box: DOMRect;
  readonly at: number;
  readonly focused: boolean;
}

const left = new Map<string, Left>();
/** milliseconds between leaving one column and standing in the next, whose answers come one by one */
const longest = 2500;
const lasts = 200;

export function leave(id: string, stage: string, element: Element): void {
  note(id, stage, element.getBoundingClientRect(), element.contains(document.activeElement));
}

/** A card dropped by the pointer comes from where it was let go. */
export function letGo(id: string, box: DOMRect): void {
  note(id, '', box, false);
}

function note(id: string, stage: string, box: DOMRect, focused: boolean): void {
  for (const [old, { at }] of left) if (performance.now() - at > longest) left.delete(old);
  left.set(id, { stage, box, at: performance.now(), focused });
}

/** Called when a card is drawn in a column. Says whether it had the focus where it was. */
export function arrive(id: string, stage: string, element: HTMLElement): boolean {
  const from = left.get(id) ?? stillElsewhere(id, element);
  left.delete(id);
  if (from === null || from.stage === stage || performance.now() - from.at > longest) return false;
  const to = element.getBoundingClientRect();
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  if (!calm && from.box.width > 0 && to.width > 0) {
    const step = `translate(${from.box.left - to.left}px, ${from.box.top - to.top}px)`;
    element.animate([{ transform: step }, { transform: 'none' }], { duration: lasts, easing: 'ease-out' });
  }
  return from.focused;
}

/** The answer for the new column came before the one for the old: for a moment the card is in both. */
function stillElsewhere(id: string, element: Element): Left | null {
  for (const other of document.querySelectorAll(`[data-card="${CSS.escape(id)}"]`)) {
    if (other === element) continue;
    const box = other.getBoundingClientRect();
    return { stage: 'elsewhere', box, at: performance.now(), focused: other.contains(document.activeElement) };
  }
  return null;
}
