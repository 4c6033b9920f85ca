// The one polite live region: counts and results are said here, so that a screen reader hears each once.

let region: HTMLElement | null = null;
let pending = 0;

export function announce(text: string): void {
  region ??= document.getElementById('announcer');
  if (region === null) return;
  region.textContent = '';
  window.clearTimeout(pending);
  pending = window.setTimeout(() => {
    if (region !== null) region.textContent = text;
  }, 60);
}
