// The texts of whoever watches the session; loaded with it.
import { wordsOf } from '../../../web/i18n/i18n.ts';

export const t = wordsOf({
  'keeper.atLast':
    'A session lasts only so long, used or not: this one ends at {when}. What you typed stays; sign in again then.',
  'keeper.before': 'Last sign-in: {when}',
  'keeper.change': 'Change it now',
  'keeper.help': 'Nothing was done here for a while. What you typed stays in any case.',
  'keeper.how': 'How to get a newer one',
  'keeper.left': '{count, plural, one {# second left.} other {# seconds left.}}',
  'keeper.me': 'It was me',
  'keeper.notMe': 'Was that not you?',
  'keeper.outdated':
    'Your browser or system is out of date (version {version}; your company expects {least} or newer).',
  'keeper.password': 'Your company asks for a new password by {when}.',
  'keeper.seen': 'Not now',
  'keeper.stay': 'Stay signed in',
  'keeper.title': 'Your session is about to end',
} as const satisfies Record<string, string>);
