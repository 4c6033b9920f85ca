// Text that a spreadsheet would run as a formula gets apostrophes on its way out, and loses exactly those on its way in.

/**
 * Where a cell may begin: at the start of the text, and behind every separator, for a file may be opened with another delimiter than it
 * was written with. Then: what a spreadsheet takes for a formula (full-width signs too), whether or not somebody has defused it before.
 */
const place = /(?<=^|[,;|\t\r\n])'*(?=[^\S\t\r\n]*[=+\-@\t\r＝＋－＠])/g;

/** For text cells of exports; numbers and dates are never touched. Defused text always begins with an apostrophe. */
export function defuseCell(text: string): string {
  let first = false;
  const marked = text.replace(place, (quotes: string, at: number) => {
    if (at === 0) first = true;
    return `'${quotes}`;
  });
  // One in front says that those inside are ours, so that an apostrophe somebody else wrote there is never taken away.
  return marked === text || first ? marked : `'${marked}`;
}

/** The inverse: `restoreCell(defuseCell(x)) === x` for every text. What is not as `defuseCell` leaves it stays as it is. */
export function restoreCell(text: string): string {
  if (!text.startsWith("'")) return text;
  let found = false;
  let first = false;
  let whole = true;
  const bare = text.replace(place, (quotes: string, at: number) => {
    found = true;
    if (at === 0) first = true;
    if (quotes === '') whole = false;
    return quotes.slice(1);
  });
  if (!found || !whole) return text;
  return first ? bare : bare.slice(1);
}
