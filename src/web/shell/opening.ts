// Between a shortcut and the window it opens there may be a moment of loading. What is typed in it belongs to the window, not to other shortcuts.

let collecting = false;
let typed = '';

function collect(e: KeyboardEvent): void {
  if (e.ctrlKey || e.metaKey || e.altKey || e.key.length !== 1) return;
  e.preventDefault();
  e.stopImmediatePropagation();
  typed += e.key;
}

export function startOpening(): void {
  if (collecting) return;
  collecting = true;
  typed = '';
  window.addEventListener('keydown', collect, { capture: true });
  // a window that never comes must not hold the keyboard
  window.setTimeout(endOpening, 4000);
}

/** The window is there: the answer is what was typed meanwhile. */
export function endOpening(): string {
  window.removeEventListener('keydown', collect, { capture: true });
  collecting = false;
  const text = typed;
  typed = '';
  return text;
}
