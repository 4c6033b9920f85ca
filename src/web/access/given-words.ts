// The texts of what stands around a matrix of rights: how records leave, kinds of activity, and the rights that are not about one object.
import { wordsOf } from '../i18n/i18n.ts';

const en = {
  'areas.admin': 'Administration',
  'areas.held': '{held} of {count}',
  'areas.menu': 'Menus',
  'areas.module': 'Parts of the product',
  'areas.no': 'Not allowed:',
  'areas.other': 'Everything else',
  'areas.tool': 'Tools',
  'areas.totals': 'Saved totals offered to others',
  'areas.yes': 'Allowed:',
  'given.empty': 'You hold nothing that could be handed on.',
  'given.filter': 'Filter objects and rights',
  'given.find': 'Find a right',
  'given.lost': 'Given before, and no longer yours: take it away to save.',
  'given.others': 'Menus, tools and saved totals',
  'leaving.any': 'any',
  'leaving.anyNumber': 'any number at once',
  'leaving.asks': 'asks for a reason where the company leaves it to roles',
  'leaving.asksNot': 'asks for no reason',
  'leaving.atMost': 'at most {rows} at once',
  'leaving.none': 'no format',
  'leaving.reason': 'Asks for a reason',
  'leaving.rows': 'At most at once',
  'leaving.title': 'Leave as',
  'types.add': 'Add an exception',
  'types.help': 'These kinds have scopes of their own; all others are as the row above says.',
  'types.none': 'Every kind is as the row above says.',
  'types.remove': 'Remove',
  'types.scope': 'Reach',
  'types.title': 'Kinds of activity',
  'types.type': 'Kind',
  'types.verb': 'Right',
} as const satisfies Record<string, string>;

export const t = wordsOf(en);
