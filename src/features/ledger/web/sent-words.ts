// The texts of the page that says where the ledger goes and how long its values are kept; loaded with it.
import { wordsOf } from '../../../web/i18n/i18n.ts';

const en = {
  'sent.add': 'Add a receiver',
  'sent.added': '{label} gets what there is from now on.',
  'sent.archives': 'In the archive',
  'sent.archivesNone': 'Nothing lies in the archive yet.',
  'sent.archive': 'Until {ends}: {entries, plural, one {values of # entry} other {values of # entries}}',
  'sent.archiveEnded': 'Until {ends}: its values were destroyed on {when}',
  'sent.authorization': 'Secret for the receiver (optional)',
  'sent.authorizationHelp': 'Sent behind “Authorization:”, as in: Splunk 1234-5678. Kept sealed and never shown again.',
  'sent.behind': '{count, plural, one {# entry behind} other {# entries behind}}',
  'sent.fromBeginning': 'Also everything from the first entry on',
  'sent.gets': 'Gets',
  'sent.gets.cef': 'Every entry, as CEF',
  'sent.gets.heads': 'Signed heads',
  'sent.gets.ocsf': 'Every entry, as OCSF',
  'sent.getsHelp.cef':
    'Who did what to which record, when and from where; never a value. For ArcSight and whatever reads CEF.',
  'sent.getsHelp.heads': 'With heads kept elsewhere nobody can rewrite the ledger unseen, whoever holds this machine.',
  'sent.getsHelp.ocsf':
    'Who did what to which record, when and from where; never a value. For systems that read OCSF 1.3.',
  'sent.help':
    'Signed heads prove the ledger to somebody else; entries let a system that watches over many programs watch over this one. What a receiver misses while it is away it gets afterwards.',
  'sent.kind': 'How',
  'sent.kind.file': 'A file',
  'sent.kind.mail': 'E-mail',
  'sent.kind.syslog': 'Syslog',
  'sent.kind.webhook': 'Webhook',
  'sent.label': 'Name',
  'sent.labelHelp': 'As it is listed here, for example: Log server of the parent company.',
  'sent.live': 'Months values stay in the database',
  'sent.liveHelp':
    'At least 3. Afterwards they lie in sealed, signed files and are read from there; the entries stay findable.',
  'sent.keep': 'Months values are kept at all',
  'sent.keepHelp': 'At least 12. Empty: for ever. Who did what and when, and the proof of it, always stay.',
  'sent.more': 'More about {label}',
  'sent.never': 'Nothing was sent yet',
  'sent.none': 'Nobody outside gets anything',
  'sent.noneHelp':
    'Add a place of your own: whoever rewrites the ledger later is found out against what was sent there.',
  'sent.notANumber': 'A whole number within the bounds below.',
  'sent.ofInstallation': 'Named by who runs the installation',
  'sent.receivers': 'Where it goes',
  'sent.remove': 'Send nothing more there',
  'sent.removed': 'Nothing more goes to {label}.',
  'sent.retention': 'How long values are kept',
  'sent.save': 'Save',
  'sent.saved': 'Saved. The ledger says who changed it.',
  'sent.state': 'State',
  'sent.title': 'Ledger: where it goes, how long it is kept',
  'sent.upTo': 'Has all of it',
  'sent.url': 'Address',
  'sent.url.mail': 'auditor@example.com',
  'sent.url.syslog': 'syslog+tls://logs.example.com:6514',
  'sent.url.webhook': 'https://logs.example.com/strongroom',
  'sent.urlHelp': 'In the open network. Kept sealed and never shown again.',
  'sent.urlHelp.mail':
    'One address, kept sealed. The newest head goes there once an hour at most, by the company’s mail server.',
  'sent.when': 'Last on {when}',
} as const;

export const t = wordsOf(en);
