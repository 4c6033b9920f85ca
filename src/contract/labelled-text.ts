// Several values, and values with a label, as the text of one cell: "anna@example.com (work) ::: a@home.example (home)". Out and back in.
import type { Labelled } from './field.ts';

/** Between the values of one cell; it stands in no name. */
export const betweenValues = ' ::: ';

/** Brackets at the end with a letter in them, or with nothing. */
const labelAtEnd = / \(([^()]*\p{L}[^()]*|)\)$/u;

/** A value that ends like a label by itself gets empty brackets behind it. Brackets and separators inside a label become spaces. */
export function writeLabelled({ value, label }: Labelled): string {
  const plain = label?.replace(/[()]|:::/g, ' ').trim() ?? '';
  if (/\p{L}/u.test(plain)) return `${value} (${plain})`;
  return labelAtEnd.test(value) ? `${value} ()` : value;
}

/** `usual`: the label where the text names none. */
export function readLabelled(text: string, usual: string | null): Labelled {
  const found = labelAtEnd.exec(text);
  const label = found?.[1];
  // A remark is no label.
  if (found === null || label === undefined || label.length > 60) return { value: text, label: usual };
  return { value: text.slice(0, found.index), label: label === '' ? null : label };
}
