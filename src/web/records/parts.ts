// Which parts the page of a record has: an object activities cannot be about has no timeline, and one nothing points at has no related lists.
import { type Catalog, type EntityInfo, fieldOf, pointingAt } from '../catalog.ts';

/** Settings and activities are read as they are: what is about them would be themselves. */
function isPlain(entity: EntityInfo): boolean {
  return entity.setting || entity.name === 'activity';
}

export function hasTimeline(catalog: Catalog, entity: EntityInfo): boolean {
  const activity = catalog.byName.get('activity');
  if (isPlain(entity)) return false;
  return activity === undefined || fieldOf(activity, 'about')?.to?.includes(entity.name) === true;
}

/** `without` has a place of its own on the page. */
export function hasRelated(catalog: Catalog, entity: EntityInfo, without?: string): boolean {
  return !isPlain(entity) && pointingAt(catalog, entity).some(({ from }) => from.name !== without);
}
