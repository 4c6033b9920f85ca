// Whether somebody is there: when a key, a pointer or a wheel was used last. What a page asks for without anybody there keeps no session open.

let lastInput = performance.now();

if (typeof window !== 'undefined') {
  const note = (): void => {
    lastInput = performance.now();
  };
  for (const kind of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const)
    window.addEventListener(kind, note, { passive: true, capture: true });
}

export function secondsSinceInput(): number {
  return (performance.now() - lastInput) / 1000;
}
