// The texts of the page on security for everybody.
import { wordsOf } from '../../../web/i18n/i18n.ts';

export const t = wordsOf({
  'safety.title': 'Security',
  'safety.tips': 'Ten short tips',
  'safety.back': 'Show them again where they help',
  'safety.backDone': 'They show again.',
  'safety.backHelp':
    '{count, plural, =0 {None of them is put away.} one {One of them is put away.} other {# of them are put away.}}',
} as const satisfies Record<string, string>);
