// The texts of looking at the product as somebody else; they are loaded with what needs them.
import { wordsOf } from '../../../web/i18n/i18n.ts';

const en = {
  'look.begin': 'Look as {name}',
  'look.ended': 'Ended.',
  'look.help':
    'You see what both of you may see, for half an hour at most, and can change nothing. {name} can read that you did, and your reason.',
  'look.none': 'Nobody has looked at the product as you.',
  'look.noneOf': 'Nobody has.',
  'look.now': 'looking now, until {when}',
  'look.open': 'View as…',
  'look.reason': 'Why',
  'look.reasonHelp': 'They read it.',
  'look.start': 'Start looking',
  'look.stop': 'End it now',
  'look.title': 'Who has looked at the product as you',
  'look.titleOf': 'Who has looked at the product as {name}',
  'look.to': '{from} to {to}',
} as const satisfies Record<string, string>;

export const t = wordsOf(en);
