// Names for prepared statements: one name, one text, for the texts that come again and again.

/** Statements the engine makes again and again are prepared once a connection; others, of which there is no end, are not. */
const statementNames = new Map<string, string>();
const namedMost = 250;

export function statementName(text: string): string | undefined {
  const known = statementNames.get(text);
  if (known !== undefined || statementNames.size >= namedMost) return known;
  const name = `q${statementNames.size}`;
  statementNames.set(text, name);
  return name;
}
