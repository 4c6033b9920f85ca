// Which texts can be kept at all.

/** PostgreSQL cannot store NUL, and half a surrogate pair is no text in UTF-8. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
