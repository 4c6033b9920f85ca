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
  'presets.value.true': 'Yes',
  'presets.value.false': 'No',
  'presets.value.null': 'No limit',
  'presets.value.empty': 'Nothing',
  'presets.value.minutes': '{count, plural, one {# minute} other {# minutes}}',
  'presets.value.days': '{count, plural, =0 {At once} one {# day} other {# days}}',
  'presets.value.hours': '{count, plural, one {# hour} other {# hours}}',
  'presets.value.nobody': 'Nobody',
  'presets.value.administrators': 'Administrators',
  'presets.value.everybody': 'Everybody',
  'presets.value.any': 'App, passkey or key',
  'presets.value.passkey': 'Passkeys alone',
  'presets.value.list': 'Are listed',
  'presets.value.warn': 'Are told so',
  'presets.value.refuse': 'Do not sign in',
  'presets.value.always': 'Of everybody',
  'presets.value.roles': 'Of those whose roles say so',
  'presets.area.factors': 'Second factor',
  'presets.area.sessions': 'Sessions',
  'presets.area.guessing': 'Guessing',
  'presets.area.exports': 'Exports',
  'presets.area.approvals': 'Second administrator',
  'presets.set.factors.required': 'Asked of',
  'presets.set.factors.kinds': 'What counts',
  'presets.set.factors.graceDays': 'Time to set one up',
  'presets.set.sessions.normal.idle': 'People: without use',
  'presets.set.sessions.normal.absolute': 'People: at most',
  'presets.set.sessions.administrator.idle': 'Administrators: without use',
  'presets.set.sessions.administrator.absolute': 'Administrators: at most',
  'presets.set.sessions.one': 'One session a person',
  'presets.set.sessions.distant': 'Told of distant networks at the same time',
  'presets.set.sessions.outdated': 'Browsers that are out of date',
  'presets.set.guessing.on': 'Slowed down',
  'presets.set.guessing.delayFrom': 'Waits begin with wrong password',
  'presets.set.guessing.blockAfter': 'Wrong passwords that block',
  'presets.set.guessing.blockMinutes': 'First block',
  'presets.set.guessing.longestMinutes': 'Longest block',
  'presets.set.guessing.release': 'Only an administrator lets in again',
  'presets.set.guessing.dayMost': 'Passwords of one name in 24 hours',
  'presets.set.guessing.address.on': 'Addresses are banned',
  'presets.set.guessing.address.after': 'Wrong passwords that ban an address',
  'presets.set.guessing.address.windowMinutes': 'Counted within',
  'presets.set.guessing.address.banMinutes': 'Ban of an address',
  'presets.set.exports.reason': 'A reason is asked',
  'presets.set.exports.dayRows': 'Records one person takes in a day',
  'presets.set.exports.alertAbove': 'Administrators are told above, in a day',
  'presets.set.approvals.classes': 'Asked for',
  'presets.set.approvals.delayHours': 'Where nobody else can approve',
  'presets.set.approvals.expiresDays': 'Approved within',
  'presets.notice.factors.required':
    '{count, plural, =0 {Everybody has one.} one {# person has none and is asked to set one up.} other {# people have none and are asked to set one up.}}',
  'presets.notice.sessions.one':
    '{count, plural, =0 {Nobody has several now.} one {# person has several now: the next sign-in ends the others.} other {# people have several now: the next sign-in ends the others.}}',
  'presets.notice.sessions.outdated':
    '{count, plural, =0 {None is open now.} one {# open session is in one.} other {# open sessions are in one.}}',
  'presets.notice.sessions.normal.absolute':
    '{count, plural, =0 {No session is open.} one {# open session obeys at once.} other {# open sessions obey at once.}}',
  'presets.notice.guessing.release': 'Whoever mistypes too often asks an administrator.',
  'presets.notice.exports.dayRows': 'Whoever takes more waits for the next day.',
  'presets.notice.approvals.classes': 'Such changes are answered with “waits” until somebody else approves.',
} as const satisfies Record<string, string>;

/** Names are made of what the server names; a test holds every setting of every preset against them. */
export const words: Readonly<Record<string, string>> = en;
export const t = wordsOf(en);
export type Word = keyof typeof en;
