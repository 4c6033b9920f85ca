// How one person reads dates, times and numbers: as the company, as the browser at hand, or as the person says. Which day it is for records is the company's to say. Pure.

/** What follows whichever browser is used. */
export const asBrowser = 'browser';

export interface OwnRegion {
  /** BCP 47, `browser`, or null: as the company */
  readonly locale: string | null;
  /** IANA, `browser`, or null: as the company */
  readonly timeZone: string | null;
}

export const asCompany: OwnRegion = { locale: null, timeZone: null };
