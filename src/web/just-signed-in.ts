// Whether this page was signed in to a moment ago: known to the page alone, and forgotten with it.
let at = -Infinity;

/** So long after it somebody is still told of the sign-in before. */
const lastsMs = 5 * 60_000;

export function noteSignIn(): void {
  at = performance.now();
}

export function hasJustSignedIn(): boolean {
  return performance.now() - at < lastsMs;
}
