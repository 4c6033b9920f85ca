// The tips on security there are; each has its words on the pages. Pure.
export const tipNames = [
  'address',
  'asked',
  'passkey',
  'phrase',
  'links',
  'lock',
  'exports',
  'keys',
  'invitations',
  'loss',
] as const;
export type TipName = (typeof tipNames)[number];
