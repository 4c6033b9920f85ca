// The texts of reports of losses; they are loaded with their pages.
import { wordsOf } from '../../../web/i18n/i18n.ts';

export const t = wordsOf({
  'loss.report.title': 'Report a loss',
  'loss.report.help':
    'A device or a key is gone, or something seems wrong: say so at once. Your other sessions end, the browser is not known any more, and administrators are told. Nobody is blamed for a report that turns out to be nothing.',
  'loss.report.what': 'What happened',
  'loss.report.device': 'A device is lost: computer, phone or tablet',
  'loss.report.key': 'A key is lost: security key, passkey or the phone with my codes',
  'loss.report.suspicion': 'Something seems wrong',
  'loss.report.session': 'A sign-in on that device',
  'loss.report.sessionHelp': 'Without one, every browser but this one is forgotten.',
  'loss.report.sessionNone': 'None of these, or I do not know',
  'loss.report.factor': 'Which one',
  'loss.report.factorNone': 'It is not in this list',
  'loss.report.factorHelp':
    'Remove it under Account, which asks for another factor or a recovery code; where you have neither, an administrator takes it away.',
  'loss.report.words': 'Anything that helps (where, when, what)',
  'loss.report.send': 'Report',
  'loss.report.sent':
    '{sessions, plural, =0 {No other session was open.} one {# other session has ended.} other {# other sessions have ended.}} Administrators have been told.',
  'loss.report.again': 'Report another',
  'loss.list.none': 'Nothing has been reported.',
  'loss.list.open': 'Open',
  'loss.list.closed': 'Dealt with {when}',
  'loss.list.found': 'Found, {when}',
  'loss.list.kind.device': 'Lost device',
  'loss.list.kind.key': 'Lost key',
  'loss.list.kind.suspicion': 'Suspicion',
  'loss.list.by': 'reported by {name}',
  'loss.list.did':
    '{sessions, plural, =0 {No session was open} one {# session ended} other {# sessions ended}}, {devices, plural, =0 {no browser was known} one {# browser is not known any more} other {# browsers are not known any more}}',
  'loss.list.close': 'Dealt with',
  'loss.list.back': 'It is back',
  'loss.list.backHelp': 'Its browsers are known again.',
  'loss.list.done': 'Closed.',
  'loss.list.for': 'Report a loss for somebody',
  'loss.list.forHelp':
    'All of that person’s sessions end, no browser is known any more, and the person is told who reported it. Of somebody who holds more than you do browsers stay known, and you write down how you know.',
  'loss.list.who': 'Who',
  'loss.list.cancel': 'Cancel',
} as const satisfies Record<string, string>);
