// The short messages at the foot of the page, with one action at most. They pause while somebody is on them.

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: 'plain' | 'danger';
  readonly action?: { readonly label: string; readonly run: () => void };
  /** milliseconds */
  readonly lasts: number;
}

let toasts: readonly Toast[] = [];
let last = 0;
const listeners = new Set<() => void>();

function tell(): void {
  for (const listener of listeners) listener();
}

export function showToast(toast: {
  text: string;
  tone?: Toast['tone'];
  action?: Toast['action'];
  lasts?: number;
}): number {
  last++;
  const full: Toast = {
    id: last,
    tone: toast.tone ?? 'plain',
    text: toast.text,
    lasts: toast.lasts ?? 8000,
    ...(toast.action ? { action: toast.action } : {}),
  };
  toasts = [...toasts.slice(-2), full];
  tell();
  return full.id;
}

export function closeToast(id: number): void {
  toasts = toasts.filter((t) => t.id !== id);
  tell();
}

export function toastsNow(): readonly Toast[] {
  return toasts;
}

export function onToasts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
