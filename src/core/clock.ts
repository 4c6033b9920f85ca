// The only place that reads the time of day; tests move it, so nothing else in the server may call `new Date()` or `Date.now()` for "now".

let shiftMs = 0;
let stoppedAt: number | undefined;

/** The present instant (UTC inside, like every Date). */
export function now(): Date {
  return new Date(stoppedAt ?? Date.now() + shiftMs);
}

let lastWall: number | undefined;
let lastSteady = 0;

/** What the clock should say by the steady one that nobody sets, and what it says; since the last time this was asked. */
export function clockJump(): { from: Date; to: Date } {
  const [wall, steady] = [now().getTime(), performance.now()];
  const expected = lastWall === undefined ? wall : lastWall + (steady - lastSteady);
  [lastWall, lastSteady] = [wall, steady];
  return { from: new Date(expected), to: new Date(wall) };
}

/** Tests only: moves the clock by so many milliseconds, onwards or back. */
export function moveClock(ms: number): void {
  if (stoppedAt === undefined) shiftMs += ms;
  else stoppedAt += ms;
}

/** Tests only: stops the clock at an instant until `moveClock` or `resetClock`. */
export function stopClock(at: Date): void {
  stoppedAt = at.getTime();
}

/** Tests only: back to the machine's clock. */
export function resetClock(): void {
  shiftMs = 0;
  stoppedAt = undefined;
}
