// The catalog inside the signed-in part of the application, where it is always there.
import { useQueryClient } from '@tanstack/react-query';
import { type Catalog, catalogOf } from './catalog.ts';

export function useCatalog(): Catalog {
  const catalog = catalogOf(useQueryClient());
  if (catalog === undefined) throw new Error('A page was drawn before the catalog was known.');
  return catalog;
}
