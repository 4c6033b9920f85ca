// The texts around signs on the sign-in page.
import { wordsOf } from '../../../web/i18n/i18n.ts';

export const t = wordsOf({
  'front.own':
    'This browser is known here, and shows the sign you chose. A page without it, on a browser of yours, is not this one.',
  'front.loss':
    'Lost a device or a key, or does something seem wrong? Sign in from another device and report it under Security, or tell your administrator, who can end your sessions at once.',
} as const satisfies Record<string, string>);
