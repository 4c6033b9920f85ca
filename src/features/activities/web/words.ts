// The texts of Today beyond what is due: first steps in an empty vault, and one's own figures.
import { wordsOf } from '../../../web/i18n/i18n.ts';

const en = {
  'numbers.title': 'My deals',
  'numbers.open': 'Open',
  'numbers.closing': 'Expected to close this month',
  'numbers.won': 'Won this month',
  'numbers.count': '{count, plural, =0 {no deals} one {# deal} other {# deals}}',
  'without.title': 'My deals without a next step',
  'without.add': 'Plan a next step for {name}',
  'without.closes': 'closes {date}',
  'without.late': 'should have closed {date}',
  'without.more': 'of the {count} that should close first',
  'steps.title': 'First steps',
  'steps.help':
    'The vault is empty. In this order it goes well; it takes a few minutes, and this list goes away with the first record.',
  'steps.factor': 'Protect your account',
  'steps.factorWhy': 'A passkey or an app on your phone. Until {when} you may work without one.',
  'steps.factorDone': 'A second factor is set up, or your company asks for none.',
  'steps.settings': 'Say how you count',
  'steps.settingsWhy': 'Currency, time zone, and how dates and names are written.',
  'steps.import': 'Bring your data',
  'steps.importWhy':
    'A CSV or Excel file. Every row is checked before anything is written, and it can be undone whole.',
  'steps.invite': 'Invite your people',
  'steps.inviteWhy': 'Each gets a role and a link that works once.',
  'steps.done': 'Done',
} as const satisfies Record<string, string>;

export const t = wordsOf(en);
