// What a cell looks like, whatever it is meant to be: number, date, e-mail address ... Used to guess, never to convert. Pure.
import type { CellGuess } from '../../contract/importing.ts';

const shapes: readonly { readonly shape: CellGuess; readonly test: RegExp }[] = [
  { shape: 'email', test: /^(mailto:)?[^\s@,;<>]+@[^\s@,;<>]+\.[a-z]{2,}$/i },
  { shape: 'url', test: /^(https?:\/\/\S+|www\.\S+\.\S+)$/i },
  { shape: 'dateTime', test: /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}[T ]\d{1,2}:\d{2}/ },
  { shape: 'dateTime', test: /^\d{4}-\d{2}-\d{2}T\d{2}/ },
  { shape: 'date', test: /^\d{1,4}([-/.])\d{1,2}\1\d{1,4}\.?$/ },
  { shape: 'date', test: /^\d{1,2}[-/. ]+\p{L}{3,9}\.?,?[-/. ]+\d{2,4}$/u },
  { shape: 'date', test: /^\p{L}{3,9}\.?[-/. ]+\d{1,2}(st|nd|rd|th)?,?[-/. ]+\d{4}$/u },
  { shape: 'percent', test: /^[-+]?\d[\d.,' \u00A0\u202F]*\s?%$/ },
  { shape: 'money', test: /^\(?[-+]?\s?(\p{Sc}|[A-Z]{3}\s)\s?[-+]?\d[\d.,' \u00A0\u202F]*[KkMmBb]?\)?$/u },
  { shape: 'money', test: /^\(?[-+]?\d[\d.,' \u00A0\u202F]*[KkMmBb]?\s?(\p{Sc}|[A-Z]{3})\)?$/u },
  { shape: 'number', test: /^[-+]?(\d{1,3}([.,' \u00A0\u202F]\d{3})+([.,]\d+)?|\d+([.,]\d+)?|[.,]\d+)(e[-+]?\d+)?$/i },
  { shape: 'phone', test: /^(\+|00)?[\d\s().\-/\u00A0]{6,}\d( ?(x|ext\.?) ?\d+)?$/i },
  { shape: 'checkbox', test: /^(true|false|yes|no|ja|nein|oui|non|kyllä|ei|y|n|x)$/i },
];

/** The shape of one cell; digits alone count as a number. */
export function shapeOf(cell: string): CellGuess {
  const text = cell.trim();
  if (text === '') return 'empty';
  if (text.length > 400) return 'text';
  return shapes.find((s) => s.test.test(text))?.shape ?? 'text';
}

/** The shape that fits nearly all cells of a column; `empty` when there is nothing in it. */
export function shapeOfColumn(cells: readonly string[]): CellGuess {
  const filled = cells.filter((c) => c.trim() !== '');
  if (filled.length === 0) return 'empty';
  const tally = new Map<CellGuess, number>();
  for (const cell of filled) {
    const shape = shapeOf(cell);
    tally.set(shape, (tally.get(shape) ?? 0) + 1);
  }
  const share = (...list: CellGuess[]): number =>
    list.reduce((sum, shape) => sum + (tally.get(shape) ?? 0), 0) / filled.length;
  for (const shape of ['email', 'url', 'percent', 'checkbox', 'date', 'number'] as const) {
    if (share(shape) >= 0.9) return shape;
  }
  if (share('date', 'dateTime') >= 0.9) return 'dateTime';
  if (share('money') > 0 && share('money', 'number') >= 0.9) return 'money';
  // Years, ids and phone numbers without spaces look like numbers; with some of them written out they are phones.
  if (share('phone') >= 0.3 && share('phone', 'number') >= 0.9) return 'phone';
  return 'text';
}
