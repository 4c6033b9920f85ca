// The texts of reports of losses; they are loaded with their pages.
import { wordsOf } from '../../../web/i18n/i18n.ts';

export const t = wordsOf({
  'report.title': 'Report a loss',
  'report.help':
    'A device or a key is gone, or something seems wrong: say so at once. Your other sessions end, the browser is not known any more, and administrators are told. Nobody is blamed for a report that turns out to be nothing.',
  'report.what': 'What happened',
  'report.device': 'A device is lost: computer, phone or tablet',
  'report.key': 'A key is lost: security key, passkey or the phone with my codes',
  'report.suspicion': 'Something seems wrong',
  'report.session': 'A sign-in on that device',
  'report.sessionHelp': 'Without one, every browser but this one is forgotten.',
  'report.sessionNone': 'None of these, or I do not know',
  'report.factor': 'Which one',
  'report.factorNone': 'It is not in this list',
  'report.factorHelp':
    'Remove it under Account, which asks for another factor or a recovery code; where you have neither, an administrator takes it away.',
  'report.words': 'Anything that helps (where, when, what)',
  'report.send': 'Report',
  'report.sent':
    '{sessions, plural, =0 {No other session was open.} one {# other session has ended.} other {# other sessions have ended.}} Administrators have been told.',
  'report.again': 'Report another',
  'list.none': 'Nothing has been reported.',
  'list.open': 'Open',
  'list.closed': 'Dealt with {when}',
  'list.found': 'Found, {when}',
  'list.kind.device': 'Lost device',
  'list.kind.key': 'Lost key',
  'list.kind.suspicion': 'Suspicion',
  'list.by': 'reported by {name}',
  'list.did':
    '{sessions, plural, =0 {No session was open} one {# session ended} other {# sessions ended}}, {devices, plural, =0 {no browser was known} one {# browser is not known any more} other {# browsers are not known any more}}',
  'list.close': 'Dealt with',
  'list.back': 'It is back',
  'list.backHelp': 'Its browsers are known again.',
  'list.done': 'Closed.',
  'list.for': 'Report a loss for somebody',
  'list.forHelp': 'All of that person’s sessions end, and no browser is known any more.',
  'list.who': 'Who',
  'list.cancel': 'Cancel',
} as const satisfies Record<string, string>);
