// How the pages write for whoever is signed in: as the company does, but for what the person has chosen for himself.
import { type OwnRegion, asBrowser } from '../contract/own-region.ts';
import type { RegionSaid } from './format.ts';

/** What this browser would choose. */
export function browserRegion(): { readonly locale: string; readonly timeZone: string } {
  return { locale: navigator.language, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone };
}

interface Said {
  readonly user: OwnRegion;
  readonly tenant: Omit<RegionSaid, 'companyZone'>;
}

export function regionFor({ user, tenant }: Said, browser: () => OwnRegion = browserRegion): RegionSaid {
  const chosen = (part: keyof OwnRegion): string | null => (user[part] === asBrowser ? browser()[part] : user[part]);
  const { currency, collation, timeZone, country } = tenant;
  const locale = chosen('locale');
  return {
    currency,
    collation,
    companyZone: timeZone,
    timeZone: chosen('timeZone') ?? timeZone,
    // Somebody's own language says by itself where it is written; the company's follows its country.
    ...(locale === null ? { locale: tenant.locale, country } : { locale, country: null }),
  };
}
