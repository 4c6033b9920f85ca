// Areas of the product that are no objects, by the families of their actions, as the API takes them.

export const areas = {
  signIn: 'session.,link.,password.,factor.,device.',
  members: 'member.,team.,user.,deputy.,reassign.',
  access: 'role.,access.,accessTest.,share.,territory.',
  approvals: 'approval.',
  keys: 'key.',
  exports: 'export.,exports.,export',
  imports: 'import.',
  shape: 'shape.',
  settings: 'settings.',
  search: 'search.',
  audit: 'ledger.',
} as const;

export type AreaName = keyof typeof areas;
export const areaNames = Object.keys(areas) as readonly AreaName[];
