// Reads a number as people type it in their locale, into an exact decimal string. Never through a float.

interface Signs {
  readonly decimal: string;
  readonly group: string;
}

const known = new Map<string, Signs>();

function signsOf(locale: string): Signs {
  const found = known.get(locale);
  if (found !== undefined) return found;
  const parts = new Intl.NumberFormat(locale, { useGrouping: true }).formatToParts(-12345678.9);
  const signs = {
    decimal: parts.find((p) => p.type === 'decimal')?.value ?? '.',
    group: parts.find((p) => p.type === 'group')?.value ?? ',',
  };
  known.set(locale, signs);
  return signs;
}

/** null when the text is no number, or could be two different ones ("1.234" where the point groups and the reader may mean it as decimal is read by the locale). */
export function readNumber(typed: string, locale: string): string | null {
  const { decimal, group } = signsOf(locale);
  let text = typed
    .trim()
    .replace(/[\u2212\u2013]/g, '-')
    .replace(/[\s\u00a0\u202f\u2019']/g, '');
  if (text === '') return null;
  const other = decimal === ',' ? '.' : ',';
  const grouped = new RegExp(`^-?\\d{1,3}(\\${other}\\d{3})+(\\${decimal}\\d+)?$`);
  if (group === other || grouped.test(text)) {
    if (text.includes(other)) {
      // groups must be groups; a lone sign of the other kind is taken as decimal where it cannot be a group
      if (grouped.test(text)) text = text.replaceAll(other, '');
      else if (text.split(other).length === 2 && !text.includes(decimal)) text = text.replace(other, decimal);
      else return null;
    }
  } else if (text.split(other).length === 2 && !text.includes(decimal)) {
    text = text.replace(other, decimal);
  }
  text = text.replace(decimal, '.');
  if (!/^-?(\d+\.?\d*|\.\d+)$/.test(text)) return null;
  const [whole = '0', part = ''] = text.replace('-', '').split('.');
  const digits = `${whole.replace(/^0+(?=\d)/, '') || '0'}${part === '' ? '' : `.${part}`}`;
  return text.startsWith('-') && /[1-9]/.test(digits) ? `-${digits}` : digits;
}

/** A decimal string as it is typed in the locale, without groups. */
export function writeNumber(value: string | number, locale: string): string {
  return String(value).replace('.', signsOf(locale).decimal);
}
