// The texts of the company's security policy; they are loaded with their pages.
import { wordsOf } from '../../../web/i18n/i18n.ts';

const en = {
  'agree.title': 'Security policy of {tenant}',
  'agree.help': 'Read this first. Until you have acknowledged it you can do nothing else here, by page or by program.',
  'agree.changed': 'New in this version: {changed}',
  'agree.box': 'I have read it and keep to it.',
  'agree.submit': 'Acknowledge',
  'agree.out': 'Sign out',
  'agree.gone': 'Nothing has to be acknowledged any more.',
  'agree.goOn': 'Go on',
  'own.title': 'Security policy of {tenant}',
  'own.none': 'Your company has no security policy here.',
  'own.since': 'Version {version}, since {when}.',
  'own.acknowledged': 'You acknowledged it on {when}.',
  'own.notAsked': 'It does not have to be acknowledged.',
  'page.title': 'Security policy',
  'page.tabs': 'Parts of this page',
  'page.text': 'Text',
  'page.people': 'Who has acknowledged it',
  'page.sign': 'Sign of the company',
  'edit.help':
    'Everybody sees it under Security. A version that asks is read and acknowledged before anything else can be done, by page and by program, yourself included; what everybody agreed to stays on record.',
  'edit.text': 'Text, in Markdown',
  'edit.textHelp': 'Headings with #, lists with -, **strong**, links. HTML is shown as it is typed.',
  'edit.sample': 'Start from a sample',
  'edit.changed': 'What is new in it',
  'edit.changedHelp': 'Shown above the text to those who have acknowledged an earlier version.',
  'edit.asks': 'Everybody acknowledges this version before anything else',
  'edit.asksNot': 'Without it, whoever acknowledged an earlier version is not asked again.',
  'edit.look': 'How it will look',
  'edit.lookEmpty': 'Nothing is written yet.',
  'edit.publish': 'Publish',
  'edit.published': 'Published. It acts at once.',
  'edit.withdraw': 'Withdraw the policy',
  'edit.withdrawn': 'Withdrawn. Nobody is asked any more.',
  'edit.withdrawAsk': 'Withdraw the security policy?',
  'edit.withdrawHelp':
    'Nobody is asked to acknowledge anything any more. Who has acknowledged which version stays on record; a new version can be published any time.',
  'edit.cancel': 'Cancel',
  'versions.title': 'Versions',
  'versions.none': 'None has been published yet.',
  'versions.row': 'Version {version}',
  'versions.withdrawn': 'Withdrawn',
  'versions.asks': 'Acknowledged by everybody',
  'versions.quiet': 'Asks nobody again',
  'versions.by': '{name}, {when}',
  'versions.count': '{count} of {people} people have acknowledged it or a later one',
  'people.none': 'Nobody has been asked yet.',
  'people.person': 'Person',
  'people.version': 'Version',
  'people.when': 'Acknowledged',
  'people.owed': 'Not yet',
  'people.closed': 'account closed',
  'people.file': 'Download as CSV',
  'people.left':
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
