// Text that a spreadsheet would run as a formula gets an apostrophe on its way out, and loses exactly that one on its way in.

/** What a spreadsheet takes for a formula, whether or not somebody has defused it before. */
const risky = /^'*[=+\-@\t\r]/;
const defused = /^'+[=+\-@\t\r]/;

/** For text cells of exports; numbers and dates are never touched. */
export function defuseCell(text: string): string {
  return risky.test(text) ? `'${text}` : text;
}

/** The inverse: `restoreCell(defuseCell(x)) === x` for every text. */
export function restoreCell(text: string): string {
  return defused.test(text) ? text.slice(1) : text;
}
