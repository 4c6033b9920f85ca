// Which minor versions of PostgreSQL are safe: the table the start and the checks warn and refuse by.

/** The oldest major version this program runs on. */
export const oldestMajor = 15;

/**
 * Per major version: `safe`, the first minor without a published hole; `least`, below which holes with a public way to run code are open.
 * Sources: the security releases of 14 May 2026 (CVE-2026-6472 to 6638: `least`) and of autumn 2026 (CVE-2026-6460: `safe`).
 */
const minors: Readonly<Record<number, { readonly safe: number; readonly least: number }>> = {
  15: { safe: 20, least: 18 },
  16: { safe: 16, least: 14 },
  17: { safe: 12, least: 10 },
  18: { safe: 7, least: 4 },
};

export interface MinorVerdict {
  readonly level: 'safe' | 'old' | 'dangerous' | 'unknown';
  /** one sentence for who runs the machine */
  readonly reason: string;
}

export function judgeMinor(major: number, minor: number): MinorVerdict {
  const row = minors[major];
  const version = `PostgreSQL ${major}.${minor}`;
  if (row === undefined)
    return { level: 'unknown', reason: `${version} is newer than this program's table of safe versions.` };
  if (minor < row.least) {
    return {
      level: 'dangerous',
      reason: `${version} has published holes that let a client run code; ${major}.${row.safe} or later closes them.`,
    };
  }
  if (minor < row.safe) {
    return {
      level: 'old',
      reason: `${version} lacks published security fixes; ${major}.${row.safe} or later has them.`,
    };
  }
  return { level: 'safe', reason: `${version} has every security fix this program knows of.` };
}
