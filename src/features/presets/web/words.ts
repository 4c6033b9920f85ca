// The texts of presets; they are loaded with their page.
import { wordsOf } from '../../../web/i18n/i18n.ts';

const en = {
  'presets.title': 'Security presets',
  'presets.help':
    'A preset sets everything that is decided about security at once. You see each difference first; applying it is one operation, which can be undone as a whole.',
  'presets.choose': 'Preset',
  'presets.usual': 'Usual: what a vault begins with, by the standard',
  'presets.bank': 'Bank: strict, with a second administrator',
  'presets.setting': 'Setting',
  'presets.now': 'Now',
  'presets.then': 'Then',
  'presets.notice': 'What people notice',
  'presets.nothing': 'Everything is set as this preset has it.',
  'presets.same':
    '{count, plural, =0 {Everything differs.} one {# setting stays as it is.} other {# settings stay as they are.}}',
  'presets.stays':
    'Never touched: rules on networks, roles that must have a factor, rescue at the console, offices that are never banned, oldest versions of browsers.',
  'presets.apply': 'Apply',
  'presets.applied': '{count, plural, one {# setting changed.} other {# settings changed.}}',
  'presets.waits': 'This waits for a second administrator.',
  'presets.alone':
    'You are the only one who may approve. Afterwards such a change waits {hours} hours before it takes effect by itself.',
  'presets.network':
    'No rules on networks yet: who may come from anywhere comes from anywhere. Try some for ten minutes.',
  'presets.networkLink': 'Networks',
  'presets.policy': 'No security policy yet that everybody acknowledges.',
  'presets.policyLink': 'Security policy',
  'value.true': 'Yes',
  'value.false': 'No',
  'value.null': 'No limit',
  'value.empty': 'Nothing',
  'value.minutes': '{count, plural, one {# minute} other {# minutes}}',
  'value.days': '{count, plural, =0 {At once} one {# day} other {# days}}',
  'value.hours': '{count, plural, one {# hour} other {# hours}}',
  'value.nobody': 'Nobody',
  'value.administrators': 'Administrators',
  'value.everybody': 'Everybody',
  'value.any': 'App, passkey or key',
  'value.passkey': 'Passkeys alone',
  'value.list': 'Are listed',
  'value.warn': 'Are told so',
  'value.refuse': 'Do not sign in',
  'value.always': 'Of everybody',
  'value.roles': 'Of those whose roles say so',
  'area.factors': 'Second factor',
  'area.sessions': 'Sessions',
  'area.guessing': 'Guessing',
  'area.exports': 'Exports',
  'area.approvals': 'Second administrator',
  'set.factors.required': 'Asked of',
  'set.factors.kinds': 'What counts',
  'set.factors.graceDays': 'Time to set one up',
  'set.sessions.normal.idle': 'People: without use',
  'set.sessions.normal.absolute': 'People: at most',
  'set.sessions.administrator.idle': 'Administrators: without use',
  'set.sessions.administrator.absolute': 'Administrators: at most',
  'set.sessions.one': 'One session a person',
  'set.sessions.distant': 'Told of distant networks at the same time',
  'set.sessions.outdated': 'Browsers that are out of date',
  'set.guessing.on': 'Slowed down',
  'set.guessing.delayFrom': 'Waits begin with wrong password',
  'set.guessing.blockAfter': 'Wrong passwords that block',
  'set.guessing.blockMinutes': 'First block',
  'set.guessing.longestMinutes': 'Longest block',
  'set.guessing.release': 'Only an administrator lets in again',
  'set.guessing.dayMost': 'Passwords of one name in 24 hours',
  'set.guessing.address.on': 'Addresses are banned',
  'set.guessing.address.after': 'Wrong passwords that ban an address',
  'set.guessing.address.windowMinutes': 'Counted within',
  'set.guessing.address.banMinutes': 'Ban of an address',
  'set.exports.reason': 'A reason is asked',
  'set.exports.dayRows': 'Records one person takes in a day',
  'set.exports.alertAbove': 'Administrators are told above, in a day',
  'set.approvals.classes': 'Asked for',
  'set.approvals.delayHours': 'Where nobody else can approve',
  'set.approvals.expiresDays': 'Approved within',
  'notice.factors.required':
    '{count, plural, =0 {Everybody has one.} one {# person has none and is asked to set one up.} other {# people have none and are asked to set one up.}}',
  'notice.sessions.one':
    '{count, plural, =0 {Nobody has several now.} one {# person has several now: the next sign-in ends the others.} other {# people have several now: the next sign-in ends the others.}}',
  'notice.sessions.outdated':
    '{count, plural, =0 {None is open now.} one {# open session is in one.} other {# open sessions are in one.}}',
  'notice.sessions.normal.absolute':
    '{count, plural, =0 {No session is open.} one {# open session obeys at once.} other {# open sessions obey at once.}}',
  'notice.guessing.release': 'Whoever mistypes too often asks an administrator.',
  'notice.exports.dayRows': 'Whoever takes more waits for the next day.',
  'notice.approvals.classes': 'Such changes are answered with “waits” until somebody else approves.',
} as const satisfies Record<string, string>;

/** Names are made of what the server names; a test holds every setting of every preset against them. */
export const words: Readonly<Record<string, string>> = en;
export const t = wordsOf(en);
export type Word = keyof typeof en;
