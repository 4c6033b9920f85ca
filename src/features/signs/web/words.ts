// The texts about signs; they are loaded with their pages.
import { wordsOf } from '../../../web/i18n/i18n.ts';

export const t = wordsOf({
  'signs.company.title': 'Sign of the company',
  'signs.company.help':
    'Everybody who opens the sign-in page sees it beside the name of the company. It helps people notice that they are somewhere else; whoever copies the page can copy it too. That is what each person’s own sign is for.',
  'signs.own.title': 'My own sign',
  'signs.own.help':
    'On a browser you have signed in with before, the sign-in page shows it before you type anything. A copy of the page under another address cannot know it: when it is missing there, do not type your password.',
  'signs.own.saved': 'Saved. This browser shows it from the next sign-in on.',
} as const satisfies Record<string, string>);
