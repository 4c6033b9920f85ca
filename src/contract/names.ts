// The names of the built-in objects: a closed list, so that permissions and references to them are checked by the compiler.
export const entityNames = [
  'company',
  'contact',
  'deal',
  'dealLine',
  'activity',
  'product',
  'priceList',
  'price',
  'exchangeRate',
  'tag',
  'pipeline',
  'stage',
  'user',
  'team',
  'territory',
] as const;
export type EntityName = (typeof entityNames)[number];
