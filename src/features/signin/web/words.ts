// The texts of one-time links; they are loaded with their page.
import { wordsOf } from '../../../web/i18n/i18n.ts';

const en = {
  'link.help.invite': 'You are invited to {tenant}, {name}. Choose a password and you are in.',
  'link.help.reset': 'Choose a new password for {tenant}, {name}. Your other sessions end.',
  'link.invalid': 'This link does not work',
  'link.name': 'Your name',
  'link.ownerHelp': 'You will be the first owner of the vault of {tenant}: you decide who may see and do what.',
  'link.password': 'Password',
  'link.submit.invite': 'Join',
  'link.submit.owner': 'Open the vault',
  'link.submit.reset': 'Save password and sign in',
  'link.title': 'One-time link',
  'link.title.invite': 'Choose your password',
  'link.title.owner': 'Open your vault',
  'link.title.reset': 'Choose a new password',
  'link.toSignIn': 'Go to sign-in',
} as const satisfies Record<string, string>;

export const t = wordsOf(en);
