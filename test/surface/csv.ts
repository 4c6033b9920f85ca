// Writes and reads the small CSV tables of surface/: comma, double quotes where needed, one line break at the end of each row.

export type Cell = string | number | boolean | undefined;

export function writeCsv(heading: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [heading, ...rows].map((row) => `${row.map(quote).join(',')}\n`).join('');
}

function quote(cell: Cell): string {
  const text = cell === undefined || cell === false ? '' : cell === true ? 'yes' : String(cell);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows as objects under their headings. */
export function readCsv(text: string): Record<string, string>[] {
  const [heading = [], ...rows] = readCells(text);
  return rows.map((row) => Object.fromEntries(heading.map((name, i) => [name, row[i] ?? ''])));
}

function readCells(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let i = 0;
  while (i < text.length) {
    let cell = '';
    if (text[i] === '"') {
      for (i += 1; i < text.length; i++) {
        if (text[i] === '"' && text[i + 1] !== '"') break;
        if (text[i] === '"') i += 1;
        cell += text[i];
      }
      i += 1;
    } else {
      const end = /[,\n\r]|$/.exec(text.slice(i))!.index + i;
      cell = text.slice(i, end);
      i = end;
    }
    row.push(cell);
    if (text[i] === ',') {
      i += 1;
      if (i === text.length || text[i] === '\n') row.push('');
      if (i !== text.length && text[i] !== '\n') continue;
    }
    while (text[i] === '\r' || text[i] === '\n') i += 1;
    rows.push(row);
    row = [];
  }
  return rows;
}

/** The first lines in which two texts differ, for people; empty when they are the same. */
export function firstDifferences(actual: string, expected: string, most = 12): string[] {
  const [have, want] = [actual.split('\n'), expected.split('\n')];
  const missing = want.filter((line) => !have.includes(line)).map((line) => `+ ${line}`);
  const stale = have.filter((line) => !want.includes(line)).map((line) => `- ${line}`);
  const found = [...missing, ...stale].slice(0, most);
  return found.length === 0 && actual !== expected ? ['the order of the lines differs'] : found;
}
