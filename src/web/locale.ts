// Which locale numbers and dates are written in: the company's language, as it is written in the company's country.

/** A language alone says little about dates: plain English is written as in the company's country, and as in Britain where that is not known. */
export function localeFor(locale: string, country: string | null): string {
  const { language, script, region } = new Intl.Locale(locale);
  if (region !== undefined) return locale;
  const inCountry = country === null ? null : [language, script, country].filter(Boolean).join('-');
  if (inCountry !== null && isKnown(inCountry)) return inCountry;
  return language === 'en' ? 'en-GB' : locale;
}

/** Not merely taken for another: the browser knows how this is written. */
function isKnown(locale: string): boolean {
  try {
    return new Intl.DateTimeFormat(locale).resolvedOptions().locale === locale;
  } catch {
    return false;
  }
}
