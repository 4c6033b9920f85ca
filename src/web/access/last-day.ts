// The last day of a share: it ends at the first instant of the day after.
import { companyZone } from '../format.ts';
import { wallOf } from '../../contract/zone.ts';

export function lastDayOf(share: { readonly until: string }): string {
  return wallOf(new Date(new Date(share.until).getTime() - 1), companyZone()).date;
}
