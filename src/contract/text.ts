// Which texts can be kept at all.

/** PostgreSQL cannot store NUL, and half a surrogate pair is no text in UTF-8. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

/** Where the first text that cannot be kept stands in a value made of objects, lists and plain values: "name", "rows.3.email"; null: nowhere. */
export function findUnstorable(value: unknown, path = ''): string | null {
  if (typeof value === 'string') return isStorable(value) ? null : path;
  if (typeof value !== 'object' || value === null) return null;
  if (
    !Array.isArray(value) &&
    Object.getPrototypeOf(value) !== Object.prototype &&
    Object.getPrototypeOf(value) !== null
  )
    return null;
  for (const [key, part] of Object.entries(value)) {
    const place = path === '' ? key : `${path}.${key}`;
    const found = isStorable(key) ? findUnstorable(part, place) : path;
    if (found !== null) return found;
  }
  return null;
}
