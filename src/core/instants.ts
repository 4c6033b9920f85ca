// Instants as PostgreSQL writes them when they are cast to text, as the API writes them; without a Date where that can be.

/** "2026-11-25 09:00:00.123456+00" -> "2026-11-25T09:00:00.123Z", as `toISOString` has it. The server's sessions are in UTC. */
export function isoInstant(text: string): string {
  const { length } = text;
  if (length < 22 || length > 29 || text.charCodeAt(10) !== 32 || !text.endsWith('+00'))
    return new Date(text).toISOString();
  const time =
    length === 22
      ? `${text.slice(11, 19)}.000`
      : text
          .slice(11, length - 3)
          .padEnd(12, '0')
          .slice(0, 12);
  return `${text.slice(0, 10)}T${time}Z`;
}
