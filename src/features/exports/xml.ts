// Text inside the XML of a workbook: what XML cannot hold is written as _xHHHH_, and text that looks like that is told apart from it. Pure.

// oxlint-disable-next-line no-control-regex -- these are exactly the characters XML 1.0 cannot hold
const unwritable = /[\u0000-\u0008\u000B\u000C\u000D\u000E-\u001F\uFFFE\uFFFF]|_(?=x[0-9A-Fa-f]{4}_)/g;

/** For elements whose text a spreadsheet decodes (cells). A bare CR would be read as LF, so it is written out too. */
export function cellXml(text: string): string {
  return plainXml(text.replace(unwritable, (c) => `_x${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`));
}

/** For any other text and for attributes: what XML cannot hold falls away. */
export function plainXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(unwritableOnly, '');
}

// oxlint-disable-next-line no-control-regex -- as above
const unwritableOnly = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;
