// What can be chosen as language, currency and time zone, named for the reader. The value that is set now is always among them.
import { countries } from './countries.ts';
import { compareTexts, currentRegion } from './format.ts';
import type { ListItem } from './kit/Listbox.tsx';

/** Languages as they are written somewhere; a language alone follows the country of the company. */
const locales = [
  ...['en', 'en-GB', 'en-US', 'en-IE', 'en-AU', 'en-CA', 'en-IN', 'en-NZ', 'en-ZA', 'en-SG'],
  ...['fi', 'sv', 'sv-FI', 'da', 'nb', 'is', 'et', 'lv', 'lt'],
  ...[
    'de',
    'de-AT',
    'de-CH',
    'fr',
    'fr-BE',
    'fr-CA',
    'fr-CH',
    'nl',
    'nl-BE',
    'it',
    'it-CH',
    'es',
    'es-MX',
    'ca',
    'pt',
    'pt-PT',
  ],
  ...['pl', 'cs', 'sk', 'hu', 'sl', 'hr', 'sr-Latn', 'ro', 'bg', 'el', 'tr', 'uk'],
  ...['ar', 'he', 'hi', 'id', 'ja', 'ko', 'ms', 'th', 'vi', 'zh-Hans', 'zh-Hant'],
];

function inOrder(items: ListItem[]): ListItem[] {
  return items.sort((a, b) => compareTexts(a.label, b.label));
}

export function languageName(locale: string): string {
  try {
    return new Intl.DisplayNames(['en'], { type: 'language', languageDisplay: 'standard' }).of(locale) ?? locale;
  } catch {
    return locale;
  }
}

export function languageItems(now: string): ListItem[] {
  const all = [...new Set([now, ...locales])];
  return inOrder(all.map((locale) => ({ value: locale, label: languageName(locale), hint: locale })));
}

export function currencyName(code: string): string {
  return new Intl.DisplayNames([currentRegion().locale], { type: 'currency' }).of(code) ?? code;
}

export function currencyItems(now: string): ListItem[] {
  const all = [...new Set([now, ...Intl.supportedValuesOf('currency')])];
  return inOrder(all.map((code) => ({ value: code, label: `${code} ${currencyName(code)}` })));
}

/** "Europe/Helsinki" as people read it; the offset tells those apart that sound alike. */
export function zoneItems(now: string, at: Date): ListItem[] {
  const all = [...new Set([now, 'UTC', ...Intl.supportedValuesOf('timeZone')])];
  return inOrder(all.map((zone) => ({ value: zone, label: zoneName(zone), hint: offsetOf(zone, at) })));
}

export function zoneName(zone: string): string {
  return zone.replaceAll('_', ' ');
}

export function offsetOf(zone: string, at: Date): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(at);
  return parts.find((p) => p.type === 'timeZoneName')?.value.replace(/^GMT$/, 'GMT+00:00') ?? '';
}

export function countryItems(): ListItem[] {
  return countries().map(([value, label]) => ({ value, label, hint: value }));
}
