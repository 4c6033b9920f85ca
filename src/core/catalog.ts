// All objects of a tenant: the built-in ones in code, later merged with the tenant's own rows. A pure lookup.
import type { Entity } from '../contract/entity.ts';
import { type EntityName, isEntityName } from '../contract/names.ts';
import { Problem } from '../contract/problem.ts';

export interface Catalog {
  readonly entities: readonly Entity[];
  entity(name: EntityName): Entity;
  /** refuses with not-found for a name that is none */
  find(name: string): Entity;
}

export function makeCatalog(builtIn: { readonly [N in EntityName]: Entity }): Catalog {
  return {
    entities: Object.values(builtIn),
    entity: (name) => builtIn[name],
    find: (name) => {
      if (!isEntityName(name)) throw new Problem('not-found');
      return builtIn[name];
    },
  };
}
