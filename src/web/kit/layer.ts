// Where everything that floats is mounted: one labelled region, so that assistive technology finds popups inside a landmark.

export function layer(): HTMLElement | undefined {
  return document.getElementById('floating') ?? undefined;
}
