// The texts of the company's security policy; they are loaded with their pages.
import { wordsOf } from '../../../web/i18n/i18n.ts';

const en = {
  'charter.agree.title': 'Security policy of {tenant}',
  'charter.agree.help':
    'Read this first. Until you have acknowledged it you can do nothing else here, by page or by program.',
  'charter.agree.changed': 'New in this version: {changed}',
  'charter.agree.box': 'I have read it and keep to it.',
  'charter.agree.submit': 'Acknowledge',
  'charter.agree.out': 'Sign out',
  'charter.agree.gone': 'Nothing has to be acknowledged any more.',
  'charter.agree.goOn': 'Go on',
  'charter.own.title': 'Security policy of {tenant}',
  'charter.own.none': 'Your company has no security policy here.',
  'charter.own.since': 'Version {version}, since {when}.',
  'charter.own.acknowledged': 'You acknowledged it on {when}.',
  'charter.own.notAsked': 'It does not have to be acknowledged.',
  'charter.page.title': 'Security policy',
  'charter.page.tabs': 'Parts of this page',
  'charter.page.text': 'Text',
  'charter.page.people': 'Who has acknowledged it',
  'charter.page.sign': 'Sign of the company',
  'charter.edit.help':
    'Everybody sees it under Security. A version that asks is read and acknowledged before anything else can be done, by page and by program, yourself included; what everybody agreed to stays on record.',
  'charter.edit.text': 'Text, in Markdown',
  'charter.edit.textHelp': 'Headings with #, lists with -, **strong**, links. HTML is shown as it is typed.',
  'charter.edit.sample': 'Start from a sample',
  'charter.edit.changed': 'What is new in it',
  'charter.edit.changedHelp': 'Shown above the text to those who have acknowledged an earlier version.',
  'charter.edit.asks': 'Everybody acknowledges this version before anything else',
  'charter.edit.asksNot': 'Without it, whoever acknowledged an earlier version is not asked again.',
  'charter.edit.look': 'How it will look',
  'charter.edit.lookEmpty': 'Nothing is written yet.',
  'charter.edit.publish': 'Publish',
  'charter.edit.published': 'Published. It acts at once.',
  'charter.edit.withdraw': 'Withdraw the policy',
  'charter.edit.withdrawn': 'Withdrawn. Nobody is asked any more.',
  'charter.edit.withdrawAsk': 'Withdraw the security policy?',
  'charter.edit.withdrawHelp':
    'Nobody is asked to acknowledge anything any more. Who has acknowledged which version stays on record; a new version can be published any time.',
  'charter.edit.cancel': 'Cancel',
  'charter.versions.title': 'Versions',
  'charter.versions.none': 'None has been published yet.',
  'charter.versions.row': 'Version {version}',
  'charter.versions.withdrawn': 'Withdrawn',
  'charter.versions.asks': 'Acknowledged by everybody',
  'charter.versions.quiet': 'Asks nobody again',
  'charter.versions.by': '{name}, {when}',
  'charter.versions.count': '{count} of {people} people have acknowledged it or a later one',
  'charter.people.none': 'Nobody has been asked yet.',
  'charter.people.person': 'Person',
  'charter.people.version': 'Version',
  'charter.people.when': 'Acknowledged',
  'charter.people.owed': 'Not yet',
  'charter.people.closed': 'account closed',
  'charter.people.file': 'Download as CSV',
  'charter.people.left':
    '{count, plural, =0 {Everybody has acknowledged what is asked for.} one {# person has still to acknowledge it.} other {# people have still to acknowledge it.}}',
} as const satisfies Record<string, string>;

export const t = wordsOf(en);

/** A beginning, to be made one's own. */
export const sample = `# How we keep what is entrusted to us

1. **My account is mine alone.** I lend it to nobody, and I tell nobody my password or a code: nobody who writes or calls has a reason to ask.
2. **I sign in at our own address**, with a passkey where I can.
3. **I look only at what my work needs**, and take out of the vault only what I have a purpose for. Files I have taken out I delete when I am done.
4. **I lock my screen** when I leave it, and use machines that are kept up to date.
5. **What seems wrong I report at once** under *Security*: a lost device or key, a sign-in that was not me, a mail that asks for too much. Reporting is never held against anybody.
`;
