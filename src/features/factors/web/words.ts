// The texts of second factors; they are loaded with their pages.
import { wordsOf } from '../../../web/i18n/i18n.ts';

const en = {
  'enrol.help':
    '{tenant} asks for a second factor. Until you have set one up you can do nothing else here, by page or by program.',
  'enrol.out': 'Sign out',
  'enrol.title': 'Set up a second factor',
  'factors.added': 'Added. Your session goes on.',
  'factors.app': 'Authenticator app',
  'factors.appAdd': 'Add authenticator app',
  'factors.appCode': 'Code the app shows now',
  'factors.appFinish': 'Finish',
  'factors.appScan': 'Scan this with your app, or type the key in. Then give the code it shows.',
  'factors.appKey': 'Key',
  'factors.backedUp': 'on several devices',
  'factors.codes': 'Recovery codes',
  'factors.codesHelp':
    'Each works once, when the rest is lost. They are shown now and never again: print them, or keep them in a password manager.',
  'factors.codesKept': 'I have kept them',
  'factors.codesCopy': 'Copy all',
  'factors.codesCopied': 'Copied',
  'factors.codesLeft':
    '{count, plural, =0 {No recovery codes left} one {# recovery code left} other {# recovery codes left}}',
  'factors.codesNew': 'Make new ones',
  'factors.due':
    'Your company asks for a second factor by {when}. After that you can do nothing else until you have set one up.',
  'factors.help':
    'Something only you have, asked for after the password. A passkey is both at once, and cannot be tricked by a copy of this page.',
  'factors.key': 'Passkey or security key',
  'factors.keyAdd': 'Add passkey or security key',
  'factors.keyLabel': 'Name for it',
  'factors.keyNone': 'No passkey was made. Try again, or use an authenticator app.',
  'factors.none': 'You have no second factor yet.',
  'factors.onlyPasskeys': 'Your company takes passkeys and security keys only.',
  'factors.remove': 'Remove',
  'factors.removed': 'Removed.',
  'factors.since': 'since {when}',
  'factors.title': 'Second factors',
  'factors.used': 'last used {when}',
  'signin.console': 'The machine’s console may bring an administrator back, after three days of waiting',
  'signin.consoleHelp':
    'Every administrator is told at once and can refuse. Without it, somebody who has lost everything needs a second administrator; a company with one alone is locked out for good.',
  'signin.enrolled': '{enrolled} of {people} people have one.',
  'signin.factors': 'Second factor',
  'signin.grace': 'Days to set one up',
  'signin.graceHelp': 'From the day the account begins, or this rule, whichever is later. 0: at the next request.',
  'signin.kinds': 'What counts',
  'signin.kinds.any': 'Authenticator app, passkey or security key',
  'signin.kinds.passkey': 'Passkey or security key only',
  'signin.kindsHelp':
    'Codes of an app can be asked for by a copy of the page; a passkey answers to this address alone.',
  'signin.refuse': 'Refuse',
  'signin.refused': 'Refused. Nothing comes of it.',
  'signin.required': 'Required of',
  'signin.required.administrators': 'Administrators',
  'signin.required.everybody': 'Everybody',
  'signin.required.nobody': 'Nobody',
  'signin.rescue': '{by} asked at the console for a way back into the account of {name}. It works from {when} on.',
  'signin.rescues': 'Ways back that wait',
  'signin.roles': 'And of everybody with these roles',
  'signin.save': 'Save',
  'signin.saved': 'Saved. It acts from now on.',
} as const satisfies Record<string, string>;

export const t = wordsOf(en);
