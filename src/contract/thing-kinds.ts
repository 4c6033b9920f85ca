// The kinds of configuration the time machine tells apart. Pure.

export const thingKinds = [
  'role',
  'holder',
  'account',
  'setting',
  'accessTest',
  'deputy',
  'field',
  'object',
  'program',
  'totals',
  'other',
] as const;
export type ThingKind = (typeof thingKinds)[number];
