// Where a value is, stored or reckoned, for somebody who reads: what filters, sorts and totals look at.
import type { Entity } from '../../contract/entity.ts';
import { isVirtual } from '../../contract/field.ts';
import type { Principal } from '../principal.ts';
import { type Place, placeOf } from './column.ts';
import { virtualValue } from './virtual.ts';

export function placeFor(me: Principal, e: Entity, name: string, alias: string): Place | undefined {
  const place = placeOf(e, name, alias);
  if (place?.field === undefined || place.field === null || !isVirtual(place.field)) return place;
  const { value, currency } = virtualValue(me, e, place.field, alias);
  return { ...place, column: value, currency, sealed: false };
}
