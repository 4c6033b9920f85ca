// The texts of second factors at sign-in and of proving once more that it is oneself.
import { wordsOf } from '../../../web/i18n/i18n.ts';

const en = {
  'factor.again': 'Start over',
  'factor.code': 'Code',
  'factor.codeHelp': 'The six digits of your authenticator app, or one of your recovery codes.',
  'factor.codeOnlyRecovery': 'One of your recovery codes, where the passkey is not at hand.',
  'factor.confirm': 'Confirm',
  'factor.help': 'Your password was right. One more thing that only you have:',
  'factor.lost': 'Lost everything? Another administrator can take your second factors away.',
  'factor.never':
    'Sign in under {place} alone. Nobody who writes or calls will ever ask you for your password or a code.',
  'factor.none': 'Nobody chose a passkey. Try again, or use another way.',
  'factor.or': 'or with your password',
  'factor.passkey': 'Use passkey or security key',
  'factor.passkeyFirst': 'Use a passkey',
  'factor.password': 'Your password',
  'factor.unsaved':
    'Your company wants browsers not to keep this password. They may all the same; a passkey does better what is meant by it.',
  'step.help': 'This needs a fresh proof. What you asked for goes on right after it.',
  'step.title': 'Confirm that it is you',
} as const satisfies Record<string, string>;

export const t = wordsOf(en);
